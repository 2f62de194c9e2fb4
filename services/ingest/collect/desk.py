"""The publishing side: answers in, articles to Kafka, and only then into the memory what was learned. One thread."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from queue import Empty, SimpleQueue

from services.ingest.collect.entries import Entries, Entry
from services.ingest.collect.jobs import Job, LocalJob, Settled
from services.ingest.collect.local import LocalRead
from services.ingest.collect.memory import Memory
from services.ingest.collect.sources import Lane
from services.ingest.items import Item, Refused, characters
from services.ingest.publish import outcome_of
from services.ingest.session import BATCH_CHARS, BATCH_ITEMS, BATCH_SECONDS, Session
from shared.contracts import RawArticle
from shared.logs import get_logger
from shared.settings import Settings

Sessions = Callable[[Lane], Session]

_MAX_JOBS = 500  # of one batch; answers without a body cost next to nothing


class Desk:
    """``put`` may be called from any thread; ``work`` from the one that owns the sessions and the memory.

    A batch that Kafka did not take stays in hand: the next ``work``, with new sessions, goes on with it, and meanwhile the
    fetching side is held up by what waits here.
    """

    def __init__(self, settings: Settings, memory: Memory) -> None:
        self._settings = settings
        self._memory = memory
        self._entries = Entries(settings, memory)
        self._queue: SimpleQueue[Job | LocalJob] = SimpleQueue()
        self._local: deque[LocalRead] = deque()
        self._batch: list[Entry] = []
        self._unpublished: deque[tuple[Entry, Item]] = deque()

    def put(self, job: Job | LocalJob) -> None:
        self._queue.put(job)

    def work(self, sessions: Sessions, wait_seconds: float) -> bool:
        """Settle what is there, one batch at most; false when nothing came. Raises UserError when Kafka or a disk fails."""
        if not self._batch:
            self._batch = self._gather(wait_seconds)
            self._unpublished = deque((entry, item) for entry in self._batch for item in entry.items)
            if self._batch:
                for lane in {entry.lane for entry in self._batch}:
                    sessions(lane).next_input()
        if not self._batch:
            return False
        self._publish(sessions)
        with self._memory.writing():
            for entry in self._batch:
                entry.result = entry.settle(entry)
        batch, self._batch = self._batch, []
        for entry in batch:
            if entry.result is not None:
                entry.done(replace(entry.result, items=entry.outcomes))
        return True

    # Gathering

    def _gather(self, wait_seconds: float) -> list[Entry]:
        self._entries.next_batch()
        entries: list[Entry] = []
        count = size = 0
        started = time.monotonic()
        wait = 0.0 if self._local else wait_seconds
        while len(entries) < _MAX_JOBS and count < BATCH_ITEMS and size < BATCH_CHARS:
            try:
                job = self._queue.get(timeout=wait) if wait > 0 else self._queue.get_nowait()
            except Empty:
                break
            if wait > 0:
                wait, started = 0.0, time.monotonic()
            if isinstance(job, LocalJob):
                self._local.append(LocalRead(job, self._memory, self._settings))
                continue
            entry = self._entries.read(job)
            entries.append(entry)
            count += len(entry.items)
            size += sum(map(_size, entry.items))
            if time.monotonic() - started >= BATCH_SECONDS:
                break
        if self._local:
            entries.append(self._local_entry())
        return entries

    def _local_entry(self) -> Entry:
        """One batch of the first local source; the others take turns."""
        read = self._local.popleft()
        items = read.next_batch()

        def settle(_: Entry) -> Settled | None:
            return read.settle()

        if not read.finished:
            self._local.append(read)
        return Entry(read.source.lane, items, settle, read.done if read.finished else _nothing)

    # Publishing

    def _publish(self, sessions: Sessions) -> None:
        while self._unpublished:
            lane = self._unpublished[0][0].lane
            part: list[tuple[Entry, Item]] = []
            size = 0
            for entry, item in self._unpublished:
                if entry.lane is not lane or len(part) >= BATCH_ITEMS or size >= BATCH_CHARS:
                    break
                part.append((entry, item))
                size += _size(item)
            result = sessions(lane).publish([item for _, item in part])
            decisions = iter(result.decisions)
            for entry, item in part:
                if isinstance(item, RawArticle):
                    decision = next(decisions)
                    entry.decisions.append(decision)
                    entry.outcomes[item.source.name, decision.outcome, decision.reason] += 1
                else:
                    entry.outcomes[item.source_name, outcome_of(item), item.rejection.reason] += 1
                self._unpublished.popleft()
        gone = [article_id for entry in self._batch for article_id in entry.gone]
        if gone:
            sessions(Lane.LIVE).retract_gone(gone)
        answers = [entry.answered for entry in self._batch if entry.answered is not None]
        if answers:
            sessions(Lane.LIVE).fetched(answers)
            for entry in self._batch:
                entry.answered = None  # counted, also when what follows must be done again
        get_logger().debug("answers settled", stage="ingest", answers=len(self._batch))


def _nothing(_: Settled) -> None:
    return None


def _size(item: Item) -> int:
    return len(item.payload or b"") if isinstance(item, Refused) else characters(item)
