"""The bytes of a pushed body to its items: every fault of an item is that item's alone. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader, BytesIO, RawIOBase
from typing import cast

from w3lib.encoding import resolve_encoding

from services.ingest.items import Item, Refused
from services.ingest.push.answers import Numbered
from services.ingest.push.problems import (
    MALFORMED_BODY,
    MALFORMED_JSON,
    NOT_A_BATCH,
    NOTHING_TAKEN,
    TOO_LARGE,
    TOO_MANY_ITEMS,
    UNSUPPORTED_TYPE,
    Place,
    ProblemError,
)
from services.ingest.read.content import Content, read_content
from services.ingest.read.options import ReadOptions
from services.ingest.read.records import numbered_lines, read_records
from services.ingest.read.source_names import source_of
from shared.contracts import InputFormat
from shared.rejection import Rejection

_JSON = "application/json"
_LINES = "application/x-ndjson"
ARTICLE_TYPES = {
    _JSON: _JSON,
    _LINES: _LINES,
    "application/ndjson": _LINES,
    "application/jsonl": _LINES,
    "application/x-jsonlines": _LINES,
    "application/json-lines": _LINES,
    "application/jsonlines": _LINES,
}
DOCUMENT_TYPES = {
    "text/plain": InputFormat.TEXT,
    "text/html": InputFormat.HTML,
    "application/xhtml+xml": InputFormat.HTML,
    "application/rss+xml": InputFormat.FEED,
    "application/atom+xml": InputFormat.FEED,
    "application/rdf+xml": InputFormat.FEED,
    "application/xml": InputFormat.FEED,
    "text/xml": InputFormat.FEED,
}
_ENCODINGS = re.compile(
    r"ascii|utf-8|utf-16(-[lb]e)?|cp125\d|iso8859-\d+|koi8-[ru]|gb18030|gbk|big5|shift_jis|euc_(jp|kr)|mac-\w+"
)
# Quotes and brackets of a body: what they enclose takes up to 24 times its bytes once it is Python's. Ten megabytes of pages
# in JSON were counted to have half a million.
_MAX_MARKS = 2_000_000
MAX_NESTING = 64  # of a record; content systems were seen to need a dozen


@dataclass(frozen=True, slots=True)
class Body:
    """A pushed body as it arrived, unpacked. ``media_type``: in small letters, without parameters."""

    content: bytes
    media_type: str
    charset: str | None
    client: str
    received_at: datetime
    source: str | None = None
    url: str | None = None
    max_items: int = 1_000

    @property
    def uri(self) -> str:
        """What the origin of its articles says. The file stem of it is the name of last resort for the source."""
        return f"push/{self.client}"


def read_articles(body: Body) -> list[Numbered]:
    """The items of a batch. Raises ProblemError when the body as a whole is none."""
    options = ReadOptions(InputFormat.JSONL, body.source, body.url)
    marks = sum(body.content.count(mark) for mark in (b'"', b"{", b"["))
    if marks > _MAX_MARKS:
        raise ProblemError(
            TOO_LARGE,
            f"the batch has {marks:,} quotes and brackets; the limit is {_MAX_MARKS:,}: this is no text",
        )
    is_json = ARTICLE_TYPES[body.media_type] == _JSON
    items = _of_json(_text(body), body, options) if is_json else _of_lines(body, options)
    if not items:
        raise ProblemError(NOTHING_TAKEN, "the batch is empty", items=[])
    return items


def read_document(body: Body) -> list[Numbered]:
    """The articles of one document, such as a digest, a page or a feed."""
    options = ReadOptions(DOCUMENT_TYPES[body.media_type], body.source, body.url)
    charset = known_encoding(body.charset) if body.charset else None
    content = Content(body.uri, body.content, body.received_at, body.media_type, charset)
    return [Numbered(position, item) for position, item in enumerate(read_content(content, options), start=1)]


def _text(body: Body) -> str:
    """JSON is UTF-8 (RFC 8259, 8.1), unless the client says otherwise; a byte order mark is no part of it."""
    encoding = known_encoding(body.charset) if body.charset else "utf-8"
    if encoding is None:
        raise ProblemError(
            UNSUPPORTED_TYPE,
            f"charset={(body.charset or '')[:40]!a} is not taken",
            parameter="Content-Type",
            headers={"Accept": ", ".join(ARTICLE_TYPES)},
        )
    try:
        return body.content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise ProblemError(
            MALFORMED_BODY,
            f"byte {error.start + 1:,} of the body is not {encoding}; another encoding must be named "
            f"(Content-Type: {body.media_type}; charset=…)",
        ) from error


def known_encoding(charset: str) -> str | None:
    """Python's name of a charset that text may come in. Python has codecs by which no text is stored, slow ones too."""
    resolved = resolve_encoding(charset)
    return resolved if resolved and _ENCODINGS.fullmatch(resolved) else None


