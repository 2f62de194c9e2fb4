"""Looking at topics as a consumer does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from kafka import TopicPartition
from kafka.consumer.fetcher import ConsumerRecord

from shared.contracts import DeadLetter
from shared.kafka import make_consumer
from shared.settings import Settings
from shared.topics import DEAD_LETTER


def read_records(settings: Settings, topic: str) -> Iterator[ConsumerRecord]:
    """Every record of the topic up to its end as of now."""
    consumer = make_consumer(settings, "lajmi-test")
    try:
        partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        while any(consumer.position(partition) < ends[partition] for partition in partitions):
            for records in consumer.poll(timeout_ms=500).values():
                yield from (
                    record
                    for record in records
                    if record.offset < ends[TopicPartition(topic, record.partition)]
                )
    finally:
        consumer.close()


def count_records(settings: Settings, topic: str) -> int:
    return sum(1 for _ in read_records(settings, topic))


def dead_letters(settings: Settings) -> list[DeadLetter]:
    return [DeadLetter.model_validate_json(record.value) for record in read_records(settings, DEAD_LETTER)]


def eventually(check: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Wait for something another process does; fails naming it."""
    until = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < until, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.3)
