from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.web.headers import (
    charset_of,
    gather,
    max_age_seconds,
    parse_date,
    retry_after_seconds,
    validator,
)

_NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _http(at: datetime) -> str:
    return format_datetime(at, usegmt=True)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "max-age=300"}, 300),
        ({"cache-control": 'Public, MAX-AGE="300", s-maxage=9'}, 300),
        ({"cache-control": "max-age=300", "age": "120"}, 180),
        ({"cache-control": "max-age=300", "age": "400"}, 0),
        ({"cache-control": "max-age=300, no-cache"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "max-age=-1"}, None),
        ({"cache-control": "max-age=1" + "0" * 5_000}, 366 * 86_400),
        ({"cache-control": "private", "expires": _http(_NOW + timedelta(hours=1))}, 3_600),
        ({"expires": _http(_NOW), "date": _http(_NOW - timedelta(minutes=1))}, 60),
        ({"expires": _http(_NOW - timedelta(hours=1))}, 0),
        ({"expires": "0"}, 0),
        ({"expires": "-1", "cache-control": "max-age=60"}, 60),
    ],
)
def test_freshness_is_what_the_server_says(headers: dict[str, str], seconds: int | None) -> None:
    assert max_age_seconds(headers, _NOW) == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (_http(_NOW + timedelta(minutes=5)), 300),
        (_http(_NOW - timedelta(minutes=5)), 0),
        ("9" * 100, 3_600),
        (_http(_NOW + timedelta(days=5)), 3_600),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_in_both_forms_is_capped(value: str, seconds: float | None) -> None:
    assert retry_after_seconds({"retry-after": value}, _NOW, cap=3_600) == seconds


@given(
    st.dictionaries(st.sampled_from(["cache-control", "expires", "date", "age", "retry-after"]), st.text())
)
def test_any_header_gives_a_sane_time_or_none(headers: dict[str, str]) -> None:
    age = max_age_seconds(headers, _NOW)
    wait = retry_after_seconds(headers, _NOW, cap=100)
    assert age is None or 0 <= age <= 366 * 86_400
    assert wait is None or 0 <= wait <= 100


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1)))
def test_a_written_date_is_read_back(at: datetime) -> None:
    whole = at.replace(microsecond=0, tzinfo=UTC)
    assert parse_date(_http(whole)) == whole


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/html; charset=Windows-1250", "windows-1250"),
        ('text/html; charset="utf-8"', "utf-8"),
        ("text/html", None),
        (None, None),
        ("; charset=", None),
        (f"text/html{';' * 2_000}charset=utf-8", None),  # no header of a server that means it
    ],
)
def test_charset(content_type: str | None, charset: str | None) -> None:
    assert charset_of(content_type) == charset


@given(st.text(max_size=80).map(lambda text: f"text/html; charset={text}"))
def test_any_content_type_can_be_read(content_type: str) -> None:
    charset_of(content_type)


def test_repeated_fields_are_joined() -> None:
    assert gather([(b"Vary", b"A"), (b"vary", b"B")]) == {"vary": "A, B"}


def test_a_field_that_is_no_list_and_comes_twice_alike_is_one() -> None:
    """Two servers in a row add them; joined, the address of a redirect would be another one."""
    assert gather([(b"Location", b"/a"), (b"location", b"/a")]) == {"location": "/a"}
    assert gather([(b"Content-Type", b"text/html")] * 3) == {"content-type": "text/html"}


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ('W/"abc"', 'W/"abc"'),
        ('"ë"', '"ë"'),
        ('"a\r\nX: y"', None),
        ('"č"', None),
        ("x" * 5_000, None),
        ("  ", None),
    ],
)
def test_only_a_validator_that_can_be_sent_back_is_kept(value: str, kept: str | None) -> None:
    assert validator(value) == kept
