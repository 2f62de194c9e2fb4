"""The splitter: flattened text (a digest, a newsletter, a page as text) → the articles a careful editor would cut."""

from services.ingest.split.splitter import split

__all__ = ["split"]
