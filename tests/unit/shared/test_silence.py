from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.silence import is_failing, longest_pause

_START = datetime(2026, 1, 5, 8, tzinfo=UTC)  # a Monday
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def _times(*hours: float) -> list[datetime]:
    return [_START + hour * _HOUR for hour in hours]


def test_a_source_that_published_seldom_so_far_is_never_silent() -> None:
    assert longest_pause([]) is None
    assert longest_pause(_times(0, 1, 2, 3)) is None


def test_one_that_publishes_all_day_is_silent_after_a_day() -> None:
    assert longest_pause(_times(*range(100))) == _DAY


def test_a_weekly_one_is_not_silent_in_the_middle_of_its_week() -> None:
    bursts = _times(*(week * 168 + hour for week in range(4) for hour in (0, 1, 2)))
    pause = longest_pause(bursts)
    assert pause is not None
    assert 8 * _DAY < pause < 10 * _DAY


def test_week_ends_of_a_daily_paper_are_its_habit() -> None:
    worked = [day for day in range(21) if day % 7 < 5]
    pause = longest_pause(_times(*(day * 24 + hour for day in worked for hour in range(9))))
    assert pause is not None
    assert 64 * _HOUR < pause < 4 * _DAY


def test_a_single_long_pause_is_no_habit() -> None:
    assert longest_pause(_times(*range(50), *range(500, 550))) == _DAY


@given(st.lists(st.integers(0, 5_000), unique=True))
def test_nobody_is_silent_within_a_day(hours: list[int]) -> None:
    pause = longest_pause(_times(*sorted(hours)))
    assert pause is None or pause >= _DAY


def test_fetches_fail_when_none_succeeds_for_a_day_and_somebody_still_tries() -> None:
    at = _START
    assert is_failing(3, at, None, at)
    assert is_failing(9, at, at - 2 * _DAY, at)
    assert not is_failing(2, at, None, at)
    assert not is_failing(9, at, at - _HOUR, at)
    assert not is_failing(9, at - 30 * _DAY, None, at)
    assert not is_failing(0, None, at, at)
