"""One thread that publishes what all requests bring: those that wait at the same time share one batch (group commit).

A session belongs to one thread, and a batch costs some 20 ms however small it is, so many small requests are as quick as
one large one. A request is told of success only after Kafka has acknowledged each of its records.
"""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Protocol

from services.ingest.items import Item, Refused, characters
from services.ingest.publish import BatchResult
from services.ingest.push.answers import ItemAnswer, Numbered, item_answers
from services.ingest.session import BATCH_CHARS, BATCH_ITEMS
from shared.errors import UserError
from shared.logs import get_logger

# A batch of this size takes a fifth of a second; whatever takes this long waits for Kafka or for another ingest.
_STALLED_SECONDS = 5.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 1.0, 10.0
_STOP_SECONDS = 10.0


class PublishingSession(Protocol):
    def publish(self, items: list[Item]) -> BatchResult: ...

    def next_input(self) -> None: ...


OpenSession = Callable[[], AbstractContextManager[PublishingSession]]


class UnavailableError(Exception):
    """Nothing can be published at the moment; nothing of this job was."""


@dataclass
class Job:
    """``future``: an answer for each item, or UnavailableError, or UserError when Kafka did not take all of it."""

    items: list[Numbered]
    future: Future[list[ItemAnswer]] = field(default_factory=Future)

    @property
    def size(self) -> int:
        return sum(
            len(one.item.payload or b"") if isinstance(one.item, Refused) else characters(one.item)
            for one in self.items
        )


class PublishingWorker:
    """``submit`` from any thread, ``stop`` it: what is queued then is still published. It starts by itself when there is
    something to publish; ``start`` opens its session before."""

    def __init__(self, name: str, open_session: OpenSession) -> None:
        self._name = name
        self._open_session = open_session
        self._queue: deque[Job] = deque()
        self._changed = Condition()
        self._stopping = False
        self._problem: str | None = None
        self._busy_since: float | None = None
        self._thread: Thread | None = None

    def start(self) -> None:
        with self._changed:
            if self._thread is None:
                self._thread = Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Waits for what is queued; not for a Kafka that does not answer, as nobody was told that it has the records."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(_STOP_SECONDS)
        self._refuse_queued("the service is stopping")

    def submit(self, items: list[Numbered]) -> Job:
        job = Job(items)
        with self._changed:
            if self._stopping or self._problem is not None:
                job.future.set_exception(UnavailableError(self._problem or "the service is stopping"))
                return job
            self._queue.append(job)
            self._changed.notify_all()
        self.start()
        # Whoever gave up waiting leaves nothing behind but an empty job.
        job.future.add_done_callback(lambda future: job.items.clear() if future.cancelled() else None)
        return job

    def problem(self) -> str | None:
        """Why there is no point in sending anything now; None when there is."""
        if self._problem is not None:
            return self._problem
        since = self._busy_since
        if since is not None and time.monotonic() - since > _STALLED_SECONDS:
            return f"Kafka, or another ingest at work, keeps us waiting for more than {_STALLED_SECONDS:g} s"
        return None

    def _run(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while not self._is_stopped():
            try:
                with self._open_session() as session:
                    self._problem = None
                    pause = _FIRST_PAUSE_SECONDS
                    self._serve(session)
                    return
            except UserError as error:
                self._problem = error.message
            except Exception as error:
                get_logger().exception("push cannot publish", stage="ingest")
                self._problem = f"a fault of ours ({type(error).__name__}): see the log"
            get_logger().error(
                "push cannot publish", stage="ingest", problem=self._problem, retry_seconds=pause
            )
            self._refuse_queued(self._problem)
            with self._changed:
                self._changed.wait_for(lambda: self._stopping, pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def _is_stopped(self) -> bool:
        with self._changed:
            return self._stopping and not self._queue

    def _serve(self, session: PublishingSession) -> None:
        while jobs := self._next_jobs():
            self._busy_since = time.monotonic()
            try:
                self._publish(jobs, session)
            finally:
                self._busy_since = None

    def _next_jobs(self) -> list[Job]:
        """All that wait, as far as they fit one batch; empty when the worker is to stop."""
        with self._changed:
            while True:
                self._changed.wait_for(lambda: self._queue or self._stopping)
                jobs = self._taken()
                if jobs or self._stopping:
                    return jobs

    def _taken(self) -> list[Job]:
        jobs: list[Job] = []
        items = size = 0
        while self._queue:
            job = self._queue[0]
            items += len(job.items)
            size += job.size
            if jobs and (items > BATCH_ITEMS or size > BATCH_CHARS):
                break
            self._queue.popleft()
            if job.future.set_running_or_notify_cancel():
                jobs.append(job)
        return jobs

    def _publish(self, jobs: list[Job], session: PublishingSession) -> None:
        try:
            _publish_together(jobs, session)
        except UserError as error:
            for job in jobs:
                job.future.set_exception(error)
            raise
        except Exception:
            get_logger().exception("push: batch failed", stage="ingest", requests=len(jobs))
            self._publish_each(jobs, session)

    def _publish_each(self, jobs: list[Job], session: PublishingSession) -> None:
        """So that a fault of ours with one request is not that of the others."""
        for job in jobs:
            try:
                _publish_together([job], session)
            except UserError as error:
                for left in jobs:
                    if not left.future.done():
                        left.future.set_exception(error)
                raise
            except Exception as error:
                job.future.set_exception(error)

    def _refuse_queued(self, problem: str) -> None:
        with self._changed:
            refused = list(self._queue)
            self._queue.clear()
        for job in refused:
            if job.future.set_running_or_notify_cancel():
                job.future.set_exception(UnavailableError(problem))


def _publish_together(jobs: list[Job], session: PublishingSession) -> None:
    session.next_input()
    result = session.publish([one.item for one in itertools.chain.from_iterable(job.items for job in jobs)])
    decisions = iter(result.decisions)
    answers = [item_answers(job.items, decisions) for job in jobs]
    for job, answer in zip(jobs, answers, strict=True):
        job.future.set_result(answer)
