"""Reading topics to their present end, a group's progress, and the index: the audit's input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError
from kafka import KafkaConsumer

from services.index.audit.accounts import Index
from shared.kafka import make_consumer, partitions_of, read_spans
from shared.settings import Settings

_PAGE = 5_000

Offsets = dict[tuple[str, int], int]


@dataclass(frozen=True, slots=True)
class Extent:
    """First and next offset of each partition."""

    begins: Offsets
    ends: Offsets

    @property
    def complete(self) -> bool:
        """Whether nothing was deleted at the beginning, by retention or by hand."""
        return not any(self.begins.values())


@contextmanager
def consumer(settings: Settings, **options: Any) -> Iterator[KafkaConsumer]:
    opened = make_consumer(
        settings, "lajmi-audit", max_poll_records=2_000, allow_auto_create_topics=False, **options
    )
    try:
        yield opened
    finally:
        opened.close()


def committed(settings: Settings, group: str, topics: Iterable[str]) -> Offsets:
    """The group's committed offset of each partition; 0 where it has committed none. UserError: no such topic."""
    with consumer(settings, group_id=group) as reader:
        return {
            (partition.topic, partition.partition): reader.committed(partition) or 0
            for partition in partitions_of(reader, topics)
        }


def extent(settings: Settings, topics: Iterable[str]) -> Extent:
    """What the topics hold at this moment. UserError: no such topic."""
    with consumer(settings) as reader:
        partitions = partitions_of(reader, topics)
        begins, ends = reader.beginning_offsets(partitions), reader.end_offsets(partitions)
    return Extent(
        {(partition.topic, partition.partition): int(offset) for partition, offset in begins.items()},
        {(partition.topic, partition.partition): int(offset) for partition, offset in ends.items()},
    )


def records(settings: Settings, ends: Mapping[tuple[str, int], int]) -> Iterator[Any]:
    """Every record (kafka-python's ConsumerRecord) below ``ends``."""
    with consumer(settings) as reader:
        for batch in read_spans(reader, {partition: (0, end) for partition, end in ends.items()}):
            yield from batch


def read_index(client: Elasticsearch, alias: str) -> Index:
    """Every document behind the alias, also those its filter hides; empty when there is no such alias yet."""
    found = Index()
    try:
        indices = sorted(client.indices.get_alias(name=alias).body)
    except NotFoundError:
        return found
    client.options(request_timeout=120).indices.refresh(index=indices)
    point = client.open_point_in_time(index=indices, keep_alive="5m").body["id"]
    after: list[Any] | None = None
    try:
        while True:
            body = (
                client.options(request_timeout=120)
                .search(
                    pit={"id": point, "keep_alive": "5m"},
                    size=_PAGE,
                    sort=["_shard_doc"],
                    search_after=after,
                    source=False,
                    version=True,
                    track_total_hits=False,
                    docvalue_fields=[{"field": "retracted"}],
                )
                .body
            )
            point = body["pit_id"]
            hits = body["hits"]["hits"]
            for hit in hits:
                found.add(
                    hit["_id"], hit["_version"], retracted=hit.get("fields", {}).get("retracted") == [True]
                )
            if not hits:
                return found
            after = hits[-1]["sort"]
    finally:
        with suppress(ApiError):  # it ends by itself in five minutes
            client.close_point_in_time(id=point)
