"""Which events may be acknowledged: never one before those that were taken ahead of it in its partition.

faust commits past a gap: with offset 10 committed and only 11 and 12 acknowledged it commits 13, and where nothing is
committed yet it begins at the lowest that is acknowledged (0.15.3, ``Consumer._new_offset``). So it is not shown any gap.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True, eq=False)
class Taken:
    """An event of faust's, from when it is taken until it is settled."""

    event: Any
    settled: bool = False


class Order:
    """Of one event loop. What is taken and never settled (dropped, or its message cancelled) holds up all behind it, until
    the partition is read again: in another generation of the group, or from an earlier offset."""

    def __init__(self) -> None:
        self._generation: int | None = None
        self._partitions: dict[tuple[str, int], deque[Taken]] = {}
        self._last: dict[tuple[str, int], int] = {}

    def take(self, event: Any) -> Taken:
        message = event.message
        if message.generation_id != self._generation:
            # A rebalance: every partition begins again at what is committed.
            self._generation = message.generation_id
            self._partitions.clear()
            self._last.clear()
        at = message.topic, message.partition
        line = self._partitions.setdefault(at, deque())
        if message.offset <= self._last.get(at, -1):
            line.clear()  # read again from here, so these come again or were acknowledged
        self._last[at] = message.offset
        taken = Taken(event)
        line.append(taken)
        return taken

    def settle(self, taken: Taken) -> list[Any]:
        """The events, in order, that may be acknowledged now that this one is stored."""
        taken.settled = True
        message = taken.event.message
        line = self._partitions.get((message.topic, message.partition), deque())
        ready = []
        while line and line[0].settled:
            ready.append(line.popleft().event)
        return ready
