"""What a run tells a person: progress while it goes on, and the balance at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from services.ingest.decisions import Outcome
from services.ingest.session import Outcomes

_ORDER = (Outcome.PUBLISHED, Outcome.UNCHANGED, Outcome.DUPLICATE, Outcome.REJECTED, Outcome.DEAD_LETTERED)
_MEANING = {
    Outcome.PUBLISHED: "new or changed",
    Outcome.UNCHANGED: "published before",
    Outcome.DUPLICATE: "twice in this input",
}


def label(outcome: Outcome) -> str:
    return str(outcome).replace("_", "-")


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """On a terminal only, and on stderr: stdout is for results."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress


def print_balance(outcomes: Outcomes) -> None:
    """Items seen = published + unchanged + duplicate + rejected + dead-lettered, refusals with their reasons."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    table.add_column(style="dim")
    for outcome in _ORDER:
        count = sum(items for (_, kind, _), items in outcomes.items() if kind is outcome)
        reasons: dict[str, int] = {}
        for (_, kind, reason), items in outcomes.items():
            if kind is outcome and reason:
                reasons[reason] = reasons.get(reason, 0) + items
        note = ", ".join(f"{reason} {items:,}" for reason, items in sorted(reasons.items()))
        table.add_row(f"{count:,}", label(outcome), note or _MEANING.get(outcome, ""))
    table.add_row(f"{outcomes.total():,}", "items seen", "", style="bold")
    Console(highlight=False).print(table)
