from __future__ import annotations

import codecs
import json
from io import BufferedReader, BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.jsonl import Line, document_records, is_one_document, parse_line, read_lines
from services.ingest.parsed import ParsedArticle
from shared.rejection import Rejection
from shared.topics import MAX_RECORD_BYTES


def _lines(content: bytes) -> list[Line]:
    found = list(read_lines(BufferedReader(BytesIO(content))))  # type: ignore[arg-type]
    assert all(isinstance(line, Line) for line in found)
    return found  # type: ignore[return-value]


def _parsed(content: bytes) -> list[ParsedArticle | Rejection]:
    return [parse_line(line) for line in _lines(content)]


def test_a_bad_line_is_one_rejection_and_the_rest_goes_on() -> None:
    content = b'{"title": "A", "body": "a."}\nnot json\n\n[1]\n{"title": "B", "body": "b."}'
    first, broken, array, last = _parsed(content)
    assert isinstance(first, ParsedArticle)
    assert isinstance(last, ParsedArticle)
    assert isinstance(broken, Rejection)
    assert broken.reason == "invalid_json"
    assert isinstance(array, Rejection)
    assert array.reason == "not_an_object"
    assert [line.number for line in _lines(content)] == [1, 2, 4, 5]


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_a_span_is_exactly_the_line(titles: list[str], line_end: str, with_mark: bool) -> None:
    text = line_end.join(json.dumps({"title": title, "body": "b"}, ensure_ascii=False) for title in titles)
    content = (codecs.BOM_UTF8 if with_mark else b"") + text.encode()
    for line, title in zip(_lines(content), titles, strict=True):
        assert json.loads(text[line.start : line.end])["title"] == title


def test_separators_inside_strings_do_not_end_a_line() -> None:
    content = json.dumps({"title": "A\u2028B", "body": "c\u0085d"}, ensure_ascii=False).encode()
    assert len(_lines(content)) == 1


def test_utf_16_and_legacy_bytes_are_read() -> None:
    text = '{"title": "Đakovo", "body": "šuma"}\n'
    for content in (codecs.BOM_UTF16_LE + text.encode("utf-16-le"), text.encode("cp1250")):
        (article,) = _parsed(content)
        assert isinstance(article, ParsedArticle)
        assert (article.title, article.body) == ("Đakovo", "šuma")


def test_a_line_too_long_is_refused_and_the_next_one_read() -> None:
    long = b'{"title": "' + b"x" * (MAX_RECORD_BYTES + 5) + b'"}\n'
    content = long + b'{"title": "B", "body": "b."}\n'
    refused, line = list(read_lines(BufferedReader(BytesIO(content))))  # type: ignore[arg-type]
    assert isinstance(refused, tuple)
    assert refused[1].reason == "line_too_long"
    assert isinstance(line, Line)
    assert (line.number, line.start) == (2, len(long))


def test_hostile_json_is_refused() -> None:
    deep = b"[" * 100_000
    number = b'{"title": ' + b"9" * 10_000 + b"}"
    surrogate = rb'{"title": "\ud800x", "body": "b"}'
    first, second, third = _parsed(b"\n".join([deep, number, surrogate]))
    assert isinstance(first, Rejection)
    assert isinstance(second, Rejection)
    assert isinstance(third, ParsedArticle)
    assert third.title == "x"


def test_one_json_document_is_told_from_json_lines() -> None:
    assert is_one_document('[\n  {"title": "A"}\n]')
    assert is_one_document('[{"title": "A"}]')
    assert is_one_document('{\n  "title": "A"\n}')
    assert not is_one_document('{"title": "A"}\n{"title": "B"}')
    assert not is_one_document('[1, 2]\n{"title": "B"}')
    assert document_records(b'{"articles": [{"title": "A"}]}') == [{"title": "A"}]
    assert document_records(b'{"title": "A", "media": [{"title": "x"}]}') == [
        {"title": "A", "media": [{"title": "x"}]}
    ]


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\xff\xa1\x00", b"\xff\xfe\x00\xd8{\x00", b"\xfe\xff\x00", b"\xff\xfe\x00\x00\x01"]
)
def test_broken_utf_16_and_utf_32_are_lines_like_any_others(content: bytes) -> None:
    lines = list(read_lines(BufferedReader(BytesIO(content))))  # type: ignore[type-var]
    assert len(lines) == 1
