"""Dates as people type them, and as they are printed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.dates import parse_period, printed
from services.search.errors import InvalidSearchError
from tests.unit.search.articles import NOW


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("2025", (2025, 1, 1), (2026, 1, 1)),
        ("2024-2", (2024, 2, 1), (2024, 3, 1)),
        ("2025-12", (2025, 12, 1), (2026, 1, 1)),
        ("2025-06-24", (2025, 6, 24), (2025, 6, 25)),
        ("today", (2025, 6, 25), (2025, 6, 26)),
        ("Yesterday", (2025, 6, 24), (2025, 6, 25)),
    ],
)
def test_a_day_month_or_year_is_meant_whole(
    typed: str, start: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    period = parse_period(typed, NOW, "since")
    assert (period.start, period.end) == (datetime(*start, tzinfo=UTC), datetime(*end, tzinfo=UTC))


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("24h", datetime(2025, 6, 24, 12, tzinfo=UTC)),
        ("7d", datetime(2025, 6, 18, 12, tzinfo=UTC)),
        ("2 weeks ago", datetime(2025, 6, 11, 12, tzinfo=UTC)),
        ("2025-06-24T10:00:00+02:00", datetime(2025, 6, 24, 8, tzinfo=UTC)),
        ("2025-06-24 10:00", datetime(2025, 6, 24, 10, tzinfo=UTC)),
    ],
)
def test_how_long_ago_and_exact_times_are_moments(typed: str, moment: datetime) -> None:
    period = parse_period(typed, NOW, "since")
    assert period.start == period.end == moment


@pytest.mark.parametrize("typed", ["soon", "2025-13", "2025-02-30", "0000", "9999", "9999y", "7", "-7d"])
def test_what_is_no_date_is_answered_with_examples(typed: str) -> None:
    with pytest.raises(InvalidSearchError, match="is no date: write 2025-06-24"):
        parse_period(typed, NOW, "since")


@given(st.text(max_size=30))
def test_any_text_is_a_period_or_no_date(typed: str) -> None:
    try:
        period = parse_period(typed, NOW, "since")
    except InvalidSearchError:
        return
    assert period.start <= period.end


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        ("year", "2025"),
        ("month", "June 2025"),
        ("day", "5 June 2025"),
        ("minute", "5 June 2025, 08:30 UTC"),
        (None, "5 June 2025"),
    ],
)
def test_a_date_is_printed_no_more_exactly_than_it_is_known(precision: str | None, text: str) -> None:
    assert printed(datetime(2025, 6, 5, 8, 30, tzinfo=UTC), precision) == text
