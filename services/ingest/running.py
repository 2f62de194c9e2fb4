"""``lajmi ingest``: a stream of items published, counted, and, if asked, waited for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click

from services.ingest.decisions import RETRACTED, Decision, Outcome
from services.ingest.items import Item, Refused
from services.ingest.messages import complain
from services.ingest.read.journal import Journal
from services.ingest.report import print_balance, progress_bar
from services.ingest.session import Outcomes, Session, batches
from services.ingest.waiting import Waiter
from shared.settings import Settings


class _Wanted:
    """Ids and revisions to wait for: the newest of each."""

    def __init__(self) -> None:
        self.published: dict[str, int] = {}
        self.unchanged: dict[str, int] = {}

    def add(self, decision: Decision) -> None:
        article = decision.article
        if decision.reason:
            return  # retracted: nobody will ever find it
        if decision.outcome is Outcome.PUBLISHED:
            self.unchanged.pop(article.id, None)
            self.published[article.id] = article.revision
        elif article.id not in self.published:
            self.unchanged[article.id] = article.revision


def ingest_items(
    read: Callable[[Journal], Iterable[Item]],
    settings: Settings,
    *,
    command: str,
    backfill: bool = False,
    wait_timeout_seconds: float | None = None,
) -> bool:
    """Publish everything and print the balance; whether every file and address could be read.

    ``read`` gives the items, given a journal that says how far an interrupted run came in an archive.

    Raises KeyboardInterrupt when the user stops it, after the balance of what is published by then.
    """
    wanted, outcomes, balanced = _Wanted(), Outcomes(), False
    with progress_bar() as bar:
        scan = bar.add_task("reading the topics", total=None, visible=False)
        session = Session(
            settings,
            command,
            backfill=backfill,
            progress=lambda read, total: bar.update(scan, completed=read, total=total, visible=True),
        )
        bar.remove_task(scan)
        with session:
            waiter = Waiter(settings) if wait_timeout_seconds is not None else None
            try:
                task = bar.add_task("publishing", total=None)
                for batch in batches(_told(read(session.archives))):
                    result = session.publish(batch)
                    outcomes.update(result.outcomes)
                    bar.advance(task, len(batch))
                    if waiter is not None:
                        for decision in result.decisions:
                            wanted.add(decision)
                session.archives.settle()  # the last one may have ended with the last batch
                bar.remove_task(task)
                bar.stop()
                print_balance(outcomes)
                balanced = True
                if waiter is not None and wait_timeout_seconds is not None:
                    _wait(waiter, wanted, outcomes, wait_timeout_seconds)
            except KeyboardInterrupt:
                bar.stop()
                if not balanced:
                    print_balance(outcomes)
                raise
            finally:
                if waiter is not None:
                    waiter.close()
    return not any(outcome is Outcome.REJECTED and reason != RETRACTED for _, outcome, reason in outcomes)


def _told(items: Iterable[Item]) -> Iterable[Item]:
    """The items, with a line on stderr for each that is refused."""
    for item in items:
        if isinstance(item, Refused):
            complain(item.rejection.detail)
        yield item


def _wait(waiter: Waiter, wanted: _Wanted, outcomes: Outcomes, timeout_seconds: float) -> None:
    with progress_bar() as bar:
        total = len(wanted.published) + len(wanted.unchanged)
        task = bar.add_task("waiting until searchable", total=total)
        searchable, dead = waiter.wait(
            wanted.published,
            wanted.unchanged,
            timeout_seconds,
            lambda settled: bar.update(task, completed=settled),
        )
    refused = sum(items for (_, outcome, _), items in outcomes.items() if outcome is Outcome.DEAD_LETTERED)
    click.echo(f"{searchable} searchable, {dead + refused} dead-lettered")
