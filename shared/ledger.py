"""Ingest's own ledger, as others may read it: the tables and columns of ``ingest.db`` that ingest keeps stable.

Ingest writes them (``services/ingest/state.py``); a test holds the two together. Reading never waits for a writer.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from shared.settings import Settings

WAIT_SECONDS = 10.0  # for a lock; ingest's own transactions never block a reader


@dataclass(frozen=True, slots=True)
class IngestLedger:
    """What ingest says of itself. ``articles``: id (16 bytes) and newest revision of what it published or saw on its topics,
    without those whose text it no longer vouches for; ``checkpoints``: up to which offset it has seen each partition."""

    outcomes: dict[tuple[str, str], int]  # (outcome, reason) to items
    articles: list[tuple[bytes, int]]
    checkpoints: dict[tuple[str, int], int]


def ledger_path(settings: Settings) -> Path:
    return settings.home / "ingest.db"


class LedgerUnreadable(Exception):  # noqa: N818  says which file and why
    """There is a ledger, but it is locked, damaged, not ours to read, or no database of ingest."""


def read_ledger(path: Path) -> IngestLedger | None:
    """None where ingest never ran. Raises LedgerUnreadable."""
    if not path.is_file():
        return None
    try:
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=WAIT_SECONDS)
    except sqlite3.Error as error:
        raise LedgerUnreadable(f"{path}: {error}") from error
    try:
        outcomes = database.execute("SELECT outcome, reason, SUM(items) FROM ledger GROUP BY outcome, reason")
        articles = database.execute("SELECT id, revision FROM articles WHERE content_hash IS NOT NULL")
        checkpoints = database.execute("SELECT topic, partition, next_offset FROM checkpoints")
        return IngestLedger(
            {(outcome, reason): items for outcome, reason, items in outcomes},
            list(articles),
            {(topic, partition): offset for topic, partition, offset in checkpoints},
        )
    except sqlite3.Error as error:
        raise LedgerUnreadable(f"{path}: {error}") from error
    finally:
        database.close()
