"""``lajmi parse`` and ``lajmi ingest``."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from functools import partial

import click

from services.ingest.items import Item
from services.ingest.messages import complain
from services.ingest.read.journal import NO_JOURNAL, Journal
from services.ingest.read.options import ReadOptions
from services.ingest.read.target import read_target
from services.ingest.targets import Ignored, Target, expand, printable
from shared.contracts import InputFormat, RawArticle
from shared.errors import UserError
from shared.logs import configure_logging
from shared.settings import Settings, load_settings

_STOPPED = 130  # as shells have it: 128 and the number of SIGINT
_FORMATS = [str(kind) for kind in InputFormat]


def quiet_settings() -> Settings:
    """Settings of a command: its own output says what happens, refusals included, so logs begin at errors unless the user
    wants more.
    """
    settings = load_settings()
    if "log_level" not in settings.model_fields_set:
        settings = settings.model_copy(update={"log_level": "error"})
    configure_logging(settings, "ingest")
    if settings.log_level == "error":
        # kafka-python tells of every refused connection; the command says it once, in its own words.
        logging.getLogger("kafka").setLevel(logging.CRITICAL)
    return settings


def read_all(
    names: tuple[str, ...], options: ReadOptions, settings: Settings, journal: Journal = NO_JOURNAL
) -> Iterator[Item]:
    """The items of all targets in order; files that a folder holds in other formats are named on stderr, once."""
    for target in expand(names):
        if isinstance(target, Ignored):
            more = len(target.names) - 3
            shown = printable(", ".join(target.names[:3])) + (f" and {more} more" if more > 0 else "")
            complain(f"{printable(target.folder)}: left out as in no known format: {shown}")
        else:
            yield from read_target(target, options, settings, journal)


@click.command(
    help="""Print the articles of FILES as RawArticle JSON, one a line, in document order; '-' reads standard input.

    No server is needed. 'fetched_at' is the time the file was stored, so that the output is the same on every run. Each item
    that is no article is one line on stderr. Exit status 1: a file could not be read, or no article was found at all.
    """
)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--format", "kind", type=click.Choice(_FORMATS), help="Do not guess the format.")
@click.option(
    "--source",
    metavar="NAME",
    help="Name of the source; default: the record's own, the host, the file's name.",
)
@click.option("--url", metavar="URL", help="Address that the input was fetched from.")
def parse(files: tuple[str, ...], kind: str | None, source: str | None, url: str | None) -> None:
    settings = quiet_settings()
    for name in files:
        if Target(name).is_web:
            raise UserError(f"{name}: 'lajmi parse' reads files; 'lajmi ingest' fetches addresses")
    options = ReadOptions(InputFormat(kind) if kind else None, source, url)
    printed = failed = 0
    output = sys.stdout.buffer
    for item in read_all(files, options, settings):
        if isinstance(item, RawArticle):
            output.write(item.model_dump_json().encode() + b"\n")
            printed += 1
        else:
            complain(item.rejection.detail)
            failed += item.payload is None
    output.flush()
    if failed or not printed:
        sys.exit(1)


@click.command(
    help="""Publish the articles of TARGETS (files, folders, addresses; '-' reads standard input) to Kafka.

    Content that is published already is not published again; changed content becomes the next revision. What is no article
    goes to the dead letters with its reason. Ends with the balance: every item seen has one outcome.
    """
)
@click.argument("targets", nargs=-1, required=True, metavar="TARGET…")
@click.option("--wait", is_flag=True, help="Return once each article can be searched, or is dead-lettered.")
@click.option(
    "--source",
    metavar="NAME",
    help="Name of the source; default: the record's own, the host, the file's name.",
)
@click.option("--lane", type=click.Choice(["live", "backfill"]), default="live", show_default=True)
@click.option("--format", "kind", type=click.Choice(_FORMATS), help="Do not guess the format.")
@click.option("--url", metavar="URL", help="Address that the input was fetched from.")
@click.option(
    "--timeout-seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=120,
    show_default=True,
    help="With --wait: give up when nothing more became searchable for this long.",
)
def ingest(
    targets: tuple[str, ...],
    wait: bool,
    source: str | None,
    lane: str,
    kind: str | None,
    url: str | None,
    timeout_seconds: float,
) -> None:
    from services.ingest.running import ingest_items  # noqa: PLC0415  parse needs no Kafka client

    settings = quiet_settings()
    options = ReadOptions(InputFormat(kind) if kind else None, source, url)
    try:
        complete = ingest_items(
            partial(read_all, targets, options, settings),
            settings,
            command=printable(f"ingest {' '.join(targets)}")[:500],
            backfill=lane == "backfill",
            wait_timeout_seconds=timeout_seconds if wait else None,
        )
    except KeyboardInterrupt:
        complain("stopped: what is published stays so; the same command again goes on with the rest")
        sys.exit(_STOPPED)
    sys.exit(0 if complete else 1)
