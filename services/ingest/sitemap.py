"""Sitemaps to the addresses that they list: XML, Google News, indexes, plain text, feeds, any of them packed. Pure.

https://www.sitemaps.org/protocol.html and https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from html.entities import html5

from lxml import etree

from services.ingest.crowding import without_crowded_tags
from services.ingest.documents import decode
from services.ingest.feed import parse_feed
from services.ingest.markup import fragment_to_text
from services.ingest.tidy import one_line, tidy_title
from services.ingest.timestamps import Timestamp, parse_timestamp
from services.ingest.urls import canonical_url
from shared.rejection import Rejection

# The protocol's own limits: 50,000 addresses and 50 MiB unpacked.
MAX_LINKS = 50_000
MAX_BYTES = 50 * 1024 * 1024
_MAX_FIELD_CHARS = 4_000
_MAX_LANGUAGES = 200  # of one page
_MAX_DEPTH = 50
_PIECE_BYTES = 1 << 20
_GZIP_MARK = b"\x1f\x8b"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
# An ampersand that begins no reference XML knows: in addresses it is a bare "&", in titles often an HTML entity.
_LOOSE_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)(?:(\w{2,31});)?")
_CDATA_BEGIN, _CDATA_END = "<![CDATA[", "]]>"
_ROOT = re.compile(r"<(?!\?|!)(?:[\w.-]+:)?(?P<name>[\w.-]+)")
_ROOTS = frozenset({"urlset", "sitemapindex"})
_FEED_ROOTS = frozenset({"rss", "feed", "rdf"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class SitemapLink:
    """A page. ``url`` is canonical; ``modified`` is when the page changed, by its owner; the others come from a news
    sitemap: ``published`` the article's own time, ``publication`` the name of the paper.
    """

    url: str
    modified: Timestamp | None = None
    title: str | None = None
    published: Timestamp | None = None
    language: str | None = None
    publication: str | None = None


@dataclass(frozen=True, slots=True)
class NestedSitemap:
    """Another sitemap that an index names."""

    url: str
    modified: Timestamp | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """In the document's order, each address once. ``complete`` is false where limits or damage cut the document."""

    links: tuple[SitemapLink, ...] = ()
    sitemaps: tuple[NestedSitemap, ...] = ()
    complete: bool = True


def parse_sitemap(
    content: bytes,
    url: str,
    charset: str | None = None,
    *,
    max_links: int = MAX_LINKS,
    max_bytes: int = MAX_BYTES,
) -> Sitemap | Rejection:
    """``url``: where it was fetched from, for relative addresses; ``charset``: what the server declared.

    A malformed document gives what can be made out. Refused: ``too_large`` (unpacked), ``hostile_xml`` (it defines
    entities, which no sitemap needs), ``not_a_sitemap``. Whether an address may be fetched is for the caller to judge, and
    so is how deep indexes may nest.
    """
    unpacked = _unpacked(content, max_bytes)
    if isinstance(unpacked, Rejection):
        return unpacked
    data, whole = unpacked
    text = decode(data, charset).lstrip("\ufeff \t\r\n\x00")
    if not text.startswith("<"):
        return _plain_text(text, url, max_links, whole)
    if _ENTITY.search(text):
        return Rejection("hostile_xml", f"{url}: the sitemap defines XML entities")
    root = _ROOT.search(text)
    name = root["name"].lower() if root else ""
    if name in _FEED_ROOTS:
        return _feed(text, url, max_links, whole)
    if name not in _ROOTS:
        return Rejection("not_a_sitemap", f"{url}: begins with <{name or '?'}>, which no sitemap does")
    return _xml(text, url, max_links, whole)


def _unpacked(content: bytes, max_bytes: int) -> tuple[bytes, bool] | Rejection:
    """The bytes and whether they are all of them; a packed file may end early and still give its beginning."""
    too_large = Rejection("too_large", f"the sitemap has more than {max_bytes:,} bytes unpacked")
    if len(content) > max_bytes:
        return too_large
    whole = True
    for _ in range(2):  # servers pack what was packed already
        if not content.startswith(_GZIP_MARK):
            break
        parts: list[bytes] = []
        size, rest = 0, content
        while rest.startswith(_GZIP_MARK):
            stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
            try:
                while rest and not stream.eof:
                    parts.append(stream.decompress(rest, _PIECE_BYTES))
                    rest = stream.unconsumed_tail
                    size += len(parts[-1])
                    if size > max_bytes:
                        return too_large
            except zlib.error:
                whole = False
                break
            whole &= stream.eof
            rest = stream.unused_data
        content = b"".join(parts)
    return content, whole


def _plain_text(text: str, url: str, max_links: int, whole: bool) -> Sitemap | Rejection:
    """One absolute address a line."""
    found: dict[str, SitemapLink] = {}
    other = 0
    for line in text.splitlines():
        written = line.strip()
        address = canonical_url(written) if written.lower().startswith(("http://", "https://")) else None
        if address is None:
            other += bool(written)
        elif len(found) >= max_links and address not in found:
            whole = False
            break
        else:
            found.setdefault(address, SitemapLink(address))
    if not found or other > len(found):
        return Rejection("not_a_sitemap", f"{url}: neither XML nor a list of addresses")
    return Sitemap(tuple(found.values()), complete=whole)


def _feed(text: str, url: str, max_links: int, whole: bool) -> Sitemap:
    found: dict[str, SitemapLink] = {}
    for item in parse_feed(text, url).items:
        parsed = item.parsed
        if parsed.url is None or parsed.url in found:
            continue
        if len(found) >= max_links:
            whole = False
            break
        published = (
            (parsed.published_at, parsed.published_precision)
            if parsed.published_at and parsed.published_precision
            else None
        )
        found[parsed.url] = SitemapLink(
            parsed.url, None, parsed.title or None, published, parsed.language, None
        )
    return Sitemap(tuple(found.values()), complete=whole)


