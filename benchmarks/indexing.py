"""How fast the indexer writes, beside the client's own ``parallel_bulk`` from memory with the same documents and mapping.

``python -m benchmarks.indexing [articles] [rounds]`` prints one JSON line. The two alternate, as rates on a shared machine
swing by half from one minute to the next; medians are reported.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from uuid import uuid4

from elasticsearch import helpers
from kafka.admin import KafkaAdminClient, NewTopic

from services.index.document import to_document
from services.index.generations import Names, ensure_index
from services.index.service import Indexer
from shared.contracts import EnrichedArticle
from shared.elastic import external_version, make_elasticsearch
from shared.events import enriched_headers
from shared.kafka import make_producer
from shared.settings import Settings, load_settings

_SYLLABLES = (
    "ka ro mi te sa lu vi no pe da ri go be ti zu ma ne fo ju he pra sti kle gra dro ver bal kan".split()
)
_NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def synthetic_articles(count: int, seed: int = 1) -> list[EnrichedArticle]:
    """Articles of about 2.5 KB with a natural-looking spread of word frequencies, entities and topics."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(20_000)]
    weights = [1 / (rank + 3) for rank in range(len(words))]  # Zipf
    text = chance.choices(words, weights, k=200_000)
    names = [
        f"{first.title()} {last.title()}"
        for first, last in zip(words[:3_000], words[3_000:6_000], strict=True)
    ]
    languages = ["en", "hbs", "sq", "mk", "de", "el"]
    return [_article(number, chance, text, names, languages) for number in range(count)]


def _article(
    number: int, chance: random.Random, text: Sequence[str], names: Sequence[str], languages: Sequence[str]
) -> EnrichedArticle:
    start = chance.randrange(len(text) - 500)
    body = " ".join(text[start : start + 380])
    at = _NOON + timedelta(minutes=number)
    return EnrichedArticle.model_validate(
        {
            "id": f"{chance.getrandbits(128):032x}",
            "revision": 1,
            "source": {"name": f"Source {number % 40}"},
            "url": f"https://news.example/{number}",
            "title": " ".join(text[start + 380 : start + 389]).capitalize(),
            "body": body,
            "authors": [names[number % 200]],
            "published_at": at,
            "published_precision": "minute",
            "section": "News",
            "origin": {"format": "feed", "uri": "https://news.example/feed"},
            "content_hash": f"{chance.getrandbits(256):064x}",
            "fetched_at": at,
            "language": {"code": languages[number % len(languages)], "script": "Latn", "confidence": 0.99},
            "entities": [
                {
                    "text": name, "type": kind, "field": "body", "start": 0, "end": len(name), "canonical": name,
                    "id": None, "confidence": 0.9,
                }
                for name, kind in zip(chance.choices(names, k=9), ("person", "organization", "place") * 3, strict=True)
            ],
            "topics": [{"code": "11000000", "label": "politics and government", "confidence": 0.8}],
            "fingerprint": [f"{chance.getrandbits(64):016x}" for _ in range(16)],
            "pipeline": {"language": 1, "entities": 1, "topics": 1},
            "generation": 1,
            "enriched_at": at,
        }
    )  # fmt: skip


def index_through_the_loop(settings: Settings, articles: Sequence[EnrichedArticle]) -> float:
    """Articles per second from a full topic into an empty index: join the group, read, decode, write, commit."""
    names = _own_names()
    _create_topic(settings, names.read)
    producer = make_producer(settings, "benchmark")
    for article in articles:
        producer.send(
            names.read,
            key=article.id.encode(),
            value=article.model_dump_json().encode(),
            headers=enriched_headers(article),
        )
    producer.flush(timeout=120)
    producer.close()
    client = make_elasticsearch(settings)
    ensure_index(client, names)
    stop = Event()
    indexer = Indexer(settings, stop, names=names, topic=names.read, group=names.read)
    thread = Thread(target=indexer.run)
    began = time.perf_counter()
    thread.start()
    try:
        while sum(_settled(indexer)) < len(articles):
            if not thread.is_alive():
                raise RuntimeError("the indexer ended early")
            time.sleep(0.01)
        took = time.perf_counter() - began
    finally:
        stop.set()
        thread.join()
        _remove(settings, names)
    return len(articles) / took


def raw_parallel_bulk(settings: Settings, articles: Sequence[EnrichedArticle], threads: int = 2) -> float:
    """Documents per second of ``helpers.parallel_bulk`` from memory: no Kafka, nothing decoded, nothing to settle."""
    names = _own_names()
    client = make_elasticsearch(settings)
    ensure_index(client, names)
    actions = [
        {
            "_op_type": "index",
            "_index": names.write,
            "_id": article.id,
            "version": external_version(article.revision, article.generation),
            "version_type": "external",
            "_source": to_document(article),
        }
        for article in articles
    ]
    try:
        began = time.perf_counter()
        deque(helpers.parallel_bulk(client, actions, thread_count=threads, chunk_size=500), maxlen=0)
        return len(articles) / (time.perf_counter() - began)
    finally:
        _remove(settings, names)


def compare(settings: Settings, count: int, rounds: int) -> dict[str, float]:
    """Medians of alternating rounds after one that warms the servers up; ``ratio`` is the median of each pair's."""
    articles = synthetic_articles(count)
    raw_parallel_bulk(settings, articles[: count // 4])
    pairs = [
        (index_through_the_loop(settings, articles), raw_parallel_bulk(settings, articles))
        for _ in range(rounds)
    ]
    return {
        "index_docs_per_s": round(statistics.median(loop for loop, _ in pairs), 1),
        "raw_parallel_bulk_docs_per_s": round(statistics.median(raw for _, raw in pairs), 1),
        "index_ratio_to_raw_bulk": round(statistics.median(loop / raw for loop, raw in pairs), 3),
    }


def _settled(indexer: Indexer) -> list[int]:
    settled = indexer.health()[1].get("settled", {})
    return [int(count) for count in settled.values()] if isinstance(settled, dict) else []


def _own_names() -> Names:
    name = f"benchmark-{uuid4().hex[:8]}"
    return Names(read=name, write=f"{name}-write", prefix=f"{name}-", template=name)


def _create_topic(settings: Settings, topic: str) -> None:
    admin = KafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap)
    try:
        admin.create_topics([NewTopic(name=topic, num_partitions=6, replication_factor=1)])
    finally:
        admin.close()


def _remove(settings: Settings, names: Names) -> None:
    client = make_elasticsearch(settings)
    client.options(ignore_status=404).indices.delete(index=names.generation(1))
    client.options(ignore_status=404).indices.delete_index_template(name=names.template)
    admin = KafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap)
    try:
        if names.read in admin.list_topics():
            admin.delete_topics([names.read])
    finally:
        admin.close()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    print(json.dumps(compare(load_settings(), count, rounds)))


if __name__ == "__main__":
    main()
