"""What the supervisor promises about processes, shown with stand-ins for the servers and services."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local import proc, record
from deploy.local.record import Stack
from tests.local_stack import free_port_base

_ALL = ["kafka", "elasticsearch", "ingest", "enrich", "index", "search"]


class StubStack:
    """A supervisor process over stand-ins, and what it wrote down."""

    def __init__(self, home: Path, *wanted: str) -> None:
        self.home = home
        command = [
            sys.executable,
            "-m",
            "tests.integration.stub_stack",
            str(home),
            str(free_port_base()),
            *wanted,
        ]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], text=True, start_new_session=True
        )
        self.last: Stack | None = None

    def until(self, wished: Callable[[Stack], bool], seconds: float = 20) -> Stack:
        """Follow the reports until one is as wished."""
        assert self.process.stdout is not None
        end = time.monotonic() + seconds
        for line in self.process.stdout:
            self.last = Stack.model_validate_json(line)
            if wished(self.last):
                return self.last
            assert time.monotonic() < end, f"not within {seconds} s; last: {self.last}"
        raise AssertionError(f"the supervisor ended first; last: {self.last}")

    def ready(self) -> Stack:
        return self.until(lambda stack: stack.ready)

    @property
    def events(self) -> list[str]:
        return [line.rpartition(" ")[0] or line for line in (self.home / "events").read_text().splitlines()]

    @property
    def pids(self) -> set[int]:
        """Every process that was ever started, grandchildren included."""
        found = set()
        for line in (self.home / "events").read_text().splitlines():
            words = line.split()
            found |= {int(words[2])} if len(words) > 2 else set()
            found |= {int(word.rpartition("-")[2]) for word in words if word.startswith("grandchild-")}
        return found


def alive(pids: set[int]) -> set[int]:
    facts = {pid: proc.facts_of(pid) for pid in pids}
    return {pid for pid, one in facts.items() if one is not None and one.state != "Z"}


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)


Start = Callable[..., StubStack]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[StubStack] = []

    def begin(*wanted: str) -> StubStack:
        started.append(StubStack(tmp_path, *wanted))
        return started[-1]

    yield begin
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
        one.process.communicate()


def test_services_start_after_healthy_servers_and_stop_before_them(start: Start) -> None:
    stack = start(*_ALL)
    stack.ready()
    stack.process.terminate()
    assert stack.process.wait(20) == 0
    events = stack.events
    between = events.index("between")
    assert {"kafka started", "elasticsearch started"} == set(events[:between])
    stops = [event for event in events if event.endswith("told-to-stop")]
    assert {stop.split()[0] for stop in stops[:4]} == {"ingest", "enrich", "index", "search"}
    assert {stop.split()[0] for stop in stops[4:]} == {"kafka", "elasticsearch"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_process_and_no_record_behind(start: Start, number: signal.Signals) -> None:
    stack = start("kafka", "search=with-grandchild")
    stack.ready()
    assert alive(stack.pids) == stack.pids
    stack.process.send_signal(number)
    assert stack.process.wait(20) == 0
    assert alive(stack.pids) == set()
    assert record.read(stack.home) is None
    assert not record.is_supervised(stack.home)


def test_kill_9_of_the_supervisor_takes_every_child_along(start: Start) -> None:
    stack = start(*_ALL)
    stack.ready()
    assert len(alive(stack.pids)) == 6
    stack.process.kill()
    stack.process.wait()
    wait_until(lambda: not alive(stack.pids))


def test_what_outlives_a_killed_supervisor_is_ended_by_the_next_command(start: Start) -> None:
    stack = start("kafka", "search=with-grandchild")
    stack.ready()
    stack.process.kill()
    stack.process.wait()
    wait_until(lambda: len(alive(stack.pids)) == 1)  # only the grandchild has no bond with the supervisor
    assert not record.is_supervised(stack.home)
    assert record.end_survivors(stack.home) == ["search"]
    assert alive(stack.pids) == set()
    assert record.read(stack.home) is None


def test_a_killed_service_is_started_again(start: Start) -> None:
    stack = start("kafka", "search=with-grandchild")
    before = stack.ready().unit("search")
    assert before.pid is not None
    os.kill(before.pid, signal.SIGKILL)
    after = stack.until(
        lambda now: now.unit("search").restarts == 1 and now.unit("search").state == record.RUNNING
    )
    assert after.unit("search").pid not in {None, before.pid}
    assert after.unit("kafka").restarts == 0
    # The first one's grandchild went with it: a worker that goes on alone would do everything twice.
    assert len(alive(stack.pids)) == 3


def test_a_service_that_ends_with_its_server_waits_for_it_and_is_not_given_up(start: Start) -> None:
    stack = start("kafka=slow-to-start", "index=ends-without-kafka")
    first = stack.ready()
    kafka = first.unit("kafka").pid
    assert kafka is not None
    os.kill(kafka, signal.SIGKILL)
    waiting = stack.until(lambda now: now.unit("index").state == record.WAITING)
    assert waiting.unit("kafka").state != record.RUNNING
    back = stack.until(
        lambda now: now.unit("index").state == record.RUNNING and now.unit("index").restarts > 0
    )
    assert back.unit("kafka").state == record.RUNNING
    assert back.unit("index").restarts == 1


def test_a_service_that_fails_for_its_own_reasons_is_given_up_and_the_rest_goes_on(start: Start) -> None:
    stack = start("kafka", "index=crash-when-started-again", "search")
    first = stack.ready()
    index = first.unit("index").pid
    assert index is not None
    os.kill(index, signal.SIGKILL)
    given_up = stack.until(lambda now: now.unit("index").state == record.FAILED, 60)
    assert "given up after" in given_up.unit("index").detail
    assert given_up.unit("search").state == record.RUNNING
    assert stack.process.poll() is None


def test_a_service_that_keeps_crashing_fails_the_start_and_stops_everything(start: Start) -> None:
    stack = start("kafka", "elasticsearch", "index=crash-at-start", "search")
    failed = stack.until(lambda now: now.failure is not None)
    assert failed.failure == "index did not start: it ended with exit status 7"
    assert failed.failed_unit == "index"
    assert stack.process.wait(20) == 1
    assert alive(stack.pids) == set()
    assert (stack.home / "logs" / "index.log").read_text() == "a line that says why\n" * 2


def test_a_service_that_never_becomes_healthy_fails_the_start(start: Start) -> None:
    stack = start("kafka", "search=never-healthy")
    failed = stack.until(lambda now: now.failure is not None)
    assert failed.failure == "search did not start: it was not healthy within 2 s"
    assert stack.process.wait(20) == 1
    assert alive(stack.pids) == set()


def test_a_service_that_ignores_sigterm_is_killed_after_its_grace(start: Start) -> None:
    stack = start("kafka", "search=deaf-to-sigterm")
    stack.ready()
    asked = time.monotonic()
    stack.process.terminate()
    assert stack.process.wait(20) == 0
    assert 3 < time.monotonic() - asked < 10
    assert alive(stack.pids) == set()


def test_a_second_signal_does_not_wait_for_the_grace(start: Start) -> None:
    stack = start("search=deaf-to-sigterm", "kafka=deaf-to-sigterm")
    stack.ready()
    asked = time.monotonic()
    stack.process.terminate()
    wait_until(lambda: "search told-to-stop" in stack.events)
    stack.process.terminate()
    assert stack.process.wait(20) == 0
    assert time.monotonic() - asked < 3
    assert alive(stack.pids) == set()


def test_only_one_supervisor_per_home(start: Start) -> None:
    first = start("kafka")
    first.ready()
    second = start("kafka")
    assert second.process.wait(20) == 3
    assert record.is_supervised(first.home)
    assert first.process.poll() is None