def _of_json(text: str, body: Body, options: ReadOptions) -> list[Numbered]:
    records = _records(_loaded(text))
    if len(records) > body.max_items:
        raise _too_many(len(records), body)
    deep = {position for position, record in enumerate(records, start=1) if is_too_deep(record)}
    # A stand-in keeps the places of the others; what is read from it is replaced.
    read = read_records(
        (None if position in deep else record for position, record in enumerate(records, start=1)),
        body.uri,
        body.received_at,
        options,
    )
    return [
        Numbered(position, _refused_deep(position, records[position - 1], body) if position in deep else item)
        for position, item in enumerate(read, start=1)
    ]


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = Place(line=error.lineno, column=error.colno, character=error.pos + 1)
        raise ProblemError(
            MALFORMED_JSON, f"line {error.lineno}, column {error.colno}: {error.msg}", place=place
        ) from error
    except RecursionError as error:
        raise ProblemError(MALFORMED_JSON, "it is nested too deeply to be read") from error
    except ValueError as error:  # a number of thousands of digits
        raise ProblemError(MALFORMED_JSON, str(error)) from error


def _records(loaded: object) -> list[object]:
    if isinstance(loaded, dict):
        articles = loaded.get("articles")
        if isinstance(articles, list):
            return articles
        found = (
            'an object without "articles"' if articles is None else 'an object whose "articles" is no array'
        )
        raise ProblemError(NOT_A_BATCH, f"the body is {found}")
    if not isinstance(loaded, list):
        raise ProblemError(NOT_A_BATCH, "the body is a single value")
    return loaded


def is_too_deep(record: object) -> bool:
    level: Iterable[object] = [record]
    for _ in range(MAX_NESTING):
        level = [child for value in level for child in _children(value)]
        if not level:
            return False
    return True


def _children(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _refused_deep(position: int, record: object, body: Body) -> Item:
    where = f"{body.uri}#{position}"
    try:
        payload = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
    except RecursionError:
        payload = b""  # deeper than can be written: the client has been told
    name = source_of(body.source, None, None, body.url, body.uri).name
    detail = f"{where}: the record is nested more than {MAX_NESTING} levels deep"
    return Refused(Rejection("nested_too_deeply", detail), where, name, payload)


def _of_lines(body: Body, options: ReadOptions) -> list[Numbered]:
    content = body.content if body.charset is None else _text(body).encode("utf-8", "surrogatepass")
    if content.count(b"\n") >= body.max_items:  # most batches are known to be small enough without looking
        lines = sum(1 for line in content.split(b"\n") if line.strip())
        if lines > body.max_items:
            raise _too_many(lines, body)
    lines_read = numbered_lines(
        BufferedReader(cast("RawIOBase", BytesIO(content))), body.uri, body.received_at, options
    )
    return list(_numbered(lines_read, body))


def _numbered(lines: Iterable[tuple[int, Item]], body: Body) -> Iterator[Numbered]:
    for count, (number, item) in enumerate(lines, start=1):
        if count > body.max_items:  # lines of UTF-16 cannot be counted beforehand
            raise _too_many(count, body)
        yield Numbered(number, item)


def _too_many(count: int, body: Body) -> ProblemError:
    return ProblemError(
        TOO_MANY_ITEMS,
        f"the batch has {count:,} items; the limit is {body.max_items:,}: nothing of it was taken",
    )
