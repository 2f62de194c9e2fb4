"""What a visit brought, as articles to publish and links to follow. Pure but for parsing itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO

from services.ingest.collect.memory import Link
from services.ingest.collect.sources import Follow, Kind, Source
from services.ingest.collect.stated import filled, stated_by_item, stated_by_list
from services.ingest.detect import detect_format
from services.ingest.documents import decode
from services.ingest.items import Item, Refused
from services.ingest.listing import Selector, parse_listing
from services.ingest.read.archive import read_archive
from services.ingest.read.content import Content, read_content
from services.ingest.read.options import ReadOptions
from services.ingest.read.refusals import refused_whole
from services.ingest.sitemap import Sitemap, parse_sitemap
from services.ingest.timestamps import Timestamp, parse_timestamp
from services.ingest.urls import canonical_url, url_key
from services.ingest.web.outcome import Fetched
from shared.contracts import InputFormat, Provenance, RawArticle
from shared.rejection import Rejection
from shared.settings import Settings

# Sitemaps of old stories reach back decades; the newest come first, and what was fetched makes room for the others.
MAX_LINKS_OF_SITEMAP = 10_000
MAX_NESTED_SITEMAPS = 50
SITEMAP_DEPTH = 2  # an index of indexes is the deepest seen
# Below this an item of a feed is taken for a teaser, also where nothing says that it was cut.
TEASER_CHARACTERS = 1_000
_TEXT_TYPES = (
    "text/",
    "application/xhtml",
    "application/xml",
    "application/json",
    "application/rss",
    "application/atom",
)
_DATES = ("published", "date_published", "updated", "date_modified")  # of a bare item, the best first
_SITEMAP_ROOTS = ("urlset", "sitemapindex")


@dataclass(slots=True)
class Reading:
    """``items``: to be published; ``links``: to be followed whatever becomes of the items. ``complete``: the document could
    be read as what it is meant to be."""

    kind: Kind
    items: list[Item] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    complete: bool = True


def read_source(
    source: Source, fetched: Fetched, at: datetime, settings: Settings, known: str | None = None
) -> Reading:
    """A source's own document. ``known``: the kind that it has turned out to be."""
    kind = source.guessed_kind or _kind_of(fetched)
    expected = _expected(source, known) if source.guessed_kind is None else None
    if (
        expected is not None
        and kind in {Kind.PAGE, Kind.LIST}
        and _form_of(fetched) in {InputFormat.HTML, InputFormat.TEXT}
    ):
        return _answered_a_page(source, fetched, expected)
    if kind is Kind.SITEMAP:
        return read_sitemap(source, fetched, SITEMAP_DEPTH)
    if kind is Kind.LIST:
        return _read_list(source, fetched)
    if kind is Kind.WARC:
        options = ReadOptions(source=source.name)
        items = read_archive(BytesIO(fetched.content), source.url or fetched.url, options, settings)
        return Reading(kind, [dressed(item, source) for item in items])
    reading = Reading(kind)
    forms = {Kind.FEED: InputFormat.FEED, Kind.JSONL: InputFormat.JSONL}
    for item in _contents(source.url or fetched.url, fetched, at, source.name, forms.get(kind)):
        link = _link_behind(item, source) if kind is Kind.FEED and isinstance(item, Refused) else None
        if link is not None:
            reading.links.append(link)  # title and address alone: the page is the item
        else:
            reading.items.append(dressed(item, source))
    reading.complete = any(isinstance(item, RawArticle) for item in reading.items) or bool(reading.links)
    return reading


def _expected(source: Source, known: str | None) -> Kind | None:
    """What a page in its place is not: a notice of maintenance, a shop's front, a wall."""
    if known in {Kind.FEED, Kind.SITEMAP}:
        return Kind(known)
    return Kind.FEED if (source.url or "").partition("?")[0].lower().endswith(".xml") else None


