"""Bad records are refused with a reason an operator can act on; good ones come back whole."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts import MAX_BODY_CHARS, RawArticle
from shared.decoding import decode
from shared.rejection import Rejection


def test_an_article_survives_the_round_trip(article: RawArticle) -> None:
    assert decode(article.model_dump_json().encode(), RawArticle) == article


def test_fields_of_a_newer_producer_are_ignored(article: RawArticle) -> None:
    value = json.loads(article.model_dump_json()) | {"reading_minutes": 4}
    assert decode(json.dumps(value).encode(), RawArticle) == article


def _without_title(value: dict[str, Any]) -> bytes:
    del value["title"]
    return json.dumps(value).encode()


def _blank_title(value: dict[str, Any]) -> bytes:
    return json.dumps(value | {"title": "  "}).encode()


def _huge_body(value: dict[str, Any]) -> bytes:
    return json.dumps(value | {"body": "x" * (MAX_BODY_CHARS + 1)}).encode()


def _backward_span(value: dict[str, Any]) -> bytes:
    return json.dumps(value | {"origin": {"format": "text", "uri": "a", "span": [9, 3]}}).encode()


def _before_the_first_year(value: dict[str, Any]) -> bytes:
    return json.dumps(value | {"fetched_at": "0001-01-01T00:00:00+05:00"}).encode()


@pytest.mark.parametrize(
    ("damage", "reason", "named"),
    [
        (lambda value: json.dumps(value).encode()[:-9], "invalid_json", "not valid JSON"),
        (lambda value: b"\xff\xfe\x00", "invalid_json", "not valid JSON"),
        (lambda value: b"[]", "invalid_field", "value"),
        (_without_title, "missing_field", "'title'"),
        (_blank_title, "invalid_field", "title"),
        (_huge_body, "body_too_large", "1000000"),
        (_backward_span, "invalid_field", "origin"),
        (_before_the_first_year, "invalid_field", "fetched_at"),
    ],
)
def test_a_bad_record_is_refused_with_its_reason(
    article: RawArticle, damage: Any, reason: str, named: str
) -> None:
    refused = decode(damage(json.loads(article.model_dump_json())), RawArticle)
    assert isinstance(refused, Rejection)
    assert refused.reason == reason
    assert named in refused.detail
    assert len(refused.detail) < 300, "the input itself does not belong in the message"


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_decoder(value: bytes) -> None:
    assert isinstance(decode(value, RawArticle), Rejection)
