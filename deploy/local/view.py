"""How the stack looks to a person: a live table on a terminal, one plain line a change elsewhere. Always stderr."""

from __future__ import annotations

import time
from types import TracebackType

import click
from rich.console import Console
from rich.live import Live
from rich.table import Table

from deploy.local import record
from deploy.local.record import Stack, Unit

_COLOURS = {
    record.RUNNING: "green",
    record.EXTERNAL: "green",
    record.STARTING: "yellow",
    record.RESTARTING: "yellow",
    record.UNHEALTHY: "red",
    record.FAILED: "red",
}


def table(stack: Stack, seconds: float | None = None) -> Table:
    view = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("service", "state", "address", "pid", "healthy after"):
        view.add_column(heading, no_wrap=True)
    view.add_column("", overflow="fold")
    for unit in stack.services:
        colour = _COLOURS.get(unit.state, "dim")
        took = f"{unit.seconds:.1f} s" if unit.seconds is not None else ""
        pid = str(unit.pid or "")
        notes = (unit.detail, f"restarted {unit.restarts}×" if unit.restarts else "")
        note = ", ".join(filter(None, notes))
        view.add_row(unit.name, f"[{colour}]{unit.state}[/]", unit.address, pid, took, note)
    if seconds is not None:
        view.caption = f"{seconds:.0f} s"
    return view


class View:
    """Use as a context while the stack starts, and ``show`` each report; afterwards only changes are told."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._live: Live | None = None
        self._last: Stack | None = None
        self._since = time.monotonic()

    def __enter__(self) -> View:
        if self._console.is_terminal:
            self._live = Live(get_renderable=self._render, console=self._console, refresh_per_second=4)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.settle()

    def settle(self) -> None:
        """Leave the table as it is; what comes later is told in lines."""
        if self._live:
            self._live.stop()
            self._live = None

    def show(self, stack: Stack) -> None:
        if self._live is None:
            before = {unit.name: unit for unit in self._last.services} if self._last else {}
            for unit in stack.services:
                if line := _change(before.get(unit.name), unit):
                    self.say(line)
        self._last = stack

    def say(self, line: str) -> None:
        if self._console.is_terminal:
            self._console.print(line, highlight=False, markup=False)
        else:
            click.echo(line, err=True)

    def _render(self) -> Table | str:
        return table(self._last, time.monotonic() - self._since) if self._last else ""


def _change(before: Unit | None, unit: Unit) -> str | None:
    if before is not None and before.state == unit.state:
        return None
    if before is None and unit.state in {record.WAITING, record.STOPPED}:
        return None
    took = f" after {unit.seconds:.1f} s" if unit.state == record.RUNNING and unit.seconds is not None else ""
    where = f" at {unit.address}" if unit.state in {record.RUNNING, record.EXTERNAL} else ""
    # A new start repeats why the last run ended; that was told already.
    detail = f": {unit.detail}" if unit.detail and unit.state != record.STARTING else ""
    return f"{unit.name}: {unit.state}{took}{where}{detail}"