def _answered_a_page(source: Source, fetched: Fetched, expected: Kind) -> Reading:
    detail = (
        f"answers a page instead of a {expected}: a notice, a wall, or the {expected} has moved; "
        f"if the page is what you want, set 'kind'"
    )
    options = ReadOptions(source=source.name, url=fetched.url)
    return Reading(expected, [refused_whole(fetched.url, options, "not_a_feed", detail)], complete=False)


def _form_of(fetched: Fetched) -> InputFormat | None:
    return detect_format("", _head(fetched), fetched.content_type)


def _head(fetched: Fetched) -> str:
    return decode(fetched.content[:8_192], fetched.charset)


def _kind_of(fetched: Fetched) -> Kind:
    text = _head(fetched)
    if any(f"<{root}" in text for root in _SITEMAP_ROOTS):
        return Kind.SITEMAP
    kind = _form_of(fetched)
    if kind is InputFormat.HTML and url_key(fetched.url) is None:
        return Kind.LIST  # a front page is never an article
    kinds = {InputFormat.FEED: Kind.FEED, InputFormat.JSONL: Kind.JSONL, InputFormat.WARC: Kind.WARC}
    return kinds.get(kind, Kind.PAGE) if kind is not None else Kind.PAGE


def read_page(source: Source, link: Link, fetched: Fetched, at: datetime) -> list[Item]:
    """The article behind a link; it keeps the id under which a feed showed it, wherever redirects and the page's own idea of
    its address led, so that both are one article.
    """
    media_type = (fetched.content_type or "text/html").partition(";")[0].strip().lower()
    if not media_type.startswith(_TEXT_TYPES):
        options = ReadOptions(source=link.source_name or source.name, url=link.url)
        return [refused_whole(link.url, options, "not_a_page", f"is {media_type[:60]}, not a page")]
    name = link.source_name or source.name
    items = list(_contents(link.url, fetched, at, name, None))
    articles = [item for item in items if isinstance(item, RawArticle)]
    if len(articles) != 1:
        return [dressed(item, source) for item in items]
    article = articles[0]
    if link.article_id is not None and len(article.body) < link.teaser_characters:
        detail = f"{link.url}: the page says less than the feed: a wall, or an empty frame"
        return [Refused(Rejection("page_says_less", detail), link.url, article.source.name)]
    if link.article_id is not None and article.id != link.article_id:
        article = article.model_copy(update={"id": link.article_id})
    return [dressed(filled(article, link.stated), source)]


def _contents(
    uri: str, fetched: Fetched, at: datetime, name: str | None, form: InputFormat | None
) -> Iterator[Item]:
    content = Content(uri, fetched.content, at, fetched.content_type, fetched.charset)
    return read_content(content, ReadOptions(form, name, fetched.url))


def dressed(item: Item, source: Source) -> Item:
    """With what the source's definition says where the article itself says nothing."""
    if not isinstance(item, RawArticle):
        return item
    changes: dict[str, object] = {}
    if source.language and not item.language:
        changes["language"] = source.language
    if source.section and not item.section:
        changes["section"] = source.section
    if source.tags:
        changes["tags"] = tuple(dict.fromkeys((*item.tags, *source.tags)))
    if not changes:
        return item
    # Tags that the article had as well stay the article's.
    defined = dict.fromkeys((field for field in changes if not getattr(item, field)), Provenance.DEFINITION)
    return item.model_copy(update={**changes, "provenance": {**item.provenance, **defined}})


# Feeds


def wants_page(article: RawArticle, source: Source) -> bool:
    """Whether the page behind a feed's item is worth a fetch."""
    if source.follow is Follow.NEVER or article.url is None or url_key(article.url) is None:
        return False
    return source.follow is Follow.ALWAYS or article.truncated or len(article.body) < TEASER_CHARACTERS


def link_to(article: RawArticle, source: Source) -> Link:
    return Link(
        url=article.url or "",
        source=source.key,
        article_id=article.id,
        source_name=article.source.name,
        teaser_characters=len(article.body.rstrip(" .…[]")),
        stated=stated_by_item(article),
    )


