"""Every parser of ingest under one name each: bytes in, checked; raises AssertionError or whatever the parser let out.

``text`` to ``warc`` run what ``lajmi parse`` and ``lajmi ingest`` run on a file of that format; the first byte of the input
of some others chooses among the ways in which they are called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from services.ingest.collect.loading import SourcesInvalidError, parse_sources
from services.ingest.documents import decode
from services.ingest.identity import normalised_title
from services.ingest.items import Item
from services.ingest.listing import MAX_LINKS as MAX_LISTED
from services.ingest.listing import parse_listing
from services.ingest.names import split_authors
from services.ingest.push.batch import ARTICLE_TYPES, DOCUMENT_TYPES, Body, read_articles, read_document
from services.ingest.push.problems import ProblemError
from services.ingest.read.archive import read_archive
from services.ingest.read.content import Content, read_content
from services.ingest.read.options import ReadOptions
from services.ingest.sitemap import MAX_LINKS, parse_sitemap
from services.ingest.timestamps import parse_timestamp
from services.ingest.urls import canonical_url, same_site, url_key
from services.ingest.web.headers import (
    charset_of,
    gather,
    max_age_seconds,
    parse_date,
    retry_after_seconds,
    validator,
)
from services.ingest.web.location import locate
from services.ingest.web.outcome import RefusedError
from services.ingest.web.robots import MAX_CRAWL_DELAY_SECONDS, Rules, from_answer
from services.ingest.web.unpacking import MAX_RATIO, Unpacker
from shared.contracts import InputFormat
from shared.rejection import Rejection
from shared.settings import Settings
from tests.fuzz.invariants import check_items, check_links

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
_SETTINGS = Settings(fetch_max_bytes=2_000_000)
_PAGE = "https://example.org/news/a.html"
_CHARSETS = (None, "utf-8", "windows-1250", "utf-16", "x-unknown", "idna", "punycode", "rot13")
_PUSHED = ("application/json", "application/x-ndjson", *DOCUMENT_TYPES)
_TYPES = (
    None,
    "text/html",
    "application/rss+xml",
    "application/feed+json",
    "text/plain; charset=",
    "application/json",
)


def _twice(read: Callable[[], Iterator[Item]], content: bytes, text: str | None = None) -> None:
    """The same items however often the same bytes are read: parsers keep caches, but no memory."""
    first = check_items(read(), content, text)
    assert list(read()) == first, "another result the second time"


def _document(kind: InputFormat, url: str | None = None) -> Callable[[bytes], None]:
    def run(content: bytes) -> None:
        given = Content("input", content, AT)
        text = decode(content) if kind is InputFormat.TEXT else None
        _twice(lambda: read_content(given, ReadOptions(kind, None, url)), content, text)

    return run


def _any_format(content: bytes) -> None:
    """The format found out, as for a file without an extension or an address that was fetched."""
    choice, content = (content[0], content[1:]) if content else (0, content)
    given = Content(
        "input", content, AT, _TYPES[choice % len(_TYPES)], _CHARSETS[choice // 8 % len(_CHARSETS)]
    )
    _twice(lambda: read_content(given, ReadOptions(None, None, _PAGE if choice & 64 else None)), content)


def _archive(content: bytes) -> None:
    def read() -> Iterator[Item]:
        return read_archive(BytesIO(content), "input.warc", ReadOptions(), _SETTINGS)

    # What is packed may unpack to what the limit allows.
    _twice(read, content + bytes(_SETTINGS.fetch_max_bytes))


def _sitemap(content: bytes) -> None:
    read = parse_sitemap(content, "https://example.org/sitemap.xml")
    assert read == parse_sitemap(content, "https://example.org/sitemap.xml")
    if isinstance(read, Rejection):
        assert read.reason in {"too_large", "hostile_xml", "not_a_sitemap"}, read.reason
        return
    assert len(read.links) <= MAX_LINKS
    check_links([link.url for link in read.links], [link.title for link in read.links])
    check_links([nested.url for nested in read.sitemaps], [])


def _list_page(content: bytes) -> None:
    text = decode(content)
    listed = parse_listing(text, _PAGE)
    assert listed == parse_listing(text, _PAGE)
    assert len(listed) <= MAX_LISTED
    check_links([link.url for link in listed], [link.title for link in listed])


def _push(content: bytes) -> None:
    """A pushed batch or document, of a media type and charset that the first byte chooses."""
    choice, content = (content[0], content[1:]) if content else (0, content)
    media_type = _PUSHED[choice % len(_PUSHED)]
    charset = _CHARSETS[choice // 32 % len(_CHARSETS)]
    body = Body(content, media_type, charset, "client", AT, url=_PAGE if choice & 16 else None)

    def read() -> Iterator[Item]:
        numbered = (read_articles if media_type in ARTICLE_TYPES else read_document)(body)
        positions = [one.position for one in numbered]
        assert positions == sorted(set(positions)), "places out of order"
        return (one.item for one in numbered)

    try:
        read()
    except ProblemError:
        return
    _twice(read, content)


def _sources_file(content: bytes) -> None:
    text = content.decode("utf-8", "replace")
    try:
        parse_sources(text, "sources.yaml", Path("folder"))
    except SourcesInvalidError as error:
        said = str(error)
        assert said.startswith("sources.yaml") and "\n" not in said and len(said) < 4_000, said


def _robots(content: bytes) -> None:
    record = from_answer(200, content, "https://example.org/robots.txt", AT)
    assert record.text is not None
    rules = Rules(record.text)
    assert rules.allow(_PAGE) == Rules(record.text).allow(_PAGE)
    assert 0 <= rules.crawl_delay_seconds <= MAX_CRAWL_DELAY_SECONDS


def _headers(content: bytes) -> None:
    lines = [line.partition(b":") for line in content.split(b"\n")]
    headers = gather((name.strip(), value.strip()) for name, _, value in lines)
    age = max_age_seconds(headers, AT)
    assert age is None or 0 <= age <= timedelta(days=366).total_seconds()
    wait = retry_after_seconds(headers, AT, 3_600.0)
    assert wait is None or 0 <= wait <= 3_600
    for value in headers.values():
        charset = charset_of(value)
        assert charset is None or isinstance(charset, str)
        kept = validator(value)
        assert kept is None or (kept.isprintable() and kept == kept.strip())
        date = parse_date(value)
        assert date is None or date.utcoffset() == timedelta(0)


def _unpack(content: bytes) -> None:
    choice, packed = (content[0], content[1:]) if content else (0, content)
    encoding = ("gzip", "deflate", "", "gzip, gzip", "br", "none")[choice % 6]
    pieces = 1 + choice // 6 * 100
    given = 0
    try:
        unpacker = Unpacker(encoding)
        for start in range(0, len(packed), pieces):
            given += sum(map(len, unpacker.feed(packed[start : start + pieces])))
        given += sum(map(len, unpacker.finish()))
    except RefusedError as error:
        assert error.reason in {"bad_content_encoding", "overcompressed", "incomplete_body"}, error.reason
    assert given <= max(2 << 20, 2 * MAX_RATIO * len(packed))


def _address(content: bytes) -> None:
    text = content.decode("utf-8", "replace")
    found = canonical_url(text, _PAGE)
    if found is not None:
        assert canonical_url(found) == found, f"{found!r} becomes {canonical_url(found)!r}"
        key = url_key(found)
        assert key is None or key == url_key(found.replace("https://", "http://", 1))
        assert same_site(found, found)
    try:
        location = locate(text, _PAGE)
    except RefusedError as error:
        assert error.reason in {"invalid_url", "unsupported_scheme", "credentials_in_url", "port_refused"}
        return
    assert location.scheme in {"http", "https"} and location.host
    for part in (location.target, location.authority):
        assert part.isascii() and part.isprintable() and " " not in part, part


def _fields(content: bytes) -> None:
    """Short texts of records and feeds: times, names, titles."""
    text = content.decode("utf-8", "surrogateescape")
    found = parse_timestamp(text)
    assert found is None or found[0].utcoffset() == timedelta(0)
    names = split_authors(text)
    assert all(name.strip() for name in names) and len(set(names)) == len(names)
    title = normalised_title(text)
    assert len(text) > 200 or normalised_title(title) == title  # long ones are cut


TARGETS: dict[str, Callable[[bytes], None]] = {
    "text": _document(InputFormat.TEXT),
    "html": _document(InputFormat.HTML, _PAGE),
    "feed": _document(InputFormat.FEED, "https://example.org/feed.xml"),
    "jsonl": _document(InputFormat.JSONL),
    "warc": _archive,
    "any": _any_format,
    "sitemap": _sitemap,
    "listing": _list_page,
    "push": _push,
    "sources": _sources_file,
    "robots": _robots,
    "headers": _headers,
    "unpacking": _unpack,
    "address": _address,
    "fields": _fields,
}
