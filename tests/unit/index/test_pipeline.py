"""The write path against a model of Elasticsearch: whatever happens in whatever order, the index ends up the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.index.batching import Operation
from services.index.outcomes import ALREADY_NEWER, INDEXED, Outcome, RequestFailure, Verdict
from services.index.pipeline import Letter, Limits, Pipeline
from services.index.records import Write, interpret
from services.index.settlement import Partition, Position
from shared.dead_letters import original_payload
from shared.rejection import Rejection
from shared.topics import ENRICHED
from tests.unit.index.enriched import FakeRecord, article_id, enriched, record_of

AT = datetime(2026, 1, 1, tzinfo=UTC)
LIMITS = Limits(max_documents=4, max_bytes=50_000, linger_seconds=0.1, max_concurrency=2)
P: Partition = (ENRICHED, 0)


def always_longest(_low: float, high: float) -> float:
    return high


def pipeline_with(*records: FakeRecord, limits: Limits = LIMITS) -> Pipeline:
    pipeline = Pipeline(limits, always_longest)
    pipeline.assign([P])
    for record in records:
        pipeline.receive(record, 0.0, AT)
    return pipeline


def articles(count: int) -> list[FakeRecord]:
    return [record_of(enriched(number), offset=number) for number in range(count)]


def take(pipeline: Pipeline, now: float = 1.0) -> tuple[int, list[Operation]]:
    batch = pipeline.next_batch(now)
    assert batch is not None
    return batch


REFUSED = Outcome(Verdict.DEAD_LETTERED, Rejection("unknown_field", "no field x"))
BUSY = Outcome(Verdict.RETRY, Rejection("es_rejected_execution_exception", "429"))
INTERNAL_ERROR = Outcome(Verdict.RETRY, Rejection("null_pointer_exception", "500"), internal_error=True)
GONE = RequestFailure(Rejection("no_answer", "connection refused"))
TOO_LARGE = RequestFailure(Rejection("document_too_large", "413"), request_refused=True)


def test_a_record_that_cannot_be_read_becomes_a_dead_letter_with_its_bytes_and_origin() -> None:
    pipeline = pipeline_with(FakeRecord(value=b"{broken", key=b"k", offset=41, headers=[("h", b"\xff")]))
    (letter,) = pipeline.take_letters()
    assert letter.content.reason == "invalid_json"
    assert original_payload(letter.content) == b"{broken"
    origin = letter.content.origin
    assert (origin.topic, origin.partition, origin.offset) == (ENRICHED, 0, 41)


def test_a_dead_letter_settles_its_record_only_once_it_is_acknowledged() -> None:
    pipeline = pipeline_with(FakeRecord(value=b"{broken", offset=41))
    (letter,) = pipeline.take_letters()
    assert pipeline.committable() == {}
    pipeline.letter_failed(letter)
    assert pipeline.committable() == {}
    assert pipeline.take_letters() == [letter]
    pipeline.letter_sent(letter)
    assert pipeline.committable() == {P: Position(42, 0)}
    assert pipeline.idle


def test_an_older_version_is_as_good_as_indexed() -> None:
    pipeline = pipeline_with(*articles(2))
    number, _ = take(pipeline)
    pipeline.answered(number, [INDEXED, ALREADY_NEWER], 1.0, AT)
    assert pipeline.committable() == {P: Position(2, 0)}
    assert pipeline.take_letters() == []


def test_a_refused_document_is_dead_lettered_and_the_next_flows() -> None:
    pipeline = pipeline_with(*articles(2))
    number, batch = take(pipeline)
    pipeline.answered(number, [REFUSED, INDEXED], 1.0, AT)
    assert pipeline.committable() == {}
    (letter,) = pipeline.take_letters()
    assert letter.content.reason == "unknown_field"
    assert letter.content.article_id == batch[0].article_id
    pipeline.letter_sent(letter)
    assert pipeline.committable() == {P: Position(2, 0)}


def test_only_the_items_that_were_turned_away_are_sent_again_and_after_a_wait() -> None:
    pipeline = pipeline_with(*articles(3))
    number, batch = take(pipeline, now=1.0)
    pipeline.answered(number, [INDEXED, BUSY, INDEXED], 1.0, AT)
    assert pipeline.committable() == {P: Position(1, 0)}
    assert pipeline.next_batch(1.0) is None
    _, again = take(pipeline, now=1.0 + pipeline.pace.wait_seconds(1.0))
    assert again == [batch[1]]


def test_without_elasticsearch_nothing_is_committed_and_everything_is_tried_again() -> None:
    pipeline = pipeline_with(*articles(3))
    now = 1.0
    for _ in range(20):
        number, batch = take(pipeline, now)
        assert len(batch) == 3
        now += pipeline.failed(number, GONE, now, AT)
    assert pipeline.committable() == {}
    number, _ = take(pipeline, now)
    pipeline.answered(number, [INDEXED] * 3, now, AT)
    assert pipeline.committable() == {P: Position(3, 0)}


def test_an_outage_however_long_counts_against_no_document() -> None:
    pipeline = pipeline_with(*articles(2))
    now = 1.0
    for _ in range(100):
        number, _ = take(pipeline, now)
        now += pipeline.failed(number, GONE, now, AT)
        number, _ = take(pipeline, now)
        pipeline.answered(number, [BUSY, BUSY], now, AT)
        now += pipeline.pace.wait_seconds(now)
    number, (first, second) = take(pipeline, now)
    assert (first.internal_errors, second.internal_errors) == (0, 0)
    pipeline.answered(number, [INTERNAL_ERROR, INDEXED], now, AT)
    _, again = take(pipeline, now + pipeline.pace.wait_seconds(now))
    assert [(operation, operation.internal_errors) for operation in again] == [(first, 1)]


def test_nothing_is_due_while_all_writers_are_busy() -> None:
    pipeline = pipeline_with(*articles(12))
    assert pipeline.due_in(1.0) == 0
    first, _ = take(pipeline)
    assert pipeline.due_in(1.0) == 0
    take(pipeline)
    assert pipeline.due_in(1.0) is None  # only an answer can change that
    pipeline.answered(first, [INDEXED] * 4, 1.0, AT)
    assert pipeline.due_in(1.0) == 0


def test_while_elasticsearch_fails_a_single_request_probes_it() -> None:
    pipeline = pipeline_with(*articles(12))
    first, _ = take(pipeline)
    second, _ = take(pipeline)
    assert pipeline.next_batch(1.0) is None  # two under way: the limit
    pipeline.failed(first, GONE, 1.0, AT)
    pipeline.failed(second, GONE, 1.0, AT)
    take(pipeline, 100.0)
    assert pipeline.next_batch(100.0) is None


def test_a_request_that_is_too_large_is_halved_until_the_culprit_stands_alone() -> None:
    pipeline = pipeline_with(*articles(4))
    culprit = article_id(2)
    for _ in range(20):
        taken = pipeline.next_batch(1.0)
        if taken is None:
            break
        number, batch = taken
        if any(operation.article_id == culprit for operation in batch):
            pipeline.failed(number, TOO_LARGE, 1.0, AT)
        else:
            pipeline.answered(number, [INDEXED] * len(batch), 1.0, AT)
    (letter,) = pipeline.take_letters()
    assert letter.content.article_id == culprit
    assert letter.content.reason == "document_too_large"
    pipeline.letter_sent(letter)
    assert pipeline.committable() == {P: Position(4, 0)}


def test_memory_is_bounded_by_documents_and_by_bytes() -> None:
    by_documents = pipeline_with(limits=Limits(max_documents=2, max_held_batches=3))
    by_bytes = pipeline_with(limits=Limits(max_bytes=3_000, max_held_batches=2))
    by_letters = pipeline_with(limits=Limits(max_documents=2, max_held_batches=3))
    for pipeline, record in [
        (by_documents, articles(1)[0]),
        (by_bytes, record_of(enriched(body="x" * 7_000))),
        (by_letters, FakeRecord(value=b"")),
    ]:
        assert not pipeline.full
        for _ in range(6):
            pipeline.receive(record, 0.0, AT)
        assert pipeline.full


def test_dead_letters_count_with_their_bytes_until_they_are_acknowledged() -> None:
    pipeline = pipeline_with(limits=Limits(max_bytes=3_000, max_held_batches=2))
    for offset in (0, 1):
        pipeline.receive(FakeRecord(value=b"{" * 3_000, offset=offset), 0.0, AT)
    assert pipeline.full
    first, second = pipeline.take_letters()
    assert pipeline.full
    pipeline.letter_failed(first)
    assert pipeline.full
    (first,) = pipeline.take_letters()
    pipeline.letter_sent(first)
    assert not pipeline.full
    pipeline.receive(FakeRecord(value=b"{" * 3_000, offset=2), 0.0, AT)
    assert pipeline.full
    pipeline.revoke([P])
    assert pipeline.full is False
    pipeline.letter_failed(second)
    pipeline.assign([P])
    pipeline.receive(FakeRecord(value=b"{" * 5_000, offset=0), 0.0, AT)
    assert pipeline.full  # nothing was subtracted twice


def test_revoked_partitions_leave_nothing_behind() -> None:
    pipeline = pipeline_with(*articles(3), FakeRecord(value=b"", offset=3))
    number, batch = take(pipeline)
    pipeline.receive(articles(5)[4], 1.0, AT)
    pipeline.revoke([P])
    assert pipeline.waiting == 0
    assert pipeline.take_letters() == []
    pipeline.answered(number, [BUSY] * len(batch), 1.0, AT)
    assert pipeline.idle
    assert pipeline.committable() == {}


class World:
    """A topic, an index and a broker's committed offsets, which outlive any indexer."""

    def __init__(self, log: dict[Partition, list[FakeRecord]]) -> None:
        self.log = log
        self.index: dict[str, tuple[int, bytes]] = {}
        self.buried: set[tuple[int, int]] = set()
        self.committed: dict[Partition, int] = dict.fromkeys(log, 0)

    def write(self, operation: Operation) -> Outcome:
        held = self.index.get(operation.article_id)
        if held is not None and held[0] >= operation.version:
            return ALREADY_NEWER
        self.index[operation.article_id] = (operation.version, operation.document)
        return INDEXED

    def settled(
        self, partition: Partition, record: FakeRecord, expected: dict[tuple[int, int], str | None]
    ) -> bool:
        where = (partition[1], record.offset)
        identity = expected[where]
        return where in self.buried if identity is None else identity in self.index


