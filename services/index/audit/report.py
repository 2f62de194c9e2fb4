"""An audit for people (a table) and for programs (JSON)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Table

from services.index.audit.accounts import Audit
from services.index.audit.sources import sources_as_json, sources_table
from services.index.audit.taking import Taken

_VERDICTS = {True: "[green]balanced[/green]", False: "[red]not balanced[/red]"}


def as_json(taken: Taken, since: datetime | None = None) -> dict[str, Any]:
    audit = taken.audit
    return {
        "balanced": audit.balanced,
        "in_flight": audit.in_flight,
        "steps": [
            {
                "name": step.name,
                "articles": step.articles,
                "arrived": step.arrived,
                "retracted": step.retracted,
                "dead_lettered": step.dead_lettered,
                "in_flight": step.in_flight,
                "missing": step.missing,
            }
            for step in audit.steps
        ],
        "counts": audit.counts,
        "ingest": None if taken.ingest is None else _outcomes(taken),
        "ingest_compared": taken.ingest_compared,
        "ingest_items_seen": None if taken.ingest is None else taken.ingest.seen,
        "sources_since": None if since is None else since.isoformat(),
        "sources": sources_as_json(taken.sources),
        "silent_sources": [each.source for each in taken.sources if each.silent_since is not None],
        "failing_sources": [each.source for each in taken.sources if each.failing is not None],
        "problems": [
            {"what": problem.what, "count": problem.count, "first": list(problem.first)}
            for problem in audit.problems
        ],
    }


def print_report(console: Console, taken: Taken, since: datetime | None = None) -> None:
    for part in _parts(taken, since):
        console.print(part)


def _parts(taken: Taken, since: datetime | None) -> list[RenderableType]:
    audit = taken.audit
    steps = Table(title="Where every article is", title_justify="left", box=None, padding=(0, 1, 0, 0))
    steps.add_column("", no_wrap=True)
    for heading in ("articles", "arrived", "retracted", "dead-lettered", "in flight", "missing"):
        steps.add_column(heading, justify="right", no_wrap=True)
    for step in audit.steps:
        missing = f"[red]{step.missing:,}[/red]" if step.missing else "0"
        numbers = (step.articles, step.arrived, step.retracted, step.dead_lettered, step.in_flight)
        steps.add_row(step.name, *(f"{number:,}" for number in numbers), missing)
    parts: list[RenderableType] = [steps, "", _counts(audit)]
    if taken.ingest is not None:
        items = (
            ", ".join(f"{outcome} {count:,}" for outcome, count in _outcomes(taken).items()) or "nothing yet"
        )
        held = "" if taken.ingest_compared else " (not compared: its state is of other or shortened topics)"
        parts.append(f"Ingest's own count of items: {items}{held}")
    parts += sources_table(taken.sources, since)
    for problem in audit.problems:
        parts.append(f"\n[red]{escape(problem.what)}: {problem.count:,}[/red]")
        parts += [f"  {escape(case)}" for case in problem.first]
        if problem.count > len(problem.first):
            parts.append(f"  … and {problem.count - len(problem.first):,} more")
    flight = f", {audit.in_flight:,} in flight" if audit.in_flight else ""
    parts.append(f"\n{_VERDICTS[audit.balanced]}{flight}")
    return parts


def _counts(audit: Audit) -> str:
    return "   ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in audit.counts.items())


def _outcomes(taken: Taken) -> dict[str, int]:
    totals: dict[str, int] = {}
    if taken.ingest is not None:
        for (outcome, reason), items in sorted(taken.ingest.outcomes.items()):
            name = f"{outcome}:{reason}" if reason else outcome
            totals[name] = totals.get(name, 0) + items
    return totals
