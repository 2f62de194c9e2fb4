"""Title, deck and authors of a page. Pure."""

from __future__ import annotations

import re
from typing import Any

from trafilatura.metadata import extract_author

from services.ingest.bylines import byline_prefix, parse_authors
from services.ingest.dates import find_date
from services.ingest.markup import fragment_to_text
from services.ingest.names import split_authors
from services.ingest.page.contents import Page, Stated, class_is_like, here, stated
from services.ingest.page.json_ld import names
from services.ingest.tidy import comparable, one_line
from shared.contracts import Provenance

_AUTHOR_META = (
    "author", "article:author", "authors", "byl", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author",
    "citation_author", "og:author", "og:article:author", "article:author_name", "cxenseparse:author",
)  # fmt: skip
_DECK_CLASSES = (
    "subtitle", "sub-title", "subheadline", "sub-headline", "standfirst", "strapline", " deck", " dek ", "-dek ", "-deck",
    "podnaslov", "nentitull", "subheading", "chapeau", "vorspann",
)  # fmt: skip
_TITLE_SUFFIX = re.compile(r"^(?P<title>.+?)\s+(?:[|•·»—–-]|::)\s+(?P<site>[^|•·»—–]+)$")
_BYLINE_CLASSES = ("byline", "author", "autor", "meta", "potpis", "info", "details")
_MAX_DECK_CHARS = 500
_LONGEST_BYLINE = 120
_CANDIDATES = 20
_MAX_HEADINGS = 200

# A heading that leads to the front page is the site's name.
_HEADINGS = {
    level: here(f"//{level}[{{here}} and not(.//a[@href='/'] or ancestor::a[@href='/'])]")
    for level in ("h1", "h2", "h3")
}
_CLASS = "contains(concat(' ', translate(normalize-space(@class), '_', '-'), ' '), '{0}')"
_DECKS = here(
    f"((//h1)[1]/following::*[({' or '.join(_CLASS.format(name) for name in _DECK_CLASSES)}) and {{here}}])[position() <= 3]"
)
_BYLINES = here(
    f"//*[{class_is_like(_BYLINE_CLASSES)} and {{here}} and not(self::body or self::html or self::main)]"
)
_HEADING_BELOW = here("//h1/following-sibling::*[1][self::h2 or self::h3]")
_MARKED_AUTHORS = here(
    "//*[@itemprop='author' and {here}]/descendant-or-self::*[@itemprop='name' or not(*)]|//a[@rel='author' and {here}]"
)


def _text(element: Any) -> str:
    return one_line(element.text_content())


def _headings(tree: Any, *levels: str) -> list[str]:
    found = (heading for level in levels for heading in _HEADINGS[level](tree)[:_MAX_HEADINGS])
    return [text for heading in found if (text := _text(heading))]


def _title_element(page: Page) -> str:
    element = page.tree.find(".//head/title")
    return _text(element) if element is not None else ""


def shown_title(page: Page) -> str:
    """The headline on the page: its h1, told from the name of the site by what the page's metadata call the article."""
    site = comparable(page.metas.first("og:site_name"))
    headings = [heading for heading in _headings(page.tree, "h1") if comparable(heading) != site]
    stated = [*page.metas.all("og:title", "twitter:title"), _title_element(page)]
    claims = [comparable(claim) for claim in stated[:_CANDIDATES] if claim]
    claimed = [heading for heading in headings if any(comparable(heading) in claim for claim in claims)]
    if claimed:
        return max(claimed, key=len)
    if len(headings) == 1 or not claims:
        return headings[0] if headings else ""
    # The layout gives the headline another level; the claim says which element it is.
    for text in _headings(page.tree, "h2", "h3"):
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
    heading = next(iter(_headings(page.tree, "h2", "h3")), "")
    return (title, Provenance.META) if title else (heading, Provenance.TEXT)


def subtitle(page: Page, title: str) -> Stated | None:
    """The deck under the headline, or the one that the JSON-LD names; never a date line, never the title again."""
    shown = [_text(element) for element in [*_DECKS(page.tree), *_HEADING_BELOW(page.tree)]]
    named = [one_line(fragment_to_text(text)) for text in names(page.node.get("alternativeHeadline"))]
    for text, where in [*stated(shown, Provenance.TEXT), *stated(named, Provenance.JSON_LD)]:
        fits = 10 <= len(text) <= _MAX_DECK_CHARS
        if fits and comparable(text) != comparable(title) and find_date(text) is None:
            return text, where
    return None


def authors(page: Page) -> tuple[tuple[str, ...], Provenance]:
    """From JSON-LD, else meta elements, else what is marked as an author, else what trafilatura takes for a byline."""
    marked = [one_line(one.get("content")) or _text(one) for one in _MARKED_AUTHORS(page.tree)]
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
    return split_authors((extract_author(page.tree) or "").replace("; ", ";")), Provenance.GUESS


def _printed_authors(page: Page) -> tuple[str, ...]:
    """From a line such as ``Autor: Ivan Horvat | 23. lipnja 2025.`` in an element whose class says that it holds one."""
    for element in _BYLINES(page.tree)[:_CANDIDATES]:
        text = _text(element)
        if len(text) > _LONGEST_BYLINE or not byline_prefix(text):
            continue
        date = find_date(text)
        found = parse_authors(text if date is None else text[: date.start])
        if found:
            return found
    return ()
