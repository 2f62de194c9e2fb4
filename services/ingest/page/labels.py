"""Section, tags, language and address of a page. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml import etree

from services.ingest.lexicon import lexicon, phrase_key
from services.ingest.page.contents import Page, Stated, stated
from services.ingest.page.json_ld import address, names
from services.ingest.tidy import one_line
from services.ingest.urls import canonical_url, same_site, url_key
from shared.contracts import Provenance

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_SECTION_META = (
    "article:section",
    "og:article:section",
    "parsely-section",
    "section",
    "cxenseparse:recs:category",
)
_TAG_LISTS = ("news_keywords", "parsely-tags", "keywords", "dcterms.subject")
_LONGEST_LABEL = 40

_MARKED_SECTIONS = etree.XPath(
    "//*[@itemprop='articleSection']|//a[contains(concat(' ', @rel, ' '), ' category ')]"
)
_TAG_LINKS = etree.XPath("//a[@rel='tag']")
_CANONICAL = etree.XPath("//link[contains(concat(' ', @rel, ' '), ' canonical ')]")


def section(page: Page) -> Stated | None:
    """From meta elements, JSON-LD, what is marked as a section, a label above the headline, or a link to a category."""
    marked = [element.get("content") or element.text_content() for element in _MARKED_SECTIONS(page.tree)]
    texts = [
        *stated(page.metas.all(*_SECTION_META), Provenance.META),
        *stated(names(page.node.get("articleSection")), Provenance.JSON_LD),
        *stated(marked, Provenance.MARKUP),
        *stated(_printed_labels(page), Provenance.TEXT),
    ]
    tidied = ((one_line(text), where) for text, where in texts)
    found = next((one for one in tidied if one[0] and not one[0].startswith("http")), None)
    return found or next(iter(stated(_links_in(page, "categories"), Provenance.MARKUP)), None)


def _printed_labels(page: Page) -> list[str]:
    """Short texts above the headline whose class says that they name a section; the vaguer classes need a known word."""
    found = []
    certain = set(page.classed_before_headline("label"))
    for element in page.classed_before_headline("label", "vague label"):
        text = one_line(element.text_content())
        known = phrase_key(text) in lexicon().sections
        if 2 <= len(text) <= _LONGEST_LABEL and (known or element in certain):
            found.append(text)
    return found[-1:]  # the one next to the headline


def tags(page: Page) -> tuple[tuple[str, ...], Provenance]:
    """The first of the places that have any: article:tag, JSON-LD keywords, meta keywords, tag links."""
    listed = page.node.get("keywords")
    # A list of terms is taken as it is; a string is a list with commas.
    keywords = names(listed) if isinstance(listed, list) else _split(names(listed))
    links = [link.text_content() for link in page.here(_TAG_LINKS(page.tree))]
    places = (
        (page.metas.all("article:tag", "og:article:tag"), Provenance.META),
        (keywords, Provenance.JSON_LD),
        *((_split(page.metas.all(name)), Provenance.META) for name in _TAG_LISTS),
        (links, Provenance.MARKUP),
    )
    for texts, where in places:
        found = tuple(dict.fromkeys(filter(None, (one_line(text).lstrip("#") for text in texts))))
        if found:
            return found, where
    return tuple(dict.fromkeys(_links_in(page, "tags"))), Provenance.MARKUP


def _links_in(page: Page, kind: str) -> list[str]:
    """Texts of the links in the elements that are called so."""
    found = (one_line(link.text_content()) for element in page.classed(kind) for link in element.iter("a"))
    return [text for text in found if text]


def _split(texts: list[str]) -> list[str]:
    return [part for text in texts for part in re.split(r"\s*[,;|]\s*", text)]


def language(page: Page) -> Stated | None:
    """As declared, BCP 47: on the root element, in JSON-LD, OpenGraph or a meta element."""
    root = page.tree if page.tree.tag == "html" else page.tree.find(".//html")
    declared = [
        *stated([None if root is None else root.get("lang") or root.get(_XML_LANGUAGE)], Provenance.META),
        *stated(names(page.node.get("inLanguage")), Provenance.JSON_LD),
        *stated([page.metas.first("og:locale")], Provenance.META),
        *stated([page.metas.first("content-language", "language", "dc.language")], Provenance.META),
    ]
    for text, where in declared:
        tag = text.strip().replace("_", "-")
        if _LANGUAGE.fullmatch(tag):
            return tag, where
    return None


def url(page: Page) -> Stated | None:
    """The canonical address that the page states, within its site only; else where it was fetched from."""
    fetched = canonical_url(page.url)
    links = [link.get("href") for link in _CANONICAL(page.tree)]
    of_node = [address(page.node.get(name)) for name in ("mainEntityOfPage", "url")]
    links += page.metas.all("og:url")
    for text, where in [*stated(links, Provenance.META), *stated(of_node, Provenance.JSON_LD)]:
        candidate = canonical_url(text, page.url)
        # Some sites name their front page as canonical for everything; that names no article.
        if candidate is None or url_key(candidate) is None:
            continue
        if fetched is None or same_site(candidate, fetched) or _is_loopback(fetched):
            return candidate, where
    return (fetched, Provenance.FETCH) if fetched else None


def _is_loopback(address: str) -> bool:
    """A page looked at on its author's machine, or in a test, still knows its real address."""
    return (urlsplit(address).hostname or "") in {"localhost", "127.0.0.1", "::1"}
