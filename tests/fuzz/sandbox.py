"""Runs a target on hostile input in a forked child under limits of memory and time, and tells what it cost.

``python -m tests.fuzz.sandbox`` serves: a JSON object with ``target``, ``family`` and ``size`` a line in, a Cost a line out.
A child is a fork of a process that has loaded and tried everything, so that what it costs is the input's doing.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.fuzz.hostile import FAMILIES
from tests.fuzz.targets import TARGETS

# Of CPU. A target reads its input twice; what takes longer for some hundred kilobytes is a hang.
_MAX_SECONDS = 30
_MAX_MEMORY_BYTES = 1_500_000_000  # of address space, above what the process has already
_MAX_TOLD = 4_000


@dataclass(frozen=True, slots=True)
class Cost:
    """``seconds``: of CPU; ``grown_bytes``: of resident memory at most; ``failure``: what the target raised."""

    seconds: float
    grown_bytes: int
    failure: str | None = None


Run = Callable[[str, str, int], Cost]


@contextmanager
def sandbox() -> Iterator[Run]:
    """Runs a target on a family of a size, in a process apart from the caller's."""
    command = [sys.executable, "-m", "tests.fuzz.sandbox"]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # threads do not outlive a fork
    pipe = subprocess.PIPE
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment, cwd=root) as process:
        assert process.stdin is not None and process.stdout is not None
        stdin, stdout = process.stdin, process.stdout

        def run(target: str, family: str, size: int) -> Cost:
            stdin.write(json.dumps({"target": target, "family": family, "size": size}) + "\n")
            stdin.flush()
            answer = stdout.readline()
            assert answer, "the sandbox ended"
            return Cost(**json.loads(answer))

        yield run
        stdin.close()


def run_limited(target: str, content: bytes) -> Cost:
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        _in_child(target, content, tell)
    os.close(tell)
    with os.fdopen(told, "rb") as stream:
        failure = stream.read().decode("utf-8", "replace") or None
    _, status, usage = os.wait4(child, 0)
    if os.WIFSIGNALED(status):
        failure = f"killed by signal {os.WTERMSIG(status)}: over {_MAX_SECONDS} s of CPU, or C code crashed"
    grown = (usage.ru_maxrss << 10) - _sizes()[1]
    return Cost(usage.ru_utime + usage.ru_stime, grown, failure)


def _in_child(target: str, content: bytes, tell: int) -> None:
    said = ""
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (_MAX_SECONDS, _MAX_SECONDS + 1))
        limit = _sizes()[0] + _MAX_MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        TARGETS[target](content)
    except BaseException as error:
        said = "".join(traceback.format_exception(error, limit=-8))[-_MAX_TOLD:]
    finally:
        os.write(tell, said.encode("utf-8", "replace"))
        os._exit(0)


def _sizes() -> tuple[int, int]:
    """Bytes of address space and of resident memory of this process."""
    sizes = Path("/proc/self/statm").read_text().split()
    return int(sizes[0]) * resource.getpagesize(), int(sizes[1]) * resource.getpagesize()


def _warm_up() -> None:
    """Models and word lists are loaded, and memory is taken, before anything is measured."""
    for name, families in FAMILIES.items():
        for make in list(families.values())[:3]:
            with suppress(Exception):  # what is wrong is told when it is asked for
                TARGETS[name](make(2_000))


def main() -> None:
    _warm_up()
    for line in sys.stdin:
        asked = json.loads(line)
        content = FAMILIES[asked["target"]][asked["family"]](asked["size"])
        sys.stdout.write(json.dumps(asdict(run_limited(asked["target"], content))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
