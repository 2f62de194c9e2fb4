"""Which articles are to be enriched anew: the newest copy of each, in a file rather than in memory."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field

from services.enrich.replay.revise import stale_stages
from shared.archive_names import external_version
from shared.contracts import ArticleId, UtcDatetime
from shared.decoding import decode
from shared.events import retracted_revision
from shared.rejection import Rejection

_LAST_GENERATION = 2**20 - 1  # of a tombstone: it outranks every enrichment of its revision
_CACHE_KIB = 64 * 1024


class _Source(BaseModel):
    name: str


class _Copy(BaseModel):
    """As much of an EnrichedArticle as decides whether it is to be enriched anew."""

    id: ArticleId
    revision: Annotated[int, Field(ge=1, lt=2**31)]
    generation: Annotated[int, Field(ge=0, le=_LAST_GENERATION)]
    source: _Source
    pipeline: dict[str, int]
    published_at: UtcDatetime | None = None
    fetched_at: UtcDatetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be enriched anew. ``versions``: the stages' present ones; times are of publication, else of fetching."""

    stages: frozenset[str]
    versions: Mapping[str, int]
    since: datetime | None = None
    until: datetime | None = None
    source: str | None = None

    def stale(self, copy: _Copy) -> list[str]:
        """The stages that are to run for this copy; none where it is not asked for."""
        at = copy.published_at or copy.fetched_at
        if (
            (self.source is not None and copy.source.name != self.source)
            or (self.since is not None and at < self.since)
            or (self.until is not None and at >= self.until)
        ):
            return []
        return stale_stages(copy.pipeline, self.versions, self.stages)


class Survey:
    """Told each record of ``articles.enriched`` in any order, it knows the places of the newest copies that are stale.

    64 MiB of memory at most; what does not fit, some 60 bytes an article, is in a file that vanishes with the process.
    """

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._database = sqlite3.connect("", isolation_level=None)  # SQLite's own temporary file
        for line in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{_CACHE_KIB}"):
            self._database.execute(f"PRAGMA {line}")
        self._database.execute(
            "CREATE TABLE newest (id BLOB PRIMARY KEY, version INTEGER, place INTEGER, place_offset INTEGER, stale TEXT)"
            " WITHOUT ROWID"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def add(self, records: Iterable[Any]) -> None:
        """``records``: kafka-python's ConsumerRecords. Those that are no articles are the indexer's business."""
        rows = [row for record in records if (row := self._row(record)) is not None]
        # Of equal versions the first counts, as in the index.
        with closing(self._database.cursor()) as cursor:
            cursor.execute("BEGIN")
            cursor.executemany(
                "INSERT INTO newest VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version,"
                " place = excluded.place, place_offset = excluded.place_offset, stale = excluded.stale"
                " WHERE excluded.version > version",
                rows,
            )
            cursor.execute("COMMIT")

    def _row(self, record: Any) -> tuple[bytes, int, int, int, str | None] | None:
        if record.value is None:
            try:
                article, revision = (
                    bytes.fromhex(record.key.decode()),
                    retracted_revision(record.headers or ()),
                )
            except (ValueError, AttributeError):
                return None
            version = external_version(revision, _LAST_GENERATION)
            return article, version, record.partition, record.offset, None
        copy = decode(record.value, _Copy)
        if isinstance(copy, Rejection):
            return None
        stale = self._wanted.stale(copy)
        version = external_version(copy.revision, copy.generation)
        # With the versions it has: what a person is told is how old the archive is.
        said = ", ".join(f"{name} {copy.pipeline.get(name, 0)}" for name in stale) or None
        return bytes.fromhex(copy.id), version, record.partition, record.offset, said

    def finish(self) -> None:
        """After the last ``add``, before anything is asked."""
        self._database.execute("CREATE INDEX places ON newest (place, place_offset) WHERE stale IS NOT NULL")

    def articles(self) -> int:
        """All that are not retracted, stale or not; a retraction that names an id nobody published counts as none."""
        [count] = self._database.execute(
            "SELECT COUNT(*) FROM newest WHERE version & ? <> ?", (_LAST_GENERATION, _LAST_GENERATION)
        ).fetchone()
        return int(count)

    def stale(self) -> Counter[str]:
        """How many articles are to be enriched anew, by the stages to run and the versions they have been enriched by."""
        return Counter(
            dict(
                self._database.execute(
                    "SELECT stale, COUNT(*) FROM newest WHERE stale IS NOT NULL GROUP BY stale"
                )
            )
        )

    def spans(self) -> dict[int, tuple[int, int]]:
        """Partition to the offsets between which all its stale copies lie, the second one past the last."""
        rows = self._database.execute(
            "SELECT place, MIN(place_offset), MAX(place_offset) + 1 FROM newest WHERE stale IS NOT NULL GROUP BY place"
        )
        return {partition: (first, end) for partition, first, end in rows}

    def wants(self, partition: int, offset: int) -> bool:
        found = self._database.execute(
            "SELECT 1 FROM newest WHERE stale IS NOT NULL AND place = ? AND place_offset = ?",
            (partition, offset),
        )
        return found.fetchone() is not None
