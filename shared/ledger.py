"""Ingest's own ledger, as others may read it: the tables and columns of ``ingest.db`` that ingest keeps stable.

Ingest writes them (``services/ingest/state.py``); a test holds the two together. Reading never waits for a writer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from shared.settings import Settings
from shared.silence import LEAST_SILENCE, is_failing, longest_pause

WAIT_SECONDS = 10.0  # for a lock; ingest's own transactions never block a reader

# Hours in which a source published, the newest first, that tell its habits: a month of a source that publishes daily and
# rests at week-ends, two weeks of one that publishes all day.
_HABIT_HOURS = 200

Outcomes = dict[tuple[str, str], int]  # (outcome, reason) to items


@dataclass(frozen=True, slots=True)
class IngestLedger:
    """What ingest says of itself. ``articles``: id (16 bytes) and newest revision of what it published or saw on its topics,
    without those whose text it no longer vouches for; ``checkpoints``: up to which offset it has seen each partition;
    ``seen``: items counted before anything was decided about them, the sum of all outcomes unless something is lost."""

    outcomes: Outcomes
    articles: list[tuple[bytes, int]]
    checkpoints: dict[tuple[str, int], int]
    seen: int


@dataclass(slots=True)
class SourceAccount:
    """One source. ``outcomes``: within the time that was asked for; ``silent_since``: when it published last, if it has
    published nothing for longer than its habits explain; ``failing``: why its fetches fail, if all of them do."""

    source: str
    outcomes: Outcomes = field(default_factory=dict)
    last_published: datetime | None = None
    silent_since: datetime | None = None
    failing: str | None = None
    failures: int = 0  # in a row

    @property
    def flagged(self) -> bool:
        return self.silent_since is not None or self.failing is not None


def ledger_path(settings: Settings) -> Path:
    return settings.home / "ingest.db"


class LedgerUnreadable(Exception):  # noqa: N818  says which file and why
    """There is a ledger, but it is locked, damaged, not ours to read, or no database of ingest."""


def read_ledger(path: Path) -> IngestLedger | None:
    """None where ingest never ran. Raises LedgerUnreadable."""
    if not path.is_file():
        return None
    with _reading(path) as database:
        outcomes = database.execute("SELECT outcome, reason, SUM(items) FROM totals GROUP BY outcome, reason")
        articles = database.execute("SELECT id, revision FROM articles WHERE content_hash IS NOT NULL")
        checkpoints = database.execute("SELECT topic, partition, next_offset FROM checkpoints")
        (seen,) = database.execute("SELECT COALESCE(SUM(items), 0) FROM runs").fetchone()
        return IngestLedger(
            {(outcome, reason): items for outcome, reason, items in outcomes},
            list(articles),
            {(topic, partition): offset for topic, partition, offset in checkpoints},
            seen,
        )


def read_sources(path: Path, since: datetime | None, at: datetime) -> list[SourceAccount]:
    """Every source with an outcome from the hour of ``since`` on (None: of all time) or with a flag, by name; empty where
    ingest never ran. ``at``: the present. Raises LedgerUnreadable."""
    if not path.is_file():
        return []
    accounts: dict[str, SourceAccount] = {}
    with _reading(path) as database:
        if since is None:
            counted = database.execute("SELECT source, outcome, reason, items FROM totals")
        else:
            counted = database.execute(
                "SELECT source, outcome, reason, SUM(items) FROM ledger WHERE hour >= ? GROUP BY 1, 2, 3",
                (since.astimezone(UTC).strftime("%Y-%m-%dT%H:00:00Z"),),
            )
        for source, outcome, reason, items in counted:
            accounts.setdefault(source, SourceAccount(source)).outcomes[outcome, reason] = items
        for account in _flagged(database, at):
            account.outcomes = accounts[account.source].outcomes if account.source in accounts else {}
            if account.outcomes or account.flagged:
                accounts[account.source] = account
    return [accounts[source] for source in sorted(accounts)]


def _flagged(database: sqlite3.Connection, at: datetime) -> Iterator[SourceAccount]:
    """All sources that ever published or were fetched, without their outcomes."""
    rows = database.execute(
        "SELECT source, last_published, last_answered, last_failed, failures, reason FROM sources"
    )
    for source, published, answered, failed, failures, reason in rows.fetchall():
        account = SourceAccount(source, last_published=_moment(published), failures=failures)
        if account.last_published is not None and at - account.last_published > LEAST_SILENCE:
            allowed = longest_pause(_hours(database, source))
            if allowed is not None and at - account.last_published > allowed:
                account.silent_since = account.last_published
        if is_failing(failures, _moment(failed), _moment(answered), at):
            account.failing = reason
        yield account


def _hours(database: sqlite3.Connection, source: str) -> list[datetime]:
    rows = database.execute(
        "SELECT DISTINCT hour FROM ledger WHERE source = ? AND outcome = 'published' ORDER BY hour DESC LIMIT ?",
        (source, _HABIT_HOURS),
    )
    return [datetime.fromisoformat(hour) for (hour,) in rows][::-1]


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=WAIT_SECONDS)
    except sqlite3.Error as error:
        raise LedgerUnreadable(f"{path}: {error}") from error
    try:
        database.execute("BEGIN")  # one moment for all that is read
        yield database
    except sqlite3.Error as error:
        raise LedgerUnreadable(f"{path}: {error}") from error
    finally:
        database.close()
