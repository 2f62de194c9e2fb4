"""The enricher as a process on a real Kafka: nothing lost, whatever is in the records and whoever is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts import MAX_BODY_CHARS, EnrichedArticle
from shared.dead_letters import original_payload
from shared.kafka import make_producer
from shared.settings import Settings
from shared.topics import ENRICHED, RAW, RAW_BACKFILL
from tests.local_stack import fresh_topics, own_environment
from tests.records import dead_letters, eventually, read_records

pytestmark = pytest.mark.servers

_REPOSITORY = Path(__file__).resolve().parents[2]
_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


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
    def enricher(self) -> Iterator[subprocess.Popen[bytes]]:
        process = subprocess.Popen(
            [sys.executable, "-m", "shared", "serve", "enrich"],
            cwd=_REPOSITORY,
            env={**own_environment(self.settings), "LAJMI_ENRICH_GROUP": self.group},
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

    def health(self) -> int:
        """HTTP status of the health page; 0 while nothing listens."""
        url = f"http://127.0.0.1:{self.settings.enrich_port}/health"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0


@pytest.fixture
def bench(servers: Settings) -> Bench:
    fresh_topics(servers)
    return Bench(servers, f"test-enrich-{uuid4().hex[:8]}")


def ids(numbers: Iterable[int]) -> set[str]:
    return {f"{number:032x}" for number in numbers}


def test_articles_of_both_lanes_come_out_enriched_under_their_own_id(bench: Bench) -> None:
    headers = [("traceparent", f"00-{_TRACE}-00f067aa0ba902b7-01".encode())]
    bench.publish([json.dumps(article(1, language="en-GB")).encode()], headers=headers)
    bench.publish_articles([2], topic=RAW_BACKFILL)
    with bench.enricher():
        eventually(lambda: bench.health() == 200, "the enricher is healthy")
        eventually(lambda: len(bench.enriched()) == 2, "both lanes are enriched")
    records = {record.key.decode(): record for record in read_records(bench.settings, ENRICHED)}
    assert set(records) == ids([1, 2])
    [live] = [record for record in records.values() if record.key.decode() in ids([1])]
    enriched = EnrichedArticle.model_validate_json(live.value)
    assert (enriched.language.code, enriched.language.declared) == ("en", "en-GB")
    assert enriched.fingerprint
    assert enriched.generation == sum(enriched.pipeline.values())
    [trace] = [value.decode() for name, value in live.headers if name == "traceparent"]
    assert trace.split("-")[1] == _TRACE
    assert trace.split("-")[2] != "00f067aa0ba902b7"  # the same trace, a span of its own


def test_backfill_waits_while_there_are_live_articles(bench: Bench) -> None:
    live, old = range(1, 401), range(1_001, 1_401)
    bench.publish_articles(old, topic=RAW_BACKFILL)
    bench.publish_articles(live)
    with bench.enricher():
        eventually(lambda: len(bench.enriched()) == 800, "both lanes are enriched", 120)
    at = {
        article.id: article.enriched_at
        for article in (
            EnrichedArticle.model_validate_json(record.value)
            for record in read_records(bench.settings, ENRICHED)
        )
    }
    last_live = max(at[number] for number in ids(live))
    # A few are taken while the first fetch of the live lane is still on its way.
    assert sum(at[number] < last_live for number in ids(old)) < 40


def test_what_cannot_be_enriched_becomes_a_dead_letter_and_the_next_record_flows(bench: Bench) -> None:
    untitled = {name: value for name, value in article(2).items() if name != "title"}
    poison = {
        "invalid_json": b'{"id": "00',
        "missing_field": json.dumps(untitled).encode(),
        "body_too_large": json.dumps(article(3, body="x" * (MAX_BODY_CHARS + 1))).encode(),
    }
    # All in one partition, so that each stands in the way of the next, and an article behind them all.
    places = bench.publish(poison.values(), partition=2)
    bench.publish([json.dumps(article(4)).encode()], partition=2)
    with bench.enricher():
        eventually(lambda: set(bench.enriched()) == ids([4]), "the article behind the poison is enriched")
        eventually(lambda: len(dead_letters(bench.settings)) == len(poison), "every poison is a dead letter")
    letters = {letter.reason: letter for letter in dead_letters(bench.settings)}
    assert set(letters) == set(poison)
    for (reason, payload), (partition, offset) in zip(poison.items(), places, strict=True):
        letter = letters[reason]
        assert original_payload(letter) == payload
        assert (letter.origin.topic, letter.origin.partition, letter.origin.offset) == (
            RAW,
            partition,
            offset,
        )
    [retracted] = bench.publish([None], key=b"ab" * 16, headers=[("lajmi-revision", b"1")])
    assert retracted  # a tombstone with its key goes on; seen by the next enricher of the group
    with bench.enricher():
        eventually(lambda: ("ab" * 16) in bench.enriched(), "the tombstone is handed on")
    [tombstone] = [record for record in read_records(bench.settings, ENRICHED) if record.key == b"ab" * 16]
    assert tombstone.value is None
    assert ("lajmi-revision", b"1") in tombstone.headers
    assert len(dead_letters(bench.settings)) == len(poison)  # and nothing was read a second time


def test_a_killed_enricher_loses_nothing(bench: Bench) -> None:
    numbers = range(1, 601)
    bench.publish_articles(numbers)
    for least in (1, 150, 300):
        with bench.enricher() as process:
            eventually(lambda least=least: len(bench.enriched()) >= least, f"{least} are enriched")  # type: ignore[misc]
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
    with bench.enricher():
        eventually(lambda: set(bench.enriched()) == ids(numbers), "all are enriched after the kills", 120)
    assert dead_letters(bench.settings) == []


def test_a_stopped_enricher_exits_cleanly_and_neither_loses_nor_repeats(bench: Bench) -> None:
    numbers = range(1, 1_501)
    bench.publish_articles(numbers)
    for least in (1, 500, 1_000):
        with bench.enricher() as process:
            eventually(lambda: bench.health() == 200, "the enricher is healthy")
            eventually(lambda least=least: len(bench.enriched()) >= least, f"{least} are enriched")  # type: ignore[misc]
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
            assert time.monotonic() - began < 10
    with bench.enricher():
        eventually(lambda: set(bench.enriched()) == ids(numbers), "all are enriched after the stops", 120)
    assert set(bench.enriched().values()) == {1}


def test_it_waits_for_a_kafka_that_is_not_there_yet_and_stops_when_told(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, kafka="127.0.0.1:9", port_base=31_900)
    bench = Bench(settings, "nobody")
    with bench.enricher() as process:
        eventually(lambda: bench.health() == 503, "it says that it is not healthy", 30)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
