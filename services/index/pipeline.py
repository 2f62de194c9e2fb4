"""The write path as a state machine: records in, batches out, outcomes in, offsets out. Pure: no Kafka, HTTP or clock.

Every record that enters ends in exactly one of three ways (indexed, already newer, dead letter acknowledged) or is still
here; ``committable`` never passes one that is still here. The loop around it does the input and output.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.index.batching import Batcher, Operation
from services.index.outcomes import Outcome, RequestFailure, Verdict
from services.index.pace import Pace
from services.index.records import Record, interpret, origin_of
from services.index.settlement import Partition, Position, SettlementTracker, Ticket
from shared.contracts import DeadLetter, Stage
from shared.dead_letters import dead_letter
from shared.rejection import Rejection


@dataclass(frozen=True, slots=True)
class Limits:
    max_documents: int = 500  # of one bulk request
    max_bytes: int = 5_000_000  # of one bulk request
    linger_seconds: float = 0.1  # a lone article waits this long for company
    max_concurrency: int = 2  # bulk requests under way
    # Articles held in memory, waiting or under way. Two more batches than are under way keep the writers busy.
    max_held_batches: int = 4

    @property
    def max_held_documents(self) -> int:
        return self.max_held_batches * self.max_documents

    @property
    def max_held_bytes(self) -> int:
        return self.max_held_batches * self.max_bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter to be sent; its record is settled once the broker acknowledged it."""

    ticket: Ticket
    content: DeadLetter

    @property
    def size(self) -> int:
        """Bytes it holds in memory, as far as the record decides it."""
        return len(self.content.payload_base64 or "")


