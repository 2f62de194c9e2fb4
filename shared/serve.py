"""``lajmi serve SERVICE``: what a container or the local supervisor starts."""

from __future__ import annotations

from importlib.metadata import entry_points

import click

from shared.errors import UserError
from shared.logs import configure_logging
from shared.settings import load_settings


@click.command(help="Run one service in the foreground until SIGTERM or Ctrl-C.")
@click.argument("service", type=click.Choice(["ingest", "enrich", "index", "search"]))
def serve(service: str) -> None:
    found = {entry.name: entry for entry in entry_points(group="lajmi.services")}
    try:
        run = found[service].load()
    except ModuleNotFoundError as missing:
        raise UserError(
            f"the service {service!r} needs the package {missing.name!r}: install  pip install 'lajmi[{service}]'"
        ) from missing
    settings = load_settings()
    configure_logging(settings, service)
    run(settings)
