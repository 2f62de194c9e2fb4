"""Kafka killed with SIGKILL, then standing still for more than a minute, under an enricher at work: nothing lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from kafka.errors import KafkaError

from tests.enrichers import Bench, ids
from tests.local_stack import RunningStack, passing_home, running
from tests.records import dead_letters

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(900)]

ARTICLES = 6_000
GONE_SECONDS = 65  # longer than the enricher waits for a message to be taken
SECONDS_TO_SETTLE = 300


@pytest.fixture
def own_servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningStack]:
    for name in ("LAJMI_TEST_KAFKA", "LAJMI_TEST_ELASTICSEARCH"):
        monkeypatch.delenv(name, raising=False)  # this one is killed
    with passing_home() as home, running(home, servers_only=True) as stack:
        yield stack


class Supervised:
    """An enricher that is started again when it ends, as every deployment does."""

    def __init__(self, bench: Bench, log: Path) -> None:
        self._bench, self._log = bench, log
        self._stop = Event()
        self.exits: list[int] = []
        self._thread = Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.is_set():
            with self._bench.enricher(log=self._log) as process:
                while process.poll() is None and not self._stop.is_set():
                    time.sleep(0.2)
                if process.poll() is not None:
                    self.exits.append(process.returncode)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()


@contextmanager
def supervised(bench: Bench, log: Path) -> Iterator[Supervised]:
    enricher = Supervised(bench, log)
    try:
        yield enricher
    finally:
        enricher.stop()


def kafka_pid(stack: RunningStack) -> int:
    status = json.loads(stack.lajmi("status", "--json").stdout)
    [pid] = [service["pid"] for service in status["services"] if service["name"] == "kafka"]
    return int(pid)


def wait_for(bench: Bench, wanted: int) -> Counter[str]:
    until = time.monotonic() + SECONDS_TO_SETTLE
    found: Counter[str] = Counter()
    while len(found) < wanted:
        assert time.monotonic() < until, f"{len(found)} of {wanted} within {SECONDS_TO_SETTLE} s"
        try:
            found = bench.enriched()
        except (KafkaError, AssertionError):
            continue  # just killed
        time.sleep(0.3)
    return found


def test_an_enricher_outlives_its_kafka(own_servers: RunningStack, tmp_path: Path) -> None:
    stack, log = own_servers, tmp_path / "enrich.log"
    bench = Bench(stack.settings, "test-enrich")
    numbers = range(1, ARTICLES + 1)
    bench.publish_articles(numbers)
    with supervised(bench, log) as enricher:
        wait_for(bench, ARTICLES // 10)
        os.kill(kafka_pid(stack), signal.SIGKILL)
        at_kill = len(wait_for(bench, ARTICLES // 10))
        reached = len(wait_for(bench, min(ARTICLES, at_kill + ARTICLES // 10)))
        assert reached < ARTICLES, "the second fault would come too late to prove anything"
        pid = kafka_pid(stack)
        os.kill(pid, signal.SIGSTOP)
        try:
            time.sleep(GONE_SECONDS)
        finally:
            os.kill(pid, signal.SIGCONT)
        assert set(wait_for(bench, ARTICLES)) == ids(numbers)
    assert dead_letters(stack.settings) == []
    assert set(enricher.exits) <= {70}  # it may have ended rather than lose something, never otherwise
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert len(lines) < 400, Counter(line["event"][:80] for line in lines).most_common(10)


def test_an_enricher_that_cannot_reach_kafka_says_so_once_in_a_while(tmp_path: Path) -> None:
    """Before Kafka was ever there: one line each ten seconds, and it names the address."""
    environment = {
        **os.environ,
        "LAJMI_HOME": str(tmp_path),
        "LAJMI_KAFKA": "127.0.0.1:9",
        "LAJMI_PORT_BASE": "31950",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "shared", "serve", "enrich"],
        env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    time.sleep(15)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    waiting = [line for line in errors.splitlines() if "waiting for Kafka" in line]
    assert 1 <= len(waiting) <= 3
    assert all("127.0.0.1:9" in line for line in waiting)