class Pipeline:
    def __init__(self, limits: Limits, uniform: Callable[[float, float], float]) -> None:
        self._limits = limits
        self._tracker = SettlementTracker()
        self._batcher = Batcher(limits.max_documents, limits.max_bytes, limits.linger_seconds)
        self.pace = Pace(limits.max_concurrency, uniform)
        self._in_flight: dict[int, list[Operation]] = {}
        self._batches = 0
        self._letters: list[Letter] = []
        self._letters_under_way = 0
        self._letter_bytes = 0  # of those waiting and those under way
        self._split_to: int | None = None  # documents a request may hold after one was too large
        self.counts: Counter[Verdict] = Counter()

    # --- Kafka's side

    def assign(self, partitions: Iterable[Partition]) -> None:
        self._tracker.assign(partitions)

    def revoke(self, partitions: Iterable[Partition]) -> None:
        """Forget what is waiting for these partitions: their next owner reads it again, and writes are idempotent."""
        self._tracker.revoke(partitions)
        self._batcher.drop(lambda operation: not self._tracker.is_current(operation.ticket))
        kept = [letter for letter in self._letters if self._tracker.is_current(letter.ticket)]
        self._letter_bytes -= sum(letter.size for letter in self._letters) - sum(
            letter.size for letter in kept
        )
        self._letters = kept

    def receive(self, record: Record, now: float, at: datetime) -> Rejection | None:
        """Take one record in. Returns why it cannot be processed, when a dead letter was made of it."""
        ticket = self._tracker.deliver(
            (record.topic, record.partition),
            record.offset,
            -1 if record.leader_epoch is None else record.leader_epoch,
        )
        if ticket is None:
            return None
        write = interpret(record)
        if isinstance(write, Rejection):
            self._bury(record, ticket, write, at)
            return write
        self._batcher.add(Operation(write.article_id, write.version, write.document, ticket, record), now)
        return None

    def committable(self, partitions: Iterable[Partition] | None = None) -> dict[Partition, Position]:
        return self._tracker.committable(partitions)

    def committed(self, positions: Mapping[Partition, Position]) -> None:
        self._tracker.committed(positions)

    # --- Elasticsearch's side

    def next_batch(self, now: float, *, flush: bool = False) -> tuple[int, list[Operation]] | None:
        """A numbered batch to send now, if one is due and the pace allows; its result goes to ``answered`` or ``failed``."""
        if not self.pace.allows(now, len(self._in_flight)):
            return None
        due = self._batcher.due_in(now)
        if due is None or (due > 0 and not flush):
            return None
        batch = self._batcher.take(at_most=self._split_to)
        self._batches += 1
        self._in_flight[self._batches] = batch
        return self._batches, batch

    def answered(
        self, number: int, outcomes: Sequence[Outcome], now: float, at: datetime
    ) -> list[tuple[Operation, Outcome]]:
        """Settle a batch item by item; ``outcomes`` in the batch's order. Returns both, for the log."""
        batch = self._in_flight.pop(number)
        pairs = list(zip(batch, outcomes, strict=True))
        self._split_to = None
        retried = []
        for operation, outcome in pairs:
            operation.internal_errors += outcome.internal_error
            if outcome.verdict is Verdict.RETRY:
                retried.append(operation)
            elif outcome.verdict is Verdict.DEAD_LETTERED and outcome.rejection is not None:
                self._bury(operation.record, operation.ticket, outcome.rejection, at)
            else:
                self.counts[outcome.verdict] += 1
                self._tracker.settle(operation.ticket)
        if retried:
            self._put_back(retried)
            self.pace.failed(now)
        else:
            self.pace.succeeded()
        return pairs

    def failed(self, number: int, failure: RequestFailure, now: float, at: datetime) -> float:
        """A request without an answer for its items: all are tried again. Returns the seconds until then.

        When Elasticsearch finds the request itself unacceptable, halves are tried, until the one document that is the
        cause stands alone and becomes a dead letter.
        """
        batch = self._in_flight.pop(number)
        if not failure.request_refused:
            self._put_back(batch)
            return self.pace.failed(now)
        if len(batch) == 1:
            self._bury(batch[0].record, batch[0].ticket, failure.rejection, at)
        else:
            self._put_back(batch)
            self._split_to = len(batch) // 2
        return 0.0

    def _put_back(self, operations: Iterable[Operation]) -> None:
        self._batcher.put_back(
            operation for operation in operations if self._tracker.is_current(operation.ticket)
        )

    # --- The dead letters' side

    def _bury(self, record: Record, ticket: Ticket, rejection: Rejection, at: datetime) -> None:
        content = dead_letter(
            Stage.INDEX, rejection, at,
            origin=origin_of(record), key=record.key, payload=record.value, headers=record.headers or (),
        )  # fmt: skip
        letter = Letter(ticket, content)
        self._letters.append(letter)
        self._letter_bytes += letter.size

    def take_letters(self) -> list[Letter]:
        """Dead letters to be sent; each comes back through ``letter_sent`` or ``letter_failed``."""
        letters, self._letters = self._letters, []
        self._letters_under_way += len(letters)
        return letters

    def letter_sent(self, letter: Letter) -> None:
        self._letters_under_way -= 1
        self._letter_bytes -= letter.size
        self.counts[Verdict.DEAD_LETTERED] += 1
        self._tracker.settle(letter.ticket)

    def letter_failed(self, letter: Letter) -> None:
        self._letters_under_way -= 1
        if self._tracker.is_current(letter.ticket):
            self._letters.append(letter)
        else:
            self._letter_bytes -= letter.size

    # --- How full it is

    @property
    def in_flight(self) -> int:
        return len(self._in_flight)

    @property
    def waiting(self) -> int:
        return len(self._batcher)

    @property
    def idle(self) -> bool:
        return not (self._in_flight or self._batcher or self._letters or self._letters_under_way)

    @property
    def full(self) -> bool:
        """Whether reading has to stop until something is settled, so that memory stays bounded."""
        in_flight = sum(operation.size for batch in self._in_flight.values() for operation in batch)
        held = self._batcher.bytes + in_flight + self._letter_bytes
        documents = len(self._batcher) + sum(len(batch) for batch in self._in_flight.values())
        letters = len(self._letters) + self._letters_under_way
        return held >= self._limits.max_held_bytes or documents + letters >= self._limits.max_held_documents

    @property
    def unsettled(self) -> int:
        return self._tracker.unsettled

    @property
    def partitions(self) -> set[Partition]:
        return self._tracker.partitions

    def due_in(self, now: float) -> float | None:
        """Seconds until ``next_batch`` has one, as far as time decides it: None when nothing waits, or an answer has to come
        first because all writers are busy."""
        due = self._batcher.due_in(now)
        if due is None or len(self._in_flight) >= self.pace.concurrency:
            return None
        return max(due, self.pace.wait_seconds(now))
