"""``make run``: the whole stack, the samples ingested, what the archive then holds, and the page to search it."""

from __future__ import annotations

import subprocess
import threading
import time
from pathlib import Path

import click

from deploy.local import child, summary, units
from deploy.local.commands import stopping_on_signals, where
from deploy.local.record import Stack
from deploy.local.stack import AlreadyRunningError, Supervision
from deploy.local.view import View
from shared.errors import UserError
from shared.settings import Settings, load_settings

_SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@click.command(help="Run the whole stack with the sample articles until Ctrl-C.")
def main() -> None:
    started = time.monotonic()
    settings = load_settings()
    try:
        supervision = Supervision(settings, servers_only=False, detached=False)
    except AlreadyRunningError as running:
        _use(settings, running.stack, started)
        return
    last: Stack | None = None
    ingest = Ingest(supervision.settings)
    with supervision, View() as view, stopping_on_signals(supervision, ingest.end):
        for last in supervision.reports():
            view.show(last)
            if last.ready:
                break
        if last is not None and last.ready:
            view.settle()
            _stay(supervision, view, ingest, last, started)
    if error := supervision.explain_end(last):
        raise error
    click.echo("Everything is stopped.", err=True)
    if ingest.failure:
        raise UserError(ingest.failure)


def _stay(supervision: Supervision, view: View, ingest: Ingest, ready: Stack, started: float) -> None:
    """From healthy to the end. Reports are followed all the time, so that a crash shows when it happens."""
    view.say(f"All is running after {time.monotonic() - started:.0f} s. {where(ready, servers_only=False)}")
    follower = threading.Thread(target=_follow, args=(supervision, view, ingest))
    follower.start()
    try:
        ingest.run()
        if ingest.failure:
            supervision.ask_to_stop()
        elif not supervision.stopping:
            summary.show(supervision.settings, ready.page, time.monotonic() - started)
            view.say("Ctrl-C stops everything.")
    except BaseException:
        supervision.ask_to_stop()
        raise
    finally:
        follower.join()


def _follow(supervision: Supervision, view: View, ingest: Ingest) -> None:
    for report in supervision.reports():
        view.show(report)
    ingest.end()  # nothing would ever answer it


def _use(settings: Settings, running: Stack | None, started: float) -> None:
    """Somebody started this checkout's stack before: use it, and leave it running."""
    if running is None or not running.ready:
        raise UserError(
            "the stack of this checkout is just being started or stopped: try again when that is done"
        )
    click.echo(
        f"Using the stack that is running already (supervisor pid {running.supervisor_pid}).", err=True
    )
    ingest = Ingest(settings.model_copy(update={"port_base": running.port_base}))
    ingest.run()
    if ingest.failure:
        raise UserError(ingest.failure)
    summary.show(ingest.settings, running.page, time.monotonic() - started)
    click.echo("It goes on running: 'lajmi down' stops it.", err=True)


class Ingest:
    """``lajmi ingest samples --wait`` as a process that ends with this one."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.failure: str | None = None
        self._ended_by_us = False
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Returns when all samples are searchable, or with ``failure`` set, or when ``end`` was called."""
        if self._ended_by_us:
            return
        command = units.lajmi("ingest", str(_SAMPLES), "--wait")
        # A session of its own: Ctrl-C reaches this process first, which then ends everything in order.
        self._process = subprocess.Popen(
            child.wrap(command), env=units.environment(self.settings), start_new_session=True
        )
        if self._ended_by_us:  # while it was being started
            self._process.terminate()
        code = self._process.wait()
        if code != 0 and not self._ended_by_us:
            self.failure = (
                f"'lajmi ingest {_SAMPLES} --wait' failed with exit status {code}: its own lines say why"
            )

    def end(self) -> None:
        self._ended_by_us = True
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()


if __name__ == "__main__":
    main(prog_name="make run")
