from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.ingest.decisions import Outcome
from services.ingest.metrics import MAX_REASONS, MAX_SOURCES, OTHER, ingest_metrics, metrics_of
from services.ingest.state import State
from shared.ledger import SourceAccount
from shared.metrics import Metric

_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _samples(metrics: list[Metric], name: str) -> list[tuple[Mapping[str, str], float]]:
    return next(list(metric.samples) for metric in metrics if metric.name == name)


def test_the_ledger_is_told_by_source_outcome_and_reason(tmp_path: Path) -> None:
    state = State(tmp_path / "ingest.db")
    with state.exclusive():
        for hours in range(40, 30, -1):
            state.count(1, _AT - timedelta(hours=hours), {("gazeta", Outcome.PUBLISHED, ""): 1}, 1)
        state.count(1, _AT, {("gazeta", Outcome.DEAD_LETTERED, "invalid_json"): 2}, 2)
        state.fetched(_AT, [("portal", "timeout")] * 3)
    state.close()
    text = ingest_metrics(state.path, _AT).splitlines()
    published = (_AT - timedelta(hours=31)).timestamp()
    assert {line for line in text if not line.startswith("#")} == {
        'lajmi_ingest_items_total{source="gazeta",outcome="dead_lettered",reason="invalid_json"} 2',
        'lajmi_ingest_items_total{source="gazeta",outcome="published",reason=""} 10',
        f'lajmi_ingest_last_published_timestamp_seconds{{source="gazeta"}} {published}',
        "lajmi_ingest_silent_sources 1",
        "lajmi_ingest_failing_sources 1",
        'lajmi_ingest_source_flagged{source="gazeta",flag="silent"} 1',
        'lajmi_ingest_source_flagged{source="portal",flag="failing"} 1',
    }


def test_before_ingest_ever_ran_there_are_figures_too(tmp_path: Path) -> None:
    assert "lajmi_ingest_silent_sources 0" in ingest_metrics(tmp_path / "ingest.db", _AT)


def test_the_number_of_series_is_bounded_and_no_item_is_left_out() -> None:
    accounts = [
        SourceAccount(
            f"host{number}.example",
            {("published", ""): 1 + number, ("rejected", f"reason_{number}"): 1},
            last_published=_AT,
        )
        for number in range(MAX_SOURCES + 500)
    ]
    metrics = metrics_of(accounts)
    items = _samples(metrics, "lajmi_ingest_items_total")
    assert sum(value for _, value in items) == sum(sum(each.outcomes.values()) for each in accounts)
    assert len({labels["source"] for labels, _ in items}) == MAX_SOURCES + 1
    assert len({labels["reason"] for labels, _ in items}) <= MAX_REASONS + 1
    assert OTHER in {labels["source"] for labels, _ in items}
    assert len(_samples(metrics, "lajmi_ingest_last_published_timestamp_seconds")) == MAX_SOURCES
