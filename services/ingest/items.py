"""What reading a document yields, item by item: an article, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.ingest.parsed import ParsedArticle
from shared.contracts import MAX_BODY_CHARS, MAX_TITLE_CHARS, Origin, RawArticle, Source
from shared.rejection import Rejection


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


def _named(parsed: ParsedArticle) -> str:
    title = parsed.title if len(parsed.title) <= 80 else f"{parsed.title[:79]}…"
    return f"'{title}'"


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
        origin=published.origin if published else Origin(format=parsed.format, uri=uri, span=parsed.span),
        content_hash=identity[1],
        fetched_at=published.fetched_at if published else fetched_at,
        language=parsed.language,
    )