def _xml(text: str, url: str, max_links: int, whole: bool) -> Sitemap:
    plain = _without_cdata(without_crowded_tags(_DECLARATION.sub("", text)))
    escaped = _LOOSE_AMPERSAND.sub(_reference, plain)
    reader = _Reader(url, max_links)
    if not _read(escaped, reader, etree.XMLParser) and not reader.full:
        # Wrong nesting makes an XML parser give up half-way; an HTML parser goes on. What follows the last tag is cut:
        # half an address is another address.
        lenient = _Reader(url, max_links)
        _read(escaped[: escaped.rfind(">") + 1], lenient, etree.HTMLParser)
        reader, whole = max(reader, lenient, key=lambda one: len(one.links) + len(one.sitemaps)), False
    return Sitemap(tuple(reader.links.values()), tuple(reader.sitemaps.values()), whole and not reader.full)


def _without_cdata(text: str) -> str:
    """CDATA as plain text. Not by a pattern: it would look for the end anew from each beginning that has none."""
    parts, done = [], 0
    while (begin := text.find(_CDATA_BEGIN, done)) >= 0:
        end = text.find(_CDATA_END, begin)
        if end < 0:
            break
        parts += [text[done:begin], _as_text(text[begin + len(_CDATA_BEGIN) : end])]
        done = end + len(_CDATA_END)
    return "".join([*parts, text[done:]])


def _reference(match: re.Match[str]) -> str:
    character = html5.get(f"{match[1]};") if match[1] else None
    return _as_text(character) if character else f"&amp;{match[0][1:]}"


def _as_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _read(text: str, reader: _Reader, make: type[etree.XMLParser | etree.HTMLParser]) -> bool:
    """Whether the document is well-formed; what could be read is in ``reader`` in any case."""
    options = {"recover": True, "no_network": True, "huge_tree": False, "target": reader}
    if make is etree.XMLParser:
        options |= {"resolve_entities": False, "load_dtd": False}
    # HTML's parser wants to be told; XML's takes UTF-8 where no declaration says otherwise.
    parser = make(**options, encoding="utf-8")
    try:
        data = text.encode("utf-8", "replace")
        for start in range(0, len(data), _PIECE_BYTES):
            parser.feed(data[start : start + _PIECE_BYTES])
            if reader.full:
                return True
        parser.close()
    except etree.LxmlError:
        return False
    return not any(entry.level_name in ("ERROR", "FATAL") for entry in parser.feed_error_log)


class _Reader:
    """Takes the parser's events; memory holds the links alone, never a tree. Prefixes of names are not looked at, as
    many sitemaps forget to declare them.
    """

    def __init__(self, url: str, max_links: int) -> None:
        self.links: dict[str, SitemapLink] = {}
        self.sitemaps: dict[str, NestedSitemap] = {}
        self.full = False
        self._url, self._max_links = url, max_links
        self._path: list[str] = []
        self._fields: dict[str, str] = {}
        self._languages: list[tuple[str, str]] = []
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name in ("url", "sitemap"):
            self._finish()  # the one before was never closed
            self._path = []
        elif name == "link" and "hreflang" in attributes and len(self._languages) < _MAX_LANGUAGES:
            self._languages.append((attributes["hreflang"], attributes.get("href", "")))
        if len(self._path) < _MAX_DEPTH:
            self._path.append(name)
        self._text = []

    def data(self, text: str) -> None:
        if len(self._text) < _MAX_FIELD_CHARS:
            self._text.append(text)

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name in self._path:
            place = "/".join(self._path[: len(self._path) - self._path[::-1].index(name)][-3:])
            text = one_line("".join(self._text)[:_MAX_FIELD_CHARS])
            if text:
                self._fields.setdefault(place, text)
            while self._path.pop() != name:
                pass
        self._text = []
        if name in ("url", "sitemap"):
            self._path = [name]
            self._finish()
            self._path = []

    def close(self) -> None:
        self._finish()

    def _finish(self) -> None:
        fields, languages = self._fields, self._languages
        self._fields, self._languages = {}, []
        address = canonical_url(fields.get("url/loc"), self._url)
        if address is not None and address not in self.links:
            if len(self.links) >= self._max_links:
                self.full = True
                return
            self.links[address] = self._link(address, fields, languages)
        nested = canonical_url(fields.get("sitemap/loc"), self._url)
        if nested is not None and nested not in self.sitemaps:
            if len(self.sitemaps) >= self._max_links:
                self.full = True
                return
            self.sitemaps[nested] = NestedSitemap(nested, parse_timestamp(fields.get("sitemap/lastmod")))

    def _link(self, address: str, fields: dict[str, str], languages: list[tuple[str, str]]) -> SitemapLink:
        stated = fields.get("news/publication/language")
        stated = stated or next(
            (tag for tag, href in languages if canonical_url(href, self._url) == address), None
        )
        tag = (stated or "").strip().replace("_", "-")
        return SitemapLink(
            url=address,
            modified=parse_timestamp(fields.get("url/lastmod")),
            title=tidy_title(fragment_to_text(fields.get("url/news/title", ""))) or None,
            published=parse_timestamp(fields.get("url/news/publication_date")),
            language=tag if _LANGUAGE.fullmatch(tag) and tag.lower() != "x-default" else None,
            publication=fields.get("news/publication/name"),
        )


def _local(tag: object) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""
