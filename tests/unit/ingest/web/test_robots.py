from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.web.robots import (
    MAX_CRAWL_DELAY_SECONDS,
    Rules,
    allowing,
    from_answer,
    from_refusal,
    still_good,
)

_NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_URL = "https://a.example/robots.txt"


def test_the_rules_are_those_for_us_else_those_for_all() -> None:
    rules = Rules("User-agent: *\nDisallow: /private\n")
    assert rules.allow("https://a.example/news")
    assert not rules.allow("https://a.example/private/x")
    named = Rules(
        "User-agent: *\nDisallow: /\n\nUser-agent: Lajmi\nDisallow: /archive\nAllow: /archive/feed\n"
    )
    assert named.allow("https://a.example/news")
    assert not named.allow("https://a.example/archive/1")
    assert named.allow("https://a.example/archive/feed")


@pytest.mark.parametrize("named", ["Lajmi/1.0", "lajmi/2 # our friends", "LAJMI/0.1 (news)"])
def test_rules_that_name_us_with_a_version_are_for_us(named: str) -> None:
    rules = Rules(f"User-agent: {named}\r\nDisallow: /\r\n\r\nUser-agent: *\r\nDisallow:\r\n")
    assert not rules.allow("https://a.example/news")


@pytest.mark.parametrize(
    ("said", "obeyed"), [("2.5", 2.5), ("86400", MAX_CRAWL_DELAY_SECONDS), ("soon", 0), ("-3", 0)]
)
def test_a_crawl_delay_is_obeyed_up_to_a_limit(said: str, obeyed: float) -> None:
    assert Rules(f"User-agent: *\nCrawl-delay: {said}\n").crawl_delay_seconds == obeyed


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 204, 304])
def test_no_robots_txt_allows_everything(status: int) -> None:
    assert from_answer(status, b"Disallow: /", _URL, _NOW).text == ""


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_in_trouble_disallows_for_a_while(status: int) -> None:
    record = from_answer(status, b"", _URL, _NOW)
    assert record.text is None
    assert record.refused is not None
    assert record.refused[0] == "robots_unreachable"
    assert _NOW < record.good_until < _NOW + timedelta(hours=1)


def test_what_leads_nowhere_is_no_robots_txt_but_what_cannot_be_reached_disallows() -> None:
    assert from_refusal("too_many_redirects", "x", _NOW).text == ""
    assert from_refusal("connection_failed", "x", _NOW).refused == ("connection_failed", "x")


def test_rules_are_good_for_a_day_and_longer_while_new_ones_cannot_be_had() -> None:
    old = from_answer(200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /x", _URL, _NOW)
    assert old.good_until == _NOW + timedelta(hours=24)
    later = _NOW + timedelta(days=2)
    kept = still_good(old, from_answer(503, b"", _URL, later))
    assert kept.text == old.text
    assert kept.good_until > later
    much_later = _NOW + timedelta(days=31)
    assert still_good(old, from_answer(503, b"", _URL, much_later)).text is None
    assert still_good(old, allowing("", later)).text == ""


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda some: some.decode("utf-8", "replace")))
def test_any_text_gives_rules(text: str) -> None:
    rules = Rules("User-agent: *\n" + text)
    assert isinstance(rules.allow("https://a.example/x?y=1"), bool)
    assert 0 <= rules.crawl_delay_seconds <= MAX_CRAWL_DELAY_SECONDS
