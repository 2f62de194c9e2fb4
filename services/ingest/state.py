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
from datetime import datetime, timedelta
from pathlib import Path

from services.ingest.decisions import Known, Outcome, Publication, Retraction, learn
from services.ingest.tables import prepare
from shared.errors import UserError

# A batch in another process may wait two minutes for a slow broker (delivery_timeout_ms); then it gives up, and we go on.
_BUSY_TIMEOUT_SECONDS = 180.0
_LEDGER_KEPT = timedelta(days=90)  # hour by hour; 2,000 sources make some 100,000 rows of it a day
_CACHE_KIBIBYTES = 32_768
_PAGE_BYTES = (
    1_024  # a commit writes every page that got one article: a quarter of what it is with the usual 4,096
)
_CHECKPOINT_PAGES = 40_000
_COLUMNS = 8
_ROW = f"({', '.join('?' * _COLUMNS)})"
# Rows of one statement, as far as SQLite allows: with each statement Python gives its lock away, and while the producer's
# thread is busy it waits up to 5 ms to get it back.
_ROWS = 1_000

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
            self._database.execute(f"PRAGMA page_size={_PAGE_BYTES}")  # of a file that is yet to be made
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=NORMAL")
            # Ids are random, so a batch touches pages everywhere: with the default of 2 MB they are written and read again
            # within one transaction, and with that of 1,000 pages each commit copies them to the disk, and waits for it.
            self._database.execute(f"PRAGMA cache_size=-{_CACHE_KIBIBYTES}")
            self._database.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}")
            self._most_values = self._database.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
            prepare(self._database)
            self._file = self._place()
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
            if self._place() != self._file:
                raise UserError(
                    f"{self.path} was deleted or replaced while it was in use: run the same command again; the new one is "
                    f"filled from the Kafka topics"
                )
            yield
            self._database.execute("COMMIT")
        except BaseException as error:
            self._undo()
            if isinstance(error, sqlite3.Error):
                raise UserError(self._explained(error)) from error
            raise

    def _place(self) -> tuple[int, int] | None:
        """Which file stands at the path. One that was deleted can be written for as long as it is open: its lock keeps no
        other process out, and no audit sees what is counted in it."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

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
            self.forget_hours(at - _LEDGER_KEPT)
            row = self._database.execute(
                "INSERT INTO runs (started_at, command) VALUES (?, ?) RETURNING id",
                (at.isoformat(), command),
            )
            return int(row.fetchone()[0])

    # Articles

    def known(self, ids: Sequence[str]) -> dict[str, Known]:
        found: dict[str, Known] = {}
        step = min(_ROWS, self._most_values)
        for start in range(0, len(ids), step):
            part = [bytes.fromhex(article_id) for article_id in ids[start : start + step]]
            rows = self._database.execute(
                "SELECT id, revision, content_hash, run, from_feed, feed_hash, feed_revision, retracted "  # noqa: S608  only question marks
                f"FROM articles WHERE id IN ({','.join('?' * len(part))})",
                part,
            )
            for (
                article_id,
                revision,
                content_hash,
                run,
                from_feed,
                feed_hash,
                feed_revision,
                retracted,
            ) in rows:
                found[article_id.hex()] = Known(
                    revision,
                    content_hash.hex() if content_hash is not None else None,
                    run,
                    bool(from_feed),
                    feed_hash.hex() if feed_hash is not None else None,
                    feed_revision,
                    retracted,
                )
        return found

    def remember(self, articles: Iterable[tuple[str, Known]]) -> None:
        """In place of what was known of them: decided within the same ``exclusive``, and acknowledged."""
        hashed, named = _hash_bytes, bytes.fromhex
        values: list[bytes | int | None] = []
        for article_id, known in articles:
            values += (
                named(article_id), known.revision, hashed(known.content_hash), known.run, known.from_feed,
                hashed(known.feed_hash), known.feed_revision, known.retracted,
            )  # fmt: skip
        step = min(_ROWS, self._most_values // _COLUMNS) * _COLUMNS
        for start in range(0, len(values), step):
            part = values[start : start + step]
            rows = ", ".join([_ROW] * (len(part) // _COLUMNS))
            self._database.execute(f"INSERT OR REPLACE INTO articles VALUES {rows}", part)  # noqa: S608  question marks

    def learn(self, told: Sequence[tuple[str, Publication | Retraction]]) -> None:
        """What records of the topics say of articles, by id, in any order."""
        known = self.known(list({article_id for article_id, _ in told}))
        for article_id, each in told:
            known[article_id] = learn(known.get(article_id), each)
        self.remember(known.items())

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

    def archive_position(self, key: str) -> int:
        row = self._database.execute("SELECT next_offset FROM archives WHERE key = ?", (key,)).fetchone()
        return int(row[0]) if row else 0

    def keep_archive_positions(self, positions: Mapping[str, int | None]) -> None:
        """Key of an archive to the offset up to which it is published; null when it is read to its end."""
        for key, offset in positions.items():
            if offset is None:
                self._database.execute("DELETE FROM archives WHERE key = ?", (key,))
            else:
                self._database.execute("INSERT OR REPLACE INTO archives VALUES (?, ?)", (key, offset))

    def begin_again(self, logs: Mapping[str, tuple[str, str]]) -> None:
        """Forget what the topics said, as they are others now.

        In another cluster everything starts anew. In the same one, with topics made again, the index may still hold what
        was published: revisions stay taken and retractions valid, texts are forgotten, so that whatever comes next is
        published, and wins.
        """
        clusters_before = {cluster for cluster, _ in self.logs().values()}
        if clusters_before == {cluster for cluster, _ in logs.values()}:
            self._database.execute(
                "UPDATE articles SET content_hash = NULL, run = NULL, feed_hash = NULL, feed_revision = 0"
            )
        else:
            self._database.execute("DELETE FROM articles")
        for table in ("dead_letters", "checkpoints", "logs", "archives"):
            self._database.execute(f"DELETE FROM {table}")  # noqa: S608  our own table names
        self._database.executemany(
            "INSERT INTO logs VALUES (?, ?, ?)",
            ((topic, cluster, topic_id) for topic, (cluster, topic_id) in logs.items()),
        )

    # The ledger

    def count(
        self, run: int, at: datetime, outcomes: Mapping[tuple[str, Outcome, str], int], seen: int
    ) -> None:
        """Add items per (source, outcome, reason) to the hour of ``at``, and to the totals; ``seen``: how many there were
        before anything was decided, for the audit to compare with the sum of all outcomes."""
        rows = [(source, outcome, reason, items) for (source, outcome, reason), items in outcomes.items()]
        self._database.executemany(
            "INSERT INTO totals VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET items = items + excluded.items",
            rows,
        )
        hour = at.strftime("%Y-%m-%dT%H:00:00Z")
        self._database.executemany(
            "INSERT INTO ledger VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET items = items + excluded.items",
            ((source, outcome, hour, reason, items) for source, outcome, reason, items in rows),
        )
        self._database.executemany(
            "INSERT INTO sources (source, last_published) VALUES (?, ?) "
            "ON CONFLICT DO UPDATE SET last_published = excluded.last_published",
            ((source, _second(at)) for source in {row[0] for row in rows if row[1] is Outcome.PUBLISHED}),
        )
        self._database.execute("UPDATE runs SET items = items + ? WHERE id = ?", (seen, run))

    def fetched(self, at: datetime, answers: Iterable[tuple[str, str | None]]) -> None:
        """How fetches of sources ended, in order: (source, why it failed or None when the source answered)."""
        for source, reason in answers:
            if reason is None:
                self._database.execute(
                    "INSERT INTO sources (source, last_answered) VALUES (?, ?) ON CONFLICT DO UPDATE SET "
                    "last_answered = excluded.last_answered, failures = 0, reason = ''",
                    (source, _second(at)),
                )
            else:
                self._database.execute(
                    "INSERT INTO sources (source, last_failed, failures, reason) VALUES (?, ?, 1, ?) "
                    "ON CONFLICT DO UPDATE SET last_failed = excluded.last_failed, failures = failures + 1, "
                    "reason = excluded.reason",
                    (source, _second(at), reason),
                )

    def forget_hours(self, before: datetime) -> None:
        """Of the ledger by hour; the totals stay."""
        self._database.execute("DELETE FROM ledger WHERE hour < ?", (before.strftime("%Y-%m-%dT%H:00:00Z"),))


def _second(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _hash_bytes(content_hash: str | None) -> bytes | None:
    if content_hash is None:
        return None
    try:
        return bytes.fromhex(content_hash)
    except ValueError:
        return None  # a foreign producer's idea of a hash: unknown text
