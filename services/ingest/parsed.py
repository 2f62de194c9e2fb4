"""What every parser yields: an article as cut from one document, before it has an identity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from shared.contracts import InputFormat, Precision, Provenance

# The fields whose provenance is told; the others are positions, judgements of ours, or belong to one of these.
ATTRIBUTED = (
    "title", "subtitle", "body", "authors", "published_at", "dateline", "section", "tags", "language", "url",
)  # fmt: skip


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
    provenance: Mapping[str, Provenance] = field(default_factory=dict)


def attributed(article: ParsedArticle, where: Provenance) -> ParsedArticle:
    """The article with ``where`` as the provenance of each field that has a value and no provenance yet.

    A provenance of a field without a value is taken away, so that none is told of what is not there.
    """
    known = article.provenance
    return replace(
        article,
        provenance={name: known.get(name, where) for name in ATTRIBUTED if getattr(article, name)},
    )
