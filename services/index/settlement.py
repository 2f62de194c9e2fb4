"""Which offsets may be committed: for each partition, up to the last record that is settled with all before it.

A record is settled once nothing can be lost by forgetting it: it is in the index, a newer copy is, or its dead letter is
acknowledged. Pure; positions are what the consumer delivered, so the gaps of a compacted topic are of no concern.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Partition = tuple[str, int]  # topic and number, as kafka-python's TopicPartition


class Ticket(NamedTuple):
    """One delivery of one record. A redelivery, also after a rebalance, is another ticket."""

    partition: Partition
    assignment: int
    sequence: int


class Position(NamedTuple):
    """Where to go on reading: the offset of the next record, and the leader epoch of the last one read."""

    offset: int
    leader_epoch: int


class _Delivered(NamedTuple):
    sequence: int
    next_position: Position


@dataclass(slots=True)
class _Assigned:
    assignment: int
    next_sequence: int = 0
    waiting: deque[_Delivered] = field(
        default_factory=deque
    )  # in order of delivery, the oldest unsettled first
    settled_ahead: set[int] = field(default_factory=set)  # settled, but something before them is not
    reached: Position | None = None
    committed: Position | None = None


class SettlementTracker:
    def __init__(self) -> None:
        self._assignments = 0
        self._partitions: dict[Partition, _Assigned] = {}

    def assign(self, partitions: Iterable[Partition]) -> None:
        """Start afresh with these partitions; tickets of an earlier assignment of theirs no longer count."""
        self._assignments += 1
        for partition in partitions:
            self._partitions[_plain(partition)] = _Assigned(self._assignments)

    def revoke(self, partitions: Iterable[Partition]) -> None:
        for partition in partitions:
            self._partitions.pop(_plain(partition), None)

    def deliver(self, partition: Partition, offset: int, leader_epoch: int = -1) -> Ticket | None:
        """Note a record as read; None when the partition is no longer ours, and the record is to be dropped."""
        partition = _plain(partition)
        assigned = self._partitions.get(partition)
        if assigned is None:
            return None
        sequence = assigned.next_sequence
        assigned.next_sequence += 1
        assigned.waiting.append(_Delivered(sequence, Position(offset + 1, leader_epoch)))
        return Ticket(partition, assigned.assignment, sequence)

    def is_current(self, ticket: Ticket) -> bool:
        assigned = self._partitions.get(ticket.partition)
        return assigned is not None and assigned.assignment == ticket.assignment

    def settle(self, ticket: Ticket) -> bool:
        """Mark as settled; False when the partition was revoked meanwhile and nothing is to be committed for it."""
        if not self.is_current(ticket):
            return False
        assigned = self._partitions[ticket.partition]
        if not assigned.waiting or ticket.sequence < assigned.waiting[0].sequence:
            return True  # settled before
        assigned.settled_ahead.add(ticket.sequence)
        while assigned.waiting and assigned.waiting[0].sequence in assigned.settled_ahead:
            first = assigned.waiting.popleft()
            assigned.settled_ahead.discard(first.sequence)
            assigned.reached = first.next_position
        return True

    def committable(self, partitions: Iterable[Partition] | None = None) -> dict[Partition, Position]:
        """Positions reached and not yet committed, of the given partitions or of all."""
        wanted = self._partitions if partitions is None else {_plain(partition) for partition in partitions}
        return {
            partition: assigned.reached
            for partition, assigned in self._partitions.items()
            if partition in wanted and assigned.reached is not None and assigned.reached != assigned.committed
        }

    def committed(self, positions: Mapping[Partition, Position]) -> None:
        """Note what the broker acknowledged."""
        for partition, position in positions.items():
            assigned = self._partitions.get(_plain(partition))
            if assigned is not None:
                assigned.committed = position

    @property
    def partitions(self) -> set[Partition]:
        return set(self._partitions)

    @property
    def unsettled(self) -> int:
        return sum(
            len(assigned.waiting) - len(assigned.settled_ahead) for assigned in self._partitions.values()
        )


def _plain(partition: Partition) -> Partition:
    return (partition[0], partition[1])
