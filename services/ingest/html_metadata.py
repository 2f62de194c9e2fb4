"""What a page says about its article: JSON-LD, OpenGraph, meta elements, and what stands around the headline. Pure.

trafilatura's own metadata are not used for dates: its date finder guesses one from anywhere on a page, and a date of the
page is not the article's. Its author and category searches serve where nothing better is found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from trafilatura.metadata import extract_author, extract_catstags

from services.ingest.dates import find_date
from services.ingest.json_ld import Node, address, article_node, names
from services.ingest.lexicon import lexicon, phrase_key
from services.ingest.markup import fragment_to_text
from services.ingest.names import split_authors
from services.ingest.tidy import comparable, one_line, tidy_title
from services.ingest.timestamps import Timestamp, parse_timestamp
from services.ingest.urls import canonical_url, same_site, url_key
from shared.contracts import Precision

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published", "article.published",
    "parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "publish_date", "pubdate", "publication_date",
    "citation_publication_date", "citation_date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "dc.date", "dcterms.date", "date", "cxenseparse:recs:publishtime", "bt:pubdate", "og:pubdate", "displaydate",
    "article:post_date", "datecreated",
)  # fmt: skip
_AUTHOR_META = (
    "author", "article:author", "authors", "byl", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author",
    "citation_author", "og:author", "og:article:author", "article:author_name", "cxenseparse:author",
)  # fmt: skip
_SECTION_META = (
    "article:section",
    "og:article:section",
    "parsely-section",
    "section",
    "cxenseparse:recs:category",
)
_TAG_META = ("article:tag", "og:article:tag", "news_keywords", "parsely-tags", "keywords", "dcterms.subject")
_ELSEWHERE = (
    "ancestor::aside or ancestor::nav or ancestor::footer or ancestor::*[contains(@class, 'related') or contains(@class, "
    "'comment') or contains(@class, 'sidebar') or contains(@class, 'widget') or contains(@class, 'recommend')]"
)
_HAS_CLASS = "contains(concat(' ', translate(normalize-space(@class), '_', '-'), ' '), '{0}')"
_DECK_CLASSES = (
    "subtitle", "sub-title", "subheadline", "sub-headline", "standfirst", "strapline", " deck", " dek ", "-dek ", "-deck",
    "podnaslov", "nentitull", "subheading", "chapeau", "vorspann",
)  # fmt: skip
_DATE_CLASSES = ("date", "time", "published", "posted", "byline", "datum", "meta", "data-", "objavljeno")
_LABEL_CLASSES = ("kicker", "eyebrow", "rubrik", "nadnaslov", "mbititull", "overline")
_VAGUE_LABEL_CLASSES = ("category", "section", "label", "topic", "cat", "breadcrumb")
_TITLE_SUFFIX = re.compile(r"^(?P<title>.+?)\s+(?:[|•·»—–-]|::)\s+(?P<site>[^|•·»—–]+)$")
_MAX_DECK_CHARS = 500
_FINENESS = [Precision.YEAR, Precision.MONTH, Precision.DAY, Precision.MINUTE, Precision.SECOND]


@dataclass(frozen=True, slots=True)
class PageMetadata:
    title: str
    subtitle: str | None
    authors: tuple[str, ...]
    published: Timestamp | None
    section: str | None
    tags: tuple[str, ...]
    language: str | None
    url: str | None


class _Metas:
    """Contents of meta elements by the lower-cased name, property or itemprop."""

    def __init__(self, tree: Any) -> None:
        self._contents: dict[str, list[str]] = {}
        for element in tree.iter("meta"):
            content = one_line(element.get("content"))
            name = (
                element.get("property")
                or element.get("name")
                or element.get("itemprop")
                or element.get("http-equiv")
            )
            if content and name:
                self._contents.setdefault(name.strip().lower(), []).append(content)

    def all(self, *wanted: str) -> list[str]:
        return [content for name in wanted for content in self._contents.get(name, ())]

    def first(self, *wanted: str) -> str | None:
        return next(iter(self.all(*wanted)), None)

    def of_first(self, *wanted: str) -> list[str]:
        """All contents of the first of these names that the page uses."""
        return next((self._contents[name] for name in wanted if name in self._contents), [])


def read_metadata(tree: Any, url: str | None) -> PageMetadata:
    """``url``: where the page was fetched from; a canonical address counts within its site only."""
    metas = _Metas(tree)
    scripts = [element.text or "" for element in tree.xpath("//script[contains(@type, 'ld+json')]")]
    shown = _shown_title(tree, metas)
    node = article_node(scripts, shown)
    title = shown or one_line(next(iter(names(node.get("headline"))), "")) or _site_title(tree, metas)
    if not title:
        title = next(
            (
                one_line(heading.text_content())
                for level in ("h2", "h3")
                for heading in _headings(tree, level)
            ),
            "",
        )
    return PageMetadata(
        title=tidy_title(fragment_to_text(title)),
        subtitle=_subtitle(tree, node, title),
        authors=_authors(tree, metas, node),
        published=_published(tree, metas, node),
        section=_section(tree, metas, node),
        tags=_tags(tree, metas, node),
        language=_language(tree, metas, node),
        url=_url(tree, metas, node, url),
    )


def _headings(tree: Any, level: str) -> list[Any]:
    found: list[Any] = tree.xpath(f"//{level}[not({_ELSEWHERE})]")
    return [heading for heading in found if one_line(heading.text_content())]


def _shown_title(tree: Any, metas: _Metas) -> str:
    """The headline on the page: its h1, told from the name of the site by what the page's metadata call the article."""
    headings = [one_line(heading.text_content()) for heading in _headings(tree, "h1")]
    site = comparable(metas.first("og:site_name"))
    headings = [heading for heading in headings if comparable(heading) != site]
    claims = [
        comparable(claim)
        for claim in [*metas.all("og:title", "twitter:title"), _title_element(tree)]
        if claim
    ]
    claimed = [heading for heading in headings if any(comparable(heading) in claim for claim in claims)]
    if claimed:
        return max(claimed, key=len)
    if len(headings) == 1 or not claims:
        return headings[0] if headings else ""
    # The layout gives the headline another level; the claim says which element it is.
    for level in ("h2", "h3"):
        for heading in _headings(tree, level):
            text = one_line(heading.text_content())
            if len(text) > 10 and any(claim.startswith(comparable(text)) for claim in claims):
                return text
    return ""


