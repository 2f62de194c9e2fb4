"""The tables of ``ingest.db``, and how a file of an earlier version becomes one of this."""

from __future__ import annotations

import sqlite3

from shared.errors import UserError

VERSION = 3

_TABLES = """
CREATE TABLE IF NOT EXISTS articles (
    id BLOB PRIMARY KEY, revision INTEGER NOT NULL, content_hash BLOB, run INTEGER,
    from_feed INTEGER NOT NULL DEFAULT 0, feed_hash BLOB, feed_revision INTEGER NOT NULL DEFAULT 0,
    retracted INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dead_letters (id BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS logs (topic TEXT PRIMARY KEY, cluster_id TEXT NOT NULL, topic_id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS checkpoints (
    topic TEXT, partition INTEGER, next_offset INTEGER NOT NULL, PRIMARY KEY (topic, partition)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, command TEXT NOT NULL, items INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS ledger (
    source TEXT, outcome TEXT, hour TEXT, reason TEXT, items INTEGER NOT NULL,
    PRIMARY KEY (source, outcome, hour, reason)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS totals (
    source TEXT, outcome TEXT, reason TEXT, items INTEGER NOT NULL, PRIMARY KEY (source, outcome, reason)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sources (
    source TEXT PRIMARY KEY, last_published TEXT, last_answered TEXT, last_failed TEXT,
    failures INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS archives (key TEXT PRIMARY KEY, next_offset INTEGER NOT NULL) WITHOUT ROWID;
"""

# Version 1 (numbered 0, as it had no number) kept nothing of feeds and retractions: all of that is in the topics, so they
# are read once more. Its ledger counted by run.
_FROM_1 = """
ALTER TABLE articles ADD COLUMN from_feed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE articles ADD COLUMN feed_hash BLOB;
ALTER TABLE articles ADD COLUMN feed_revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE articles ADD COLUMN retracted INTEGER NOT NULL DEFAULT 0;
DELETE FROM checkpoints;
ALTER TABLE runs ADD COLUMN items INTEGER NOT NULL DEFAULT 0;
UPDATE runs SET items = (SELECT COALESCE(SUM(items), 0) FROM ledger WHERE ledger.run = runs.id);
ALTER TABLE ledger RENAME TO ledger_by_run;
"""
_FROM_1_AFTERWARDS = """
INSERT INTO ledger SELECT source, outcome, hour, reason, SUM(items) FROM ledger_by_run GROUP BY 1, 2, 3, 4;
INSERT INTO totals SELECT source, outcome, reason, SUM(items) FROM ledger_by_run GROUP BY 1, 2, 3;
INSERT INTO sources (source, last_published)
    SELECT source, MAX(hour) FROM ledger_by_run WHERE outcome = 'published' GROUP BY 1;
DROP TABLE ledger_by_run;
"""


def prepare(database: sqlite3.Connection) -> None:
    """Make the tables, or bring them up to date: all of it or nothing. The connection must be in autocommit mode.

    Raises UserError when a later version made them.
    """
    (found,) = database.execute("PRAGMA user_version").fetchone()
    if found == VERSION:
        return
    if found > VERSION:
        raise UserError(
            f"ingest.db was made by a later Lajmi (its version is {found}, ours {VERSION}): use that one, or move the file "
            f"away; it will be rebuilt from the Kafka topics"
        )
    database.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done it while this one waited for the lock.
        (version,) = database.execute("PRAGMA user_version").fetchone()
        old = version == 0 and bool(database.execute("PRAGMA table_info(articles)").fetchall())
        scripts = (_FROM_1, _TABLES, _FROM_1_AFTERWARDS) if old else (_TABLES,)
        for statement in _statements(scripts if version < VERSION else ()):
            database.execute(statement)
        if version < VERSION:
            database.execute(f"PRAGMA user_version = {VERSION}")
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def _statements(scripts: tuple[str, ...]) -> list[str]:
    """One by one: ``executescript`` would commit the transaction that holds them together."""
    return [statement for script in scripts for statement in script.split(";") if statement.strip()]
