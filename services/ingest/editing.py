"""The last careful look at an article of a page, a feed or a record: what is no part of its body comes out. Pure."""

from __future__ import annotations

from dataclasses import replace

from services.ingest.bylines import byline_prefix, looks_like_names, parse_authors
from services.ingest.datelines import find_dateline
from services.ingest.dates import find_date
from services.ingest.lexicon import lexicon, words
from services.ingest.parsed import ParsedArticle, attributed
from services.ingest.tidy import comparable
from services.ingest.truncation import is_cut, trim_offer
from shared.contracts import Provenance

_MARKS = " \t|·•–—-:,.()/"
_LONGEST_LINE = 200  # characters of a byline or date line


def edit(article: ParsedArticle, *, truncation_is_declared: bool = False) -> ParsedArticle:
    """Title, deck, byline, date line and dateline leave the head of the body, offers of more its end.

    A date, author or dateline that only the body shows is taken over; its provenance is the text.
    ``truncation_is_declared``: the input said whether the text is cut, so ours is not asked.
    """
    body, offered_more = trim_offer(article.body)
    article = _without_head(replace(article, body=body))
    article = _without_dateline(article)
    cut = (
        article.truncated
        if truncation_is_declared
        else article.truncated or offered_more or is_cut(article.body)
    )
    return attributed(replace(article, truncated=cut), Provenance.TEXT)


def _without_head(article: ParsedArticle) -> ParsedArticle:
    """Drop leading blocks that repeat what other fields hold; never the whole body."""
    blocks = article.body.split("\n\n")
    repeated = {comparable(text) for text in (article.title, article.subtitle, article.section) if text}
    first = 0
    for block in blocks[:-1]:
        if len(block) > _LONGEST_LINE + len(article.title) or "\n" in block:
            break
        if comparable(block) not in repeated:
            byline = _byline(block, article)
            if byline is None:
                break
            article = byline
        first += 1
    return replace(article, body="\n\n".join(blocks[first:]))


def _byline(block: str, article: ParsedArticle) -> ParsedArticle | None:
    """The article with what a line of byline and date tells, or None when the block is no such line."""
    date = find_date(block) if len(block) <= _LONGEST_LINE else None
    rest = (block if date is None else f"{block[: date.start]} {block[date.end :]}").strip(_MARKS)
    prefix = byline_prefix(rest)
    bare = rest[prefix:].strip(_MARKS)
    authors = parse_authors(bare) if prefix or date is not None else (bare,)
    known = {comparable(name) for name in article.authors}
    if not words(bare) or tuple(words(bare)) in lexicon().dated:
        if date is None:
            return None
    elif not (authors and all(comparable(name) in known for name in authors)):
        # Known authors printed again need no more proof; new ones need the word that makes them authors.
        if not (prefix and looks_like_names(bare)):
            return None
        article = replace(article, authors=article.authors or authors)
    if date is not None and article.published_at is None:
        article = replace(article, published_at=date.when, published_precision=date.precision)
    return article


def _without_dateline(article: ParsedArticle) -> ParsedArticle:
    """``TIRANA, June 20, 2025 (ATA) — The …``: the place and the date become fields, the text begins after them."""
    first, separator, rest = article.body.partition("\n\n")
    found = find_dateline(first)
    if found is None or (found.place is None and found.date is None):
        return article
    remaining = f"{first[found.end :].lstrip()}{separator}{rest}"
    if not remaining.strip():
        return article
    article = replace(article, body=remaining, dateline=article.dateline or found.place)
    if found.date is not None and article.published_at is None:
        article = replace(article, published_at=found.date.when, published_precision=found.date.precision)
    if found.authors and not article.authors:
        article = replace(article, authors=found.authors)
    return article
