"""The local servers, started the way a person starts them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from deploy.local import proc
from deploy.local.java import find_java
from shared.kafka import make_consumer, make_producer
from shared.settings import Settings
from shared.topics import DEAD_LETTER
from tests.local_stack import free_port_base, own_environment, passing_home

# The session's own servers run beside ours here: starts take twice as long as alone.
pytestmark = [pytest.mark.servers, pytest.mark.timeout(600)]

_REPOSITORY = Path(__file__).parents[2]
_START_SECONDS = 240.0


@dataclass
class Console:
    """Where a person types ``lajmi`` commands."""

    settings: Settings
    foreground: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return own_environment(self.settings)

    def run(self, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "shared", *arguments], env=self.environment | changes, cwd=_REPOSITORY,
            capture_output=True, text=True, timeout=_START_SECONDS, check=False,
        )  # fmt: skip

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "shared", *arguments]
        process = subprocess.Popen(command, env=self.environment, cwd=_REPOSITORY, stderr=subprocess.PIPE)
        self.foreground.append(process)
        return process

    def status(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.run("status", "--json").stdout)
        return content

    def server(self, name: str) -> dict[str, Any]:
        return next(one for one in self.status()["services"] if one["name"] == name)

    def processes(self) -> list[str]:
        """Command lines of everything that belongs to this stack."""
        mine = []
        for one in proc.all_processes():
            try:
                line = Path(f"/proc/{one.pid}/cmdline").read_text().replace("\0", " ")
                surroundings = Path(f"/proc/{one.pid}/environ").read_text()
            except OSError:
                continue
            if one.pid != os.getpid() and str(self.settings.home) in line + surroundings:
                mine.append(line)
        return mine


@pytest.fixture(scope="module")
def console() -> Iterator[Console]:
    with passing_home() as home:
        console = Console(Settings(home=home, port_base=free_port_base(), kafka=None, elasticsearch=None))
        yield console
        console.run("down")
        for process in console.foreground:
            process.communicate(timeout=60)


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds:.0f} s"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def in_foreground(console: Console) -> subprocess.Popen[bytes]:
    process = console.start("up", "--servers-only")
    wait_until(lambda: process.poll() is not None or console.run("status").returncode == 0, _START_SECONDS)
    assert process.poll() is None
    return process


def test_without_a_stack_all_is_stopped_and_down_is_content(console: Console) -> None:
    answer = console.run("status", "--json")
    assert answer.returncode == 1
    assert {one["state"] for one in json.loads(answer.stdout)["services"]} == {"stopped"}
    down = console.run("down")
    assert (down.returncode, down.stderr) == (0, "Nothing is running.\n")


@pytest.mark.usefixtures("in_foreground")
def test_status_tells_where_all_is_and_whether_it_works(console: Console) -> None:
    status = console.status()
    base = console.settings.port_base
    assert set(status) == {"kafka", "elasticsearch", "services"}
    assert status["kafka"] == f"127.0.0.1:{base + 1}"
    assert status["elasticsearch"] == f"http://127.0.0.1:{base + 3}"
    assert [one["name"] for one in status["services"]] == [
        "kafka", "elasticsearch", "ingest", "enrich", "index", "search",
    ]  # fmt: skip
    assert all(set(one) == {"name", "pid", "state"} for one in status["services"])
    servers = status["services"][:2]
    assert [one["state"] for one in servers] == ["running", "running"]
    lines = [Path(f"/proc/{one['pid']}/cmdline").read_text() for one in servers]
    assert "kafka.Kafka" in lines[0]
    assert "org.elasticsearch.bootstrap.Elasticsearch" in lines[1]  # the node itself, not its launcher


@pytest.mark.usefixtures("in_foreground")
def test_a_second_up_in_this_checkout_is_told_so(console: Console) -> None:
    answer = console.run("up", "--servers-only")
    assert answer.returncode == 1
    assert "is running already (supervisor pid" in answer.stderr
    assert console.run("up", "--servers-only", "--detach").returncode == 0


@pytest.mark.usefixtures("in_foreground")
def test_another_checkout_on_the_same_ports_is_told_who_has_them(console: Console) -> None:
    with passing_home() as other:
        answer = console.run("up", "--servers-only", LAJMI_HOME=str(other))
    assert answer.returncode == 1
    assert f"port {console.settings.port_base + 1}, wanted for Kafka, is taken by 'java'" in answer.stderr
    assert "LAJMI_PORT_BASE=" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.usefixtures("in_foreground")
def test_a_killed_kafka_comes_back_with_every_acknowledged_record(console: Console) -> None:
    before = console.server("kafka")
    producer = make_producer(console.settings, "test")
    for number in range(200):
        producer.send(DEAD_LETTER, b"x" * 1000, key=str(number).encode())
    producer.flush()
    os.kill(before["pid"], signal.SIGKILL)
    for number in range(200, 400):  # the producer waits and repeats on its own
        producer.send(DEAD_LETTER, b"x" * 1000, key=str(number).encode())
    producer.flush(timeout=120)
    producer.close()
    after = console.server("kafka")
    assert after["state"] == "running"
    assert after["pid"] != before["pid"]
    consumer = make_consumer(console.settings, "test", consumer_timeout_ms=15_000)
    consumer.subscribe([DEAD_LETTER])
    keys: list[bytes] = []
    for record in consumer:
        keys.append(record.key)
        if len(keys) == 400:
            break
    consumer.close()
    assert sorted(keys, key=int) == [str(number).encode() for number in range(400)]


def test_ctrl_c_leaves_no_process_behind(console: Console, in_foreground: subprocess.Popen[bytes]) -> None:
    assert len(console.processes()) >= 4  # the command, its supervisor, Kafka, Elasticsearch and its launcher
    in_foreground.send_signal(signal.SIGINT)
    assert in_foreground.wait(90) == 0
    assert console.processes() == []
    assert console.run("status").returncode == 1


def test_after_kill_9_of_the_supervisor_nothing_runs_and_all_can_start_again(console: Console) -> None:
    assert console.run("up", "--servers-only", "--detach").returncode == 0
    supervisor = json.loads((console.settings.home / "stack.json").read_text())["supervisor_pid"]
    os.kill(supervisor, signal.SIGKILL)
    wait_until(lambda: not console.processes(), 20)
    again = console.run("up", "--servers-only", "--detach")
    assert again.returncode == 0, again.stderr
    assert console.server("elasticsearch")["state"] == "running"
    assert console.run("down").returncode == 0
    assert console.processes() == []


def test_a_missing_maven_is_one_line_that_says_what_to_install(console: Console, tmp_path: Path) -> None:
    (tmp_path / "java").symlink_to(find_java().executable)
    answer = console.run(
        "up",
        "--servers-only",
        PATH=str(tmp_path),
        JAVA_HOME="",
        XDG_CACHE_HOME=str(console.settings.home / "empty"),
    )
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "apt-get install maven" in answer.stderr
