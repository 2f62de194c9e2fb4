"""robots.txt as read by earlier runs, kept in the memory, so that a restart asks nobody again."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from datetime import datetime

from services.ingest.collect.memory import Memory
from services.ingest.web.robots import RobotsRecord
from shared.errors import UserError


class RobotsTable(MutableMapping[str, RobotsRecord]):
    """By origin. All of it is read once; what cannot be written is asked for again after the next start."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._records: dict[str, RobotsRecord] = {}
        for origin, text, reason, detail, read_at, good_until in memory.robots():
            with suppress(ValueError):
                self._records[str(origin)] = RobotsRecord(
                    None if text is None else str(text),
                    None if reason is None else (str(reason), str(detail)),
                    datetime.fromisoformat(str(read_at)),
                    datetime.fromisoformat(str(good_until)),
                )

    def __getitem__(self, origin: str) -> RobotsRecord:
        return self._records[origin]

    def __setitem__(self, origin: str, record: RobotsRecord) -> None:
        self._records[origin] = record
        reason, detail = record.refused or (None, None)
        with suppress(UserError):
            self._memory.store_robots(
                (
                    origin,
                    record.text,
                    reason,
                    detail,
                    record.read_at.isoformat(),
                    record.good_until.isoformat(),
                )
            )

    def __delitem__(self, origin: str) -> None:
        del self._records[origin]
        with suppress(UserError):
            self._memory.forget_robots(origin)

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)
