"""An HTML page to its articles: trafilatura finds the text of one, the page's own data name the rest; a page that holds
several is cut by its structure, or laid out as text for the splitter. Pure.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import trafilatura
from lxml import etree
from trafilatura.settings import DEFAULT_CONFIG, Extractor

from services.ingest.editing import edit
from services.ingest.markup import tree_to_text
from services.ingest.page.cards import without_cards
from services.ingest.page.digest import main_lines, segments
from services.ingest.page.frames import HEADINGS
from services.ingest.page.glance import may_be_digest
from services.ingest.page.layout import LaidLine
from services.ingest.page.metadata import PageMetadata, read_metadata
from services.ingest.page.teaser import read_segment
from services.ingest.page.tree import load_page
from services.ingest.parsed import ParsedArticle, attributed
from services.ingest.split import split
from services.ingest.tidy import comparable, one_line
from services.ingest.urls import canonical_url
from shared.contracts import InputFormat, Provenance

# A short page is our problem to judge, not a warning on somebody's terminal.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_SUB_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_LONGEST_HEADLINE = 160
_SCRIPTS = etree.XPath("//script[not(contains(@type, 'ld+json'))]")
_COUNT = etree.XPath("count(//*)")
_MANY_ELEMENTS = 8_000
_FEWEST_LINES = 6
_FEWEST_SPLIT = 3


def parse_html(text: str, url: str | None = None) -> list[ParsedArticle]:
    """The page's article, or the articles of a page that is a digest. ``url``: where it was fetched from.

    Title or body may come out empty, for the caller to refuse; a page without any text gives none.
    """
    tree = load_page(text)
    if tree is None:
        return []
    metadata = read_metadata(tree, url)
    # None of these is text; each of the copies that trafilatura works on would hold them again. JSON-LD stays: it is where
    # trafilatura finds the text of pages that show none.
    etree.strip_elements(tree, "style", "svg", "template", with_tail=False)
    for script in _SCRIPTS(tree):
        script.drop_tree()
    body = _main_text(tree) or _likeliest_text(tree)
    several = _several(tree, metadata, body, url)
    return several or _one(tree, metadata, body)


def _several(tree: Any, metadata: PageMetadata, body: str, url: str | None) -> list[ParsedArticle]:
    """The articles of a digest; none when the page is one article."""
    if not may_be_digest(tree, body, claims_one=metadata.claims_one):
        return []
    lines = main_lines(tree)
    base = metadata.url or url
    found = segments(lines, base, metadata.title, body, claims_one=metadata.claims_one)
    articles = [read_segment(segment, base, metadata.language) for segment in found]
    articles = [article for article in articles if article.title and article.body]
    if len(articles) > 1:
        return articles
    return [] if metadata.claims_one else _split_text(lines, base, metadata)


def _split_text(lines: Sequence[LaidLine], base: str | None, page: PageMetadata) -> list[ParsedArticle]:
    """A page whose markup knows neither headings nor paragraphs, read as the text that it looks like."""
    if len(lines) < _FEWEST_LINES or any(line.element.tag in (*HEADINGS, "p") for line in lines):
        return []
    text = "".join(("\n\n" if line.gap else "\n") + line.text for line in lines)
    articles = split(text, default_language=page.language)
    telling = sum(bool(one.published_at or one.authors or one.truncated or one.dateline) for one in articles)
    covered = sum(len(one.body) for one in articles)
    named_after_one = any(comparable(one.title) == comparable(page.title) for one in articles)
    if (
        len(articles) < _FEWEST_SPLIT
        or 2 * telling < len(articles)
        or 2 * covered < len(text)
        or named_after_one
    ):
        return []
    links = {comparable(line.text): line.href for line in lines if line.href}
    found = []
    for article in articles:
        address = canonical_url(links.get(comparable(article.title)), base)
        provenance = {"language": Provenance.META, "url": Provenance.MARKUP}
        own = replace(article, span=None, format=InputFormat.HTML, url=address, provenance=provenance)
        found.append(attributed(own, Provenance.TEXT))
    return found


def _one(tree: Any, metadata: PageMetadata, body: str) -> list[ParsedArticle]:
    if "\n" not in body:
        body = _in_paragraphs(body, tree)
    body = without_cards(_with_headings(body, _headings_in_place(tree)), tree)
    if not body and not metadata.title:
        return []
    published_at, precision = metadata.published or (None, None)
    provenance = dict(metadata.provenance)
    if not metadata.title:
        provenance["title"] = Provenance.GUESS
    article = ParsedArticle(
        title=metadata.title or _headline_like(body),
        body=body,
        subtitle=metadata.subtitle,
        authors=metadata.authors,
        published_at=published_at,
        published_precision=precision,
        section=metadata.section,
        tags=metadata.tags,
        language=metadata.language,
        url=metadata.url,
        format=InputFormat.HTML,
        provenance=provenance,
    )
    # What no metadata named is visible text.
    return [edit(attributed(article, Provenance.TEXT))]


def _headline_like(body: str) -> str:
    """On a page without any heading, a short first line that is no sentence, with text below it."""
    first, _, rest = body.partition("\n")
    return (
        first
        if rest and len(first) <= _LONGEST_HEADLINE and not first.endswith((".", ":", ",", ";", "…"))
        else ""
    )


@lru_cache(maxsize=2)
def _options(*, fast: bool) -> Extractor:
    # Never dedup=True: it makes the text of a page depend on the pages before it (adbar/trafilatura#778). The format is one
    # for which no text is made, as we make our own from the tree.
    return Extractor(
        config=DEFAULT_CONFIG, output_format="xml", comments=False, tables=True, dedup=False, fast=fast
    )


def _main_text(tree: Any) -> str:
    """trafilatura's text in our layout; it works on a copy of the tree."""
    # Its fallback, justext, takes time quadratic in the number of short paragraphs: 6 s for 8,000 of them.
    fast = _COUNT(tree) > _MANY_ELEMENTS
    found = trafilatura.bare_extraction(tree, options=_options(fast=fast))
    body = getattr(found, "body", None)
    return "" if body is None else tree_to_text(body)


