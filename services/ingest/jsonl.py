"""JSON Lines (one object a line), read as a stream: memory does not grow with the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BufferedReader, TextIOWrapper

from pydantic import ValidationError

from services.ingest.documents import decode, mark_of
from services.ingest.identity import is_derived
from services.ingest.items import as_parsed
from services.ingest.parsed import ParsedArticle
from services.ingest.records import record_to_article
from services.ingest.tidy import is_repaired
from shared.contracts import RawArticle
from shared.rejection import Rejection
from shared.topics import MAX_RECORD_BYTES


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number (from 1), its characters in the decoded file, [start, end) without the line end, its bytes."""

    number: int
    start: int
    end: int
    content: bytes


def read_lines(stream: BufferedReader) -> Iterator[Line | tuple[Line, Rejection]]:
    """The lines that are not blank. One too long to be a record comes with a Rejection and only its beginning.

    Only a line feed ends a line: JSON strings may hold U+2028 and its like. Bytes that are no text in the file's encoding
    (UTF-8 unless a byte order mark says otherwise) are kept as they are, each counted as one character; in UTF-16 and UTF-32
    they become U+FFFD.
    """
    mark, encoding = mark_of(stream.peek(4)[:4])
    stream.read(len(mark))
    # UTF-16 and UTF-32 have no way to keep half a character.
    errors = "surrogateescape" if encoding == "utf-8" else "replace"
    text = TextIOWrapper(stream, encoding=encoding, errors=errors, newline="\n")
    try:
        yield from _lines(text)
    finally:
        text.detach()  # the stream is its owner's to close


def _lines(text: TextIOWrapper) -> Iterator[Line | tuple[Line, Rejection]]:
    number, position = 0, 0
    while line := text.readline(MAX_RECORD_BYTES):
        number += 1
        start = position
        position += len(line)
        too_long = not line.endswith("\n") and len(line) == MAX_RECORD_BYTES
        while too_long and (rest := text.readline(MAX_RECORD_BYTES)):
            position += len(rest)
            if rest.endswith("\n"):
                break
        content = line.rstrip("\r\n")
        if not content.strip():
            continue
        found = Line(number, start, start + len(content), content.encode("utf-8", "surrogateescape"))
        if too_long:
            yield (
                found,
                Rejection("line_too_long", f"the line is longer than {MAX_RECORD_BYTES:,} characters"),
            )
        else:
            yield found


def is_one_document(head: str) -> bool:
    """Whether a JSON file is one document over many lines (or one array) and not JSON Lines, from its beginning."""
    first, newline, _ = head.lstrip("\ufeff \t\r\n").partition("\n")
    return first.strip() in {"[", "{", "[{"} or (first.startswith("[") and not newline)


def document_records(content: bytes) -> list[object] | Rejection:
    """The records of one JSON document: an array, an object that holds one, or a single record."""
    try:
        loaded = json.loads(decode(content))
    except (ValueError, RecursionError) as error:
        return Rejection("invalid_json", f"not valid JSON: {error}")
    if isinstance(loaded, dict):
        lists = [
            value
            for value in loaded.values()
            if isinstance(value, list) and value and isinstance(value[0], dict)
        ]
        has_title = any(name.casefold() in {"title", "headline", "name"} for name in loaded)
        return lists[0] if lists and not has_title else [loaded]
    return loaded if isinstance(loaded, list) else Rejection("not_an_object", f"found {_kind(loaded)}")


def parse_record(content: object, base_url: str | None = None) -> ParsedArticle | Rejection:
    if not isinstance(content, dict):
        return Rejection("not_an_object", f"expected a JSON object, found {_kind(content)}")
    return record_to_article(content, base_url=base_url)


def parse_line(line: Line, base_url: str | None = None) -> ParsedArticle | Rejection:
    """The article of one line; ``span`` is the line's characters."""
    try:
        content = json.loads(decode(line.content))
    except RecursionError:
        return Rejection("invalid_json", "nested too deeply")
    except ValueError as error:
        return Rejection("invalid_json", f"not valid JSON: {error}")
    parsed = parse_record(content, base_url)
    return parsed if isinstance(parsed, Rejection) else replace(parsed, span=(line.start, line.end))


def published_article(content: bytes) -> RawArticle | None:
    """The record as the RawArticle it may already be (the output of ``lajmi parse``)."""
    if b'"content_hash"' not in content:
        return None
    try:
        article = RawArticle.model_validate_json(content)
    except ValidationError:
        return None
    # Ours are repaired and their ids derived; anything else is a record like others, whatever it claims to be.
    texts = (
        article.title,
        article.body,
        article.subtitle,
        article.dateline,
        article.section,
        article.source.name,
    )
    repaired = all(
        is_repaired(text) for text in (*texts, *article.authors, *article.tags, article.origin.uri) if text
    )
    return article if repaired and is_derived(article.id, as_parsed(article), article.source.name) else None


def _kind(value: object) -> str:
    names = {list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")
