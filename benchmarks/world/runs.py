"""The world's server and the collector as processes, started, watched and stopped."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.world.plan import Dimensions, World
from shared.clock import now
from shared.ledger import ledger_path, read_sources
from shared.settings import Settings
from tests.local_stack import own_environment

_REPOSITORY = Path(__file__).resolve().parent.parent.parent
_SAMPLE_SECONDS = 0.1
_LONGEST_ROUND_SECONDS = 900.0


class RunningWorld:
    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process = process
        self.log = log

    def begin_round(self, number: int) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"round {number}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == f"round {number}\n"

    def cpu_seconds(self) -> float:
        times = psutil.Process(self._process.pid).cpu_times()
        return float(times.user + times.system)


@contextmanager
def running_world(dimensions: Dimensions, folder: Path) -> Iterator[RunningWorld]:
    log = folder / "requests.jsonl"
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.world.server", dimensions.to_json(), str(log)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=_REPOSITORY,
        start_new_session=True,  # Ctrl-C is for who asked for the world, who ends it by closing its input
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n", "the world's server did not start: is its port free?"
        yield RunningWorld(process, log)
    finally:
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def write_sources(world: World, path: Path) -> None:
    lines = ["sources:"]
    for feed in world.feeds:
        lines += [f"- name: {feed.name}", f"  url: {world.url(feed)}", "  kind: feed"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def collect_command(sources: Path, *, everything: bool = True) -> list[str]:
    command = [sys.executable, "-m", "benchmarks.world.lajmi", "collect", "--once", "--sources", str(sources)]
    return [*command, "--all"] if everything else command


def collect_environment(settings: Settings, **more: str) -> dict[str, str]:
    """The shell's environment, pointed at the stack; nothing of a user's own file of sources or allowances."""
    environment = own_environment(settings)
    for name in ("LAJMI_SOURCES", "LAJMI_FETCH_ALLOW_PRIVATE"):
        environment.pop(name, None)
    return {**environment, **more}


@dataclass(frozen=True, slots=True)
class Ran:
    """``ended``: on the clock of the world's log; ``rss_mib``: the most that the process and its children had at once;
    ``main_rss_mib``: the process alone."""

    status: int
    output: str
    started: float
    ended: float
    cpu_seconds: float
    rss_mib: float
    main_rss_mib: float


def run_collector(settings: Settings, sources: Path, output: Path) -> Ran:
    """One round, watched from outside. A terminal of the caller shows its progress bar; anything else gets none."""
    started = time.monotonic()
    with output.open("w") as out:
        process = psutil.Popen(
            collect_command(sources),
            env=collect_environment(settings),
            cwd=_REPOSITORY,
            stdout=out,
            stderr=None if sys.stderr.isatty() else subprocess.STDOUT,
        )
    most = most_alone = cpu = 0.0
    try:
        while process.poll() is None:
            resident, alone, used = _sample(process)
            most, most_alone, cpu = max(most, resident), max(most_alone, alone), max(cpu, used)
            if time.monotonic() - started > _LONGEST_ROUND_SECONDS:
                raise TimeoutError(f"the round did not end within {_LONGEST_ROUND_SECONDS:.0f} s")
            time.sleep(_SAMPLE_SECONDS)
        ended = time.monotonic()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    return Ran(
        process.returncode,
        output.read_text(),
        started,
        ended,
        round(cpu, 2),
        round(most, 1),
        round(most_alone, 1),
    )


def _sample(process: psutil.Popen) -> tuple[float, float, float]:
    """MiB of the family, MiB of its head, seconds of CPU of the family."""
    sizes, used = [], 0.0
    try:
        for member in [process, *process.children(recursive=True)]:
            with member.oneshot():
                sizes.append(member.memory_info().rss / 2**20)
                times = member.cpu_times()
                used += times.user + times.system
    except psutil.Error:
        pass  # it ended meanwhile
    return sum(sizes), sizes[0] if sizes else 0.0, used


def outcomes_by_source(settings: Settings) -> dict[str, dict[tuple[str, str], int]]:
    return {
        account.source: dict(account.outcomes) for account in read_sources(ledger_path(settings), None, now())
    }


def difference(
    later: dict[str, dict[tuple[str, str], int]], earlier: dict[str, dict[tuple[str, str], int]]
) -> dict[str, dict[tuple[str, str], int]]:
    """Of one round: the ledger only grows."""
    found = {}
    for source, outcomes in later.items():
        before = earlier.get(source, {})
        grown = {
            key: items - before.get(key, 0) for key, items in outcomes.items() if items > before.get(key, 0)
        }
        if grown:
            found[source] = grown
    return found
