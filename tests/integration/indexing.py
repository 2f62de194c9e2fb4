"""An indexer with a topic, a group and an index of its own, so that tests on shared servers never meet."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

from elasticsearch import Elasticsearch
from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic

from services.index.generations import Names
from services.index.service import Indexer
from shared.contracts import DeadLetter, EnrichedArticle
from shared.elastic import make_elasticsearch
from shared.events import enriched_headers
from shared.kafka import make_consumer, make_producer
from shared.logs import configure_logging
from shared.settings import Settings
from shared.topics import DEAD_LETTER

PARTITIONS = 3


@dataclass(frozen=True)
class Corner:
    """One test's part of the shared servers."""

    settings: Settings
    topic: str
    names: Names

    @property
    def client(self) -> Elasticsearch:
        return make_elasticsearch(self.settings)

    def publish(self, articles: Iterable[EnrichedArticle]) -> None:
        self.publish_raw(
            (article.id.encode(), article.model_dump_json().encode(), enriched_headers(article))
            for article in articles
        )

    def publish_raw(self, records: Iterable[tuple[bytes, bytes | None, list[tuple[str, bytes]]]]) -> None:
        producer = make_producer(self.settings, "test")
        for key, value, headers in records:
            producer.send(self.topic, key=key, value=value, headers=headers)
        producer.flush(timeout=60)
        producer.close()

    def end(self) -> int:
        with self._consumer() as consumer:
            return sum(consumer.end_offsets(self._partitions).values())

    def committed(self) -> int:
        """Records below the group's committed offsets, over all partitions."""
        with self._consumer(group_id=self.topic) as consumer:
            return sum(consumer.committed(partition) or 0 for partition in self._partitions)

    def dead_letters(self) -> list[DeadLetter]:
        """Those of this corner's topic, in no particular order."""
        with self._consumer() as consumer:
            numbers = consumer.partitions_for_topic(DEAD_LETTER) or set()
            partitions = [TopicPartition(DEAD_LETTER, number) for number in numbers]
            consumer.assign(partitions)
            ends = consumer.end_offsets(partitions)
            found = []
            while any(consumer.position(partition) < end for partition, end in ends.items()):
                for records in consumer.poll(timeout_ms=500).values():
                    found += [DeadLetter.model_validate_json(record.value) for record in records]
        return [letter for letter in found if letter.origin.topic == self.topic]

    def documents(self) -> dict[str, dict[str, object]]:
        """What a reader sees, by id."""
        self.client.indices.refresh(index=self.names.read)
        hits = self.client.search(index=self.names.read, size=10_000).body["hits"]["hits"]
        return {hit["_id"]: hit["_source"] for hit in hits}

    def wait_settled(self, seconds: float = 60) -> None:
        """Until the group has committed everything that was published."""
        end = self.end()
        wait_for(lambda: self.committed() >= end, seconds, f"{end} records settled")

    @property
    def _partitions(self) -> list[TopicPartition]:
        return [TopicPartition(self.topic, number) for number in range(PARTITIONS)]

    @contextmanager
    def _consumer(self, **options: object) -> Iterator[KafkaConsumer]:
        consumer = make_consumer(self.settings, "test", **options)
        try:
            yield consumer
        finally:
            consumer.close()


def make_corner(settings: Settings) -> Corner:
    name = f"test-index-{uuid4().hex[:8]}"
    admin = KafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap)
    try:
        admin.create_topics([NewTopic(name=name, num_partitions=PARTITIONS, replication_factor=1)])
    finally:
        admin.close()
    return Corner(settings, name, Names(read=name, write=f"{name}-write", prefix=f"{name}-", template=name))


def clear(corner: Corner) -> None:
    client = corner.client
    client.options(ignore_status=404).indices.delete(index=corner.names.generation(1))
    client.options(ignore_status=404).indices.delete_index_template(name=corner.names.template)


@contextmanager
def indexing(corner: Corner) -> Iterator[Indexer]:
    """An indexer in a thread, stopped at the end as SIGTERM would."""
    stop = Event()
    indexer = Indexer(corner.settings, stop, names=corner.names, topic=corner.topic, group=corner.topic)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            indexer.run()
        except BaseException as error:
            failures.append(error)

    thread = Thread(target=run)
    thread.start()
    try:
        yield indexer
    finally:
        stop.set()
        thread.join(timeout=30)
    assert not thread.is_alive()
    if failures:
        raise failures[0]


def start_process(corner: Corner) -> subprocess.Popen[bytes]:
    """The same in a process of its own, to be killed."""
    settings = corner.settings
    return subprocess.Popen(
        [sys.executable, "-m", __name__, corner.topic],
        cwd=Path(__file__).resolve().parents[2],
        env={
            **os.environ,
            "LAJMI_KAFKA": settings.kafka_bootstrap,
            "LAJMI_ELASTICSEARCH": settings.elasticsearch_url,
            "LAJMI_HOME": str(settings.home),
            "LAJMI_LOG_FORMAT": "json",
        },
    )


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.1)


def main() -> None:
    settings = Settings()
    configure_logging(settings, "index")
    name = sys.argv[1]
    names = Names(read=name, write=f"{name}-write", prefix=f"{name}-", template=name)
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    Indexer(settings, stop, names=names, topic=name, group=name).run()


if __name__ == "__main__":
    main()
