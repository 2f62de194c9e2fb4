"""What the health page and the metrics say of each partition, also of those nobody has committed and in a rebalance."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from faust.types import TP

from services.enrich.pipeline import Pipeline
from services.enrich.progress import Progress
from services.enrich.standing import Standing
from shared.topics import RAW

FIRST, SECOND = TP(RAW, 0), TP(RAW, 1)


class Consumer:
    """As faust's: partitions that are no longer ours fail an assertion."""

    def __init__(self, committed: dict[TP, int], ends: dict[TP, int], begins: dict[TP, int]) -> None:
        self._committed_offset: dict[TP, int] = committed
        self._ends, self._begins = ends, begins

    def assignment(self) -> set[TP]:
        return {FIRST, SECOND}

    def highwater(self, partition: TP) -> int:
        assert partition in self._ends, "Partition is not assigned"
        return self._ends[partition]

    async def earliest_offsets(self, *partitions: TP) -> dict[TP, int]:
        return {partition: self._begins[partition] for partition in partitions}


def standing(committed: dict[TP, int], ends: dict[TP, int], begins: dict[TP, int] | None = None) -> Standing:
    stages = (SimpleNamespace(name=name, version=1) for name in Pipeline.__dataclass_fields__)
    app: Any = SimpleNamespace(
        consumer=Consumer(committed, ends, begins or {}), rebalancing_count=1, rebalancing=False
    )
    made = Standing(app, Pipeline(*stages), Progress(), lambda: 0)  # type: ignore[arg-type]
    if begins is not None:
        asyncio.run(made.look_up_beginnings(begins))
    return made


def lags(asked: Standing) -> list[int | None]:
    return [each.lag for each in asked.assignment()]


def test_where_nothing_is_committed_what_retention_has_deleted_is_no_lag() -> None:
    begins = {FIRST: 8_950, SECOND: 8_950}
    assert lags(standing({}, {FIRST: 9_000, SECOND: 8_950}, begins)) == [50, 0]
    assert lags(standing({FIRST: 10, SECOND: 8_990}, {FIRST: 9_000, SECOND: 9_000}, begins)) == [50, 10]


def test_where_the_beginning_is_not_known_neither_is_the_lag() -> None:
    asked = standing({SECOND: 40}, {FIRST: 9_000, SECOND: 50})
    assert [each.committed for each in asked.assignment()] == [None, 40]
    assert lags(asked) == [None, 10]
    assert asked.health()[1]["lag"] == 10


def test_a_partition_that_a_rebalance_takes_away_meanwhile_fails_neither_page() -> None:
    asked = standing({FIRST: 1, SECOND: 1}, {SECOND: 9})
    assert lags(asked) == [None, 8]
    healthy, details = asked.health()
    assert healthy
    assert details["lag"] == 8
    assert f'lajmi_enrich_lag_records{{topic="{RAW}",partition="1"}} 8' in asked.metrics()
