"""A round for a person: a progress bar while it goes on, the balance at its end."""

from __future__ import annotations

from collections.abc import Sequence

import click

from services.ingest.collect.collector import RoundReport
from services.ingest.collect.running import collect_once
from services.ingest.collect.schedule import ANSWERED
from services.ingest.collect.sources import Source
from services.ingest.messages import complain
from services.ingest.report import print_balance, progress_bar
from shared.settings import Settings


def run_with_bar(
    settings: Settings, sources: Sequence[Source], *, everything: bool, whole: bool = False
) -> bool:
    """Whether every source that was visited answered."""
    latest = RoundReport()
    interrupted = False
    with progress_bar() as bar:
        scan = bar.add_task("reading the topics", total=None, visible=False)
        task = bar.add_task("sources", total=None, visible=False)

        def told(report: RoundReport, total: int) -> None:
            nonlocal latest
            latest = report
            pages = f", {report.pages:,} pages" if report.pages else ""
            bar.update(
                task,
                description=f"sources{pages}",
                completed=report.visits.total(),
                total=total,
                visible=True,
            )

        try:
            collect_once(
                settings,
                sources,
                everything=everything,
                whole=whole,
                progress=lambda read, total: bar.update(scan, completed=read, total=total, visible=True),
                told=told,
            )
        except KeyboardInterrupt:
            interrupted = True
    for problem in sorted(latest.problems.values())[:_MOST_PROBLEMS]:
        complain(problem)
    if len(latest.problems) > _MOST_PROBLEMS:
        complain(
            f"and {len(latest.problems) - _MOST_PROBLEMS:,} more sources: see `lajmi sources list --json`"
        )
    _print(latest)
    if interrupted:
        complain("stopped: what is not published yet comes with the next round")
        raise click.exceptions.Exit(130)
    if not latest.visits and not latest.pages and not everything:
        complain("nothing is due: `lajmi sources list` says when, --all visits every source now")
    return all(visit in _GOOD for visit in latest.visits)


_MOST_PROBLEMS = 20
_GOOD = frozenset(map(str, ANSWERED))


def _print(report: RoundReport) -> None:
    visits = ", ".join(f"{name} {count:,}" for name, count in sorted(report.visits.items()))
    total = report.visits.total()
    click.echo(
        f"{total:,} source{'' if total == 1 else 's'} visited{f' ({visits})' if visits else ''}, {report.pages:,} pages"
    )
    print_balance(report.items)