def _title_element(tree: Any) -> str:
    element = tree.find(".//head/title")
    return one_line(element.text_content()) if element is not None else ""


def _site_title(tree: Any, metas: _Metas) -> str:
    """og:title or the title element, without the site's name at its end."""
    title = metas.first("og:title", "twitter:title", "dc.title") or _title_element(tree)
    site = comparable(metas.first("og:site_name"))
    while match := _TITLE_SUFFIX.match(title):
        suffix = comparable(match["site"])
        if suffix != site and len(match["title"]) < 2 * len(match["site"]):
            break
        title = match["title"]
    return title


def _subtitle(tree: Any, node: Node, title: str) -> str | None:
    classes = " or ".join(_HAS_CLASS.format(name) for name in _DECK_CLASSES)
    candidates = tree.xpath(f"//h1/following::*[({classes}) and not({_ELSEWHERE})][position() <= 3]")
    texts = [one_line(element.text_content()) for element in candidates]
    texts += [
        one_line(element.text_content())
        for element in tree.xpath("//h1/following-sibling::*[1][self::h2 or self::h3]")
    ]
    texts += [one_line(fragment_to_text(text)) for text in names(node.get("alternativeHeadline"))]
    for text in texts:
        if (
            10 <= len(text) <= _MAX_DECK_CHARS
            and comparable(text) != comparable(title)
            and find_date(text) is None
        ):
            return text
    return None


def _authors(tree: Any, metas: _Metas, node: Node) -> tuple[str, ...]:
    marked = tree.xpath(
        f"//*[@itemprop='author' and not({_ELSEWHERE})]/descendant-or-self::*[@itemprop='name' or not(*)]"
        f"|//a[@rel='author' and not({_ELSEWHERE})]"
    )
    sources = (
        names(node.get("author")),
        metas.of_first(*_AUTHOR_META),
        [one_line(element.get("content") or element.text_content()) for element in marked],
    )
    for texts in sources:
        found = [author for text in texts for author in split_authors(fragment_to_text(text))]
        if found:
            return tuple(dict.fromkeys(found))
    return split_authors((extract_author(tree) or "").replace("; ", ";"))


def _published(tree: Any, metas: _Metas, node: Node) -> Timestamp | None:
    """The first date of publication there is; a finer one of the same day is better."""
    elements = tree.xpath(
        f"//*[@itemprop='datePublished' and not({_ELSEWHERE})]|//time[(@pubdate or @datetime) and not({_ELSEWHERE})]"
    )
    stated = [node.get("datePublished"), *metas.all(*_PUBLISHED_META), node.get("dateCreated")]
    marked = [
        element.get("content") or element.get("datetime") or element.text_content()
        for element in elements
        if not re.search(r"updat|modif", f"{element.get('class', '')} {element.get('itemprop', '')}")
    ]
    found = [
        timestamp for value in [*stated, *marked[:1]] if (timestamp := parse_timestamp(value)) is not None
    ]
    if not found:
        return _visible_date(tree)
    first = found[0]
    same_day = [one for one in found if abs(one[0] - first[0]) <= timedelta(days=1)]
    return max(same_day, key=lambda one: _FINENESS.index(one[1]))


