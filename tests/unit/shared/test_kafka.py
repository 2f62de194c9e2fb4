from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from kafka import KafkaConsumer, TopicPartition

from shared.errors import UserError
from shared.kafka import partitions_of, read_spans


@dataclass(frozen=True)
class _Record:
    topic: str
    partition: int
    offset: int


@dataclass
class _Consumer:
    """As much of a KafkaConsumer as reading needs; a poll gives at most two records of each partition."""

    logs: dict[TopicPartition, Sequence[int]]  # offsets that hold a record
    silent: bool = False
    config: dict[str, Any] = field(default_factory=lambda: {"bootstrap_servers": ["broker.example:9092"]})
    positions: dict[TopicPartition, int] = field(default_factory=dict)
    paused: set[TopicPartition] = field(default_factory=set)

    def partitions_for_topic(self, topic: str) -> set[int] | None:
        return {each.partition for each in self.logs if each.topic == topic} or None

    def assign(self, partitions: list[TopicPartition]) -> None:
        self.positions = dict.fromkeys(partitions, 0)

    def seek(self, partition: TopicPartition, offset: int) -> None:
        self.positions[partition] = offset

    def pause(self, *partitions: TopicPartition) -> None:
        self.paused |= set(partitions)

    def position(self, partition: TopicPartition) -> int:
        return self.positions[partition]

    def poll(self, timeout_ms: int) -> dict[TopicPartition, list[_Record]]:
        assert self.positions, "polled without partitions"
        polled = {}
        for partition, position in self.positions.items():
            if self.silent or partition in self.paused:
                continue
            found = [offset for offset in self.logs[partition] if offset >= position][:2]
            # As the client does: past the records, and past what was compacted away behind the last one.
            self.positions[partition] = found[-1] + 1 if found else position + 10
            if found:
                polled[partition] = [_Record(partition.topic, partition.partition, each) for each in found]
        return polled


def _consumer(fake: _Consumer) -> KafkaConsumer:
    return cast("KafkaConsumer", fake)


ONE, TWO = TopicPartition("t", 0), TopicPartition("t", 1)


def test_exactly_the_records_within_the_spans_are_read() -> None:
    fake = _Consumer({ONE: range(9), TWO: [0, 3]})
    batches = list(read_spans(_consumer(fake), {("t", 0): (2, 7), ("t", 1): (1, 20)}))
    read = [(record.partition, record.offset) for batch in batches for record in batch]
    assert sorted(read) == [(0, 2), (0, 3), (0, 4), (0, 5), (0, 6), (1, 3)]
    assert fake.positions == {}  # assigned to nothing afterwards


@pytest.mark.parametrize("spans", [{}, {("t", 0): (0, 0)}])
def test_where_nothing_is_to_be_read_kafka_is_not_asked(
    spans: dict[tuple[str, int], tuple[int, int]],
) -> None:
    assert list(read_spans(_consumer(_Consumer({ONE: []})), spans)) == []


def test_a_kafka_that_falls_silent_is_one_clear_line() -> None:
    fake = _Consumer({ONE: range(3)}, silent=True)
    with pytest.raises(UserError, match=r"broker\.example:9092 gave nothing .* more to read in t\[0\]"):
        list(read_spans(_consumer(fake), {("t", 0): (0, 3)}, silence_seconds=0))


def test_a_missing_topic_is_one_clear_line() -> None:
    fake = _Consumer({ONE: [], TWO: []})
    assert partitions_of(_consumer(fake), ["t"]) == [ONE, TWO]
    with pytest.raises(
        UserError, match=r"broker\.example:9092 has no topic u, v: 'lajmi topics' creates them"
    ):
        partitions_of(_consumer(fake), ["t", "u", "v"])
