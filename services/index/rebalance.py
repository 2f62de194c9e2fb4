"""What happens when the group hands partitions to somebody else: commit what is settled, forget the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from threading import RLock

from kafka import AsyncConsumerRebalanceListener, KafkaConsumer
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata, TopicPartition

from services.index.pipeline import Pipeline
from services.index.settlement import Partition, Position
from shared.logs import get_logger

log = get_logger()


class RebalanceListener(AsyncConsumerRebalanceListener):  # type: ignore[misc]  # kafka-python is untyped
    """Runs in kafka-python's own thread while the loop waits in ``poll``: blocking calls would deadlock, so it awaits."""

    def __init__(self, consumer: KafkaConsumer, pipeline: Pipeline, lock: RLock) -> None:
        self._consumer = consumer
        self._pipeline = pipeline
        self._lock = lock

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        with self._lock:
            self._pipeline.assign(assigned)
        log.info("partitions assigned", stage="index", partitions=_names(assigned))

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        with self._lock:
            positions = self._pipeline.committable(revoked)
            self._pipeline.revoke(revoked)
        if positions:
            try:
                await self._consumer.commit_async(to_offsets(positions))
            except KafkaError as error:
                # The next owner reads those records again; the index already holds them.
                log.warning("offsets not committed on revocation", stage="index", reason=type(error).__name__)
        log.info("partitions revoked", stage="index", partitions=_names(revoked))

    async def on_partitions_lost(self, lost: Iterable[TopicPartition]) -> None:
        with self._lock:
            self._pipeline.revoke(lost)
        log.warning(
            "partitions lost: the group had given up on this member", stage="index", partitions=_names(lost)
        )


def to_offsets(positions: Mapping[Partition, Position]) -> dict[TopicPartition, OffsetAndMetadata]:
    return {
        TopicPartition(*partition): OffsetAndMetadata(position.offset, "", position.leader_epoch)
        for partition, position in positions.items()
    }


def _names(partitions: Iterable[TopicPartition]) -> list[str]:
    return sorted(f"{partition.topic}-{partition.partition}" for partition in partitions)
