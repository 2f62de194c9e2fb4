"""The servers that every other integration test relies on are real, and are what the project promises."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from kafka import TopicPartition
from kafka.admin import KafkaAdminClient

from deploy.local.versions import ELASTICSEARCH
from shared.contracts import DeadLetter, RecordOrigin
from shared.elastic import make_elasticsearch
from shared.kafka import make_consumer, make_producer
from shared.settings import Settings
from shared.topics import DEAD_LETTER, MAX_DEAD_LETTER_BYTES, TOPICS

pytestmark = pytest.mark.servers


def test_elasticsearch_is_a_real_node_of_the_pinned_version(servers: Settings) -> None:
    answer = make_elasticsearch(servers).info()
    assert answer["version"]["number"] == ELASTICSEARCH
    assert answer["version"]["lucene_version"]


def test_every_topic_is_there_with_its_own_settings(servers: Settings) -> None:
    admin = KafkaAdminClient(bootstrap_servers=servers.kafka_bootstrap)
    try:
        assert {topic.name for topic in TOPICS} <= set(admin.list_topics())
    finally:
        admin.close()


def _letter_of(size: int) -> bytes:
    def letter(payload: int) -> bytes:
        return (
            DeadLetter(
                stage="ingest",
                reason="a_test",
                detail="as large as may be",
                origin=RecordOrigin(uri="test"),
                payload_base64="A" * payload,
                failed_at=datetime.now(UTC),
            )
            .model_dump_json()
            .encode()
        )

    return letter(size - len(letter(0)))


def test_the_largest_legal_record_goes_through_kafka(servers: Settings) -> None:
    producer = make_producer(servers, "test")
    # Other tests read this topic as dead letters.
    value = _letter_of(MAX_DEAD_LETTER_BYTES - 1024)
    sent = producer.send(DEAD_LETTER, value, key=b"largest").get(timeout=60)
    producer.close()
    consumer = make_consumer(servers, "test", group_id=None)
    try:
        partition = TopicPartition(DEAD_LETTER, sent.partition)
        consumer.assign([partition])
        consumer.seek(partition, sent.offset)
        records = next(iter(consumer.poll(timeout_ms=30_000).values()))
        assert records[0].value == value
    finally:
        consumer.close()