def _link_behind(item: Refused, source: Source) -> Link | None:
    """Of an item that has no text (or title) but an address."""
    if source.follow is Follow.NEVER or item.rejection.reason not in {"missing_body", "missing_title"}:
        return None
    try:
        entry = json.loads(item.payload or b"{}")
    except ValueError:
        return None
    found = entry.get("link") or entry.get("url") if isinstance(entry, dict) else None
    url = canonical_url(found, source.url) if isinstance(found, str) else None
    if url is None or url_key(url) is None:
        return None
    dates = (parse_timestamp(entry.get(name)) for name in _DATES)
    stated = stated_by_list(next(filter(None, dates), None), None, Provenance.FEED)
    return Link(url=url, source=source.key, source_name=item.source_name, stated=stated)


# Sitemaps and lists


def read_sitemap(source: Source, fetched: Fetched, depth: int) -> Reading:
    """``depth``: how many levels of sitemaps may follow."""
    read = parse_sitemap(fetched.content, fetched.url, fetched.charset)
    if isinstance(read, Rejection):
        item = refused_whole(
            fetched.url, ReadOptions(source=source.name, url=fetched.url), read.reason, read.detail
        )
        return Reading(Kind.SITEMAP, [item], complete=False)
    return Reading(Kind.SITEMAP, links=[*_pages(read, source), *_nested(read, source, depth)])


def _pages(read: Sitemap, source: Source) -> list[Link]:
    newest = sorted(read.links, key=lambda link: -_seconds(link.modified or link.published))
    return [
        Link(
            url=link.url,
            source=source.key,
            source_name=source.name or link.publication,
            modified_at=_seconds(link.modified) or None,
            stated=stated_by_list(link.published, link.language, Provenance.SITEMAP),
        )
        for link in newest[:MAX_LINKS_OF_SITEMAP]
        if url_key(link.url) is not None
    ]


def _nested(read: Sitemap, source: Source, depth: int) -> list[Link]:
    if depth < 1:
        return []
    newest = sorted(read.sitemaps, key=lambda nested: -_seconds(nested.modified))
    return [
        Link(url=nested.url, source=source.key, depth=depth, modified_at=_seconds(nested.modified) or None)
        for nested in newest[:MAX_NESTED_SITEMAPS]
    ]


def _read_list(source: Source, fetched: Fetched) -> Reading:
    selector = Selector(source.links.path, source.links.pattern) if source.links else None
    found = parse_listing(decode(fetched.content, fetched.charset), fetched.url, selector)
    links = [
        Link(url=link.url, source=source.key, source_name=source.name)
        for link in found
        if url_key(link.url) is not None
    ]
    if links:
        return Reading(Kind.LIST, links=links)
    options = ReadOptions(source=source.name, url=fetched.url)
    detail = "lists no articles: say with 'links' which links are articles"
    return Reading(Kind.LIST, [refused_whole(fetched.url, options, "no_links", detail)], complete=False)


def _seconds(stamp: Timestamp | None) -> float:
    return stamp[0].timestamp() if stamp else 0.0


def due_links(found: Sequence[Link], known: dict[bytes, Link]) -> list[Link]:
    """Those of the links of a sitemap, list or bare feed item that are to be fetched: new ones, and those whose owner says
    that they changed since. A nested sitemap without a date is asked each time, with its validators."""
    due: dict[bytes, Link] = {}
    for link in found:
        before = known.get(link.key)
        if before is None:
            due.setdefault(link.key, link)
        elif before.pending:
            continue
        elif (link.depth and link.modified_at is None) or (
            link.modified_at is not None and link.modified_at > (before.modified_at or 0.0)
        ):
            due.setdefault(link.key, again(before, link))
    return list(due.values())


def again(before: Link, now_shown: Link) -> Link:
    """A link fetched before is to be fetched anew, with its validators."""
    return replace(
        before,
        pending=True,
        try_at=0.0,
        tries=0,
        modified_at=now_shown.modified_at or before.modified_at,
        article_id=now_shown.article_id or before.article_id,
        teaser_characters=now_shown.teaser_characters or before.teaser_characters,
        source_name=now_shown.source_name or before.source_name,
        stated=now_shown.stated or before.stated,
    )
