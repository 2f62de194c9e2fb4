"""Title, deck and authors of a page. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree

from services.ingest.bylines import byline_prefix, looks_like_names, parse_authors
from services.ingest.dates import find_date
from services.ingest.markup import fragment_to_text
from services.ingest.names import split_authors
from services.ingest.page.contents import Page, Stated, stated
from services.ingest.page.json_ld import names
from services.ingest.tidy import comparable, one_line
from shared.contracts import Provenance

_AUTHOR_META = (
    "author", "article:author", "authors", "byl", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author",
    "citation_author", "og:author", "og:article:author", "article:author_name", "cxenseparse:author",
)  # fmt: skip
_TITLE_SUFFIX = re.compile(r"^(?P<title>.+?)\s+(?:[|•·»—–-]|::)\s+(?P<site>[^|•·»—–]+)$")
_MAX_DECK_CHARS = 500
_LONGEST_BYLINE = 120
_CANDIDATES = 20
_MAX_HEADINGS = 200
_MAX_DECKS = 3
_LONGEST_NAMES = 60

# A heading that leads to the front page is the site's name.
_HEADINGS = {
    level: etree.XPath(f"//{level}[not(.//a[@href='/'] or ancestor::a[@href='/'])]")
    for level in ("h1", "h2", "h3")
}
_HEADING_BELOW = etree.XPath("//h1/following-sibling::*[1][self::h2 or self::h3]")
_MARKED_AUTHORS = etree.XPath(
    "//*[@itemprop='author' and not(ancestor::*[@itemprop='author'])]|//a[@rel='author']"
)


def _text(element: Any) -> str:
    return one_line(element.text_content())


def _headings(page: Page, *levels: str) -> list[str]:
    found = (
        heading
        for level in levels
        for heading in islice(page.here(_HEADINGS[level](page.tree)), _MAX_HEADINGS)
    )
    return [text for heading in found if (text := _text(heading))]


def _title_element(page: Page) -> str:
    element = page.tree.find(".//head/title")
    return _text(element) if element is not None else ""


def shown_title(page: Page) -> str:
    """The headline on the page: its h1, told from the name of the site by what the page's metadata call the article."""
    site = comparable(page.metas.first("og:site_name"))
    headings = [heading for heading in _headings(page, "h1") if comparable(heading) != site]
    stated = [*page.metas.all("og:title", "twitter:title"), _title_element(page)]
    claims = [comparable(claim) for claim in stated[:_CANDIDATES] if claim]
    claimed = [heading for heading in headings if any(comparable(heading) in claim for claim in claims)]
    if claimed:
        return max(claimed, key=len)
    if len(headings) == 1 or not claims:
        return headings[0] if headings else ""
    # The layout gives the headline another level; the claim says which element it is.
    for text in _headings(page, "h2", "h3"):
        if len(text) > 10 and any(claim.startswith(comparable(text)) for claim in claims):
            return text
    return ""


def stated_title(page: Page) -> Stated:
    """The JSON-LD's headline, og:title, or the title element without the site's name at its end; else any heading."""
    if headline := one_line(next(iter(names(page.node.get("headline"))), "")):
        return headline, Provenance.JSON_LD
    title = page.metas.first("og:title", "twitter:title", "dc.title") or _title_element(page)
    site = comparable(page.metas.first("og:site_name"))
    while match := _TITLE_SUFFIX.match(title):
        if comparable(match["site"]) != site and len(match["title"]) < 2 * len(match["site"]):
            break
        title = match["title"]
    heading = next(iter(_headings(page, "h2", "h3")), "")
    return (title, Provenance.META) if title else (heading, Provenance.TEXT)


def subtitle(page: Page, title: str) -> Stated | None:
    """The deck under the headline, or the one that the JSON-LD names; never a date line, never the title again."""
    decks = islice(page.classed_after_headline("deck"), _MAX_DECKS)
    shown = [_text(element) for element in [*decks, *islice(_HEADING_BELOW(page.tree), _MAX_DECKS)]]
    named = [one_line(fragment_to_text(text)) for text in names(page.node.get("alternativeHeadline"))]
    for text, where in [*stated(shown, Provenance.TEXT), *stated(named, Provenance.JSON_LD)]:
        fits = 10 <= len(text) <= _MAX_DECK_CHARS
        if fits and comparable(text) != comparable(title) and find_date(text) is None:
            return text, where
    return None


def authors(page: Page) -> tuple[tuple[str, ...], Provenance]:
    """From JSON-LD, else meta elements, else what is marked as an author, else what trafilatura takes for a byline."""
    marked = [one_line(one.get("content")) or _text(one) for one in _marked_authors(page)]
    places = [
        (names(page.node.get("author")), Provenance.JSON_LD),
        *((page.metas.all(name), Provenance.META) for name in _AUTHOR_META),
        (marked, Provenance.MARKUP),
    ]
    for texts, where in places:
        found = [author for text in texts for author in split_authors(fragment_to_text(text))]
        if found:
            return tuple(dict.fromkeys(found)), where
    if printed := _printed_authors(page):
        return printed, Provenance.TEXT
    return _named_by_class(page), Provenance.MARKUP


def _marked_authors(page: Page) -> Iterator[Any]:
    """The elements that hold the names: those that say so, and those without further elements."""
    for element in islice(page.here(_MARKED_AUTHORS(page.tree)), _CANDIDATES):
        inside = islice(element.iter(etree.Element), _CANDIDATES)
        yield from (one for one in inside if one.get("itemprop") == "name" or len(one) == 0)


def _printed_authors(page: Page) -> tuple[str, ...]:
    """From a line such as ``Autor: Ivan Horvat | 23. lipnja 2025.`` in an element whose class says that it holds one."""
    for element in page.classed("byline")[:_CANDIDATES]:
        text = _text(element)
        if len(text) > _LONGEST_BYLINE or not byline_prefix(text):
            continue
        date = find_date(text)
        found = parse_authors(text if date is None else text[: date.start])
        if found:
            return found
    return ()


def _named_by_class(page: Page) -> tuple[str, ...]:
    """A name alone in an element that is called an author."""
    for element in page.classed("author")[:_CANDIDATES]:
        text = _text(element)
        if len(text) <= _LONGEST_NAMES and looks_like_names(text) and (found := split_authors(text)):
            return found
    return ()
