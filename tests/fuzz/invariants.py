"""What holds of everything a parser gives out, whatever bytes it was given."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC

from services.ingest.items import Item, Refused, to_json
from services.ingest.urls import canonical_url
from shared.contracts import MAX_BODY_CHARS, MAX_TITLE_CHARS, InputFormat, RawArticle

# Every reason that reading a document may give; ``parser_failed`` is a fault of ours and is not among them.
REASONS = frozenset(
    """article_too_large bad_content_encoding body_too_large damaged_archive empty headers_too_large incomplete_body
    invalid_json line_too_long missing_body missing_title nested_too_deeply no_article not_an_object overcompressed
    protocol_error title_too_large too_large too_many_tags unknown_format unsupported_format""".split()
)
# Control characters but tab and line feed, marks that turn the writing direction, and surrogates, which are no text.
_NEVER_SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\ud800-\udfff]")
_REASON = re.compile(r"[a-z][a-z0-9_]*")
# An item's fields repeat one another (a title in the payload, a teaser in the body), and what every item is given
# besides (names of the source, hashes) is bounded: so much comes out of each byte, and so much more of each item.
_CHARS_OUT_OF_A_BYTE = 40
_CHARS_BESIDES = 5_000


def check_items(items: Iterable[Item], content: bytes, text: str | None = None) -> list[Item]:
    """The items, each of which is an article as the contract has it or a refusal that says why. ``text``: what the spans of
    a flattened text point into."""
    found = list(items)
    assert found, "a document gives one item at least"
    for item in found:
        if isinstance(item, Refused):
            check_refusal(item)
        else:
            check_article(item)
    if text is not None:
        check_spans([item for item in found if isinstance(item, RawArticle)], text)
    size = sum(_size(item) for item in found)
    assert size <= _CHARS_OUT_OF_A_BYTE * len(content) + _CHARS_BESIDES * (len(found) + 1), (
        "output without bounds"
    )
    return found


def check_refusal(item: Refused) -> None:
    reason, detail = item.rejection.reason, item.rejection.detail
    assert _REASON.fullmatch(reason), reason
    assert reason in REASONS, f"{reason}: {detail}"
    assert detail.strip()
    assert item.source_name.strip()


def check_article(article: RawArticle) -> None:
    assert RawArticle.model_validate_json(to_json(article)) == article, (
        "does not survive being written and read"
    )
    assert article.title.strip() and len(article.title) <= MAX_TITLE_CHARS
    assert article.body.strip() and len(article.body) <= MAX_BODY_CHARS
    assert "\n" not in article.title
    assert article.source.name.strip()
    if article.published_at is not None:
        assert article.published_at.tzinfo is UTC or article.published_at.utcoffset() is not None
    if article.url is not None:
        assert article.url.startswith(("http://", "https://")), article.url
        assert canonical_url(article.url) == article.url, f"{article.url!r} is not its own canonical form"
    assert len(set(article.authors)) == len(article.authors), "an author twice"
    for name in shown_texts(article):
        assert not _NEVER_SHOWN.search(name), f"what no reader sees in {name[:80]!r}"
    for name in (*article.authors, *article.tags, article.subtitle, article.section, article.dateline):
        assert name is None or (name.strip() and "\n" not in name), repr(name)


def check_links(addresses: list[str], titles: list[str | None]) -> None:
    """Each address once, in its canonical form; titles as they can be shown."""
    assert len(set(addresses)) == len(addresses), "an address twice"
    for address in addresses:
        assert canonical_url(address) == address, f"{address!r} is not its own canonical form"
    for title in titles:
        assert title is None or (title.strip() and not _NEVER_SHOWN.search(title)), repr(title)


def shown_texts(article: RawArticle) -> list[str]:
    texts = (
        article.title,
        article.subtitle,
        article.body,
        article.dateline,
        article.section,
        article.source.name,
    )
    return [text for text in (*texts, *article.authors, *article.tags) if text]


def check_spans(articles: list[RawArticle], text: str) -> None:
    """Inside the text, in its order, apart from one another."""
    before = 0
    for article in articles:
        assert article.origin.format is InputFormat.TEXT
        assert article.origin.span is not None
        start, end = article.origin.span
        assert before <= start < end <= len(text), f"{article.origin.span} after {before} of {len(text)}"
        before = end


def _size(item: Item) -> int:
    if isinstance(item, Refused):
        return len(item.rejection.detail) + len(item.payload or b"")
    return sum(map(len, shown_texts(item)))
