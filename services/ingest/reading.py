"""A target to its items: read, decode, tell the format, parse, name. The only module that knows all formats."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from io import BufferedReader, BytesIO, RawIOBase
from typing import cast
from urllib.parse import urlsplit

from services.ingest.detect import detect_format
from services.ingest.documents import Document, decode
from services.ingest.feed import parse_feed
from services.ingest.fetch import fetch
from services.ingest.html import parse_html
from services.ingest.identity import Namesakes, content_hash, shared_addresses
from services.ingest.items import (
    Found,
    Item,
    Refused,
    as_parsed,
    raw_article,
    refusal,
    refusal_by_size,
)
from services.ingest.jsonl import (
    Line,
    document_records,
    is_one_document,
    parse_line,
    parse_record,
    published_article,
    read_lines,
)
from services.ingest.parsed import ParsedArticle
from services.ingest.sources import home_of, source_of
from services.ingest.split import split
from services.ingest.targets import Target
from services.ingest.urls import canonical_url
from shared.clock import now
from shared.contracts import InputFormat, RawArticle
from shared.logs import get_logger
from shared.rejection import Rejection
from shared.settings import Settings

_HEAD_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user said about the input: its format, the name of its source, the address it came from."""

    format: InputFormat | None = None
    source: str | None = None
    url: str | None = None


def read_target(target: Target, options: ReadOptions, settings: Settings) -> Iterator[Item]:
    """The items of one target in document order. What cannot be read at all is one Refused item without a payload.

    Never raises for what is in the target: a fault of a parser refuses what is left of this target, and no other.
    """
    try:
        yield from _read(target, options, settings)
    except Exception as error:
        yield _refused_whole(target.uri, options, "parser_failed", _parser_fault(error, target.uri))


def _parser_fault(error: Exception, where: str) -> str:
    """A sentence for a person; the traceback goes to the log, for us."""
    get_logger().debug("parser failed", stage="ingest", uri=where, exc_info=error)
    said = " ".join(str(error).split())[:200]
    return (
        f"cannot be parsed, by a fault of ours ({type(error).__name__}{f': {said}' if said else ''}); "
        f"LAJMI_LOG_LEVEL=debug shows where"
    )


def _read(target: Target, options: ReadOptions, settings: Settings) -> Iterator[Item]:
    if target.is_web:
        yield from _read_web(target, options, settings)
        return
    if target.is_stdin:
        yield from _read_stream(cast("BufferedReader", sys.stdin.buffer), "stdin", now(), options, settings)
        return
    try:
        stat = target.path.stat()
        with target.path.open("rb") as stream:
            # The time of storing is the time of fetching as far as a file can tell, and the same on every run.
            stored_at = datetime.fromtimestamp(int(stat.st_mtime), UTC)
            yield from _read_stream(stream, target.uri, stored_at, options, settings)
    except OSError as error:
        reason = "not_found" if isinstance(error, FileNotFoundError) else "unreadable"
        yield _refused_whole(target.uri, options, reason, f"cannot be read: {error.strerror or error}")


def _refused_whole(uri: str, options: ReadOptions, reason: str, detail: str) -> Refused:
    name = source_of(options.source, None, None, options.url, uri).name
    return Refused(Rejection(reason, f"{uri}: {detail}"), uri, name)


def _read_web(target: Target, options: ReadOptions, settings: Settings) -> Iterator[Item]:
    fetched = fetch(target.name, settings)
    if isinstance(fetched, Rejection):
        name = source_of(options.source, None, None, target.name, target.uri).name
        yield Refused(fetched, target.uri, name)
        return
    text = decode(fetched.content, fetched.charset)
    path = urlsplit(fetched.url).path
    kind = options.format or detect_format(path, text, fetched.content_type)
    # The page's own address, after redirects, is what its article is identified by.
    options = replace(options, url=options.url or fetched.url)
    yield from _read_content(fetched.content, text, kind, target.uri, now(), options)


def _read_stream(
    stream: BufferedReader, uri: str, fetched_at: datetime, options: ReadOptions, settings: Settings
) -> Iterator[Item]:
    head = decode(stream.peek(_HEAD_BYTES)[:_HEAD_BYTES])
    kind = options.format or detect_format(uri, head)
    if kind is InputFormat.JSONL and not is_one_document(head):
        yield from _read_jsonl(stream, uri, fetched_at, options)
        return
    content = stream.read(settings.max_input_file_bytes + 1)
    if len(content) > settings.max_input_file_bytes:
        limit = f"larger than {settings.max_input_file_bytes:,} bytes (LAJMI_MAX_INPUT_FILE_BYTES)"
        yield _refused_whole(uri, options, "too_large", limit)
        return
    yield from _read_content(content, decode(content), kind, uri, fetched_at, options)


def _read_content(
    content: bytes, text: str, kind: InputFormat | None, uri: str, fetched_at: datetime, options: ReadOptions
) -> Iterator[Item]:
    if kind is None:
        yield _refused_whole(
            uri, options, "unknown_format", "is neither text, HTML, a feed nor JSON lines: give --format"
        )
    elif kind is InputFormat.WARC:
        yield _refused_whole(uri, options, "unsupported_format", "WARC files cannot be read yet")
    elif not text.strip():
        yield _refused_whole(uri, options, "empty", "is empty")
    elif kind is InputFormat.JSONL and is_one_document(text[:_HEAD_BYTES]):
        yield from _read_json(content, uri, fetched_at, options)
    elif kind is InputFormat.JSONL:
        yield from _read_jsonl(BufferedReader(cast("RawIOBase", BytesIO(content))), uri, fetched_at, options)
    else:
        document = Document(uri, text, kind, fetched_at, canonical_url(options.url), options.source)
        yield from parse_document(document, content)


