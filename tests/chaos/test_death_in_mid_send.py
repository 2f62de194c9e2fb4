"""A process killed while its records stand before a Kafka that does not move: the next one must not send them again.

Without waiting (``TopicLog.settle``) 64 to 324 of the 2,000 records were published twice, in each of four trials.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kafka import TopicPartition

from shared.kafka import make_consumer
from shared.topics import RAW
from tests.local_stack import RunningStack, passing_home, running
from tests.records import read_records

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]

ARTICLES = 2_000
# Everything is ready before the word to go, so that the second is as quick as no restart can be.
_PUBLISH = """
import sys
from services.ingest.read.options import ReadOptions
from services.ingest.read.target import read_target
from services.ingest.session import Session
from services.ingest.targets import Target
from shared.logs import configure_logging
from shared.settings import load_settings

settings = load_settings()
configure_logging(settings.model_copy(update={"log_level": "error"}), "test")
items = list(read_target(Target(sys.argv[1]), ReadOptions(), settings))
with Session(settings, "test") as session:
    print("ready", flush=True)
    sys.stdin.readline()
    session.publish(items)
"""


@pytest.fixture
def own_servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningStack]:
    for name in ("LAJMI_TEST_KAFKA", "LAJMI_TEST_ELASTICSEARCH"):
        monkeypatch.delenv(name, raising=False)  # this one is made to stand still
    with passing_home() as home, running(home, servers_only=True) as stack:
        yield stack


@contextmanager
def standing_still(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def publisher(stack: RunningStack, path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _PUBLISH, str(path)],
        env=stack.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path.cwd(),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def test_what_a_dead_process_had_sent_is_not_sent_again(own_servers: RunningStack, tmp_path: Path) -> None:
    stack = own_servers
    chance = random.Random(5)
    lines = (
        {"title": f"Session {number}", "body": "".join(chance.choices("abcdefgh ", k=4_000))}
        for number in range(ARTICLES)
    )
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    status = json.loads(stack.lajmi("status", "--json").stdout)
    [kafka] = [service["pid"] for service in status["services"] if service["name"] == "kafka"]
    consumer = make_consumer(stack.settings, "lajmi-test")
    partitions = [TopicPartition(RAW, number) for number in consumer.partitions_for_topic(RAW) or ()]
    first, second = publisher(stack, path), publisher(stack, path)
    try:
        go(first)
        while not sum(consumer.end_offsets(partitions).values()):
            assert first.poll() is None
        with standing_still(kafka):
            time.sleep(0.3)  # the sockets fill
            first.kill()
            first.wait()
            go(second)
            time.sleep(0.5)
        assert second.wait(120) == 0
    finally:
        for process in (first, second):
            process.kill()
            process.communicate()
        consumer.close()
    times = Counter(record.key for record in read_records(stack.settings, RAW))
    assert len(times) == ARTICLES
    assert max(times.values()) == 1
