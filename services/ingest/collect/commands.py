"""``lajmi collect`` and ``lajmi sources``."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from services.ingest.collect.listing import SourceStatus, statuses
from services.ingest.collect.loading import Sources, SourcesInvalidError
from services.ingest.collect.watching import read_sources
from services.ingest.commands import quiet_settings
from services.ingest.messages import complain
from shared.errors import UserError
from shared.settings import Settings

_DEFAULT = "Default: LAJMI_SOURCES, else sources.yaml in the home."


def _load(path: Path | None, settings: Settings) -> Sources:
    file = path or settings.sources_file
    if path is None and not file.is_file():
        raise UserError(
            f"there are no sources: write {file} (docs/sources.md says how), or set LAJMI_SOURCES"
        )
    try:
        return read_sources(file)
    except SourcesInvalidError as error:
        raise UserError(str(error)) from error


@click.command(
    help="""Visit the sources that are due now, publish what is new, and print the balance.

    Ctrl-C ends it cleanly; what was not published yet is fetched again by the next round. Exit status 1: a source
    failed, or nothing in it could be read.
    """
)
@click.option(
    "--once", is_flag=True, help="One round; this is the default, `lajmi serve ingest` goes on for ever."
)
@click.option("--all", "everything", is_flag=True, help="Also sources that are not due.")
@click.option("--whole", is_flag=True, help="Ask without validators, whatever the sources said before.")
@click.option("--sources", "file", type=click.Path(dir_okay=False, path_type=Path), help=_DEFAULT)
@click.option(
    "--source", "names", multiple=True, metavar="NAME", help="Only this source, due or not; repeatable."
)
def collect(once: bool, everything: bool, whole: bool, file: Path | None, names: tuple[str, ...]) -> None:
    from services.ingest.collect.report import run_with_bar  # noqa: PLC0415  `lajmi sources` needs no Kafka client

    del once
    settings = quiet_settings()
    loaded = _load(file, settings)
    chosen = list(loaded.sources)
    if names:
        wanted = set(names)
        chosen = [source for source in chosen if {source.label, source.name, source.url} & wanted]
        unknown = wanted - {name for source in chosen for name in (source.label, source.name, source.url)}
        if unknown:
            raise UserError(f"no enabled source is called {sorted(unknown)[0]!r}: see `lajmi sources list`")
    sys.exit(0 if run_with_bar(settings, chosen, everything=everything or bool(names), whole=whole) else 1)


@click.group(help="Check and list the sources that are collected.")
def sources() -> None:
    pass


@sources.command(help="Say whether the file can be used, and if not, where and why. " + _DEFAULT)
@click.argument("file", required=False, type=click.Path(path_type=Path))
def check(file: Path | None) -> None:
    loaded = _load(file, quiet_settings())
    for line, one, other in loaded.aliases:
        complain(f"line {line}: {one} is the same source as {other}: fetched once")
    for source in loaded.sources:
        if source.path is not None and not source.location.exists():
            complain(f"path {source.path} does not exist (yet)")
    disabled = f", {loaded.disabled} disabled" if loaded.disabled else ""
    count = len(loaded.sources)
    click.echo(f"{count} source{'' if count == 1 else 's'}{disabled}: the file is valid")


@sources.command(
    "list", help="Each source with its last visit, its next one, and whether it is failing or silent."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@click.option("--sources", "file", type=click.Path(path_type=Path), help=_DEFAULT)
def list_(as_json: bool, file: Path | None) -> None:
    settings = quiet_settings()
    loaded = _load(file, settings)
    found = statuses(settings, loaded.sources, time.time())
    if as_json:
        click.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=1))
        return
    Console(highlight=False, width=None if sys.stdout.isatty() else 200).print(_table(found))


def _table(found: list[SourceStatus]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("source", "kind", "last success", "next", "every", "last outcome", ""):
        table.add_column(heading, overflow="fold")
    for one in found:
        table.add_row(*one.as_row())
    return table
