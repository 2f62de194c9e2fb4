"""Ingest's own ledger, as others may read it: the tables and columns of ``ingest.db`` that ingest keeps stable.

Ingest writes them (``services/ingest/state.py``); a test holds the two together. Reading never waits for a writer.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from shared.settings import Settings


@dataclass(frozen=True, slots=True)
class IngestLedger:
    """What ingest says of itself. ``articles``: id (16 bytes) and newest revision of what it published or saw on its topics,
    without those whose text it no longer vouches for; ``checkpoints``: up to which offset it has seen each partition."""

    outcomes: dict[tuple[str, str], int]  # (outcome, reason) to items
    articles: list[tuple[bytes, int]]
    checkpoints: dict[tuple[str, int], int]


def ledger_path(settings: Settings) -> Path:
    return settings.home / "ingest.db"


def read_ledger(path: Path) -> IngestLedger | None:
    """None where ingest never ran, or where the file is none of its databases."""
    if not path.is_file():
        return None
    try:
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10)
    except sqlite3.Error:
        return None
    try:
        outcomes = database.execute("SELECT outcome, reason, SUM(items) FROM ledger GROUP BY outcome, reason")
        articles = database.execute("SELECT id, revision FROM articles WHERE content_hash IS NOT NULL")
        checkpoints = database.execute("SELECT topic, partition, next_offset FROM checkpoints")
        return IngestLedger(
            {(outcome, reason): items for outcome, reason, items in outcomes},
            list(articles),
            {(topic, partition): offset for topic, partition, offset in checkpoints},
        )
    except sqlite3.Error:
        return None
    finally:
        database.close()
