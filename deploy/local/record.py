"""What the supervisor tells the world: ``stack.json`` in the home folder, and the lock that proves that it lives."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from deploy.local import proc
from shared.settings import stack_file

# How long the kernel may take to end a killed process that has much memory or waits for a disk.
_KILLED_SECONDS = 10.0

# States of a server or service.
WAITING = "waiting"  # for what must be healthy before it
STARTING = "starting"
RUNNING = "running"  # alive, and its health check passes
UNHEALTHY = "unhealthy"  # alive, and its health check fails
RESTARTING = "restarting"  # it ended, and will be started again
FAILED = "failed"  # it ended too often, and was given up
STOPPED = "stopped"
EXTERNAL = "external"  # the user's own server: LAJMI_KAFKA, LAJMI_ELASTICSEARCH


class Unit(BaseModel):
    """One server or service as the supervisor sees it."""

    model_config = ConfigDict(extra="ignore")

    name: str
    pid: int | None = None
    state: str = WAITING
    address: str = ""
    detail: str = ""
    restarts: int = 0
    seconds: float | None = None  # from start to healthy
    session: int | None = (
        None  # of its processes, with what identifies the first of them: to end them if we are killed
    )
    identity: str | None = None


class Stack(BaseModel):
    """The whole stack; the content of ``stack.json``."""

    model_config = ConfigDict(extra="ignore")

    port_base: int
    supervisor_pid: int
    kafka: str
    elasticsearch: str
    page: str
    ready: bool = False
    failure: str | None = None
    failed_unit: str | None = None
    services: list[Unit]

    def unit(self, name: str) -> Unit:
        return next(one for one in self.services if one.name == name)


def write(home: Path, stack: Stack) -> None:
    target = stack_file(home)
    partial = target.with_name(f"{target.name}.{os.getpid()}")
    partial.write_text(stack.model_dump_json(indent=2) + "\n")
    partial.replace(target)


def read(home: Path) -> Stack | None:
    """The last record, of a live supervisor or a dead one; None without one, or with one we cannot read."""
    try:
        content: dict[str, Any] = json.loads(stack_file(home).read_text())
        return Stack.model_validate(content)
    except (OSError, ValueError):
        return None


def remove(home: Path) -> None:
    stack_file(home).unlink(missing_ok=True)


@contextmanager
def supervisor_lock(home: Path, patience_seconds: float = 2.0) -> Iterator[bool]:
    """Held while a supervisor lives; the kernel frees it however that ends. Yields False if another one holds it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "supervisor.lock").open("a") as file:
        until = time.monotonic() + patience_seconds
        while not _try_lock(file.fileno(), fcntl.LOCK_EX):
            if time.monotonic() > until:
                yield False
                return
            time.sleep(0.1)
        yield True


def is_supervised(home: Path) -> bool:
    """True while a supervisor of this home lives."""
    try:
        with (home / "supervisor.lock").open() as file:
            return not _try_lock(file.fileno(), fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


def _try_lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def end_survivors(home: Path) -> list[str]:
    """Kill what a killed supervisor left behind, and forget it; names of what was still there.

    Does nothing while a supervisor lives, and none can begin meanwhile: what it starts is no leftover.
    """
    with supervisor_lock(home, patience_seconds=0) as alone:
        stack = read(home) if alone else None
        ended = [unit.name for unit in stack.services if _end(unit)] if stack else []
        if alone:
            remove(home)
    return ended


def _end(unit: Unit) -> bool:
    if unit.session is None or unit.identity is None:
        return False
    left = proc.survivors(unit.session, unit.identity)
    for pid in left:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + _KILLED_SECONDS
    while proc.survivors(unit.session, unit.identity) and time.monotonic() < until:
        time.sleep(0.1)
    return bool(left)
