"""``lajmi up``, ``lajmi down``, ``lajmi status``."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import click
from rich.console import Console

from deploy.local import record, stack
from deploy.local import status as status_of
from deploy.local.record import Stack
from deploy.local.stack import AlreadyRunningError, Supervision
from deploy.local.view import View, table
from shared.errors import UserError
from shared.settings import Settings, load_settings

# Fetching is over by then: Kafka, Elasticsearch and services each have their own, shorter limits.
_READY_SECONDS = 420.0


@click.command(help="Start the local Kafka and Elasticsearch and the four services; Ctrl-C stops everything.")
@click.option("--detach", is_flag=True, help="Return once everything is healthy; 'lajmi down' stops it.")
@click.option("--servers-only", is_flag=True, help="Only Kafka, Elasticsearch and the topics, no services.")
def up(detach: bool, servers_only: bool) -> None:
    settings = load_settings()
    started = time.monotonic()
    try:
        supervision = Supervision(settings, servers_only=servers_only, detached=detach)
    except AlreadyRunningError as running:
        _already_running(settings, running.stack, detach=detach, servers_only=servers_only)
        return
    last: Stack | None = None
    with View() as view, stopping_on_signals(supervision):
        for report in supervision.reports():
            view.show(report)
            if report.ready and not (last and last.ready):
                view.settle()
                view.say(
                    f"All is running after {time.monotonic() - started:.0f} s. {where(report, servers_only)}"
                )
                if detach:
                    supervision.let_go()
                    return
                view.say("Ctrl-C stops it.")
            last = report
    if error := supervision.explain_end(last):
        raise error
    click.echo("Everything is stopped.", err=True)
    if detach:
        raise UserError("stopped before everything was healthy")


@contextmanager
def stopping_on_signals(supervision: Supervision, also: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal end the stack in order (and call ``also``); a second Ctrl-C at once."""

    def ask(number: int, frame: FrameType | None) -> None:
        if supervision.stopping:
            supervision.stop_now()
        else:
            supervision.ask_to_stop()
            also()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def where(running: Stack, servers_only: bool) -> str:
    servers = f"Kafka: {running.kafka}, Elasticsearch: {running.elasticsearch}"
    return servers if servers_only else f"{servers}, search page: {running.page}"


def _already_running(settings: Settings, running: Stack | None, *, detach: bool, servers_only: bool) -> None:
    pid = f" (supervisor pid {running.supervisor_pid})" if running else ""
    advice = "'lajmi status' shows it, 'lajmi down' stops it"
    if not detach:
        raise UserError(f"the stack of this checkout is running already{pid}: {advice}")
    until = time.monotonic() + _READY_SECONDS
    while running is None or not running.ready:
        if time.monotonic() > until or not record.is_supervised(settings.home.absolute()):
            raise UserError(
                f"the stack of this checkout was started before{pid}, but is not healthy: {advice}"
            )
        time.sleep(0.2)
        running = record.read(settings.home.absolute())
    if not servers_only and running.unit("search").state == record.STOPPED:
        raise UserError(f"only the servers of this checkout are running{pid}: 'lajmi down', then 'lajmi up'")
    click.echo(
        f"The stack of this checkout is running already{pid}. {where(running, servers_only)}", err=True
    )


@click.command(help="Stop the local stack, however it was started. Nothing to stop is no error.")
def down() -> None:
    started = time.monotonic()
    if stack.stop(load_settings()):
        click.echo(f"Everything is stopped after {time.monotonic() - started:.1f} s.", err=True)
    else:
        click.echo("Nothing is running.", err=True)


@click.command(
    help="What runs, where, and whether it is healthy. Exit status 0 if all that was started is healthy, else 1."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object: kafka, elasticsearch, services.")
def status(as_json: bool) -> None:
    now = status_of.current(load_settings())
    if as_json:
        services = [{"name": unit.name, "pid": unit.pid, "state": unit.state} for unit in now.services]
        content = {"kafka": now.kafka, "elasticsearch": now.elasticsearch, "services": services}
        click.echo(json.dumps(content, indent=2))
    else:
        Console(width=None if sys.stdout.isatty() else 200).print(table(now))
        if now.supervisor_pid == 0:
            click.echo("The stack is not running: 'lajmi up' starts it.")
    if not status_of.is_healthy(now):
        raise SystemExit(1)
