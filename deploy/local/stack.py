"""Starting, following and stopping the local stack from a command: the supervisor's other end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from types import TracebackType
from typing import IO, Self

from deploy.local import child, fetch, health, ports, record, units, versions
from deploy.local.health import Health
from deploy.local.java import find_java, find_maven
from deploy.local.places import Places, find_places, reachable_by_others
from deploy.local.process import rotate, tail
from deploy.local.record import Stack
from shared.errors import UserError
from shared.settings import Settings

# Services have 20 s and servers 30 s before they are killed; then a little for the supervisor itself.
_DOWN_SECONDS = 70.0


class AlreadyRunningError(Exception):
    def __init__(self, stack: Stack | None) -> None:
        super().__init__("already running")
        self.stack = stack


class Supervision:
    """A started supervisor. Iterate ``reports`` until it ends, or until you have seen enough; as a context, it is
    stopped at the end."""

    def __init__(self, settings: Settings, *, servers_only: bool, detached: bool) -> None:
        """Fetch what is missing, check what must be free, and start. Raises UserError, AlreadyRunningError."""
        self.settings = settings = settings.model_copy(
            update={"home": settings.home.absolute(), "port_base": settings.port_base}
        )
        fetch.make_readable_folder(settings.home)
        self.places = find_places(settings.home)
        if record.is_supervised(self.places.home):
            raise AlreadyRunningError(record.read(self.places.home))
        servers = make_ready(settings, self.places)
        _check_external(settings)
        record.end_survivors(self.places.home)
        ports.check_free(settings, servers, [] if servers_only else units.SERVICES)
        self.stopping = False
        self._process, self._reports = self._start(servers_only=servers_only, detached=detached)

    def _start(self, *, servers_only: bool, detached: bool) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
        reading, writing = os.pipe()
        command = [sys.executable, "-P", "-m", "deploy.local.supervise", "--report-to", str(writing)]
        if servers_only:
            command.append("--servers-only")
        if not detached:
            command = child.wrap(command, on_parent_death=signal.SIGTERM)
        log = self.places.log("supervisor")
        rotate(log)
        with log.open("ab") as output:
            process = subprocess.Popen(
                command,
                env=units.environment(self.settings),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=(writing,),
            )
        os.close(writing)
        return process, os.fdopen(reading, "rb")

    def reports(self) -> Iterator[Stack]:
        """Each change as it happens; ends when the supervisor has ended."""
        for line in self._reports:
            yield Stack.model_validate_json(line)
        self._process.wait()

    def until_ready(self) -> Stack:
        """Wait until all is healthy. Raises UserError if the start failed."""
        last: Stack | None = None
        for last in self.reports():
            if last.ready:
                return last
        raise self.explain_end(last) or UserError("the stack was stopped while it started")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ask_to_stop()
        self._process.wait()
        self.let_go()

    def let_go(self) -> None:
        """Leave a detached supervisor to itself."""
        self._reports.close()

    def ask_to_stop(self) -> None:
        """Begin an orderly end; repeating it changes nothing."""
        if not self.stopping and self._process.poll() is None:
            self.stopping = True
            self._process.terminate()

    def stop_now(self) -> None:
        """Cut an orderly end short: everything that still runs is killed."""
        self.ask_to_stop()
        if self._process.poll() is None:
            self._process.terminate()

    def explain_end(self, last: Stack | None) -> UserError | None:
        """After the reports have ended: None if it was told to stop, else what went wrong, with the guilty log's end."""
        code = self._process.wait()
        if code == 0:
            return None
        if code == 3:
            return UserError("another 'lajmi up' of this checkout was quicker")
        failure = last.failure if last else None
        name = (last.failed_unit if last else None) or ("supervisor" if failure is None else None)
        message = failure or f"the supervisor ended unexpectedly (exit status {code})"
        if name is None:
            return UserError(message)
        log = self.places.log(name)
        return UserError("\n".join([f"{message}; the end of {log}:", *(f"  {line}" for line in tail(log))]))


def make_ready(settings: Settings, places: Places) -> list[str]:
    """Java and both distributions where they are needed; returns the names of the servers to be run here."""
    wanted = []
    if settings.kafka is None:
        wanted.append(fetch.KAFKA)
    if settings.elasticsearch is None:
        wanted.append(fetch.ELASTICSEARCH)
    if wanted:
        java = find_java()
        if places.elasticsearch_uid is not None and not reachable_by_others(java.home / "bin" / "java"):
            raise UserError(
                f"Java is in {java.home}, which only root can read, but Elasticsearch refuses to run as root: "
                "install Java for all users (Debian, Ubuntu: apt-get install openjdk-17-jre-headless), or be another user"
            )
        if not all(fetch.is_whole(one.folder(places.cache)) for one in wanted):
            find_maven()
        fetch.ensure(places.cache, wanted)
        fetch.check_free_space(places.home, versions.FREE_BYTES_TO_START, "running Kafka and Elasticsearch")
    return [one.name.lower() for one in wanted]


def _check_external(settings: Settings) -> None:
    """The user's own servers must be up: waiting for them would look as if we were slow."""
    if settings.kafka is not None and health.kafka_health(settings.kafka) is not Health.HEALTHY:
        raise UserError(
            f"Kafka at LAJMI_KAFKA={settings.kafka} does not answer: start it, or unset LAJMI_KAFKA"
        )
    url = settings.elasticsearch
    if url is not None and health.elasticsearch_health(url) is Health.SILENT:
        raise UserError(f"Elasticsearch at LAJMI_ELASTICSEARCH={url} does not answer: start it, or unset it")


def stop(settings: Settings) -> bool:
    """Stop the stack of this home, however it was started. True if there was one. Raises UserError if it will not end."""
    home = settings.home.absolute()
    if not record.is_supervised(home):
        return bool(record.end_survivors(home))
    until = time.monotonic() + _DOWN_SECONDS
    stack = record.read(home)
    while stack is None and time.monotonic() < until and record.is_supervised(home):
        time.sleep(0.1)  # it has only just started
        stack = record.read(home)
    if stack is not None:
        _signal(stack.supervisor_pid, signal.SIGTERM)
    while record.is_supervised(home):
        if time.monotonic() > until:
            pid = stack.supervisor_pid if stack else "unknown"
            raise UserError(f"the supervisor (pid {pid}) has not ended within {_DOWN_SECONDS:.0f} s")
        time.sleep(0.1)
    record.end_survivors(home)
    return True


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
    except PermissionError as error:
        raise UserError(
            f"the supervisor (pid {pid}) belongs to another user: stop it as that user"
        ) from error
