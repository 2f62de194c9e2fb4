"""Ingest's database, and what others read of it, must stay the same thing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.ingest.decisions import Known, Outcome
from services.ingest.state import State
from shared.ledger import LedgerUnreadable, SourceAccount, read_ledger, read_sources

ARTICLE = "0123456789abcdef0123456789abcdef"
FORGOTTEN = "ffffffffffffffffffffffffffffffff"


def test_what_ingest_writes_is_what_the_ledger_reads(tmp_path: Path) -> None:
    state = State(tmp_path / "ingest.db")
    at = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    run = state.start_run("ingest", at)
    with state.exclusive():
        state.remember([(ARTICLE, Known(3, "ab" * 32, run)), (FORGOTTEN, Known(1, None, run))])
        state.advance({("articles.raw", 2): 41})
        state.count(
            run, at, {("Times", Outcome.PUBLISHED, ""): 5, ("Times", Outcome.REJECTED, "no_text"): 1}, 6
        )
        state.count(run, at, {("Other", Outcome.PUBLISHED, ""): 2}, 2)
    ledger = read_ledger(tmp_path / "ingest.db")  # while ingest still has it open
    state.close()
    assert ledger is not None
    assert ledger.outcomes == {("published", ""): 7, ("rejected", "no_text"): 1}
    assert ledger.articles == [(bytes.fromhex(ARTICLE), 3)]
    assert ledger.checkpoints == {("articles.raw", 2): 41}
    assert ledger.seen == 8


def test_where_ingest_never_ran_there_is_no_ledger(tmp_path: Path) -> None:
    assert read_ledger(tmp_path / "ingest.db") is None
    assert read_sources(tmp_path / "ingest.db", None, datetime.now(UTC)) == []


def test_a_damaged_ledger_is_told_from_none(tmp_path: Path) -> None:
    path = tmp_path / "ingest.db"
    path.write_bytes(b"not a database, but long enough to look like a file" * 100)
    with pytest.raises(LedgerUnreadable, match=r"ingest\.db: file is not a database"):
        read_ledger(path)


def test_a_locked_ledger_is_told_from_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.ledger.WAIT_SECONDS", 0.05)
    path = tmp_path / "ingest.db"
    State(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(LedgerUnreadable, match="locked"):
            read_ledger(path)
    finally:
        other.close()


_AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
_HOUR = timedelta(hours=1)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(tmp_path / "ingest.db")
    yield state
    state.close()


def _publish(state: State, source: str, *hours_ago: float) -> None:
    with state.exclusive():
        for ago in sorted(hours_ago, reverse=True):
            state.count(1, _AT - ago * _HOUR, {(source, Outcome.PUBLISHED, ""): 2}, 2)


def _accounts(state: State, since: datetime | None = _AT - 24 * _HOUR) -> dict[str, SourceAccount]:
    return {account.source: account for account in read_sources(state.path, since, _AT)}


def test_each_source_has_its_own_outcomes_and_reasons_since_the_time_asked_for(state: State) -> None:
    _publish(state, "daily", 3, 30)
    with state.exclusive():
        state.count(1, _AT, {("daily", Outcome.REJECTED, "retracted"): 1}, 1)
        state.count(1, _AT - 30 * _HOUR, {("old", Outcome.UNCHANGED, ""): 7}, 7)
    assert {name: account.outcomes for name, account in _accounts(state).items()} == {
        "daily": {("published", ""): 2, ("rejected", "retracted"): 1}
    }
    everything = _accounts(state, None)
    assert everything["daily"].outcomes[("published", "")] == 4
    assert everything["old"].outcomes == {("unchanged", ""): 7}
    assert everything["daily"].last_published == _AT - 3 * _HOUR


def test_a_source_that_used_to_publish_and_does_not_is_flagged_though_it_has_no_outcome(state: State) -> None:
    _publish(state, "silent", *range(30, 40))
    _publish(state, "weekly", *(days * 168 + 40 for days in range(6)))
    _publish(state, "lively", *range(10))
    _publish(state, "imported once", 50)
    accounts = _accounts(state)
    assert {name: account.silent_since for name, account in accounts.items() if account.flagged} == {
        "silent": _AT - 30 * _HOUR
    }
    assert set(accounts) == {"silent", "lively"}


def test_a_source_that_still_shows_its_old_items_is_silent_all_the_same(state: State) -> None:
    _publish(state, "frozen", *range(30, 40))
    with state.exclusive():
        state.count(1, _AT, {("frozen", Outcome.UNCHANGED, ""): 20}, 20)
    assert _accounts(state)["frozen"].silent_since == _AT - 30 * _HOUR


def test_a_source_whose_fetches_all_fail_is_flagged_with_the_reason_until_one_succeeds(state: State) -> None:
    with state.exclusive():
        state.fetched(_AT - 50 * _HOUR, [("broken", None), ("well", None)])
        for ago in (3, 2, 1):
            state.fetched(
                _AT - ago * _HOUR, [("broken", "timeout"), ("well", "timeout"), ("new", "http_status_500")]
            )
        state.fetched(_AT, [("well", None)])
    flagged = {name: account.failing for name, account in _accounts(state).items()}
    assert flagged == {"broken": "timeout", "new": "http_status_500"}
    with state.exclusive():
        state.fetched(_AT, [("broken", None)])
    assert set(_accounts(state)) == {"new"}


def test_hours_are_forgotten_after_a_while_and_totals_never(state: State) -> None:
    _publish(state, "old", 2_400)
    state.start_run("ingest", _AT)
    assert _accounts(state, _AT - 10_000 * _HOUR) == {}
    assert _accounts(state, None)["old"].outcomes == {("published", ""): 2}