def _visible_date(tree: Any) -> Timestamp | None:
    """A date printed near the headline, in an element whose class says that it holds one."""
    classes = " or ".join(f"contains(@class, '{name}')" for name in _DATE_CLASSES)
    for element in tree.xpath(
        f"//*[({classes}) and not({_ELSEWHERE}) and not(self::body or self::html or self::main)]"
    )[:20]:
        text = one_line(element.text_content())
        if len(text) <= 120 and (found := find_date(text)) is not None:
            return found.when, found.precision
    return None


def _section(tree: Any, metas: _Metas, node: Node) -> str | None:
    marked = tree.xpath("//*[@itemprop='articleSection']|//a[contains(concat(' ', @rel, ' '), ' category ')]")
    links = [element.get("content") or element.text_content() for element in marked]
    texts = [*metas.all(*_SECTION_META), *names(node.get("articleSection")), *links, *_printed_labels(tree)]
    found = next((text for text in map(one_line, texts) if text and not text.startswith("http")), None)
    return found or next(iter(extract_catstags("category", tree)), None)


def _printed_labels(tree: Any) -> list[str]:
    """Short texts above the headline whose class says that they name a section; the vaguer classes need a known word."""
    classes = " or ".join(f"contains(@class, '{name}')" for name in (*_LABEL_CLASSES, *_VAGUE_LABEL_CLASSES))
    found = []
    for element in tree.xpath(f"//h1/preceding::*[({classes}) and not({_ELSEWHERE})]"):
        text, kind = one_line(element.text_content()), element.get("class", "")
        known = phrase_key(text) in lexicon().sections
        if 2 <= len(text) <= 40 and (known or any(name in kind for name in _LABEL_CLASSES)):
            found.append(text)
    return found[-1:]  # the one next to the headline


def _tags(tree: Any, metas: _Metas, node: Node) -> tuple[str, ...]:
    links = [one_line(link.text_content()) for link in tree.xpath(f"//a[@rel='tag' and not({_ELSEWHERE})]")]
    # A list of terms is taken as it is, a string is a list with commas.
    listed = node.get("keywords")
    keywords = (
        names(listed)
        if isinstance(listed, list)
        else [part for text in names(listed) for part in _split(text)]
    )
    for texts in (
        metas.all("article:tag", "og:article:tag"),
        keywords,
        [part for text in metas.of_first(*_TAG_META[2:]) for part in _split(text)],
        links,
    ):
        found = tuple(dict.fromkeys(filter(None, (one_line(text).lstrip("#") for text in texts))))
        if found:
            return found
    return tuple(extract_catstags("tag", tree))


def _split(text: str) -> list[str]:
    return re.split(r"\s*[,;|]\s*", text)


def _language(tree: Any, metas: _Metas, node: Node) -> str | None:
    root = tree if tree.tag == "html" else tree.find(".//html")
    declared = [
        None if root is None else root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        *names(node.get("inLanguage")),
        metas.first("og:locale"),
        metas.first("content-language", "language", "dc.language"),
    ]
    for text in declared:
        tag = (text or "").strip().replace("_", "-")
        if _LANGUAGE.fullmatch(tag):
            return tag
    return None


def _url(tree: Any, metas: _Metas, node: Node, url: str | None) -> str | None:
    fetched = canonical_url(url)
    links = [
        link.get("href") for link in tree.xpath("//link[contains(concat(' ', @rel, ' '), ' canonical ')]")
    ]
    stated = [*links, *metas.all("og:url"), address(node.get("mainEntityOfPage")), address(node.get("url"))]
    for text in stated:
        candidate = canonical_url(text, url)
        # Some sites name their front page as canonical for everything; that names no article.
        if candidate is None or url_key(candidate) is None:
            continue
        if fetched is None or same_site(candidate, fetched) or _is_loopback(fetched):
            return candidate
    return fetched


def _is_loopback(url: str) -> bool:
    """A page looked at on its author's machine, or in a test, still knows its real address."""
    return (urlsplit(url).hostname or "") in {"localhost", "127.0.0.1", "::1"}
