"""What is taken next, and when nothing may be."""

from __future__ import annotations

import time
from threading import Thread

from services.enrich import lanes as module
from services.enrich.lanes import LIVE_IDLE_SECONDS, Lanes


class Bench:
    """Lanes with a clock and conditions that the test sets."""

    def __init__(self) -> None:
        self.now, self.flows, self.live_is_empty, self.woken = 100.0, True, True, 0
        self.lanes: Lanes[str, str] = Lanes(
            lambda: self.flows, lambda: self.live_is_empty, self._wake, lambda: self.now
        )

    def _wake(self) -> None:
        self.woken += 1

    def live(self, *items: str, size: int = 1) -> None:
        for item in items:
            self.lanes.put(self.lanes.live, item, size)

    def backfill(self, *items: str) -> None:
        for item in items:
            self.lanes.put(self.lanes.backfill, item, 1)

    def may_take(self) -> bool:
        return self.lanes._next() is not None

    def take_all(self, *, seconds_each: float = 0.0) -> list[str]:
        """As the thread does, one after the other, until it would wait."""
        taken = []
        while self.may_take():
            item, size = self.lanes.take()
            self.now += seconds_each
            self.lanes.done(item)
            self.lanes.settled(size)
            taken.append(item)
        return taken


def test_live_goes_first_and_backfill_waits_until_it_has_been_quiet() -> None:
    bench = Bench()
    bench.backfill("old 1", "old 2")
    bench.live("new 1", "new 2")
    assert bench.take_all(seconds_each=1) == ["new 1", "new 2"]
    assert not bench.may_take()
    bench.now += 2 * LIVE_IDLE_SECONDS
    assert bench.take_all() == ["old 1", "old 2"]


def test_live_waits_for_one_record_of_backfill_at_most() -> None:
    bench = Bench()
    bench.backfill("old 1", "old 2")
    assert bench.lanes.take()[0] == "old 1"
    bench.live("new")
    assert bench.lanes.take()[0] == "new"


def test_live_records_that_are_still_on_their_way_hold_backfill_up_too() -> None:
    bench = Bench()
    bench.live_is_empty = False
    bench.backfill("old")
    bench.now += 10
    assert not bench.may_take()
    bench.live_is_empty = True
    bench.now += 2 * LIVE_IDLE_SECONDS
    assert bench.take_all() == ["old"]


def test_nothing_is_begun_while_partitions_are_handed_over() -> None:
    bench = Bench()
    bench.live("1", "2")
    bench.backfill("3")
    bench.flows = False
    assert not bench.may_take()
    assert bench.lanes.drop() == ["1", "2", "3"]
    bench.flows = True
    assert not bench.may_take()
    assert (bench.lanes.waiting, bench.lanes.live.bytes) == (0, 0)


def test_what_is_not_settled_is_bounded_in_number_and_bytes() -> None:
    bench = Bench()
    bench.live(*(str(number) for number in range(module._MAX_OPEN + 1)))
    for _ in range(module._MAX_OPEN):
        bench.lanes.take()
    assert not bench.may_take()
    bench.lanes.settled(1)
    assert bench.may_take()

    large = Bench()
    large.live("huge", "next", size=module._MAX_OPEN_BYTES + 1)
    assert large.lanes.take()[0] == "huge"  # alone, however large
    assert not large.may_take()
    large.lanes.settled(module._MAX_OPEN_BYTES + 1)
    assert large.may_take()


def test_a_lane_is_full_by_number_or_by_bytes() -> None:
    bench = Bench()
    bench.live("small")
    assert not bench.lanes.live.full
    bench.live("large", size=module._MAX_WAITING_BYTES)
    assert bench.lanes.live.full
    bench.backfill(*("old",) * module._MAX_WAITING)
    assert bench.lanes.backfill.full


def test_a_waiting_thread_is_woken_by_what_comes_in() -> None:
    bench = Bench()
    taken: list[str] = []
    thread = Thread(target=lambda: taken.append(bench.lanes.take()[0]))
    thread.start()
    bench.live("1")
    thread.join(timeout=10)
    assert taken == ["1"]


def test_a_thread_that_may_not_take_asks_for_what_waits_to_be_dropped() -> None:
    bench = Bench()
    bench.flows = False
    bench.live("1")
    taken: list[str] = []
    thread = Thread(target=lambda: taken.append(bench.lanes.take()[0]), daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not bench.woken:
        assert time.monotonic() < until
    bench.flows = True
    thread.join(timeout=10)
    assert taken == ["1"]


def test_results_are_handed_over_once() -> None:
    bench = Bench()
    bench.live("1", "2")
    bench.take_all()
    assert bench.woken == 2
    assert bench.lanes.results() == ["1", "2"]
    assert bench.lanes.results() == []
