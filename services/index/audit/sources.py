"""Ingest's sources in an audit: what became of each one's items, and which of them have fallen silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from shared.ledger import SourceAccount

_SHOWN = 50  # lines of the table; all are in the JSON
_OUTCOMES = ("published", "unchanged", "duplicate", "rejected", "dead_lettered")


def sources_as_json(accounts: Sequence[SourceAccount]) -> list[dict[str, Any]]:
    return [
        {
            "source": account.source,
            **{outcome: _items(account, outcome) for outcome in _OUTCOMES},
            "reasons": {
                f"{outcome}:{reason}": items
                for (outcome, reason), items in sorted(account.outcomes.items())
                if reason
            },
            "last_published": _iso(account.last_published),
            "silent_since": _iso(account.silent_since),
            "failing": account.failing,
        }
        for account in accounts
    ]


def sources_table(accounts: Sequence[SourceAccount], since: datetime | None) -> list[RenderableType]:
    """Flagged sources first, then the busiest."""
    if not accounts:
        return []
    when = "of all time" if since is None else f"since {since:%Y-%m-%d %H}:00 UTC"
    table = Table(title=f"Items by source, {when}", title_justify="left", box=None, padding=(0, 1, 0, 0))
    table.add_column("", overflow="fold")
    for outcome in _OUTCOMES:
        table.add_column(outcome.replace("_", "-"), justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    ordered = sorted(
        accounts,
        key=lambda account: (not account.flagged, -sum(account.outcomes.values()), account.source),
    )
    for account in ordered[:_SHOWN]:
        numbers = (f"{_items(account, outcome):,}" for outcome in _OUTCOMES)
        table.add_row(escape(account.source), *numbers, _remarks(account))
    parts: list[RenderableType] = ["", table]
    if len(ordered) > _SHOWN:
        parts.append(f"  … and {len(ordered) - _SHOWN:,} more sources: --json has them all")
    return parts


def _items(account: SourceAccount, outcome: str) -> int:
    return sum(items for (kind, _), items in account.outcomes.items() if kind == outcome)


def _remarks(account: SourceAccount) -> str:
    reasons: dict[str, int] = {}
    for (_, reason), items in account.outcomes.items():
        if reason:
            reasons[reason] = reasons.get(reason, 0) + items
    remarks = [escape(f"{reason} {items:,}") for reason, items in sorted(reasons.items())]
    if account.silent_since is not None:
        remarks.append(f"[red]silent since {account.silent_since:%Y-%m-%d %H:%M}[/red]")
    if account.failing is not None:
        remarks.append(f"[red]every fetch fails: {escape(account.failing)}[/red]")
    return ", ".join(remarks)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
