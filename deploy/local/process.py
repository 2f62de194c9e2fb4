"""One supervised child process: its own session, its log file, and an end that leaves nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from deploy.local import child

_POLL_SECONDS = 0.1
_LOG_MAX_BYTES = 10_000_000
# The kernel needs a moment to take a killed process down; more than this means that its new parent does not reap it.
_GONE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Command:
    """What to run, where, with exactly which environment; ``uid`` only for root that runs it as somebody else."""

    arguments: list[str]
    folder: Path
    environment: dict[str, str]
    uid: int | None = None


class ChildProcess:
    def __init__(self, command: Command, log: Path) -> None:
        """Start it now. Call from the main thread: the child ends with the thread that started it."""
        rotate(log)
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                child.wrap(command.arguments, uid=command.uid),
                cwd=command.folder,
                env=command.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def session(self) -> int:
        """Process id, process group and session of the child: one number."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    @property
    def how_it_ended(self) -> str:
        code = self._process.returncode
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                return f"was ended by {signal.Signals(-code).name}"
        return f"ended with exit status {code}"

    async def wait(self) -> None:
        while not self.ended:
            await asyncio.sleep(_POLL_SECONDS)

    async def stop(self, grace_seconds: float) -> bool:
        """Ask it to end, wait, then kill what is left of its group. True if it ended by itself in time."""
        if not self.ended:
            self._process.terminate()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.wait(), grace_seconds)
        in_time = self.ended
        await self.kill()
        return in_time

    async def kill(self) -> None:
        """Kill the whole group and wait until it is gone; harmless after its end."""
        waited = 0.0
        while _signal_group(self.session, signal.SIGKILL) and waited < _GONE_SECONDS:
            self._process.poll()
            await asyncio.sleep(_POLL_SECONDS)
            waited += _POLL_SECONDS
        self._process.poll()


def _signal_group(group: int, number: signal.Signals) -> bool:
    """False once nobody is left in the group."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False  # only zombies are left (macOS)
    return True


def rotate(log: Path) -> None:
    """Keep one older log, so that a log never holds much more than what one run wrote."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > _LOG_MAX_BYTES:
            log.replace(log.with_name(log.name + ".1"))


def tail(log: Path, lines: int = 15) -> list[str]:
    """The last lines of a log; none where there is no log."""
    try:
        with log.open(errors="replace") as content:
            return [line.rstrip("\n") for line in deque(content, lines)]
    except OSError:
        return []
