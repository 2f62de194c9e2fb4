"""The publishing side: answers in, articles to Kafka, and only then into the memory what was learned. One thread."""

from __future__ import annotations

import sqlite3
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from queue import Empty, SimpleQueue

from services.ingest.collect.entries import Entries, Entry
from services.ingest.collect.jobs import Job, LocalJob, Settled
from services.ingest.collect.local import LocalRead
from services.ingest.collect.memory import Memory
from services.ingest.collect.sources import Lane
from services.ingest.decisions import Decision
from services.ingest.items import Item, Refused, characters
from services.ingest.publish import outcome_of
from services.ingest.read.refusals import parser_fault
from services.ingest.session import BATCH_CHARS, BATCH_ITEMS, BATCH_SECONDS, Session
from services.ingest.warc.writer import ArchiveWriter, FetchedAnswer
from services.ingest.web.outcome import Fetched
from shared.contracts import RawArticle
from shared.errors import UserError
from shared.logs import get_logger
from shared.rejection import Rejection
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
        self._archive = ArchiveWriter(settings.archive) if settings.archive else None

    def close(self) -> None:
        if self._archive is not None:
            self._archive.close()

    def put(self, job: Job | LocalJob) -> None:
        self._queue.put(job)

    def work(self, sessions: Sessions, wait_seconds: float) -> bool:
        """Settle what is there, one batch at most; false when nothing came. Raises UserError when Kafka or a disk fails."""
        if not self._batch:
            try:
                self._gather(wait_seconds)
            finally:
                self._unpublished = deque((entry, item) for entry in self._batch for item in entry.items)
            for lane in {entry.lane for entry in self._batch}:
                sessions(lane).next_input()
        if not self._batch:
            return False
        self._publish(sessions)
        with self._memory.writing():
            for entry in self._batch:
                entry.result = _settled(entry)
        batch, self._batch = self._batch, []
        for entry in batch:
            if entry.result is not None:
                entry.done(replace(entry.result, items=entry.outcomes))
        return True

    # Gathering

    def _gather(self, wait_seconds: float) -> None:
        self._entries.next_batch()
        count = size = 0
        started = time.monotonic()
        wait = 0.0 if self._local else wait_seconds
        while len(self._batch) < _MAX_JOBS and count < BATCH_ITEMS and size < BATCH_CHARS:
            try:
                job = self._queue.get(timeout=wait) if wait > 0 else self._queue.get_nowait()
            except Empty:
                break
            if wait > 0:
                wait, started = 0.0, time.monotonic()
            if isinstance(job, LocalJob):
                self._local.append(LocalRead(job, self._memory, self._settings))
                continue
            try:
                self._keep(job)
                entry = self._entries.read(job)
            except UserError:
                self._queue.put(job)  # the memory or the archive failed: its turn comes again
                raise
            self._batch.append(entry)
            count += len(entry.items)
            size += sum(map(_size, entry.items))
            if time.monotonic() - started >= BATCH_SECONDS:
                break
        if self._local:
            self._batch.append(self._local_entry())

    def _keep(self, job: Job) -> None:
        """Before anything is published of it, so that an archive has all that was."""
        response = job.response
        if self._archive is not None and isinstance(response, Fetched):
            at = datetime.fromtimestamp(job.at, UTC)
            self._archive.write(
                FetchedAnswer(response.url, response.status, response.content, response.content_type, at)
            )

    def _local_entry(self) -> Entry:
        """One batch of the first local source; the others take turns."""
        read = self._local[0]
        items = read.next_batch()
        self._local.popleft()

        def settle(_: Entry) -> Settled | None:
            return read.settle()

        if not read.finished:
            self._local.append(read)
        done = read.done if read.finished else _nothing
        return Entry(read.source.lane, items, settle, done, outcomes=read.outcomes)

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
            decisions = iter(_published(sessions(lane), [item for _, item in part]))
            for entry, _ in part:
                decision = next(decisions)
                if isinstance(decision, Decision):
                    entry.decisions.append(decision)
                    name = decision.article.source.name
                    entry.outcomes[name, decision.outcome, decision.reason] += 1
                else:
                    entry.outcomes[decision.source_name, outcome_of(decision), decision.rejection.reason] += 1
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


def _published(session: Session, items: list[Item]) -> list[Decision | Refused]:
    """What became of each item. One that cannot be published by a fault of ours is refused, and costs no other."""
    try:
        decisions = iter(session.publish(items).decisions)
        return [next(decisions) if isinstance(item, RawArticle) else item for item in items]
    except UserError:
        raise
    except Exception as error:
        if len(items) > 1:
            middle = len(items) // 2
            return [*_published(session, items[:middle]), *_published(session, items[middle:])]
        (item,) = items
        uri = item.origin.uri if isinstance(item, RawArticle) else item.uri
        name = item.source.name if isinstance(item, RawArticle) else item.source_name
        refused = Refused(Rejection("publishing_failed", f"{uri}: {parser_fault(error, uri)}"), uri, name)
        session.publish([refused])
        return [refused]


def _settled(entry: Entry) -> Settled | None:
    """A fault of ours with one answer costs what we would have remembered of it."""
    try:
        return entry.settle(entry)
    except (UserError, sqlite3.Error):
        raise
    except Exception:
        get_logger().exception("answer not settled", stage="ingest")
        return Settled()


def _nothing(_: Settled) -> None:
    return None


def _size(item: Item) -> int:
    return len(item.payload or b"") if isinstance(item, Refused) else characters(item)
