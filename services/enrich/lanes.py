"""Records between the event loop, which fetches and sends, and the thread that enriches: live before backfill.

A hop between the two for each record would leave the thread idle for as long as the loop has work, and make the loop wait
for the interpreter's lock (5 ms) several times a record. So records wait here, and results are taken many at a time.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Condition
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# Backfill is taken one article at a time, when the live lane is empty and has been for this long: live waits for one
# article of backfill at most, and backfill still moves through the gaps of a steady live lane.
LIVE_IDLE_SECONDS = 0.05
# A lane that is full is fetched no more until it has room again, and faust may look only a second later whether it has:
# by then it should not be empty. This is enough for 1,600 articles a second.
_MAX_WAITING = 4_000  # records of a lane
_MAX_WAITING_BYTES = 16 * 1024 * 1024  # of a lane; what is on its way when it becomes full comes on top
_HAS_ROOM = 0.4  # below this part of both
# Taken and not settled: bounds memory while the broker is slow. Bytes are those of what came in and of what goes out.
_MAX_OPEN = 1_000
_MAX_OPEN_BYTES = 64 * 1024 * 1024


class Lane(Generic[Item]):
    def __init__(self) -> None:
        self.waiting: deque[tuple[Item, int]] = deque()
        self.bytes = 0

    @property
    def full(self) -> bool:
        return len(self.waiting) >= _MAX_WAITING or (self.bytes >= _MAX_WAITING_BYTES)

    @property
    def has_room(self) -> bool:
        return len(self.waiting) <= _HAS_ROOM * _MAX_WAITING and self.bytes <= _HAS_ROOM * _MAX_WAITING_BYTES


class Lanes(Generic[Item, Result]):
    """``put``, ``results``, ``settled`` and ``drop`` are the loop's; ``take`` and ``done`` are the thread's.

    ``may_take``: asked before each record is taken, so that none is begun once it is false. ``live_is_empty``: whether
    live records are still to come from where the loop has them. ``wake``: the loop has results to take, or records to
    drop. All three are called in the thread.
    """

    def __init__(
        self,
        may_take: Callable[[], bool],
        live_is_empty: Callable[[], bool],
        wake: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._may_take = may_take
        self._live_is_empty = live_is_empty
        self._wake = wake
        self._clock = clock
        self._changed = Condition()
        self.live: Lane[Item] = Lane()
        self.backfill: Lane[Item] = Lane()
        self._live_at = 0.0  # when the live lane last had a record, or one of it was in work
        self._live_in_work = False
        self._results: deque[Result] = deque()
        self._open = 0
        self._open_bytes = 0

    def put(self, lane: Lane[Item], item: Item, size: int) -> None:
        """Whether or not the lane is full: its reader then asks for no more."""
        with self._changed:
            lane.waiting.append((item, size))
            lane.bytes += size
            self._changed.notify()

    def results(self) -> list[Result]:
        """What was done since the last call."""
        with self._changed:
            taken = list(self._results)
            self._results.clear()
        return taken

    def settled(self, size: int) -> None:
        """``size``: all bytes that ``take`` and ``done`` were told of."""
        with self._changed:
            self._open -= 1
            self._open_bytes -= size
            self._changed.notify()

    def drop(self) -> list[Item]:
        """Everything that waits; none of it will be taken."""
        dropped = []
        with self._changed:
            for lane in (self.live, self.backfill):
                dropped += [item for item, _ in lane.waiting]
                lane.waiting.clear()
                lane.bytes = 0
        return dropped

    @property
    def waiting(self) -> int:
        return len(self.live.waiting) + len(self.backfill.waiting)

    @property
    def open(self) -> int:
        """Records taken and not settled."""
        return self._open

    def take(self) -> tuple[Item, int]:
        """The next record and its size; waits for as long as there is none, or too much is not settled."""
        with self._changed:
            while True:
                lane = self._next()
                if lane is not None:
                    item, size = lane.waiting.popleft()
                    lane.bytes -= size
                    self._open += 1
                    self._open_bytes += size
                    self._live_in_work = lane is self.live
                    return item, size
                if self.waiting and not self._may_take():
                    self._wake()  # to drop them
                # Time alone can make a record of backfill due; otherwise somebody notifies.
                self._changed.wait(LIVE_IDLE_SECONDS / 2 if self.waiting else None)

    def done(self, result: Result, size: int = 0) -> None:
        """``size``: the bytes that it holds beside those of its record."""
        with self._changed:
            self._open_bytes += size
            self._results.append(result)
            if self._live_in_work:
                self._live_at = self._clock()
        self._wake()

    def _next(self) -> Lane[Item] | None:
        if not self.waiting or not self._may_take():
            return None
        if self._open >= _MAX_OPEN or (self._open and self._open_bytes >= _MAX_OPEN_BYTES):
            return None
        now = self._clock()
        if self.live.waiting or not self._live_is_empty():
            self._live_at = now
        if self.live.waiting:
            return self.live
        return self.backfill if now - self._live_at >= LIVE_IDLE_SECONDS else None
