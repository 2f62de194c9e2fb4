"""``lajmi replay``: archived articles enriched anew by the stages that have become newer since."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from kafka.errors import KafkaError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from services.enrich.entities.profile import parse_profile, require
from services.enrich.loading import load
from services.enrich.replay.running import Outcome, Replay, Report
from services.enrich.replay.survey import Survey, Wanted
from shared.clock import now
from shared.errors import UserError
from shared.logs import configure_logging
from shared.settings import Settings, load_settings
from shared.since import parse_since
from shared.waiting import knock

_STAGES = ("language", "entities", "topics", "fingerprint")
_NICENESS = 10  # live articles go first
_LINE_SECONDS = 10.0  # between two lines where there is no terminal for a bar


@click.command(
    help="Enrich anew what was enriched by older stages than today's, and publish it to articles.enriched: the index takes "
    "it in place of the old. Only the stages named run; all else stays as it is, the revision too. Safe to stop and to "
    "start again. Exit status 1 when an article could not be enriched: it stays as it was."
)
@click.option(
    "--stage", "stages", multiple=True, type=click.Choice(_STAGES),
    help="May be given again; without any, all stages.",
)  # fmt: skip
@click.option(
    "--since", metavar="WHEN", help="Published, else fetched, since: 24h, 7d, 2w, a date, a date with time."
)
@click.option("--until", metavar="WHEN", help="And before.")
@click.option("--source", metavar="NAME", help="Of this source only.")
@click.option("--dry-run", is_flag=True, help="Count what would be enriched anew, and publish nothing.")
@click.option("--json", "json_output", is_flag=True, help="One JSON object instead of lines.")
def replay(
    stages: tuple[str, ...],
    since: str | None,
    until: str | None,
    source: str | None,
    dry_run: bool,
    json_output: bool,
) -> None:
    settings = load_settings()
    configure_logging(settings.model_copy(update={"log_level": "error"}), "replay")
    began = parse_since(since, now()) if since else None
    ended = parse_since(until, now(), "--until") if until else None
    profile = parse_profile(settings.entities, settings.entities_edition)
    require(profile)
    os.nice(_NICENESS)
    outcome = Outcome()
    try:
        knock(settings.kafka_bootstrap)
        pipeline = load(profile)
        wanted = Wanted(frozenset(stages or _STAGES), pipeline.versions, began, ended, source)
        job = Replay(settings, pipeline, wanted, lambda line: click.echo(line, err=True))
        with Survey(wanted) as survey:
            with _bar("reading articles.enriched") as report:
                job.read(survey, report)
            outcome.articles, outcome.stale = survey.articles(), survey.stale()
            if not json_output:
                _print_survey(outcome, wanted)
            if outcome.wanted and not dry_run:
                with _bar("enriching anew") as report:
                    job.run(survey, outcome, report)
    except (KafkaError, OSError) as error:
        raise UserError(_kafka_failed(settings, error, outcome)) from error
    if json_output:
        click.echo(json.dumps(_as_json(outcome, dry_run=dry_run)))
    elif outcome.replayed:
        click.echo(f"{outcome.replayed:,} enriched anew and published")
    if outcome.failed:
        reasons = ", ".join(f"{reason} {number:,}" for reason, number in outcome.failures.most_common())
        click.echo(f"lajmi: {outcome.failed:,} stay as they were: {reasons}", err=True)
        for line in outcome.first_failures:
            click.echo(f"lajmi: {line}", err=True)
        sys.exit(1)


def _print_survey(outcome: Outcome, wanted: Wanted) -> None:
    present = ", ".join(f"{name} {wanted.versions[name]}" for name in _STAGES if name in wanted.stages)
    click.echo(f"{outcome.wanted:,} of {outcome.articles:,} articles are older than {present}")
    for stages, number in outcome.stale.most_common():
        click.echo(f"{number:>9,} by {stages}")


def _as_json(outcome: Outcome, *, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "articles": outcome.articles,
        "stale": outcome.wanted,
        "stale_by_version": dict(outcome.stale.most_common()),
        "replayed": outcome.replayed,
        "failed": outcome.failed,
        "failures": dict(outcome.failures),
    }


def _kafka_failed(settings: Settings, error: Exception, outcome: Outcome) -> str:
    what = f"cannot use Kafka at {settings.kafka_bootstrap} ({type(error).__name__}: {error})"
    if outcome.replayed:
        return f"{what}; {outcome.replayed:,} of {outcome.wanted:,} were sent: run it again for the rest"
    return f"{what}: is it up? 'lajmi status' says what runs; LAJMI_KAFKA names another one"


@contextmanager
def _bar(label: str) -> Iterator[Report]:
    """A bar on a terminal, a line now and then elsewhere; always stderr."""
    console = Console(stderr=True)
    if console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console) as progress:
            task = progress.add_task(label, total=None)
            yield lambda done, total: progress.update(task, completed=done, total=total)
        return
    said = time.monotonic()

    def say(done: int, total: int) -> None:
        nonlocal said
        if time.monotonic() - said >= _LINE_SECONDS:
            said = time.monotonic()
            click.echo(f"{label}: {done:,} of {total:,}", err=True)

    yield say
