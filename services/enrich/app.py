"""The faust application, written around what faust does by default: lose records.

An exception inside an agent acknowledges the event, ``topic.send()`` does not wait for the broker, and concurrency commits
past a record still in work (measured; faust-streaming issue 606). So: events are taken without acknowledgement, nothing
inside the loop may raise, an event is acknowledged only when the broker has acknowledged its message and those of all
events ahead of it in the partition (see ``order``), and a message the broker refuses ends the process before anything of
it is committed. Killed at any time, records are repeated, never lost.

Enriching has a thread of its own, beside which the event loops keep the group membership alive; see ``lanes``.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import Any

import faust

from services.enrich.lanes import Lane, Lanes
from services.enrich.order import Order, Taken
from services.enrich.pipeline import Pipeline
from services.enrich.progress import Progress
from services.enrich.refusals import Refusals
from services.enrich.standing import Standing
from services.enrich.transform import Message, Record, size_of, transform
from shared.clock import now
from shared.logs import get_logger
from shared.settings import Settings
from shared.topics import MAX_DEAD_LETTER_BYTES, RAW, RAW_BACKFILL

log = get_logger()

_TURN_SECONDS = 0.02  # as long as a batch of the producer waits for more
_EXIT_SEND_FAILED = 70  # EX_SOFTWARE: the supervisor starts us again, and the record is read again

Done = tuple[Taken, int, Message]  # the event, the bytes of it and of what is sent for it, and that


class EnrichApp:
    """``app`` is the faust application; ``standing`` may be asked from any thread."""

    def __init__(self, settings: Settings, pipeline: Pipeline) -> None:
        self.progress = Progress()
        self.refusals = Refusals()
        self._pipeline = self.progress.timed(pipeline)
        self.app = _faust_app(settings)
        self._lanes: Lanes[Taken, Done] = Lanes(self._flows, self._nothing_live, self._wake)
        self.standing = Standing(self.app, pipeline, self.progress, lambda: self._lanes.open)
        self.app.on_partitions_assigned.connect(self._assigned, weak=False)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turn_is_due = False
        self._order = Order()
        self._sender: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[None] | None = None
        self._held: dict[str, set[Any]] = {
            RAW: set(),
            RAW_BACKFILL: set(),
        }  # by topic: what is not fetched for now
        self._live_queue: Any = None
        for topic, name, agent in ((RAW, "live", self._live), (RAW_BACKFILL, "backfill", self._backfill)):
            taken_from = self.app.topic(
                topic, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw"
            )
            self.app.agent(taken_from, name=name)(agent)

    # --- In the event loop

    async def _live(self, stream: Any) -> None:
        self._live_queue = stream.channel.queue
        await self._take_in(stream, self._lanes.live)

    async def _backfill(self, stream: Any) -> None:
        await self._take_in(stream, self._lanes.backfill)

    async def _assigned(self, _app: Any, /, *partitions: Any, signal: Any, **_: Any) -> None:
        # Not awaited here: the rebalance would wait for it.
        self._looking = asyncio.get_running_loop().create_task(self._look_up_beginnings(*partitions))

    async def _look_up_beginnings(self, partitions: Any) -> None:
        try:
            await self.standing.look_up_beginnings(partitions)
        except Exception as error:  # only the lag of what nobody has committed yet remains unknown
            log.warning("cannot ask where partitions begin", stage="enrich", detail=str(error)[:300])

    async def _take_in(self, stream: Any, lane: Lane[Taken]) -> None:
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            Thread(target=self._work, name="enrich", daemon=True).start()
        async for event in stream.noack().events():
            message = event.message
            self._lanes.put(
                lane, self._order.take(event), len(message.value or b"") + len(message.key or b"")
            )
            if lane.full:
                # As faust does where its own buffer is full. That counts records, however large they are, so this loop
                # empties it at once: what waits is in the lane, which counts bytes too.
                for partition in self.app.consumer.assignment():
                    if partition.topic == message.topic:
                        self.app.consumer.on_buffer_full(partition)
                        self._held[message.topic].add(partition)

    def _turn_soon(self) -> None:
        asyncio.get_running_loop().call_later(_TURN_SECONDS, self._turn)

    def _turn(self) -> None:
        """Send what was done and let more come in; also while stopping, when faust waits for what is in work, so that the
        last commit holds all that was sent."""
        self._turn_is_due = False
        # One sender at a time: a second would overtake the first where that waits for room or for a topic's metadata.
        if self._sender is None or self._sender.done():
            self._sender = asyncio.get_running_loop().create_task(self._send_all())
        if not self._flows():
            # Stopping, or partitions are handed over: what was not begun is read again, by us or by others.
            for taken in self._lanes.drop():
                self._wait_no_more(taken)
        self._fetch_again(RAW, self._lanes.live)
        self._fetch_again(RAW_BACKFILL, self._lanes.backfill)

    def _fetch_again(self, topic: str, lane: Lane[Taken]) -> None:
        if self._held[topic] and lane.has_room:
            for partition in self._held[topic] & self.app.consumer.assignment():
                self.app.consumer.on_buffer_drop(partition)
            self._held[topic].clear()

    async def _send_all(self) -> None:
        """What was done, until there is no more of it."""
        try:
            while results := self._lanes.results():
                for taken, size, message in results:
                    await self._send(taken, size, message)
        except Exception:
            log.critical(
                "records could not be sent on: ending, so that they are read again",
                stage="enrich", exc_info=True,
            )  # fmt: skip
            _end_now()

    async def _send(self, taken: Taken, size: int, message: Message) -> None:
        self.refusals.log(taken.event.message, message)
        # Not through a faust topic: what it adds (sensors, a second future) costs a tenth of a millisecond a record.
        producer: Any = await self.app.maybe_start_producer()
        sent = await producer.send(message.topic, message.key, message.value, None, None, message.headers)
        sent.add_done_callback(partial(self._settled, taken, size, message))

    def _settled(self, taken: Taken, size: int, message: Message, sent: asyncio.Future[Any]) -> None:
        self._lanes.settled(size)
        self._wait_no_more(taken)
        if sent.cancelled():
            return  # stopping: neither this one nor any behind it is acknowledged, so they are read again
        error = sent.exception()
        if error is not None:
            log.critical(
                "the broker did not take a message: ending, so that its record is read again",
                stage="enrich", topic=message.topic, article_id=message.article_id,
                reason=type(error).__name__, detail=str(error)[:300],
            )  # fmt: skip
            _end_now()
            return
        self.progress.count(taken.event.message.topic, message)
        for event in self._order.settle(taken):
            event.ack()

    def _wait_no_more(self, taken: Taken) -> None:
        """Whoever stops, or hands partitions over, need not wait for this one."""
        self.app.consumer.unacked.discard(taken.event.message)

    # --- In the thread that enriches

    def _work(self) -> None:
        try:
            while True:
                taken, size = self._lanes.take()
                with self.progress.working():
                    message = transform(_record(taken.event.message), self._pipeline, now())
                comes_out = size_of(message)
                self._lanes.done((taken, size + comes_out, message), comes_out)
        except BaseException:  # without this thread nothing moves any more
            log.critical(
                "enriching failed: ending, so that its record is read again", stage="enrich", exc_info=True
            )
            _end_now()

    def _flows(self) -> bool:
        consumer: Any = self.app.consumer
        return bool(consumer.flow_active)

    def _wake(self) -> None:
        """A turn of the loop, a little later: each costs it a wait for the interpreter's lock, so there are not many."""
        if not self._turn_is_due and self._loop is not None:
            self._turn_is_due = True
            with suppress(RuntimeError):  # the loop is closed: nothing that is not settled counts any more
                self._loop.call_soon_threadsafe(self._turn_soon)

    def _nothing_live(self) -> bool:
        return self._live_queue is None or self._live_queue.empty()


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
        # A lane is told that it is full after the poll that filled it, so a poll is small. It fits into faust's own
        # buffer, which is always empty before it: a full one halts both lanes.
        stream_buffer_maxsize=1_024,
        broker_max_poll_records=100,
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
        # aiokafka packs lz4 at level 9: 0.24 ms an article of 6 KB. This takes 0.05 ms and a fifth less room.
        producer_compression_type="zstd",
    )
