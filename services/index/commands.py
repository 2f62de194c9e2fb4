"""``lajmi audit``."""

from __future__ import annotations

import json
import sys

import click
from elastic_transport import TransportError
from elasticsearch import ApiError
from kafka.errors import KafkaError
from rich.console import Console

from services.index.audit.report import as_json, print_report
from services.index.audit.taking import scope_of, take, wait_until_quiet
from shared.clock import now
from shared.errors import UserError
from shared.settings import load_settings
from shared.since import parse_since
from shared.waiting import knock


@click.command(
    help="Prove that every article that was published is in the index, dead-lettered or retracted, and name those that "
    "are not. Articles on their way count as in flight. Also tells what became of each source's items, and which sources "
    "have fallen silent. Exit status 1 when something is missing."
)
@click.option("--json", "json_output", is_flag=True, help="One JSON object instead of a table.")
@click.option(
    "--wait", type=click.FloatRange(min=0), default=0, metavar="SECONDS", show_default=True,
    help="First wait until nothing is in flight, at most this long.",
)  # fmt: skip
@click.option(
    "--since", default="24h", metavar="WHEN", show_default=True,
    help="Items by source: 24h, 7d, 2w, a date, a date with time, or all.",
)  # fmt: skip
def audit(json_output: bool, wait: float, since: str) -> None:
    settings = load_settings()
    began = parse_since(since, now())
    scope = scope_of(settings)
    try:
        knock(settings.kafka_bootstrap)
        if wait and not wait_until_quiet(settings, scope, wait):
            click.echo(f"lajmi: articles were still in flight after {wait:g} s", err=True)
        taken = take(settings, scope, began)
    except (KafkaError, OSError) as error:
        raise UserError(
            f"cannot read from Kafka at {settings.kafka_bootstrap} ({type(error).__name__}: {error}): is it up? "
            f"'lajmi status' says what runs; LAJMI_KAFKA names another one"
        ) from error
    except (TransportError, ApiError) as error:
        raise UserError(
            f"cannot read from Elasticsearch at {settings.elasticsearch_url} ({error}): is it up? "
            f"'lajmi status' says what runs; LAJMI_ELASTICSEARCH names another one"
        ) from error
    if json_output:
        click.echo(json.dumps(as_json(taken, began), ensure_ascii=False, indent=2))
    else:
        width = None if sys.stdout.isatty() else 160  # for files and pipes: nothing is cut
        print_report(Console(highlight=False, width=width), taken, began)
    sys.exit(0 if taken.audit.balanced else 1)
