"""The faust application, written around what faust does by default: lose records.

An exception inside an agent acknowledges the event, ``topic.send()`` does not wait for the broker, and concurrency commits
past a record still in work (measured; faust-streaming issue 606). So: events are taken without acknowledgement, nothing
inside the loop may raise, an event is acknowledged only when the broker has acknowledged its message, and a message the
broker refuses ends the process before anything of it is committed. Killed at any time, records are repeated, never lost.
"""

from __future__ import annotations

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import faust

from services.enrich.pipeline import Pipeline
from services.enrich.transform import Message, Record, transform
from shared.clock import now
from shared.logs import get_logger
from shared.settings import Settings
from shared.topics import DEAD_LETTER, ENRICHED, MAX_DEAD_LETTER_BYTES, RAW, RAW_BACKFILL

log = get_logger()

_MAX_IN_FLIGHT = 1_000  # messages sent and not yet acknowledged by the broker: bounds memory while it is slow
# Backfill is taken one article at a time, when the live lane is empty and has been for this long: live waits for one
# article of backfill at most, and backfill still moves through the gaps of a steady live lane.
_LIVE_IDLE_SECONDS = 0.05
# The longest legal article (1 M characters) takes some ten seconds; a record in work for longer than this hangs.
_HANGING_SECONDS = 120.0
_EXIT_SEND_FAILED = 70  # EX_SOFTWARE: the supervisor starts us again, and the record is read again


class Progress:
    """What was done, for the health page and the log."""

    def __init__(self) -> None:
        self.enriched = 0
        self.dead_lettered = 0
        self.in_flight = 0
        self.live_at = 0.0
        self.working_since: float | None = None  # when the record in work was taken up

    def count(self, message: Message) -> None:
        if message.rejection is None:
            self.enriched += 1
        else:
            self.dead_lettered += 1


class EnrichApp:
    """``app`` is the faust application; ``health`` may be asked from any thread."""

    def __init__(self, settings: Settings, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self.progress = Progress()
        self.app = _faust_app(settings)
        # One thread: Python runs one at a time anyway, and the event loop beside it keeps the group membership alive.
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="enrich")
        self._slots: asyncio.Semaphore | None = None
        self._live_queue: Any = None
        self._live_busy = False
        raw: dict[str, Any] = {
            "key_type": bytes,
            "value_type": bytes,
            "key_serializer": "raw",
            "value_serializer": "raw",
        }
        self._outputs = {name: self.app.topic(name, **raw) for name in (ENRICHED, DEAD_LETTER)}
        self.app.agent(self.app.topic(RAW, **raw), name="live")(self._live)
        self.app.agent(self.app.topic(RAW_BACKFILL, **raw), name="backfill")(self._backfill)

    def health(self) -> tuple[bool, dict[str, object]]:
        """Healthy once the group has given us partitions, or has none to give (more enrichers than partitions)."""
        consumer = self.app.consumer if self.app.started else None
        assigned = len(consumer.assignment()) if consumer is not None else 0
        joined = self.app.started and not self.app.rebalancing and self.app.rebalancing_count > 0
        details: dict[str, object] = {
            "partitions": assigned,
            "rebalancing": bool(self.app.rebalancing),
            "enriched": self.progress.enriched,
            "dead_lettered": self.progress.dead_lettered,
            "in_flight": self.progress.in_flight,
        }
        working_since = self.progress.working_since
        seconds = 0.0 if working_since is None else time.monotonic() - working_since
        details["seconds_in_record"] = round(seconds, 1)
        return (joined or assigned > 0) and seconds < _HANGING_SECONDS, details

    async def _live(self, stream: Any) -> None:
        self._live_queue = stream.channel.queue
        async for event in stream.noack().events():
            self._live_busy = True
            await self._settle(event)
            self._live_busy = False
            self.progress.live_at = time.monotonic()

    async def _backfill(self, stream: Any) -> None:
        async for event in stream.noack().events():
            while not self._live_is_idle():
                await asyncio.sleep(_LIVE_IDLE_SECONDS)
            await self._settle(event)

    def _live_is_idle(self) -> bool:
        waiting = self._live_busy or (self._live_queue is not None and not self._live_queue.empty())
        return not waiting and time.monotonic() - self.progress.live_at >= _LIVE_IDLE_SECONDS

    async def _settle(self, event: Any) -> None:
        """``_handle``, and the end of the process where it fails: faust would go on with the next record instead."""
        try:
            await self._handle(event)
        except Exception:
            log.critical(
                "a record could not be sent on: ending, so that it is read again",
                stage="enrich", topic=event.message.topic, partition=event.message.partition,
                offset=event.message.offset, exc_info=True,
            )  # fmt: skip
            _end_now()

    async def _handle(self, event: Any) -> None:
        if self._slots is None:
            self._slots = asyncio.Semaphore(_MAX_IN_FLIGHT)
        record = _record(event.message)
        loop = asyncio.get_running_loop()
        message = await loop.run_in_executor(self._executor, self._transform, record)
        _log_outcome(record, message)
        await self._slots.acquire()
        # Also while stopping: faust then waits for what is in work, so that the last commit holds all that was sent.
        self.progress.in_flight += 1
        sent: Any = await self._outputs[message.topic].send(
            key=message.key, value=message.value, headers=message.headers
        )
        sent.add_done_callback(partial(self._settled, event, message, self._slots))

    def _transform(self, record: Record) -> Message:
        self.progress.working_since = time.monotonic()
        try:
            return transform(record, self._pipeline, now())
        finally:
            self.progress.working_since = None

    def _settled(
        self, event: Any, message: Message, slots: asyncio.Semaphore, sent: asyncio.Future[Any]
    ) -> None:
        slots.release()
        self.progress.in_flight -= 1
        if sent.cancelled():
            return  # stopping: not acknowledged, so it is read again
        error = sent.exception()
        if error is not None:
            log.critical(
                "the broker did not take a message: ending, so that its record is read again",
                stage="enrich", topic=message.topic, article_id=message.article_id, detail=str(error)[:300],
            )  # fmt: skip
            _end_now()
            return
        self.progress.count(message)
        event.ack()


