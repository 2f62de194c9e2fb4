"""When a record is acknowledged: only when it and all that were taken ahead of it in its partition are stored."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from faust.types import TP

from services.enrich import lanes
from services.enrich.app import EnrichApp
from services.enrich.order import Order
from services.enrich.pipeline import Pipeline
from shared.settings import Settings
from shared.topics import RAW


class Message(SimpleNamespace):
    __hash__ = object.__hash__


class Event:
    def __init__(self, offset: int, acked: list[int], *, generation: int = 1, value: bytes = b"{") -> None:
        self.message = Message(
            topic=RAW, partition=0, offset=offset, generation_id=generation, key=b"", value=value, headers=()
        )
        self._acked = acked

    def ack(self) -> None:
        self._acked.append(self.message.offset)


class Consumer:
    def __init__(self) -> None:
        self.flow_active = True
        self.unacked: set[Any] = set()
        self.held: set[TP] = set()

    def assignment(self) -> set[TP]:
        return {TP(RAW, 0)}

    def on_buffer_full(self, partition: TP) -> None:
        self.held.add(partition)

    def on_buffer_drop(self, partition: TP) -> None:
        self.held.discard(partition)


class Producer:
    """Takes each message when the test lets it in; ``sent`` are what tells the sender that the broker has it."""

    def __init__(self) -> None:
        self.asked = 0
        self.lets_in = asyncio.Event()
        self.lets_in.set()
        self.sent: list[asyncio.Future[None]] = []

    async def send(self, *_: Any) -> asyncio.Future[None]:
        self.asked += 1
        await self.lets_in.wait()
        self.sent.append(asyncio.get_running_loop().create_future())
        return self.sent[-1]


class Bench:
    """The application between a faust that the test plays and a broker that it plays too. All records are poison: they go
    to the dead-letter topic without a stage."""

    def __init__(self, home: Path) -> None:
        stages = (SimpleNamespace(name=name, version=1) for name in Pipeline.__dataclass_fields__)
        self.enricher = EnrichApp(Settings(home=home), Pipeline(*stages))  # type: ignore[arg-type]
        self.consumer, self.producer = Consumer(), Producer()
        self.enricher.app = SimpleNamespace(consumer=self.consumer, maybe_start_producer=self._started)  # type: ignore[assignment]
        self.acked: list[int] = []
        self._incoming: asyncio.Queue[Event] = asyncio.Queue()
        stream = SimpleNamespace(channel=SimpleNamespace(queue=self._incoming), noack=lambda: self)
        self._task = asyncio.get_running_loop().create_task(self.enricher._live(stream))

    async def _started(self) -> Producer:
        return self.producer

    async def events(self) -> AsyncIterator[Event]:
        while True:
            yield await self._incoming.get()

    def read(self, *offsets: int, **more: Any) -> None:
        for offset in offsets:
            event = Event(offset, self.acked, **more)
            self.consumer.unacked.add(event.message)
            self._incoming.put_nowait(event)


async def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


async def a_few_turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0.01)


def run(promise: Callable[[Bench], Any], home: Path) -> None:
    async def main() -> None:
        await promise(Bench(home))

    asyncio.run(main())


def test_what_is_stored_sooner_than_the_one_ahead_of_it_waits_for_that(tmp_path: Path) -> None:
    async def promise(bench: Bench) -> None:
        bench.read(10, 11, 12)
        await until(lambda: len(bench.producer.sent) == 3)
        first, second, third = bench.producer.sent
        second.set_result(None)
        third.set_result(None)
        await a_few_turns()
        assert bench.acked == []
        first.set_result(None)
        await until(lambda: bench.acked == [10, 11, 12])
        assert bench.enricher.standing.in_flight() == 0

    run(promise, tmp_path)


def test_what_is_behind_a_cancelled_message_is_not_acknowledged(tmp_path: Path) -> None:
    async def promise(bench: Bench) -> None:
        bench.read(57, 58, 59)
        await until(lambda: len(bench.producer.sent) == 3)
        first, second, third = bench.producer.sent
        first.set_result(None)
        second.cancel()
        third.set_result(None)
        await until(lambda: bench.enricher.standing.in_flight() == 0)
        assert bench.acked == [57]
        assert not bench.consumer.unacked  # nobody waits for them
        bench.read(58, 59, generation=2)  # after a rebalance they are read again
        await until(lambda: len(bench.producer.sent) == 5)
        for sent in bench.producer.sent[3:]:
            sent.set_result(None)
        await until(lambda: bench.acked == [57, 58, 59])

    run(promise, tmp_path)


def test_a_message_that_the_producer_lets_wait_is_not_overtaken(tmp_path: Path) -> None:
    async def promise(bench: Bench) -> None:
        bench.producer.lets_in.clear()
        bench.read(1)
        await until(lambda: bench.producer.asked == 1)
        bench.read(2)
        await a_few_turns()
        assert bench.producer.asked == 1
        bench.producer.lets_in.set()
        await until(lambda: len(bench.producer.sent) == 2)

    run(promise, tmp_path)


def test_a_lane_that_is_full_in_bytes_is_fetched_no_more_until_it_has_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "_MAX_WAITING_BYTES", 1_000)
    monkeypatch.setattr(lanes, "_MAX_OPEN", 1)

    async def promise(bench: Bench) -> None:
        bench.read(*range(1, 6), value=b"{" * 300)
        await until(lambda: bench.consumer.held == {TP(RAW, 0)})
        for number in range(5):
            await until(lambda number=number: len(bench.producer.sent) > number)  # type: ignore[misc]
            bench.producer.sent[number].set_result(None)
        await until(lambda: not bench.consumer.held)
        assert bench.enricher._lanes.live.has_room

    run(promise, tmp_path)


def test_what_goes_out_counts_among_the_open_bytes(tmp_path: Path) -> None:
    async def promise(bench: Bench) -> None:
        bench.read(1, value=b"{" * 300)
        await until(lambda: len(bench.producer.sent) == 1)
        assert bench.enricher._lanes._open_bytes > 2 * 300
        bench.producer.sent[0].set_result(None)
        await until(lambda: bench.enricher._lanes._open_bytes == 0)

    run(promise, tmp_path)


def test_what_is_read_again_in_the_same_generation_takes_the_place_of_what_was_dropped() -> None:
    acked: list[int] = []
    order = Order()
    before = [order.take(Event(offset, acked)) for offset in (1, 2, 3)]
    assert [event.message.offset for event in order.settle(before[0])] == [1]
    assert order.settle(before[2]) == []  # 2 was dropped
    again = [order.take(Event(offset, acked)) for offset in (2, 3)]
    assert order.settle(before[1]) == []  # no longer the one that counts
    assert order.settle(again[1]) == []
    assert [event.message.offset for event in order.settle(again[0])] == [2, 3]


def test_partitions_do_not_wait_for_each_other() -> None:
    order = Order()
    one, other = Event(1, []), Event(1, [])
    other.message.partition = 1
    order.take(one)
    assert order.settle(order.take(other)) == [other]
