"""Ingest's database, and what others read of it, must stay the same thing."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.ingest.decisions import Known, Outcome
from services.ingest.state import State
from shared.ledger import LedgerUnreadable, read_ledger

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


def test_where_ingest_never_ran_there_is_no_ledger(tmp_path: Path) -> None:
    assert read_ledger(tmp_path / "ingest.db") is None


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
