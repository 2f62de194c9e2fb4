"""What a person sees while something is fetched: a bar on a terminal, a few plain lines elsewhere. Always stderr."""

from __future__ import annotations

import time
from types import TracebackType

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

_PLAIN_STEP = 0.25


class FetchProgress:
    """Use as a context; ``begin`` a file, say how many bytes arrived with ``at``, then ``end`` it."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bar = (
            Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                DownloadColumn(),
                TransferSpeedColumn(),
                TimeRemainingColumn(),
                console=console,
            )
            if console.is_terminal
            else None
        )
        self._task: TaskID | None = None
        self._label = ""
        self._total = 1
        self._shown = 0.0
        self._since = 0.0

    def __enter__(self) -> FetchProgress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def begin(self, label: str, total: int) -> None:
        self._label, self._total, self._shown, self._since = label, total, 0.0, time.monotonic()
        if self._bar:
            self._task = self._bar.add_task(label, total=total)
        else:
            self.say(f"{label}: fetching {total / 1e6:.0f} MB …")

    def at(self, held_bytes: int) -> None:
        if self._bar and self._task is not None:
            self._bar.update(self._task, completed=min(held_bytes, self._total))
        elif held_bytes / self._total >= self._shown + _PLAIN_STEP and held_bytes < self._total:
            self._shown += _PLAIN_STEP
            self.say(f"{self._label}: {self._shown:.0%}")

    def end(self) -> None:
        self.at(self._total)
        self.say(f"{self._label}: installed in {time.monotonic() - self._since:.0f} s")

    def say(self, line: str) -> None:
        if self._bar:
            self._bar.console.print(line, highlight=False)
        else:
            click.echo(line, err=True)
