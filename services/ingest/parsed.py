"""What every parser yields: an article as cut from one document, before it has an identity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.contracts import InputFormat, Precision


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """One article of a document.

    ``span`` is [start, end) in code points of the document as stored (decoded, line ends untouched), null where the
    format has no such text. ``published_at`` is aware, UTC. ``body`` has paragraphs separated by a blank line.
    """

    title: str
    body: str
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_precision: Precision | None = None
    dateline: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    url: str | None = None
    truncated: bool = False
    span: tuple[int, int] | None = None
    format: InputFormat = InputFormat.TEXT
    source_name: str | None = None
