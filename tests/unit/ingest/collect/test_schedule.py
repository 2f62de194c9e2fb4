"""When a source is visited next: often enough to miss nothing, seldom enough to bother nobody, and never never."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.collect.schedule import (
    ANSWERED,
    LONGEST_HARD_BACK_OFF,
    LONGEST_RETRY_AFTER,
    LONGEST_SOFT_BACK_OFF,
    MISSING_FOR_GOOD,
    Bounds,
    Pace,
    Visit,
    after,
    is_due,
    jitter,
    wants_whole,
)

_NOW = 1_795_000_000.0
_DAY = 86_400.0
_BOUNDS = Bounds(300, 21_600)

visits = st.sampled_from(list(Visit))
waits = st.none() | st.floats(0, 10 * 366 * _DAY)
bounds = st.tuples(st.floats(1, 86_400), st.floats(0, 86_400)).map(
    lambda two: Bounds(two[0], two[0] + two[1])
)


def _lived(
    history: list[tuple[Visit, float | None, float | None]], within: Bounds, key: str = "a.org/rss"
) -> tuple[Pace, float]:
    """The pace after visits made exactly when they were due, and the time then."""
    pace, now = Pace(), _NOW
    for visit, max_age, retry_after in history:
        pace = after(pace, visit, key, within, now, max_age_seconds=max_age, retry_after_seconds=retry_after)
        last, now = now, pace.due_at
        assert now > last
    return pace, now


@given(st.lists(st.tuples(visits, waits, waits), min_size=1, max_size=40), bounds, st.text(max_size=20))
def test_whatever_happens_a_source_is_visited_again_and_answers_keep_within_the_bounds(
    history: list[tuple[Visit, float | None, float | None]], within: Bounds, key: str
) -> None:
    pace, due = _lived(history, within, key)
    assert pace.visited_at is not None
    pause = due - pace.visited_at
    longest = max(within.max_seconds, LONGEST_HARD_BACK_OFF * 1.1, LONGEST_RETRY_AFTER)
    assert 0 < pause <= longest + 1e-3
    visit, _, retry_after = history[-1]
    if visit in ANSWERED and not retry_after:
        assert within.min_seconds - 1e-3 <= pause <= within.max_seconds + 1e-3


@given(st.lists(visits, max_size=30), st.floats(1, LONGEST_RETRY_AFTER))
def test_a_wait_that_the_server_asks_for_is_kept_up_to_a_day(history: list[Visit], wait: float) -> None:
    pace, now = _lived([(visit, None, None) for visit in history], _BOUNDS)
    told = after(pace, Visit.FAILED, "k", _BOUNDS, now, retry_after_seconds=wait)
    assert told.due_at - now >= wait - 1e-3
    endless = after(pace, Visit.FAILED, "k", _BOUNDS, now, retry_after_seconds=wait + 1_000 * _DAY)
    assert endless.due_at - now <= LONGEST_RETRY_AFTER + 1e-3


@given(st.text(max_size=200))
def test_the_jitter_is_the_sources_own_and_small(key: str) -> None:
    assert jitter(key) == jitter(key)
    assert 0.9 <= jitter(key) <= 1.1


def test_sources_started_together_do_not_stay_together() -> None:
    due = {after(Pace(), Visit.CHANGED, f"host{n}/rss", _BOUNDS, _NOW).due_at for n in range(200)}
    assert len(due) > 190


def test_a_source_that_changes_is_visited_more_often_and_one_that_does_not_less() -> None:
    busy, _ = _lived([(Visit.CHANGED, None, None)] * 20, _BOUNDS)
    quiet, _ = _lived([(Visit.CHANGED, None, None), *[(Visit.NOT_MODIFIED, None, None)] * 20], _BOUNDS)
    assert busy.interval_seconds == _BOUNDS.min_seconds
    assert quiet.interval_seconds == _BOUNDS.max_seconds


@pytest.mark.parametrize("every", [1_800.0, 7_200.0])
def test_the_interval_settles_near_how_often_the_source_changes(every: float) -> None:
    pace, now, changed = Pace(), _NOW, _NOW - 1
    visits_in_days, seen = 0, 0
    while now < _NOW + 10 * _DAY:
        news = now - changed >= every
        if news:
            changed, seen = now - (now - _NOW) % every, seen + 1
        pace = after(pace, Visit.CHANGED if news else Visit.NOT_MODIFIED, "k", _BOUNDS, now)
        now, visits_in_days = pace.due_at, visits_in_days + 1
    changes = 10 * _DAY / every
    assert 0.5 * changes <= visits_in_days <= 4 * changes
    assert seen >= 0.4 * changes


def test_what_a_server_holds_for_fresh_is_not_asked_for_but_a_year_of_it_is_not_believed() -> None:
    fresh = after(Pace(), Visit.CHANGED, "k", _BOUNDS, _NOW, max_age_seconds=7_200)
    assert fresh.due_at - _NOW >= 7_200
    forever = after(Pace(), Visit.CHANGED, "k", _BOUNDS, _NOW, max_age_seconds=366 * _DAY)
    assert forever.due_at - _NOW <= _BOUNDS.max_seconds


@pytest.mark.parametrize("visit", [Visit.FAILED, Visit.MISSING])
def test_soft_failures_back_off_twice_the_time_each_but_never_for_ever(visit: Visit) -> None:
    pace, now, pauses = Pace(), _NOW, []
    for _ in range(12):
        pace = after(pace, visit, "k", _BOUNDS, now)
        pauses.append(pace.due_at - now)
        now = pace.due_at
    assert pauses == sorted(pauses)
    assert pauses[1] == pytest.approx(2 * pauses[0])
    assert pauses[-1] <= LONGEST_SOFT_BACK_OFF * 1.1


def test_hard_failures_are_rarer_and_still_tried() -> None:
    gone, _ = _lived([(Visit.GONE, None, None)], _BOUNDS)
    assert gone.due_at - _NOW > 0.8 * _DAY
    weeks = replace(Pace(), missing_since=_NOW - MISSING_FOR_GOOD - 1, failures=100)
    missing = after(weeks, Visit.MISSING, "k", _BOUNDS, _NOW)
    assert LONGEST_SOFT_BACK_OFF * 2 < missing.due_at - _NOW <= LONGEST_HARD_BACK_OFF * 1.1


def test_a_feed_that_comes_back_is_treated_as_if_nothing_had_been() -> None:
    before, _ = _lived([(Visit.CHANGED, None, None)] * 3, _BOUNDS)
    failed, now = _lived([*[(Visit.CHANGED, None, None)] * 3, *[(Visit.MISSING, None, None)] * 9], _BOUNDS)
    back = after(failed, Visit.NOT_MODIFIED, "a.org/rss", _BOUNDS, now)
    assert (back.failures, back.missing_since) == (0, None)
    assert back.interval_seconds <= before.interval_seconds * 1.31


def test_validators_are_not_believed_for_ever() -> None:
    fresh = after(Pace(), Visit.CHANGED, "k", _BOUNDS, _NOW)
    assert not wants_whole(fresh, "k", _NOW + 600)
    lived, now = fresh, _NOW
    while not wants_whole(lived, "k", now):
        lived = after(lived, Visit.NOT_MODIFIED, "k", _BOUNDS, now)
        now = lived.due_at
    assert now - _NOW <= _DAY
    assert wants_whole(replace(fresh, distrusted=True), "k", _NOW + 1)
    assert wants_whole(Pace(), "k", _NOW)


def test_a_clock_that_was_wrong_does_not_put_a_source_off_for_years() -> None:
    planned = after(Pace(), Visit.CHANGED, "k", _BOUNDS, _NOW + 3_650 * _DAY)
    assert is_due(planned, _NOW)
    assert not is_due(after(Pace(), Visit.CHANGED, "k", _BOUNDS, _NOW), _NOW + 1)
