"""Enrichers as processes, and the topics that they read and write."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

from shared.kafka import make_producer
from shared.settings import Settings
from shared.topics import ENRICHED, RAW
from tests.local_stack import own_environment
from tests.records import read_records

_REPOSITORY = Path(__file__).resolve().parent.parent
_SERVE = [sys.executable, "-m", "shared", "serve", "enrich"]


def article(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"{number:032x}",
        "revision": 1,
        "source": {"name": "Lake Courier"},
        "title": f"Ferry timetable number {number}",
        "body": f"The ferry across the lake sails {number} times a year, the port authority said on Monday.",
        "origin": {"format": "jsonl", "uri": "lake.jsonl"},
        "content_hash": "00" * 32,
        "fetched_at": "2026-04-30T08:00:00Z",
        **changes,
    }


@dataclass(frozen=True, slots=True)
class Bench:
    """Empty topics, and enrichers that share one consumer group."""

    settings: Settings
    group: str

    def publish(
        self, values: Iterable[bytes | None], topic: str = RAW, **where: Any
    ) -> list[tuple[int, int]]:
        """Send; returns (partition, offset) of each."""
        producer = make_producer(self.settings, "test")
        try:
            sent = [producer.send(topic, value=value, **where) for value in values]
            producer.flush(timeout=60)
            return [(future.get(10).partition, future.get(10).offset) for future in sent]
        finally:
            producer.close()

    def publish_articles(self, numbers: Iterable[int], topic: str = RAW) -> None:
        self.publish((json.dumps(article(number)).encode() for number in numbers), topic)

    def enriched(self) -> Counter[str]:
        """How often each id stands on articles.enriched."""
        return Counter(record.key.decode() for record in read_records(self.settings, ENRICHED))

    @contextmanager
    def enricher(
        self, number: int = 0, log: Path | None = None, command: list[str] = _SERVE
    ) -> Iterator[subprocess.Popen[bytes]]:
        """The ``number``-th at the same time (0, 1, …), each with a health page of its own; killed at the end if need be."""
        environment = own_environment(self.settings.model_copy(update={"port_base": self._port_base(number)}))
        environment["LAJMI_KAFKA"] = self.settings.kafka_bootstrap
        environment["LAJMI_ENRICH_GROUP"] = self.group
        with log.open("ab") if log else nullcontext() as output:
            process = subprocess.Popen(
                command, cwd=_REPOSITORY, env=environment, stdout=output, stderr=output
            )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(20)
            if process.poll() is None:
                process.kill()
            process.wait()

    def _port_base(self, number: int) -> int:
        return self.settings.port_base + 10 * number

    def health(self, number: int = 0) -> int:
        """HTTP status of the health page; 0 while nothing listens."""
        return self._get("health", number)[0]

    def details(self, number: int = 0) -> dict[str, Any]:
        """What the health page says; empty while nothing listens."""
        return json.loads(self._get("healthz", number)[1] or b"{}")

    def metrics(self, number: int = 0) -> str:
        return self._get("metrics", number)[1].decode()

    def _get(self, page: str, number: int) -> tuple[int, bytes]:
        url = f"http://127.0.0.1:{self._port_base(number) + 5}/{page}"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return int(answer.status), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return 0, b""


def ids(numbers: Iterable[int]) -> set[str]:
    return {f"{number:032x}" for number in numbers}


class Feeder:
    """Publishes articles at a steady pace until it is told to stop."""

    def __init__(self, bench: Bench, a_second: int) -> None:
        self._bench, self._each = bench, a_second // 5
        self._stop = Event()
        self._published = 0
        self._thread = Thread(target=self._run)
        self._thread.start()

    @property
    def numbers(self) -> range:
        """Of the articles published, once it has stopped."""
        return range(1, self._published + 1)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(0.2):
            first = self._published + 1
            self._bench.publish_articles(range(first, first + self._each))
            self._published += self._each


@contextmanager
def feeding(bench: Bench, a_second: int = 100) -> Iterator[Feeder]:
    feeder = Feeder(bench, a_second)
    try:
        yield feeder
    finally:
        feeder.stop()
