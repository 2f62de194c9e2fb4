"""kafka-python clients with the settings every service must agree on."""

from __future__ import annotations

import logging
from typing import Any

from kafka import KafkaConsumer, KafkaProducer

from shared.settings import Settings
from shared.topics import MAX_DEAD_LETTER_BYTES

# kafka-python 3.0 warns whenever its own thread had to wait 0.1 s for the processor, as happens on any busy machine.
logging.getLogger("kafka.net.selector").setLevel(logging.ERROR)

# The default of 30 s doubles the outage after a broker's restart, which takes about 20 s.
_RECONNECT_MS = 3_000


def make_producer(settings: Settings, client_id: str) -> KafkaProducer:
    """Raw bytes in; acks=all and idempotence are kafka-python 3's defaults and must stay (acks=1 silently drops both).

    20 ms of linger and 256 KiB batches were measured at 15-17k records/s against 6k with the defaults.
    """
    return KafkaProducer(
        bootstrap_servers=settings.kafka_bootstrap.split(","),
        client_id=client_id,
        linger_ms=20,
        batch_size=262_144,
        compression_type="lz4",
        max_request_size=MAX_DEAD_LETTER_BYTES,
        delivery_timeout_ms=120_000,
        reconnect_backoff_max_ms=_RECONNECT_MS,
    )


def make_consumer(settings: Settings, client_id: str, **options: Any) -> KafkaConsumer:
    """Raw bytes out, read from the earliest record, never committing on its own."""
    return KafkaConsumer(
        bootstrap_servers=settings.kafka_bootstrap.split(","),
        client_id=client_id,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        reconnect_backoff_max_ms=_RECONNECT_MS,
        **options,
    )
