"""Which language and script an article is written in."""

from services.enrich.language.stage import LanguageStage
from services.enrich.stage import Stage
from shared.contracts import Language


def load() -> Stage[Language]:
    """The stage, with its model read from the installed py3langid package (no network, ~1 s)."""
    return LanguageStage()


__all__ = ["load"]
