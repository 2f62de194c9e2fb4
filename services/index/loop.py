"""The indexer's loop: Kafka and Elasticsearch around the pure pipeline.

One thread polls, decodes and decides; a few writer threads wait for Elasticsearch; kafka-python's own thread keeps the
group membership alive and calls the rebalance listener, so the pipeline is entered under a lock.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event, RLock
from typing import Any

from kafka import KafkaConsumer
from kafka.errors import KafkaError
from kafka.structs import TopicPartition

from services.index.batching import Operation
from services.index.bulk import BulkWriter
from services.index.letters import LetterSender
from services.index.outcomes import Outcome, RequestFailure, Verdict
from services.index.pipeline import Letter, Limits, Pipeline
from services.index.progress import Progress
from services.index.rebalance import RebalanceListener, to_offsets
from services.index.writers import Writers
from shared import clock
from shared.logs import get_logger

log = get_logger()

_POLL_SECONDS = 0.2  # also the longest time until a stop is noticed
_ANSWER_SECONDS = 0.02  # while answers are awaited: poll cannot be woken, and an answer frees a writer
_PAUSE_AFTER_SECONDS = 1.0  # without room for this long, partitions are paused and polling goes on
_WARN_AFTER_SECONDS = 30.0  # a backlog fills the room for seconds at a time; longer means trouble
_COMMIT_EVERY_SECONDS = 0.5
_COMMIT_TIMEOUT_MS = 10_000
_LETTER_PAUSE_SECONDS = 1.0  # after a dead letter could not be sent


class IndexLoop:
    def __init__(
        self,
        consumer: KafkaConsumer,
        topics: Sequence[str],
        writer: BulkWriter,
        letters: LetterSender,
        limits: Limits,
        *,
        on_missing_index: Callable[[], None] = lambda: None,
        now: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], datetime] = clock.now,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._consumer = consumer
        self._topics = list(topics)
        self._writer = writer
        self._letters = letters
        self._on_missing_index = on_missing_index
        self._now = now
        self._wall_clock = wall_clock
        self._pipeline = Pipeline(limits, uniform)
        self._lock = RLock()  # never held while the consumer is called: its thread may be waiting for it
        self._events: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._writers = Writers(limits.max_concurrency)
        self._committed_at = now()
        self._letters_not_before = 0.0
        self._full_since: float | None = None
        self._paused = False
        self._warned = False
        self.progress = Progress(now)

    def run(self, stop: Event, *, drain_seconds: float = 6.0) -> None:
        """Index until ``stop`` is set, then finish what is under way, commit and leave the group.

        Takes at most about ``drain_seconds`` when Elasticsearch does not answer: what is not settled is read again.
        """
        listener = RebalanceListener(self._consumer, self._pipeline, self._lock)
        self._consumer.subscribe(self._topics, listener=listener)
        try:
            while not stop.is_set():
                self._read()
                self._turn()
            self._drain(self._now() + drain_seconds)
        finally:
            self._writers.close()
            self._commit()
            self._consumer.close(autocommit=False, timeout_ms=3_000)
            self.progress.report(self._pipeline, force=True)

    def state(self) -> dict[str, object]:
        """For the health page; safe from any thread."""
        with self._lock:
            return {
                "partitions": len(self._pipeline.partitions),
                "unsettled": self._pipeline.unsettled,
                "elasticsearch": "refusing" if self._pipeline.pace.failing else "accepting",
                "reading": not self._paused,
                "settled": {verdict.value: count for verdict, count in self._pipeline.counts.items()},
                "seconds_since_turn": round(self.progress.seconds_since_turn, 1),
            }

    # --- reading

    def _read(self) -> None:
        now = self._now()
        with self._lock:
            full, due, in_flight = self._pipeline.full, self._pipeline.due_in(now), self._pipeline.in_flight
        if full:
            self._hold(now)
            return
        self._full_since = None
        if self._paused:
            self._consumer.resume(*self._consumer.paused())
            self._paused = False
            if self._warned:
                self._warned = False
                log.info("reading resumed", stage="index")
        wait = _POLL_SECONDS if due is None else min(_POLL_SECONDS, due)
        self._poll(min(wait, _ANSWER_SECONDS) if in_flight else wait)

    def _hold(self, now: float) -> None:
        """No room: wait for an answer. When that takes long, pause the partitions and go on polling, which keeps the
        membership, lets the group rebalance, and fetches nothing more into memory."""
        if self._full_since is None:
            self._full_since = now
        self._handle_one_event(timeout=_POLL_SECONDS)
        if now - self._full_since < _PAUSE_AFTER_SECONDS:
            return
        self._paused = True
        if not self._warned and now - self._full_since >= _WARN_AFTER_SECONDS:
            self._warned = True
            log.warning("reading paused until Elasticsearch keeps up", stage="index", **self.state())
        # Each time: a rebalance may have brought partitions that are not paused.
        self._consumer.pause(*self._consumer.assignment())
        self._poll(0)

    def _poll(self, seconds: float) -> None:
        polled: Mapping[TopicPartition, Sequence[Any]] = self._consumer.poll(timeout_ms=int(seconds * 1000))
        for records in polled.values():
            for record in records:
                with self._lock:
                    rejection = self._pipeline.receive(record, self._now(), self._wall_clock())
                if rejection is not None:
                    log.warning(
                        "record refused", stage="index", outcome=Verdict.DEAD_LETTERED.value,
                        reason=rejection.reason, detail=rejection.detail,
                        topic=record.topic, partition=record.partition, offset=record.offset,
                    )  # fmt: skip

    # --- one turn: answers, batches, dead letters, offsets

    def _turn(self, *, flush: bool = False) -> None:
        while self._handle_one_event():
            pass
        self._dispatch(flush=flush)
        self._send_letters()
        if self._now() - self._committed_at >= _COMMIT_EVERY_SECONDS:
            self._commit()
        self.progress.report(self._pipeline)

    def _handle_one_event(self, timeout: float | None = None) -> bool:
        try:
            event = self._events.get(block=timeout is not None, timeout=timeout)
        except Empty:
            return False
        event()
        return True

    def _dispatch(self, *, flush: bool) -> None:
        while True:
            with self._lock:
                batch = self._pipeline.next_batch(self._now(), flush=flush)
            if batch is None:
                return
            self._writers.submit(partial(self._write, *batch))

    def _write(self, number: int, batch: list[Operation]) -> None:
        """In a writer thread."""
        try:
            result = self._writer.write(batch)
        except Exception as error:
            # A mistake of ours: the process ends, nothing of the batch was committed, and the supervisor starts it anew.
            self._events.put(partial(_raise, error))
        else:
            self._events.put(partial(self._answered, number, result))

    def _answered(self, number: int, result: list[Outcome] | RequestFailure) -> None:
        if isinstance(result, RequestFailure):
            with self._lock:
                wait = self._pipeline.failed(number, result, self._now(), self._wall_clock())
            self._log_retry(result.rejection.reason, result.rejection.detail, wait)
            if result.rejection.reason == "index_not_found_exception":
                self._on_missing_index()
            return
        with self._lock:
            pairs = self._pipeline.answered(number, result, self._now(), self._wall_clock())
            wait = self._pipeline.pace.wait_seconds(self._now())
        retried = []
        for operation, outcome in pairs:
            if outcome.verdict is Verdict.RETRY:
                retried.append(outcome)
            elif outcome.rejection is not None:
                log.warning(
                    "article refused", stage="index", outcome=outcome.verdict.value,
                    article_id=operation.article_id,
                    reason=outcome.rejection.reason, detail=outcome.rejection.detail,
                )  # fmt: skip
            else:
                log.debug(
                    "article", stage="index", outcome=outcome.verdict.value, article_id=operation.article_id
                )
        if retried and (first := retried[0].rejection) is not None:
            self._log_retry(first.reason, f"{len(retried)} of {len(pairs)} articles: {first.detail}", wait)
            if first.reason == "index_not_found_exception":
                self._on_missing_index()

    def _log_retry(self, reason: str, detail: str, wait: float) -> None:
        log.warning(
            "will try again", stage="index", outcome=Verdict.RETRY.value, reason=reason, detail=detail,
            wait_seconds=round(wait, 2),
        )  # fmt: skip

    def _send_letters(self) -> None:
        if self._now() < self._letters_not_before:
            return
        with self._lock:
            letters = self._pipeline.take_letters()
        for letter in letters:
            # May be called in the producer's thread, hence through the queue.
            self._letters.send(
                letter, lambda sent, why: self._events.put(partial(self._letter_done, sent, why))
            )

    def _letter_done(self, letter: Letter, why: str | None) -> None:
        with self._lock:
            if why is None:
                self._pipeline.letter_sent(letter)
            else:
                self._pipeline.letter_failed(letter)
        if why is not None:
            self._letters_not_before = self._now() + _LETTER_PAUSE_SECONDS
            self._log_retry("dead_letter_not_sent", why, _LETTER_PAUSE_SECONDS)

    def _commit(self) -> None:
        self._committed_at = self._now()
        with self._lock:
            positions = self._pipeline.committable()
        if not positions:
            return
        try:
            self._consumer.commit(to_offsets(positions), timeout_ms=_COMMIT_TIMEOUT_MS)
        except KafkaError as error:
            # A rebalance under way, or a broker that is gone: tried again, or read again by the next owner.
            log.warning(
                "offsets not committed yet", stage="index", reason=type(error).__name__, detail=str(error)
            )
            return
        with self._lock:
            self._pipeline.committed(positions)

    def _drain(self, deadline: float) -> None:
        while self._now() < deadline:
            self._turn(flush=True)
            with self._lock:
                if self._pipeline.idle:
                    return
            self._handle_one_event(timeout=0.05)
        log.warning(
            "stopping with unsettled articles; they will be read again", stage="index", **self.state()
        )


def _raise(error: Exception) -> None:
    raise error
