"""The topics: names, partitions, retention, compaction. The only place that knows them; created by admin call."""

from __future__ import annotations

import time
from dataclasses import dataclass

import click

from shared.settings import Settings, load_settings

RAW = "articles.raw"
RAW_BACKFILL = "articles.raw.backfill"
ENRICHED = "articles.enriched"
DEAD_LETTER = "articles.dead-letter"

_DAY_MS = 24 * 60 * 60 * 1000
# Well above the largest legal article (1 M characters, at most 4 bytes each), so that an oversized record reaches the
# service that can explain it, instead of failing at its producer with a bare "message too large".
MAX_RECORD_BYTES = 16 * 1024 * 1024
# What ingest publishes at most: the largest legal title and body take half of it even with each character escaped, and
# what enrichment adds still fits. The rest up to MAX_RECORD_BYTES is for foreign producers.
MAX_ARTICLE_BYTES = 12 * 1024 * 1024
# A dead letter holds its record in base64 (4/3) plus its own fields.
MAX_DEAD_LETTER_BYTES = 24 * 1024 * 1024
_VISIBLE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class TopicDefinition:
    name: str
    purpose: str
    partitions: int | None  # None: Settings.partitions
    config: dict[str, str]


TOPICS: tuple[TopicDefinition, ...] = (
    TopicDefinition(
        RAW,
        "articles as cut from their source, live lane",
        None,
        # Not compacted: a broker refuses records without a key there, and a foreign producer's mistake belongs in the
        # dead letters.
        {
            "cleanup.policy": "delete",
            "retention.ms": str(90 * _DAY_MS),
            "max.message.bytes": str(MAX_RECORD_BYTES),
        },
    ),
    TopicDefinition(
        RAW_BACKFILL,
        "same contract as articles.raw; old material, which must never delay today's",
        None,
        {
            "cleanup.policy": "delete",
            "retention.ms": str(90 * _DAY_MS),
            "max.message.bytes": str(MAX_RECORD_BYTES),
        },
    ),
    TopicDefinition(
        ENRICHED,
        "articles with language, entities, topics and fingerprint; kept for ever unless operations say otherwise",
        None,
        # Not compacted: compaction keeps the last record of a key by offset, and the last one need not be the newest
        # revision (the backfill lane may bring an older text after a newer one).
        {"cleanup.policy": "delete", "retention.ms": "-1", "max.message.bytes": str(MAX_DEAD_LETTER_BYTES)},
    ),
    TopicDefinition(
        DEAD_LETTER,
        "what could not be processed: original bytes, reason, origin",
        3,
        {
            "cleanup.policy": "delete",
            "retention.ms": str(365 * _DAY_MS),
            "max.message.bytes": str(MAX_DEAD_LETTER_BYTES),
        },
    ),
)


def ensure_topics(settings: Settings) -> list[str]:
    """Create the topics that do not exist; returns their names. Safe to call from every service at the same time."""
    from kafka.admin import KafkaAdminClient, NewTopic  # noqa: PLC0415  only images with the kafka extra have it
    from kafka.errors import TopicAlreadyExistsError  # noqa: PLC0415

    admin = KafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap.split(","), client_id="lajmi-topics")
    created: list[str] = []
    try:
        existing = set(admin.list_topics())
        for topic in TOPICS:
            if topic.name in existing:
                continue
            new = NewTopic(
                name=topic.name,
                num_partitions=topic.partitions or settings.partitions,
                replication_factor=settings.replication_factor,
                topic_configs=dict(topic.config),
            )
            try:
                admin.create_topics([new])
            except TopicAlreadyExistsError:
                continue  # another service was quicker
            created.append(topic.name)
        # The controller has answered, but the broker learns of a topic a moment later: seconds later on a busy machine.
        until = time.monotonic() + _VISIBLE_SECONDS
        while not set(created) <= set(admin.list_topics()) and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        admin.close()
    return created


@click.command(help="Create the Kafka topics that do not exist yet.")
def topics() -> None:
    created = ensure_topics(load_settings())
    click.echo(f"created: {', '.join(created)}" if created else "all topics exist")
