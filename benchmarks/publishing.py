"""How fast ingest publishes, beside kafka-python's own best rate with the very same records.

``python -m benchmarks.publishing [articles] [rounds]`` prints one JSON line. The ceiling is a bare producer with the same
settings (acks, idempotence, compression, batches) that sends records which were made beforehand and only flushes at the end;
ingest decides, remembers, serialises and makes headers besides, and waits for acknowledgements batch by batch. The two
alternate, as rates on a shared machine swing by half from one minute to the next; medians are reported.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from kafka.admin import KafkaAdminClient, NewTopic

from benchmarks.indexing import synthetic_articles
from services.ingest.items import Item, to_json
from services.ingest.session import Session, batches
from shared.contracts import RawArticle
from shared.events import raw_headers
from shared.kafka import make_producer
from shared.logs import configure_logging
from shared.settings import Settings, load_settings


def raw_articles(count: int) -> list[RawArticle]:
    return [
        RawArticle.model_validate(article.model_dump(exclude={"language"}) | {"language": "en"})
        for article in synthetic_articles(count)
    ]


def as_new(articles: Sequence[RawArticle]) -> list[RawArticle]:
    """The same articles under ids that no topic has seen."""
    return [article.model_copy(update={"id": uuid4().hex}) for article in articles]


def publish_through_ingest(session: Session, articles: Sequence[RawArticle]) -> float:
    """Articles per second from memory to acknowledged, remembered and counted."""
    items: list[Item] = list(articles)
    began = time.perf_counter()
    for batch in batches(items):
        session.publish(batch)
    return len(articles) / (time.perf_counter() - began)


def produce_bare(settings: Settings, topic: str, articles: Sequence[RawArticle]) -> float:
    """Records per second of kafka-python alone."""
    records = [(article.id.encode(), to_json(article), raw_headers(article)) for article in articles]
    producer = make_producer(settings, "benchmark")
    try:
        producer.partitions_for(topic)
        began = time.perf_counter()
        futures = [
            producer.send(topic, key=key, value=value, headers=headers) for key, value, headers in records
        ]
        producer.flush()
        assert all(future.succeeded() for future in futures)
        return len(articles) / (time.perf_counter() - began)
    finally:
        producer.close()


def compare(settings: Settings, count: int, rounds: int) -> dict[str, float]:
    """Medians of alternating rounds after one that warms everything up; ``ratio`` is the median of each pair's."""
    articles = raw_articles(count)
    pairs = []
    with ExitStack() as opened:
        topic = _own_topic(settings, opened)
        home = Path(opened.enter_context(TemporaryDirectory()))
        session = opened.enter_context(Session(settings.model_copy(update={"home": home}), "benchmark"))
        for _ in range(rounds + 1):
            new = as_new(articles)
            pairs.append((publish_through_ingest(session, new), produce_bare(settings, topic, new)))
    del pairs[0]
    return {
        "publish_articles_per_s": round(statistics.median(ours for ours, _ in pairs), 1),
        "kafka_python_records_per_s": round(statistics.median(bare for _, bare in pairs), 1),
        "publish_ratio_to_kafka_python": round(statistics.median(ours / bare for ours, bare in pairs), 3),
    }


def _own_topic(settings: Settings, opened: ExitStack) -> str:
    """For the bare producer, with as many partitions as the real one: ingest reads whatever others put on its own."""
    name = f"benchmark-{uuid4().hex[:8]}"
    admin = KafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap.split(","))
    opened.callback(admin.close)
    admin.create_topics([NewTopic(name=name, num_partitions=settings.partitions, replication_factor=1)])
    opened.callback(admin.delete_topics, [name])
    return name


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    settings = load_settings()
    configure_logging(settings.model_copy(update={"log_level": "error"}), "benchmark")
    print(json.dumps(compare(settings, count, rounds)))


if __name__ == "__main__":
    main()
