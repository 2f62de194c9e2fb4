"""What reading a document yields, item by item: an article, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.ingest.parsed import ATTRIBUTED, ParsedArticle
from shared.contracts import MAX_BODY_CHARS, MAX_TITLE_CHARS, Origin, RawArticle, Source
from shared.rejection import Rejection
from shared.topics import MAX_ARTICLE_BYTES


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that gave no article. ``uri`` says where it stands (``file:line``, ``file[start:end]``, an address).

    ``payload``: the item's original bytes; None when there are none to keep (a file that cannot be read).
    """

    rejection: Rejection
    uri: str
    source_name: str
    payload: bytes | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A parsed item, and its original bytes in case it must be refused later."""

    parsed: ParsedArticle
    payload: bytes
    uri: str
    published: RawArticle | None = None  # the item already was a RawArticle: its id, origin and time are kept


Item = RawArticle | Refused

_BYTES_PER_CHAR = 6  # at most, in JSON: a control character as \u001f
_BYTES_AROUND = 10_000  # more than the names, hashes, times and numbers of a RawArticle take
# Bytes at once: model_dump_json makes a string of them first, a fifth of the time of writing an article.
_SERIALIZER = RawArticle.__pydantic_serializer__


def refusal(parsed: ParsedArticle) -> Rejection | None:
    """Why a parsed item cannot be an article, if so. Limits are the contract's."""
    if not parsed.title.strip():
        return Rejection("missing_title", "the item has no title")
    if not parsed.body.strip():
        return Rejection("missing_body", f"{_named(parsed)} has no text")
    if len(parsed.title) > MAX_TITLE_CHARS:
        return Rejection(
            "title_too_large",
            f"the title has {len(parsed.title):,} characters; the limit is {MAX_TITLE_CHARS:,}",
        )
    if len(parsed.body) > MAX_BODY_CHARS:
        return Rejection(
            "body_too_large",
            f"{_named(parsed)} has {len(parsed.body):,} characters; the limit is {MAX_BODY_CHARS:,}: "
            f"this is a dump, not an article",
        )
    return None


def to_json(article: RawArticle) -> bytes:
    """The value of the article's record."""
    return _SERIALIZER.to_json(article)


def characters(article: RawArticle) -> int:
    """Of everything in it whose length the contract does not bound to a few, and of title and body."""
    texts = (
        article.title, article.body, article.subtitle, article.dateline, article.section, article.language, article.url,
        article.content_hash, article.origin.uri, article.source.name, article.source.url,
    )  # fmt: skip
    # Each author and tag has its quotes and comma as well.
    listed = sum(len(text) + 3 for texts in (article.authors, article.tags) for text in texts)
    return sum(len(text) for text in texts if text) + listed


def refusal_by_size(article: RawArticle) -> Rejection | None:
    """Why the article cannot be a record, if so: the title and body are bounded, the other fields only together."""
    if _BYTES_PER_CHAR * characters(article) + _BYTES_AROUND <= MAX_ARTICLE_BYTES:
        return None  # spares nearly every article being serialised twice
    size = len(to_json(article))
    if size <= MAX_ARTICLE_BYTES:
        return None
    return Rejection(
        "article_too_large",
        f"'{_shortened(article.title)}' takes {size:,} bytes with all its fields; the limit is {MAX_ARTICLE_BYTES:,}",
    )


def _named(parsed: ParsedArticle) -> str:
    return f"'{_shortened(parsed.title)}'"


def _shortened(title: str) -> str:
    return title if len(title) <= 80 else f"{title[:79]}…"


def as_parsed(article: RawArticle) -> ParsedArticle:
    """A RawArticle taken apart again."""
    return ParsedArticle(
        title=article.title,
        body=article.body,
        subtitle=article.subtitle,
        authors=article.authors,
        published_at=article.published_at,
        published_precision=article.published_precision,
        dateline=article.dateline,
        section=article.section,
        tags=article.tags,
        language=article.language,
        url=article.url,
        truncated=article.truncated,
        span=article.origin.span,
        format=article.origin.format,
        source_name=article.source.name,
        provenance=article.provenance,
    )


def raw_article(
    found: Found, source: Source, identity: tuple[str, str], fetched_at: datetime, uri: str
) -> RawArticle:
    """The contract model of an accepted item, revision 1: which revision it really is only the state knows.

    ``identity``: id and content hash.
    """
    parsed, published = found.parsed, found.published
    return RawArticle(
        id=identity[0],
        revision=1,
        source=source,
        url=parsed.url,
        title=parsed.title,
        subtitle=parsed.subtitle or None,
        body=parsed.body,
        authors=parsed.authors,
        published_at=parsed.published_at,
        published_precision=parsed.published_precision,
        dateline=parsed.dateline,
        section=parsed.section,
        tags=parsed.tags,
        truncated=parsed.truncated,
        provenance={name: parsed.provenance[name] for name in ATTRIBUTED if name in parsed.provenance},
        origin=published.origin if published else Origin(format=parsed.format, uri=uri, span=parsed.span),
        content_hash=identity[1],
        fetched_at=published.fetched_at if published else fetched_at,
        language=parsed.language,
    )
