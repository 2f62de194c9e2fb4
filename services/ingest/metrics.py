"""The ledger for Prometheus: what ``lajmi audit`` says of ingest, on the service's ``/metrics``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from shared.ledger import SourceAccount, read_sources
from shared.metrics import Metric, exposition

# Every source is a dozen series at most. Source names come from the web, so what could be unbounded is folded.
MAX_SOURCES = 2_500
MAX_REASONS = 100
OTHER = "_other"


def ingest_metrics(path: Path, at: datetime) -> str:
    """Of all runs that used this ledger, the command line's too. ``path``: of ``ingest.db``; ``at``: the present."""
    return exposition(metrics_of(read_sources(path, None, at)))


def metrics_of(accounts: Iterable[SourceAccount]) -> list[Metric]:
    """Sources beyond the busiest 2,500, and reasons beyond the 100 most frequent, count together as ``_other``."""
    busiest = sorted(accounts, key=lambda account: -sum(account.outcomes.values()))
    sources, rest = busiest[:MAX_SOURCES], busiest[MAX_SOURCES:]
    by_reason: Counter[str] = Counter()
    for account in busiest:
        for (_, reason), count in account.outcomes.items():
            by_reason[reason] += count
    reasons = {reason for reason, _ in by_reason.most_common(MAX_REASONS)}
    items: Counter[tuple[str, str, str]] = Counter()
    for accounts_of, name in ((sources, None), (rest, OTHER)):
        for account in accounts_of:
            for (outcome, reason), count in account.outcomes.items():
                items[name or account.source, outcome, reason if reason in reasons else OTHER] += count
    return [
        Metric(
            "lajmi_ingest_items_total",
            "counter",
            "Items seen, each with its one outcome.",
            [
                ({"source": source, "outcome": outcome, "reason": reason}, count)
                for (source, outcome, reason), count in sorted(items.items())
            ],
        ),
        Metric(
            "lajmi_ingest_last_published_timestamp_seconds",
            "gauge",
            "When an article of the source was last published.",
            [
                ({"source": account.source}, account.last_published.timestamp())
                for account in sources
                if account.last_published is not None
            ],
        ),
        Metric(
            "lajmi_ingest_silent_sources",
            "gauge",
            "Sources that have published nothing for longer than their own habits explain.",
            [({}, sum(account.silent_since is not None for account in busiest))],
        ),
        Metric(
            "lajmi_ingest_failing_sources",
            "gauge",
            "Sources of which every fetch fails.",
            [({}, sum(account.failing is not None for account in busiest))],
        ),
        Metric(
            "lajmi_ingest_source_flagged",
            "gauge",
            "1 for each source that is silent or failing; no other source is listed.",
            [
                ({"source": account.source, "flag": flag}, 1)
                for account in sources
                for flag, raised in (
                    ("silent", account.silent_since is not None),
                    ("failing", account.failing is not None),
                )
                if raised
            ],
        ),
    ]