def parse_document(document: Document, content: bytes = b"") -> Iterator[Item]:
    """The items of a text, page or feed. ``content``: the stored bytes, kept with what must be refused."""
    home: str | None = None
    if document.format is InputFormat.TEXT:
        found = _found_in_text(document)
    elif document.format is InputFormat.HTML:
        parsed = parse_html(document.text, document.url)
        found = [Found(article, content, document.uri) for article in parsed]
    else:
        feed = parse_feed(document.text, document.url)
        home = feed.home
        found = [
            Found(item.parsed, item.payload, f"{document.uri}#{number}")
            for number, item in enumerate(feed.items, start=1)
        ]
    if not found:
        name = source_of(document.source_name, None, home, document.url, document.uri).name
        yield Refused(Rejection("no_article", f"{document.uri}: no article found"), document.uri, name)
    namesakes = Namesakes(shared_addresses([one.parsed for one in found]))
    for one in found:
        yield _named(one, document, home, namesakes)


def _found_in_text(document: Document) -> list[Found]:
    articles = split(document.text)
    if len(articles) == 1 and articles[0].url is None:
        # The address of a text with one article is the article's; of a digest it is the page's, and names none.
        articles = [replace(articles[0], url=document.url)]
    found = []
    for article in articles:
        start, end = article.span or (0, len(document.text))
        payload = document.text[start:end].encode("utf-8", "replace")
        found.append(Found(article, payload, f"{document.uri}[{start}:{end}]"))
    return found


def _named(one: Found, document: Document, home: str | None, namesakes: Namesakes) -> Item:
    parsed, published = one.parsed, one.published
    own = published.source if published else None
    source = source_of(
        document.source_name,
        own.name if own else parsed.source_name,
        home,
        parsed.url or document.url,
        document.uri,
        own.url if own else home_of(home or document.url or parsed.url),
    )
    rejection = refusal(parsed)
    if rejection is not None:
        located = Rejection(rejection.reason, f"{one.uri}: {rejection.detail}")
        return Refused(located, one.uri, source.name, one.payload)
    if published is not None and document.source_name is None:
        identity = published.id, content_hash(parsed, source.name)
    else:
        identity = namesakes.identify(parsed, source.name)
    article = raw_article(one, source, identity, document.fetched_at, document.uri)
    rejection = refusal_by_size(article)
    if rejection is not None:
        # Its own name of its source may be what is too large.
        name = source_of(document.source_name, None, home, document.url, document.uri).name
        return Refused(
            Rejection(rejection.reason, f"{one.uri}: {rejection.detail}"), one.uri, name, one.payload
        )
    return article


def _read_jsonl(
    stream: BufferedReader, uri: str, fetched_at: datetime, options: ReadOptions
) -> Iterator[Item]:
    document = Document(uri, "", InputFormat.JSONL, fetched_at, canonical_url(options.url), options.source)
    namesakes = Namesakes()
    empty = True
    for read in read_lines(stream):
        empty = False
        line, refused = (read, None) if isinstance(read, Line) else read
        parse = partial(_parse_line, line, refused, options.url)
        yield _record(parse, line.content, f"{uri}:{line.number}", document, namesakes)
    if empty:
        yield _refused_whole(uri, options, "empty", "is empty")


def _read_json(content: bytes, uri: str, fetched_at: datetime, options: ReadOptions) -> Iterator[Item]:
    document = Document(uri, "", InputFormat.JSONL, fetched_at, canonical_url(options.url), options.source)
    records = document_records(content)
    if isinstance(records, Rejection):
        yield _refused_whole(uri, options, records.reason, records.detail)
        return
    namesakes = Namesakes()
    for number, record in enumerate(records, start=1):
        payload = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
        parse = partial(_parse_record, record, options.url)
        yield _record(parse, payload, f"{uri}#{number}", document, namesakes)


_Parsed = tuple[ParsedArticle | Rejection, RawArticle | None]  # the second when the record already was one


def _parse_line(line: Line, refused: Rejection | None, base_url: str | None) -> _Parsed:
    published = published_article(line)
    if published is not None:
        return as_parsed(published), published
    return refused or parse_line(line, base_url), None


def _parse_record(content: object, base_url: str | None) -> _Parsed:
    return parse_record(content, base_url), None


def _record(
    parse: Callable[[], _Parsed], payload: bytes, where: str, document: Document, namesakes: Namesakes
) -> Item:
    """A fault of the parser is one record's, which keeps its bytes; the others go on."""
    try:
        parsed, published = parse()
        if not isinstance(parsed, Rejection):
            return _named(Found(parsed, payload, where, published), document, None, namesakes)
    except Exception as error:
        parsed = Rejection("parser_failed", _parser_fault(error, where))
    name = source_of(document.source_name, None, None, document.url, document.uri).name
    return Refused(Rejection(parsed.reason, f"{where}: {parsed.detail}"), where, name, payload)
