"""Writes waiting for Elasticsearch, handed out in batches bounded by documents and by bytes. Pure: time is passed in."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from services.index.settlement import Ticket


@dataclass(slots=True, eq=False)
class Operation:
    """One document to be indexed under an external version, and the record it came from."""

    article_id: str
    version: int
    document: bytes  # JSON, one line
    ticket: Ticket
    record: Any  # kept for its original bytes, should Elasticsearch refuse the document
    internal_errors: int = 0  # answers that Elasticsearch failed over it

    @property
    def size(self) -> int:
        """Bytes it adds to a bulk request, give or take the action line."""
        return len(self.document) + 120


class Batcher:
    """First in, first out. A batch is due when it is full or when its first document waited ``linger_seconds``."""

    def __init__(self, max_documents: int, max_bytes: int, linger_seconds: float) -> None:
        self._max_documents = max_documents
        self._max_bytes = max_bytes
        self._linger_seconds = linger_seconds
        self._waiting: deque[Operation] = deque()
        self._bytes = 0
        self._since: float | None = None  # when the oldest one came

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def bytes(self) -> int:
        return self._bytes

    def add(self, operation: Operation, now: float) -> None:
        self._waiting.append(operation)
        self._bytes += operation.size
        if self._since is None:
            self._since = now

    def put_back(self, operations: Iterable[Operation]) -> None:
        """Return what has to be tried again to the front, in its old order; it does not linger a second time."""
        for operation in reversed(list(operations)):
            self._waiting.appendleft(operation)
            self._bytes += operation.size
            self._since = float("-inf")

    def drop(self, unwanted: Callable[[Operation], bool]) -> int:
        kept = [operation for operation in self._waiting if not unwanted(operation)]
        dropped = len(self._waiting) - len(kept)
        self._waiting = deque(kept)
        self._bytes = sum(operation.size for operation in kept)
        if not kept:
            self._since = None
        return dropped

    def due_in(self, now: float) -> float | None:
        """Seconds until a batch is due: 0 when one is, None when nothing waits."""
        if self._since is None:
            return None
        if len(self._waiting) >= self._max_documents or self._bytes >= self._max_bytes:
            return 0.0
        return max(0.0, self._since + self._linger_seconds - now)

    def take(self, *, at_most: int | None = None) -> list[Operation]:
        """The next batch whether due or not; a document larger than the byte limit goes alone."""
        limit = min(self._max_documents, at_most or self._max_documents)
        batch: list[Operation] = []
        size = 0
        while self._waiting and len(batch) < limit:
            following = self._waiting[0].size
            if batch and size + following > self._max_bytes:
                break
            batch.append(self._waiting.popleft())
            size += following
        self._bytes -= size
        if not self._waiting:
            self._since = (
                None  # else what is left came hardly later than what goes, and must not linger twice
            )
        return batch
