"""What has been published, in SQLite: a view over the topics that spares reading them again, and the ledger of outcomes.

The topics are the truth. The database says up to which offset of each partition it has seen them (``checkpoints``), so a
crash at any instruction, a lost file or another producer's records are all the same thing: offsets not seen yet, read
before the next decision. Hence ``synchronous=NORMAL``: with WAL it survives the death of the process, and what a power
cut takes away is read from the topics again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from services.ingest.decisions import Known, Outcome
from shared.errors import UserError

# A batch in another process may wait two minutes for a slow broker (delivery_timeout_ms); then it gives up, and we go on.
_BUSY_TIMEOUT_SECONDS = 180.0
_LOOKUP = 500  # parameters of one query; SQLite's own limit was 999 for long

_SCHEMA = """
CREATE TABLE IF NOT EXISTS articles (
    id BLOB PRIMARY KEY, revision INTEGER NOT NULL, content_hash BLOB, run INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dead_letters (id BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS logs (topic TEXT PRIMARY KEY, cluster_id TEXT NOT NULL, topic_id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS checkpoints (
    topic TEXT, partition INTEGER, next_offset INTEGER NOT NULL, PRIMARY KEY (topic, partition)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, command TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS ledger (
    run INTEGER, hour TEXT, source TEXT, outcome TEXT, reason TEXT, items INTEGER NOT NULL,
    PRIMARY KEY (run, hour, source, outcome, reason)
) WITHOUT ROWID;
"""

Partition = tuple[str, int]  # topic, partition


class State:
    """One connection; used by one thread. Everything that changes it happens inside ``exclusive``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"{path.parent} cannot be made ({error.strerror}): set LAJMI_HOME") from error
        try:
            self._database = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_SECONDS, isolation_level=None)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=NORMAL")
            self._database.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise UserError(self._explained(error)) from error

    def close(self) -> None:
        self._database.close()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """One writer among all processes, from its first look to its last write; an exception undoes everything.

        The lock is the database's own, so it ends with the process that held it. Raises UserError for any failure of the
        database, such as a full disk.
        """
        try:
            self._database.execute("BEGIN IMMEDIATE")
            yield
            self._database.execute("COMMIT")
        except BaseException as error:
            self._undo()
            if isinstance(error, sqlite3.Error):
                raise UserError(self._explained(error)) from error
            raise

    def _undo(self) -> None:
        try:
            if self._database.in_transaction:  # after some failures SQLite has undone it already
                self._database.execute("ROLLBACK")
        except sqlite3.Error:
            pass  # what was never committed is gone when the connection is closed

    def _explained(self, error: sqlite3.Error) -> str:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return f"another 'lajmi ingest' holds {self.path} ({error}): run the same command again when it has ended"
        if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            return f"{self.path} cannot be used ({error}): move it away; it will be rebuilt from the Kafka topics"
        return (
            f"{self.path} cannot be read or written ({error}): see that its disk works and has room, then run the same "
            f"command again; what Kafka took meanwhile is found in its topics"
        )

    def start_run(self, command: str, at: datetime) -> int:
        with self.exclusive():
            row = self._database.execute(
                "INSERT INTO runs (started_at, command) VALUES (?, ?) RETURNING id",
                (at.isoformat(), command),
            )
            return int(row.fetchone()[0])

    # Articles

    def known(self, ids: Sequence[str]) -> dict[str, Known]:
        found: dict[str, Known] = {}
        for start in range(0, len(ids), _LOOKUP):
            part = [bytes.fromhex(article_id) for article_id in ids[start : start + _LOOKUP]]
            rows = self._database.execute(
                "SELECT id, revision, content_hash, run FROM articles "  # noqa: S608  only question marks are put in
                f"WHERE id IN ({','.join('?' * len(part))})",
                part,
            )
            for article_id, revision, content_hash, run in rows:
                known = Known(revision, content_hash.hex() if content_hash is not None else None, run)
                found[article_id.hex()] = known
        return found

    def remember(self, articles: Iterable[tuple[str, Known]]) -> None:
        """The newest revision of an article wins, whatever order they come in; of one revision, the last text."""
        self._database.executemany(
            "INSERT INTO articles (id, revision, content_hash, run) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            "revision = excluded.revision, content_hash = excluded.content_hash, run = excluded.run "
            "WHERE excluded.revision >= articles.revision",
            (
                (bytes.fromhex(article_id), known.revision, _hash_bytes(known.content_hash), known.run)
                for article_id, known in articles
            ),
        )

    def new_dead_letters(self, ids: Iterable[str]) -> set[str]:
        """Those of ``ids`` not published before; they count as published from now on."""
        new = set()
        for letter_id in ids:
            row = self._database.execute(
                "INSERT OR IGNORE INTO dead_letters (id) VALUES (?)", (bytes.fromhex(letter_id),)
            )
            if row.rowcount == 1:
                new.add(letter_id)
        return new

    # How far the topics have been seen

    def logs(self) -> dict[str, tuple[str, str]]:
        """Topic to (cluster id, topic id) as last seen."""
        rows = self._database.execute("SELECT topic, cluster_id, topic_id FROM logs")
        return {topic: (cluster, topic_id) for topic, cluster, topic_id in rows}

    def checkpoints(self) -> dict[Partition, int]:
        rows = self._database.execute("SELECT topic, partition, next_offset FROM checkpoints")
        return {(topic, partition): next_offset for topic, partition, next_offset in rows}

    def advance(self, checkpoints: Mapping[Partition, int]) -> None:
        self._database.executemany(
            "INSERT INTO checkpoints VALUES (?, ?, ?) "
            "ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset",
            ((topic, partition, offset) for (topic, partition), offset in checkpoints.items()),
        )

    def begin_again(self, logs: Mapping[str, tuple[str, str]]) -> None:
        """Forget what the topics said, as they are others now.

        In another cluster everything starts anew. In the same one, with topics made again, the index may still hold what
        was published: revisions stay taken, texts are forgotten, so that whatever comes next is published, and wins.
        """
        clusters_before = {cluster for cluster, _ in self.logs().values()}
        if clusters_before == {cluster for cluster, _ in logs.values()}:
            self._database.execute("UPDATE articles SET content_hash = NULL, run = NULL")
        else:
            self._database.execute("DELETE FROM articles")
        for table in ("dead_letters", "checkpoints", "logs"):
            self._database.execute(f"DELETE FROM {table}")  # noqa: S608  our own table names
        self._database.executemany(
            "INSERT INTO logs VALUES (?, ?, ?)",
            ((topic, cluster, topic_id) for topic, (cluster, topic_id) in logs.items()),
        )

    # The ledger

    def count(self, run: int, at: datetime, outcomes: Mapping[tuple[str, Outcome, str], int]) -> None:
        """Add items per (source, outcome, reason) to the hour of ``at``."""
        hour = at.strftime("%Y-%m-%dT%H:00:00Z")
        self._database.executemany(
            "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET items = items + excluded.items",
            (
                (run, hour, source, outcome, reason, items)
                for (source, outcome, reason), items in outcomes.items()
            ),
        )


def _hash_bytes(content_hash: str | None) -> bytes | None:
    if content_hash is None:
        return None
    try:
        return bytes.fromhex(content_hash)
    except ValueError:
        return None  # a foreign producer's idea of a hash: unknown text