class Indexer:
    """One life of an indexer, between a start and a crash."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.pipeline = Pipeline(LIMITS, always_longest)
        self.pipeline.assign(world.log)
        self.position = dict(world.committed)
        self.requests: list[tuple[int, list[Operation]]] = []
        self.letters: list[Letter] = []
        self.now = 0.0

    def read(self, chance: random.Random) -> None:
        partition = chance.choice(sorted(self.world.log))
        records = [
            record for record in self.world.log[partition] if record.offset >= self.position[partition]
        ]
        if records and not self.pipeline.full:
            self.pipeline.receive(records[0], self.now, AT)
            self.position[partition] = records[0].offset + 1

    def send(self, _: random.Random) -> None:
        self.now += 40.0  # longer than any wait
        if batch := self.pipeline.next_batch(self.now):
            self.requests.append(batch)

    def answer(self, chance: random.Random) -> None:
        if not self.requests:
            return
        number, batch = self.requests.pop(chance.randrange(len(self.requests)))
        kind = chance.choice(["items", "items", "items", "gone", "written but gone", "too large"])
        if kind == "too large" and len(batch) > 1:
            self.pipeline.failed(number, TOO_LARGE, self.now, AT)
        elif kind == "items":
            outcomes = [BUSY if chance.random() < 0.2 else self.world.write(operation) for operation in batch]
            self.pipeline.answered(number, outcomes, self.now, AT)
        else:
            if kind == "written but gone":
                for operation in batch:
                    self.world.write(operation)
            self.pipeline.failed(number, GONE, self.now, AT)

    def bury(self, chance: random.Random) -> None:
        self.letters += self.pipeline.take_letters()
        if self.letters:
            letter = self.letters.pop(chance.randrange(len(self.letters)))
            if chance.random() < 0.3:
                self.pipeline.letter_failed(letter)
                return
            origin = letter.content.origin
            assert origin.partition is not None
            assert origin.offset is not None
            self.world.buried.add((origin.partition, origin.offset))
            self.pipeline.letter_sent(letter)

    def commit(self, _: random.Random) -> None:
        positions = self.pipeline.committable()
        self.world.committed |= {partition: position.offset for partition, position in positions.items()}
        self.pipeline.committed(positions)

    def rebalance(self, chance: random.Random) -> None:
        partition = chance.choice(sorted(self.world.log))
        self.pipeline.revoke([partition])
        self.pipeline.assign([partition])
        self.position[partition] = self.world.committed[partition]

    @property
    def steps(self) -> list[Callable[[random.Random], None]]:
        return [
            self.read,
            self.read,
            self.read,
            self.send,
            self.answer,
            self.bury,
            self.commit,
            self.rebalance,
        ]


def topic_of(
    entries: list[tuple[int, ...] | None],
) -> tuple[dict[Partition, list[FakeRecord]], dict[tuple[int, int], str | None], dict[str, int]]:
    """Two partitions of records; for each its article (None: unreadable); for each article its newest version."""
    log: dict[Partition, list[FakeRecord]] = {(ENRICHED, 0): [], (ENRICHED, 1): []}
    owner: dict[tuple[int, int], str | None] = {}
    newest: dict[str, int] = {}
    for offset, item in enumerate(entries):
        partition = offset % 2
        if item is None:
            record = FakeRecord(b"{broken", None, partition, offset)
        elif len(item) == 3:
            record = record_of(enriched(item[0], revision=item[1], generation=item[2]), partition, offset)
        else:
            headers = [("lajmi-revision", str(item[1]).encode())] if item[1] else []
            record = FakeRecord(None, article_id(item[0]).encode(), partition, offset, headers=headers)
        log[ENRICHED, partition].append(record)
        write = interpret(record)
        owner[partition, offset] = write.article_id if isinstance(write, Write) else None
        if isinstance(write, Write):
            newest[write.article_id] = max(write.version, newest.get(write.article_id, 0))
    return log, owner, newest


kinds = st.tuples(st.integers(0, 4), st.integers(1, 3), st.integers(0, 2))
entry = st.one_of(kinds, kinds, st.tuples(st.integers(0, 4), st.integers(0, 3)), st.none())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(entry, max_size=25), st.integers(0, 2**32), st.integers(0, 150))
def test_any_interleaving_of_faults_crashes_and_rebalances_ends_in_the_same_index(
    entries: list[tuple[int, ...] | None], seed: int, steps: int
) -> None:
    chance = random.Random(seed)  # a Random of hypothesis's own makes this test minutes long
    log, owner, newest = topic_of(entries)
    world = World(log)
    indexer = Indexer(world)
    for _ in range(steps):
        if chance.random() < 0.03:
            indexer = Indexer(world)  # kill -9: only the world remains
        else:
            chance.choice(indexer.steps)(chance)
        for partition, offset in world.committed.items():
            for record in world.log[partition]:
                assert record.offset >= offset or world.settled(partition, record, owner)

    last = Indexer(world)  # calm weather now
    for _ in range(500):
        last.read(chance)
        last.send(chance)
        for number, batch in last.requests:
            last.pipeline.answered(number, [world.write(operation) for operation in batch], last.now, AT)
        last.requests.clear()
        last.bury(chance)
        last.commit(chance)
    assert {identity: version for identity, (version, _) in world.index.items()} == newest
    assert world.buried == {where for where, identity in owner.items() if identity is None}
    for partition, records in log.items():
        assert world.committed[partition] == (records[-1].offset + 1 if records else 0)
