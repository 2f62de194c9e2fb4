"""What collecting remembers between visits, in SQLite (``collect.db``): a cache, whose loss costs only fetching again.

It is written after what it speaks of was acknowledged by Kafka, never before, so that a process killed at any instruction
fetches again and loses nothing. Hence ``synchronous=NORMAL``, and a damaged file is put aside and begun anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from operator import attrgetter
from pathlib import Path

from services.ingest.collect.schedule import Pace
from services.ingest.urls import url_key
from shared.errors import UserError
from shared.logs import get_logger

_BUSY_SECONDS = 30.0
_VERSION = 2
_FORGOTTEN_AFTER = (
    180 * 86_400.0
)  # seconds since a link was last worth a write; feeds show no article that long

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sources (
  key TEXT PRIMARY KEY, label TEXT NOT NULL, fingerprint TEXT NOT NULL, etag TEXT, last_modified TEXT, body BLOB,
  permanent_url TEXT, kind TEXT, outcome TEXT NOT NULL, detail TEXT NOT NULL, interval_seconds REAL NOT NULL,
  due_at REAL NOT NULL, visited_at REAL, answered_at REAL, changed_at REAL, full_at REAL,
  failures INTEGER NOT NULL, missing_since REAL, distrusted INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS links (
  key BLOB PRIMARY KEY, source TEXT NOT NULL, url TEXT NOT NULL, depth INTEGER NOT NULL, pending INTEGER NOT NULL,
  try_at REAL NOT NULL, tries INTEGER NOT NULL, article_id TEXT, source_name TEXT, teaser_characters INTEGER NOT NULL,
  modified_at REAL, etag TEXT, last_modified TEXT, outcome TEXT NOT NULL, touched_at REAL NOT NULL, stated TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pending_links ON links (source, try_at) WHERE pending;
CREATE TABLE IF NOT EXISTS files (
  path TEXT PRIMARY KEY, source TEXT NOT NULL, size INTEGER NOT NULL, modified_ns INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS archives (key TEXT PRIMARY KEY, reached INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS robots (
  origin TEXT PRIMARY KEY, text TEXT, reason TEXT, detail TEXT, read_at TEXT NOT NULL, good_until TEXT NOT NULL
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Record:
    """Of one source. ``fingerprint``: of its definition when its validators were stored; ``body``: a hash of the last whole
    answer; ``kind``: what it turned out to be; ``outcome``, ``detail``: of the last visit."""

    key: str
    label: str
    fingerprint: str = ""
    etag: str | None = None
    last_modified: str | None = None
    body: bytes | None = None
    permanent_url: str | None = None
    kind: str | None = None
    outcome: str = ""
    detail: str = ""
    pace: Pace = field(default_factory=Pace)


@dataclass(frozen=True, slots=True)
class Link:
    """A page to fetch, or fetched, behind a source. ``depth`` is 0 for a page, else how many sitemaps it may still nest.

    ``article_id``, ``teaser_characters``: of the item that showed it; ``modified_at``: what its sitemap said, Unix seconds;
    ``stated``: what the page may lack (``stated.py``).
    """

    url: str
    source: str
    depth: int = 0
    pending: bool = True
    try_at: float = 0.0
    tries: int = 0
    article_id: str | None = None
    source_name: str | None = None
    teaser_characters: int = 0
    modified_at: float | None = None
    etag: str | None = None
    last_modified: str | None = None
    outcome: str = ""
    stated: str | None = None

    @property
    def key(self) -> bytes:
        return link_key(self.url)


def link_key(url: str) -> bytes:
    return hashlib.blake2b((url_key(url) or url).encode("utf-8", "replace"), digest_size=16).digest()


_RECORD = "key, label, fingerprint, etag, last_modified, body, permanent_url, kind, outcome, detail"
_PACE = ", ".join(each.name for each in fields(Pace))
_LINK = ", ".join(each.name for each in fields(Link))
# dataclasses.astuple copies deeply, which takes longer than writing the row.
_record_values = attrgetter(*_RECORD.split(", "))
_pace_values = attrgetter(*_PACE.split(", "))
_link_values = attrgetter(*_LINK.split(", "))


class Memory:
    """One connection, used by one thread; any number of them may be open. Raises UserError for any failure."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"{path.parent} cannot be made ({error.strerror}): set LAJMI_HOME") from error
        try:
            self._database = self._open()
        except sqlite3.DatabaseError as error:
            if (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF not in {
                sqlite3.SQLITE_CORRUPT,
                sqlite3.SQLITE_NOTADB,
            }:
                raise UserError(self._explained(error)) from error
            self._put_aside()
            self._database = self._open()

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=NORMAL")
            if _version_of(database) not in {0, _VERSION}:
                _brought_up(database)
            database.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version={_VERSION}; COMMIT;")
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _put_aside(self) -> None:
        get_logger().warning("collect.db is damaged and begun anew", stage="ingest", file=str(self.path))
        for ending in ("", "-wal", "-shm"):
            damaged = Path(f"{self.path}{ending}")
            with contextlib.suppress(FileNotFoundError):
                damaged.replace(f"{damaged}.damaged")

    def close(self) -> None:
        self._database.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction; an exception undoes everything."""
        try:
            self._database.execute("BEGIN IMMEDIATE")
            yield
            self._database.execute("COMMIT")
        except BaseException as error:
            with contextlib.suppress(sqlite3.Error):
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise UserError(self._explained(error)) from error
            raise

    def _explained(self, error: sqlite3.Error) -> str:
        return (
            f"{self.path} cannot be read or written ({error}): see that its disk works and has room; when it is damaged, "
            f"delete it: sources are then fetched once more"
        )

    def _rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise UserError(self._explained(error)) from error

    # Sources

    def records(self) -> dict[str, Record]:
        found = {}
        for row in self._rows(f"SELECT {_RECORD}, {_PACE} FROM sources"):  # noqa: S608  our own names
            pace = Pace(*row[10:-1], bool(row[-1]))  # type: ignore[arg-type, call-arg]
            found[str(row[0])] = Record(*row[:10], pace)  # type: ignore[arg-type, call-arg]
        return found

    def answered_at(self, key: str) -> float | None:
        rows = self._rows("SELECT answered_at FROM sources WHERE key = ?", key)
        return rows[0][0] if rows else None  # type: ignore[return-value]

    def store(self, records: Iterable[Record]) -> None:
        self._database.executemany(
            f"INSERT OR REPLACE INTO sources ({_RECORD}, {_PACE}) VALUES ({_marks(19)})",  # noqa: S608
            ((*_record_values(record), *_pace_values(record.pace)) for record in records),
        )

    # Links

    def links(self, keys: Sequence[bytes]) -> dict[bytes, Link]:
        found = {}
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            query = f"SELECT {_LINK} FROM links WHERE key IN ({_marks(len(part))})"  # noqa: S608
            for row in self._rows(query, *part):
                link = _link(row)
                found[link.key] = link
        return found

    def pending(self, source: str, now: float, limit: int) -> list[Link]:
        """Of a source, those whose time has come, the first stored first."""
        query = (
            f"SELECT {_LINK} FROM links WHERE pending AND source = ? AND try_at <= ? ORDER BY try_at LIMIT ?"  # noqa: S608
        )
        return [_link(row) for row in self._rows(query, source, now, limit)]

    def sources_with_pending(self, now: float) -> set[str]:
        query = "SELECT DISTINCT source FROM links WHERE pending AND try_at <= ?"
        return {str(row[0]) for row in self._rows(query, now)}

    def keep(self, links: Iterable[Link], now: float) -> None:
        self._database.executemany(
            f"INSERT OR REPLACE INTO links (key, {_LINK}, touched_at) VALUES ({_marks(16)})",  # noqa: S608
            ((link.key, *_link_values(link), now) for link in links),
        )

    def forget_old_links(self, now: float) -> None:
        with self.writing():
            self._database.execute("DELETE FROM links WHERE touched_at < ?", (now - _FORGOTTEN_AFTER,))

    # Files

    def files(self, source: str) -> dict[str, tuple[int, int]]:
        """Path to (size, modified in ns) of those read to their end."""
        rows = self._rows("SELECT path, size, modified_ns FROM files WHERE source = ?", source)
        return {str(path): (size, modified) for path, size, modified in rows}  # type: ignore[misc]

    def read_file(self, path: str, source: str, size: int, modified_ns: int) -> None:
        self._database.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", (path, source, size, modified_ns)
        )

    def archive_reached(self, key: str) -> int:
        rows = self._rows("SELECT reached FROM archives WHERE key = ?", key)
        return int(str(rows[0][0])) if rows else 0

    def reach_archive(self, key: str, offset: int) -> None:
        if offset:
            self._database.execute("INSERT OR REPLACE INTO archives VALUES (?, ?)", (key, offset))
        else:
            self._database.execute("DELETE FROM archives WHERE key = ?", (key,))

    # robots.txt

    def robots(self) -> list[tuple[object, ...]]:
        return self._rows("SELECT origin, text, reason, detail, read_at, good_until FROM robots")

    def store_robots(self, row: tuple[object, ...]) -> None:
        with self.writing():
            self._database.execute(f"INSERT OR REPLACE INTO robots VALUES ({_marks(6)})", row)  # noqa: S608

    def forget_robots(self, origin: str) -> None:
        with self.writing():
            self._database.execute("DELETE FROM robots WHERE origin = ?", (origin,))


def _version_of(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _brought_up(database: sqlite3.Connection) -> None:
    """To this version, whichever process comes first; what no version of ours wrote is begun anew."""
    database.execute("BEGIN IMMEDIATE")
    version = _version_of(database)
    if version == 1:
        database.execute("ALTER TABLE links ADD COLUMN stated TEXT")
        database.execute(f"PRAGMA user_version={_VERSION}")
    elif version != _VERSION:
        for table in ("sources", "links", "files", "archives", "robots"):
            database.execute(f"DROP TABLE IF EXISTS {table}")
    database.execute("COMMIT")


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _link(row: Sequence[object]) -> Link:
    values = list(row)
    values[3] = bool(values[3])
    return Link(*values)  # type: ignore[arg-type]