def _likeliest_text(tree: Any) -> str:
    """Where trafilatura finds nothing: the first of the usual elements that holds any text."""
    for path in ("//article", "//main", "//*[@role='main']", "//body"):
        for element in tree.xpath(path):
            if found := tree_to_text(element):
                return found
    return ""


def _in_paragraphs(body: str, tree: Any) -> str:
    """trafilatura takes the whole <article> of a short page as one run of words, headline and byline included; the same
    words laid out again as they stand on the page are for ``edit`` to tell apart.
    """
    wanted = comparable(body)
    for element in tree.xpath("//article|//main|//body"):
        laid_out = tree_to_text(element)
        if comparable(laid_out) == wanted:
            return laid_out
    return body


def _headings_in_place(tree: Any) -> list[tuple[str, str, str]]:
    """Each sub-heading with the paragraph or list item before it and after it; nothing stands before the first one."""
    found = []
    in_order = list(tree.iter("h1", "p", "li", *_SUB_HEADINGS))
    for before, heading, after in zip(in_order, in_order[1:], in_order[2:], strict=False):
        if (
            heading.tag in _SUB_HEADINGS
            and before.tag not in _SUB_HEADINGS
            and after.tag not in (*_SUB_HEADINGS, "h1")
        ):
            texts = [one_line(element.text_content()) for element in (before, heading, after)]
            if all(texts):
                found.append(("" if before.tag == "h1" else texts[0], texts[1], texts[2]))
    return found


def _with_headings(body: str, headings: list[tuple[str, str, str]]) -> str:
    """Sub-headings that trafilatura's fallbacks lose: those between two paragraphs that it kept."""
    missing = {
        (comparable(before), comparable(after)): heading
        for before, heading, after in headings
        if heading not in body
    }
    if not missing:
        return body
    blocks: list[str] = []
    for block in body.split("\n\n"):
        lines = block.split("\n")
        before = comparable(blocks[-1].split("\n")[-1]) if blocks else ""
        lost = missing.get((before, comparable(lines[0])))
        blocks += [lost, block] if lost else [block]
    return "\n\n".join(blocks)
