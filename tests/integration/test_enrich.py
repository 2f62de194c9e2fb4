"""The enricher as a process on a real Kafka: nothing lost, whatever is in the records and whoever is killed."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest

from shared.contracts import MAX_BODY_CHARS, EnrichedArticle
from shared.dead_letters import original_payload
from shared.settings import Settings
from shared.topics import ENRICHED, RAW, RAW_BACKFILL
from tests.enrichers import Bench, article, feeding, ids
from tests.local_stack import fresh_topics
from tests.records import dead_letters, eventually, read_records

pytestmark = pytest.mark.servers

_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def bench(servers: Settings) -> Bench:
    fresh_topics(servers)
    return Bench(servers, f"test-enrich-{uuid4().hex[:8]}")


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


@pytest.mark.timeout(600)  # seconds of work for one processor: a busy machine needs minutes
def test_enrichers_that_come_and_go_share_the_work_and_lose_nothing(bench: Bench) -> None:
    with feeding(bench) as feeder, bench.enricher(0):
        eventually(lambda: len(bench.enriched()) >= 100, "the first is busy")
        assert bench.details()["partitions"] == 12  # six of each lane
        for leave, quickly in ((signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)):
            with bench.enricher(1) as second:
                eventually(lambda: bench.details(1).get("partitions", 0) > 0, "the second has partitions", 90)
                eventually(lambda: bench.details(1).get("enriched", 0) >= 100, "the second works")
                details = [bench.details(number) for number in (0, 1)]
                assert [each["partitions"] for each in details] == [6, 6]
                before = details[0]["enriched"]
                eventually(
                    lambda before=before: bench.details()["enriched"] > before,  # type: ignore[misc]
                    "the first works beside it",
                )
                second.send_signal(leave)
                assert second.wait(20) == quickly
            eventually(lambda: bench.details()["partitions"] == 12, "the first has them all again", 60)
        feeder.stop()
        eventually(lambda: set(bench.enriched()) == ids(feeder.numbers), "all are enriched", 120)
        # It came, the other came and went twice: a member that misses its heartbeats would be moved once more.
        assert bench.details()["rebalances"] == 5
        eventually(lambda: bench.details()["lag"] == 0, "all is committed")
    assert dead_letters(bench.settings) == []


@pytest.mark.timeout(600)  # seconds of work for one processor: a busy machine needs minutes
def test_the_longest_articles_keep_their_enricher_in_its_group(bench: Bench) -> None:
    """Each is in work for seconds, all together for longer than the group waits for a heartbeat (12 s)."""
    sentence = "Minister Ana Kovač met Petar Novak of the Lake Port Authority in Ohrid on Monday number {}. "
    body = "".join(sentence.format(number) for number in range(20_000))[:MAX_BODY_CHARS]
    numbers = range(1, 6)
    with bench.enricher():
        eventually(lambda: bench.health() == 200, "the enricher is healthy")
        rebalances = bench.details()["rebalances"]
        bench.publish(
            json.dumps(article(number, body=f"{number} {body}"[:MAX_BODY_CHARS])).encode()
            for number in numbers
        )
        eventually(lambda: set(bench.enriched()) == ids(numbers), "all are enriched", 500)
        assert bench.health() == 200
        assert bench.details()["rebalances"] == rebalances
    assert set(bench.enriched().values()) == {1}


def test_a_storm_of_poison_is_dead_letters_and_a_few_lines(bench: Bench, tmp_path: Path) -> None:
    good = article(1)
    poison = [
        b"", b"null", b"[]", b"{", b"\xff\xfe", b"[" * 100_000, b'"article"',
        json.dumps({**good, "title": 7}).encode(),
        json.dumps({**good, "body": ["text"]}).encode(),
        json.dumps({**good, "revision": 10**30}).encode(),
        json.dumps({**good, "id": "../../etc"}).encode(),
        json.dumps({**good, "title": "\ud800"}).encode(),
        json.dumps({**good, "body": "x" * 12_000_000}).encode(),
    ]  # fmt: skip
    storm = poison[:-1] * 50 + poison[-1:]
    bench.publish(storm, partition=1)
    bench.publish([json.dumps(good).encode()], partition=1)
    log = tmp_path / "enrich.log"
    with bench.enricher(log=log):
        eventually(lambda: set(bench.enriched()) == ids([1]), "the article behind the storm is enriched", 120)
        eventually(lambda: len(dead_letters(bench.settings)) == len(storm), "every poison is a dead letter")
        assert bench.health() == 200
        counts = Counter(re.findall(r'outcome="(\w+)"', bench.metrics()))
        assert counts["dead_lettered"] == len({letter.reason for letter in dead_letters(bench.settings)})
    assert Counter(map(original_payload, dead_letters(bench.settings))) == Counter(storm)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    refused = Counter(line["reason"] for line in lines if line["event"] == "record refused")
    assert refused.total() < 100
    assert all(line["detail"] for line in lines if line["event"] == "record refused")


def test_what_comes_out_too_large_is_a_dead_letter(bench: Bench) -> None:
    """With a lower limit: to come near the real one takes a million characters of names."""
    serve = (
        "import services.enrich.transform as transform; transform._MAX_MESSAGE_BYTES = 20_000;"
        "from shared.cli import main; main(['serve', 'enrich'])"
    )
    large = json.dumps(article(1, body="The ferry sails from Ohrid. " * 1_000)).encode()
    bench.publish([large, json.dumps(article(2)).encode()], partition=0)
    with bench.enricher(command=[sys.executable, "-c", serve]):
        eventually(lambda: set(bench.enriched()) == ids([2]), "the next article is enriched")
        eventually(lambda: len(dead_letters(bench.settings)) == 1, "the large one is a dead letter")
    [letter] = dead_letters(bench.settings)
    assert (letter.reason, letter.article_id) == ("enriched_too_large", article(1)["id"])
    assert original_payload(letter) == large


def test_health_and_metrics_tell_where_it_stands(bench: Bench) -> None:
    bench.publish_articles(range(1, 31))
    with bench.enricher():
        eventually(lambda: bench.details().get("enriched") == 30, "all are enriched")
        eventually(lambda: bench.details()["lag"] == 0, "all is committed")
        details, metrics = bench.details(), bench.metrics()
    live = [each for each in details["assignment"] if each["topic"] == RAW]
    assert sorted(each["partition"] for each in live) == list(range(6))
    assert sum(each["committed"] for each in live) == 30
    assert all(each["lag"] == 0 for each in live)
    assert details["pipeline"].keys() == {"language", "entities", "topics", "fingerprint"}
    values = dict(line.rsplit(" ", 1) for line in metrics.splitlines() if not line.startswith("#"))
    assert values[f'lajmi_enrich_records_total{{topic="{RAW}",outcome="enriched",reason=""}}'] == "30"
    for stage in details["pipeline"]:
        assert values[f'lajmi_enrich_stage_seconds_count{{stage="{stage}"}}'] == "30"
        assert values[f'lajmi_enrich_stage_seconds_bucket{{stage="{stage}",le="+Inf"}}'] == "30"
        assert float(values[f'lajmi_enrich_stage_seconds_sum{{stage="{stage}"}}']) > 0
    assert values[f'lajmi_enrich_lag_records{{topic="{RAW}",partition="0"}}'] == "0"
    assert float(values["process_resident_memory_bytes"]) > 0
