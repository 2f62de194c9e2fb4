"""What an article is about: IPTC Media Topics, top level."""

from services.enrich.stage import Stage
from services.enrich.topics.stage import load_stage
from shared.contracts import Topic


def load() -> Stage[tuple[Topic, ...]]:
    """The stage, with its committed model."""
    return load_stage()


__all__ = ["load"]