def _end_now() -> None:
    # Not through faust's crash: on its way down it commits and waits, and a commit is what must not happen.
    os._exit(_EXIT_SEND_FAILED)


def _record(message: Any) -> Record:
    headers = message.headers or ()
    items = headers.items() if isinstance(headers, dict) else headers
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=message.key,
        value=message.value,
        headers=[(str(name), value) for name, value in items],
    )


def _log_outcome(record: Record, message: Message) -> None:
    if message.rejection is None:
        outcome = "retracted" if message.value is None else "enriched"
        log.debug("article", stage="enrich", article_id=message.article_id, outcome=outcome)
    else:
        log.warning(
            "record refused", stage="enrich", outcome="dead_lettered", article_id=message.article_id,
            reason=message.rejection.reason, detail=message.rejection.detail,
            topic=record.topic, partition=record.partition, offset=record.offset,
        )  # fmt: skip


def _faust_app(settings: Settings) -> faust.App:
    brokers = ";".join(f"kafka://{address.strip()}" for address in settings.kafka_bootstrap.split(","))
    return faust.App(
        settings.enrich_group,
        broker=brokers,
        store="memory://",
        datadir=str(settings.home / "faust"),
        web_enabled=False,  # its page answers OK whatever happens; ours is shared.health
        topic_disable_leader=True,
        topic_allow_declare=False,  # shared.topics creates them, with their real settings
        cython_optimizations=True,
        consumer_auto_offset_reset="earliest",
        # A lane's buffer stops its fetching at 80 % and starts it again at 40 %, looking once a second: that is enough
        # for 1,600 articles a second. What one poll brings must fit into the rest: one full buffer halts both lanes.
        stream_buffer_maxsize=4_096,
        broker_max_poll_records=500,
        broker_commit_interval=0.5,
        broker_commit_every=1_000,
        # A killed enricher's partitions are handed on after this long (60 s by default).
        broker_session_timeout=12.0,
        broker_heartbeat_interval=3.0,
        producer_acks=-1,
        producer_linger=0.02,  # seconds, unlike Kafka's own milliseconds
        producer_max_batch_size=262_144,
        producer_max_request_size=MAX_DEAD_LETTER_BYTES,
        producer_request_timeout=60.0,  # 20 minutes by default; a killed broker is back within half a minute
        producer_compression_type="lz4",
    )
