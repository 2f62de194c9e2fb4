"""An HTML page to its article: trafilatura finds the text, the page's own data name the rest. Pure."""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from typing import Any

import trafilatura
from lxml import etree
from trafilatura.settings import DEFAULT_CONFIG, Extractor

from services.ingest.editing import edit
from services.ingest.markup import tree_to_text
from services.ingest.names import split_authors
from services.ingest.page.metadata import PageMetadata, read_metadata
from services.ingest.parsed import ParsedArticle, attributed
from services.ingest.tidy import comparable, one_line, tidy_title
from services.ingest.timestamps import parse_timestamp
from services.ingest.urls import canonical_url
from shared.contracts import InputFormat, Provenance

# A short page is our problem to judge, not a warning on somebody's terminal.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SUB_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_LONGEST_HEADLINE = 160
# Below this an <article> element is a teaser card, above it a text of its own.
_OWN_TEXT_CHARS = 400


def parse_html(text: str, url: str | None = None) -> list[ParsedArticle]:
    """The page's article; several where the page clearly holds several whole ones. ``url``: where it was fetched from.

    Title or body may come out empty, for the caller to refuse; a page without any text gives none.
    """
    tree = trafilatura.load_html(_XML_DECLARATION.sub("", text))
    if tree is None:
        return []
    metadata = read_metadata(tree, url)
    several = _whole_articles(tree)
    if len(several) > 1:
        return [_listed_article(element, metadata, url) for element in several]
    headings = _headings_in_place(tree)  # before trafilatura takes the tree apart
    body = _main_text(tree) or _likeliest_text(text)
    if "\n" not in body:
        body = _in_paragraphs(body, text)
    body = _with_headings(body, headings)
    if not body and not metadata.title:
        return []
    published_at, precision = metadata.published or (None, None)
    title = metadata.title or _headline_like(body)
    provenance = dict(metadata.provenance)
    if not metadata.title:
        provenance["title"] = Provenance.GUESS
    return [
        _edited(
            ParsedArticle(
                title=title,
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
        )
    ]


def _edited(article: ParsedArticle) -> ParsedArticle:
    """What no metadata named is visible text; ``attributed`` drops the places of what is not there, before more is found."""
    return edit(attributed(article, Provenance.TEXT))


def _headline_like(body: str) -> str:
    """On a page without any heading, a short first line that is no sentence, with text below it."""
    first, _, rest = body.partition("\n")
    return (
        first
        if rest and len(first) <= _LONGEST_HEADLINE and not first.endswith((".", ":", ",", ";", "…"))
        else ""
    )


def _options() -> Extractor:
    # Never dedup=True: it makes the text of a page depend on the pages before it (adbar/trafilatura#778).
    return Extractor(config=DEFAULT_CONFIG, output_format="python", comments=False, tables=True, dedup=False)


def _main_text(tree: Any) -> str:
    """trafilatura's text in our layout; the tree is spent afterwards."""
    found = trafilatura.bare_extraction(tree, options=_options())
    body = getattr(found, "body", None)
    return "" if body is None else tree_to_text(body)


def _likeliest_text(text: str) -> str:
    """Where trafilatura finds nothing: the first of the usual elements that holds any text."""
    tree = trafilatura.load_html(_XML_DECLARATION.sub("", text))
    if tree is None:
        return ""
    for path in ("//article", "//main", "//*[@role='main']", "//body"):
        for element in tree.xpath(path):
            if found := tree_to_text(element):
                return found
    return ""


def _in_paragraphs(body: str, text: str) -> str:
    """trafilatura takes the whole <article> of a short page as one run of words, headline and byline included; the same
    words laid out again as they stand on the page are for ``edit`` to tell apart.
    """
    tree = trafilatura.load_html(_XML_DECLARATION.sub("", text))
    wanted = comparable(body)
    for element in tree.xpath("//article|//main|//body") if tree is not None else ():
        laid_out = tree_to_text(element)
        if comparable(laid_out) == wanted:
            return laid_out
    return body


def _headings_in_place(tree: Any) -> list[tuple[str, str, str]]:
    """Each sub-heading with the paragraph or list item before it and after it."""
    found = []
    in_order = list(tree.iter("p", "li", *_SUB_HEADINGS))
    for before, heading, after in zip(in_order, in_order[1:], in_order[2:], strict=False):
        if (
            heading.tag in _SUB_HEADINGS
            and before.tag not in _SUB_HEADINGS
            and after.tag not in _SUB_HEADINGS
        ):
            found.append(tuple(one_line(element.text_content()) for element in (before, heading, after)))
    return [(before, heading, after) for before, heading, after in found if before and heading and after]


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
        lost = missing.get((comparable(blocks[-1].split("\n")[-1]), comparable(lines[0]))) if blocks else None
        blocks += [lost, block] if lost else [block]
    return "\n\n".join(blocks)


def _whole_articles(tree: Any) -> list[Any]:
    """Outermost <article> elements that have a headline and a text of their own, when there are several."""
    outermost = tree.xpath(
        "//article[not(ancestor::article) and not(ancestor::aside) and not(ancestor::footer)]"
    )
    if len(outermost) < 2:
        return []
    return [
        element
        for element in outermost
        if _heading(element) is not None and _own_text(element) >= _OWN_TEXT_CHARS
    ]


def _heading(element: Any) -> Any | None:
    found = element.xpath("(.//h1|.//h2|.//h3)[normalize-space(.)]")
    return found[0] if found else None


def _own_text(element: Any) -> int:
    return sum(len(one_line(paragraph.text_content())) for paragraph in element.iter("p"))


def _listed_article(element: Any, page: PageMetadata, url: str | None) -> ParsedArticle:
    heading = _heading(element)
    title = tidy_title(heading.text_content()) if heading is not None else ""
    links = heading.xpath(".//a/@href|ancestor::a/@href") if heading is not None else []
    times = element.xpath(".//time/@datetime|.//*[@itemprop='datePublished']/@content")
    published_at, precision = (parse_timestamp(times[0]) if times else None) or (None, None)
    bylines = element.xpath(".//*[@rel='author' or @itemprop='author' or contains(@class, 'byline')]")
    authors = split_authors(one_line(bylines[0].text_content())) if bylines else ()
    alone = etree.Element("html")
    etree.SubElement(alone, "body").append(deepcopy(element))
    marked = Provenance.MARKUP
    return _edited(
        ParsedArticle(
            title=title,
            body=_main_text(alone) or tree_to_text(element),
            authors=authors,
            published_at=published_at,
            published_precision=precision,
            language=page.language,
            url=canonical_url(links[0], page.url or url) if links else None,
            format=InputFormat.HTML,
            provenance={
                "published_at": marked,
                "authors": marked,
                "url": marked,
                "language": page.provenance["language"],
            },
        )
    )
