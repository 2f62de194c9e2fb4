"""JSON lines, and JSON documents that hold records, to items: a fault of one record is that record's alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from io import BufferedReader

from services.ingest.documents import Document
from services.ingest.identity import Namesakes
from services.ingest.items import Found, Item, Refused, as_parsed
from services.ingest.jsonl import (
    Line,
    document_records,
    parse_line,
    parse_record,
    published_article,
    read_lines,
)
from services.ingest.parsed import ParsedArticle
from services.ingest.read.naming import named
from services.ingest.read.options import ReadOptions
from services.ingest.read.refusals import parser_fault, refused_whole
from services.ingest.read.source_names import source_of
from services.ingest.urls import canonical_url
from shared.contracts import InputFormat, RawArticle
from shared.rejection import Rejection

_Parsed = tuple[ParsedArticle | Rejection, RawArticle | None]  # the second when the record already was one


def read_json_lines(
    stream: BufferedReader, uri: str, fetched_at: datetime, options: ReadOptions
) -> Iterator[Item]:
    empty = True
    for _, item in numbered_lines(stream, uri, fetched_at, options):
        empty = False
        yield item
    if empty:
        yield refused_whole(uri, options, "empty", "is empty")


def numbered_lines(
    stream: BufferedReader, uri: str, fetched_at: datetime, options: ReadOptions
) -> Iterator[tuple[int, Item]]:
    """One item for each line that is not blank, with the line's number (from 1)."""
    document = _document(uri, fetched_at, options)
    namesakes = Namesakes()
    for read in read_lines(stream):
        line, refused = (read, None) if isinstance(read, Line) else read
        parse = partial(_parse_line, line, refused, options.url)
        yield line.number, _item(parse, line.content, f"{uri}:{line.number}", document, namesakes)


def read_json_document(
    content: bytes, uri: str, fetched_at: datetime, options: ReadOptions
) -> Iterator[Item]:
    records = document_records(content)
    if isinstance(records, Rejection):
        yield refused_whole(uri, options, records.reason, records.detail)
        return
    if not records:
        yield refused_whole(uri, options, "empty", "holds no records")
        return
    yield from read_records(records, uri, fetched_at, options)


def read_records(
    records: Iterable[object], uri: str, fetched_at: datetime, options: ReadOptions
) -> Iterator[Item]:
    """One item for each record of a JSON document, in order."""
    document = _document(uri, fetched_at, options)
    namesakes = Namesakes()
    for number, record in enumerate(records, start=1):
        payload = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
        parse = partial(_parse_record, record, payload, options.url)
        yield _item(parse, payload, f"{uri}#{number}", document, namesakes)


def _document(uri: str, fetched_at: datetime, options: ReadOptions) -> Document:
    return Document(uri, "", InputFormat.JSONL, fetched_at, canonical_url(options.url), options.source)


def _parse_line(line: Line, refused: Rejection | None, base_url: str | None) -> _Parsed:
    published = published_article(line.content)
    if published is not None:
        return as_parsed(published), published
    return refused or parse_line(line, base_url), None


def _parse_record(content: object, payload: bytes, base_url: str | None) -> _Parsed:
    published = published_article(payload)
    if published is not None:
        return as_parsed(published), published
    return parse_record(content, base_url), None


def _item(
    parse: Callable[[], _Parsed], payload: bytes, where: str, document: Document, namesakes: Namesakes
) -> Item:
    try:
        parsed, published = parse()
        if not isinstance(parsed, Rejection):
            return named(Found(parsed, payload, where, published), document, None, namesakes)
    except Exception as error:
        parsed = Rejection("parser_failed", parser_fault(error, where))
    name = source_of(document.source_name, None, None, document.url, document.uri).name
    return Refused(Rejection(parsed.reason, f"{where}: {parsed.detail}"), where, name, payload)
