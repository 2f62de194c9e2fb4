"""Where the enricher stands in its group and its topics: its health page and its metrics."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import faust
from faust.exceptions import ConsumerNotStarted

from services.enrich.pipeline import Pipeline
from services.enrich.progress import Progress
from shared.metrics import Metric, exposition, process_metrics

# The longest legal article (1 M characters) takes some ten seconds; a record in work for longer than this hangs.
_HANGING_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Assigned:
    """A partition that the group has given us. ``committed``: the next offset to settle; where nothing is committed yet, the
    first that retention has left. ``end``: next offset as of our last fetch. ``lag``: records up to there that are not
    settled. None where it is not known yet."""

    topic: str
    partition: int
    committed: int | None
    end: int | None

    @property
    def lag(self) -> int | None:
        return None if self.end is None or self.committed is None else max(0, self.end - self.committed)


class Standing:
    """May be asked from any thread."""

    def __init__(
        self, app: faust.App, pipeline: Pipeline, progress: Progress, in_flight: Callable[[], int]
    ) -> None:
        self._app = app
        self._pipeline = pipeline
        self._progress = progress
        self.in_flight = in_flight
        self._begins: dict[Any, int] = {}

    async def look_up_beginnings(self, partitions: Collection[Any]) -> None:
        """Where those partitions (faust's TP) begin; to be asked in the event loop, after they were assigned."""
        consumer: Any = self._app.consumer
        self._begins = dict(await consumer.earliest_offsets(*partitions))

    def assignment(self) -> list[Assigned]:
        # faust makes its consumer when it is first asked for, in the loop of whoever asks: not before it has one.
        if not self._app.rebalancing_count:
            return []
        consumer: Any = self._app.consumer
        try:
            partitions = sorted(consumer.assignment())
        except ConsumerNotStarted:
            return []
        return [self._assigned(consumer, partition) for partition in partitions]

    def _assigned(self, consumer: Any, partition: Any) -> Assigned:
        # Known from the group when the partition was assigned, and after each commit of our own; faust holds 0 for none.
        places = (consumer._committed_offset.get(partition), self._begins.get(partition))
        committed = max((each for each in places if each is not None), default=None)
        try:
            end = consumer.highwater(partition)
        except (AssertionError, ConsumerNotStarted):  # a rebalance has taken it away meanwhile
            end = None
        return Assigned(partition.topic, partition.partition, committed, end)

    def health(self) -> tuple[bool, dict[str, object]]:
        """Healthy once the group has given us partitions, or has none to give (more enrichers than partitions)."""
        assigned = self.assignment()
        joined = self._app.rebalancing_count > 0 and not self._app.rebalancing
        seconds = self._progress.seconds_in_record()
        details: dict[str, object] = {
            "partitions": len(assigned),
            "rebalancing": bool(self._app.rebalancing),
            "rebalances": self._app.rebalancing_count,
            "lag": sum(each.lag or 0 for each in assigned),
            "enriched": self._progress.total("enriched"),
            "dead_lettered": self._progress.total("dead_lettered"),
            "in_flight": self.in_flight(),
            "seconds_in_record": round(seconds, 1),
            "pipeline": self._pipeline.versions,
            "assignment": [
                {
                    "topic": each.topic,
                    "partition": each.partition,
                    "committed": each.committed,
                    "end": each.end,
                    "lag": each.lag,
                }
                for each in assigned
            ],
        }
        return bool(joined or assigned) and seconds < _HANGING_SECONDS, details

    def metrics(self) -> str:
        assigned = self.assignment()
        gauges = (
            ("in_flight", "Records in work or sent, and not yet acknowledged by Kafka.", self.in_flight()),
            ("assigned_partitions", "Partitions that the consumer group has given to us.", len(assigned)),
            ("rebalances", "Rebalances of the group since the start.", self._app.rebalancing_count),
            ("record_seconds", "For how long the record in work has been so.", self._progress.seconds_in_record()),
        )  # fmt: skip
        return exposition(
            [
                Metric(
                    "lajmi_enrich_records_total", "counter", "Records settled, each with its one outcome.",
                    [
                        ({"topic": topic, "outcome": outcome, "reason": reason}, count)
                        for (topic, outcome, reason), count in sorted(self._progress.records.items())
                    ],
                ),
                Metric(
                    "lajmi_enrich_stage_seconds", "histogram", "How long each stage took for an article.",
                    [({"stage": name}, observed) for name, observed in self._progress.stages.items()],
                ),
                Metric(
                    "lajmi_enrich_stage_version", "gauge", "Version of each stage.",
                    [({"stage": name}, version) for name, version in self._pipeline.versions.items()],
                ),
                Metric(
                    "lajmi_enrich_lag_records", "gauge", "Records of the partition that are not settled yet.",
                    [
                        ({"topic": each.topic, "partition": str(each.partition)}, each.lag)
                        for each in assigned
                        if each.lag is not None
                    ],
                ),
                *(Metric(f"lajmi_enrich_{name}", "gauge", said, [({}, value)]) for name, said, value in gauges),
                *process_metrics(),
            ]
        )  # fmt: skip
