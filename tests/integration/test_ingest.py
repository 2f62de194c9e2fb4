"""ingest on a real Kafka: each content once, one higher revision for each change, whatever is lost in between."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import httpx
import pytest
from kafka import TopicPartition

from services.ingest.decisions import Outcome
from services.ingest.items import Item
from services.ingest.read.options import ReadOptions
from services.ingest.read.target import read_target
from services.ingest.running import ingest_items
from services.ingest.session import Session
from services.ingest.state import State
from services.ingest.targets import Target
from shared.contracts import DeadLetter, RawArticle, RecordOrigin, Stage
from shared.dead_letters import dead_letter, dead_letter_message
from shared.errors import UserError
from shared.kafka import make_consumer, make_producer
from shared.ledger import ledger_path, read_ledger
from shared.rejection import Rejection
from shared.settings import Settings
from shared.topics import DEAD_LETTER, RAW, RAW_BACKFILL
from tests.local_stack import fresh_topics, own_environment

pytestmark = pytest.mark.servers


@pytest.fixture
def settings(servers: Settings, tmp_path: Path) -> Settings:
    """The shared servers, seen from a machine of its own."""
    return servers.model_copy(update={"home": tmp_path / "home", "kafka": servers.kafka_bootstrap})


@pytest.fixture
def source() -> str:
    """Other tests' articles are on the same topics; a source of its own keeps a test's ids apart."""
    return f"source-{uuid4().hex[:12]}"


def _write(path: Path, bodies: dict[str, str]) -> Path:
    path.write_text(
        "".join(json.dumps({"title": title, "body": body}) + "\n" for title, body in bodies.items())
    )
    return path


def _items(path: Path, source: str, settings: Settings) -> list[Item]:
    return list(read_target(Target(str(path)), ReadOptions(source=source), settings))


def _publish(path: Path, source: str, settings: Settings, *, backfill: bool = False) -> dict[str, int]:
    with Session(settings, "test", backfill=backfill) as session:
        result = session.publish(_items(path, source, settings))
    return {str(outcome): items for (_, outcome, _), items in result.outcomes.items()}


def _records(settings: Settings, topic: str) -> list[Any]:
    consumer = make_consumer(settings, "test")
    try:
        partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        found: list[Any] = []
        while any(consumer.position(partition) < end for partition, end in ends.items()):
            for batch in consumer.poll(timeout_ms=500).values():
                found += batch
        return found
    finally:
        consumer.close()


def _published(settings: Settings, source: str, topic: str = RAW) -> list[tuple[str, int, str]]:
    """(title, revision, body) of the records of one source, by title and revision."""
    articles = []
    for record in _records(settings, topic):
        content = json.loads(record.value or b"null")
        if isinstance(content, dict) and content.get("source", {}).get("name") == source:
            article = RawArticle.model_validate(content)
            assert record.key == article.id.encode()
            assert dict(record.headers)["ce_id"] == f"{article.id}.{article.revision}".encode()
            articles.append((article.title, article.revision, article.body))
    return sorted(articles)


def test_ingesting_twice_publishes_nothing_new_and_a_changed_body_one_revision(
    settings: Settings, source: str, tmp_path: Path
) -> None:
    path = _write(tmp_path / "a.jsonl", {"One": "First text.", "Two": "Second text."})
    assert _publish(path, source, settings) == {"published": 2}
    assert _publish(path, source, settings) == {"unchanged": 2}
    _write(path, {"One": "First text, corrected.", "Two": "Second text."})
    assert _publish(path, source, settings) == {"published": 1, "unchanged": 1}
    assert _published(settings, source) == [
        ("One", 1, "First text."),
        ("One", 2, "First text, corrected."),
        ("Two", 1, "Second text."),
    ]


def test_a_lost_state_is_rebuilt_from_the_topics(settings: Settings, source: str, tmp_path: Path) -> None:
    path = _write(tmp_path / "a.jsonl", {"One": "First text."})
    _publish(path, source, settings)
    _write(path, {"One": "First text, corrected."})
    _publish(path, source, settings, backfill=True)
    for file in settings.home.glob("ingest.db*"):
        file.unlink()
    assert _publish(path, source, settings) == {"unchanged": 1}
    _write(path, {"One": "First text, corrected twice."})
    assert _publish(path, source, settings) == {"published": 1}
    assert [revision for _, revision, _ in _published(settings, source)] == [1, 3]
    assert [revision for _, revision, _ in _published(settings, source, RAW_BACKFILL)] == [2]


def test_what_another_machine_published_is_seen_before_each_decision(
    settings: Settings, source: str, tmp_path: Path
) -> None:
    elsewhere = settings.model_copy(update={"home": tmp_path / "elsewhere"})
    path = _write(tmp_path / "a.jsonl", {"One": "First text."})
    with Session(settings, "here") as here, Session(elsewhere, "there") as there:
        here.publish(_items(path, source, settings))
        same = there.publish(_items(path, source, settings))
        assert [decision.outcome for decision in same.decisions] == [Outcome.UNCHANGED]
        _write(path, {"One": "Changed there."})
        there.publish(_items(path, source, settings))
        _write(path, {"One": "Changed here."})
        here.publish(_items(path, source, settings))
    assert [revision for _, revision, _ in _published(settings, source)] == [1, 2, 3]


def test_a_crash_after_the_broker_took_a_record_gives_its_revision_to_no_other_text(
    settings: Settings, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _write(tmp_path / "a.jsonl", {"One": "First text."})

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, Session(settings, "test") as session:
        patch.setattr(State, "advance", crash)
        with pytest.raises(KeyboardInterrupt):
            session.publish(_items(path, source, settings))
    _write(path, {"One": "Another text."})
    assert _publish(path, source, settings) == {"published": 1}
    assert _published(settings, source) == [("One", 1, "First text."), ("One", 2, "Another text.")]


def test_killed_at_random_each_article_is_published_and_no_revision_has_two_texts(
    settings: Settings, source: str, tmp_path: Path
) -> None:
    bodies = {f"Story {number}": f"Text of story {number}. " * 40 for number in range(6_000)}
    path = _write(tmp_path / "a.jsonl", bodies)
    command = [sys.executable, "-m", "shared", "ingest", str(path), "--source", source]
    environment = own_environment(settings)
    for _ in range(4):
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(random.uniform(1.0, 3.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    published = _published(settings, source)
    assert {title for title, _, _ in published} == set(bodies)
    assert {revision for _, revision, _ in published} == {1}
    assert [title for title, times in Counter(title for title, _, _ in published).items() if times > 1] == []


_KILLED_BEFORE_COUNTING = """
import os, signal, sys
from services.ingest.state import State
State.count = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
from shared.cli import main
main(sys.argv[1:])
"""


def test_killed_between_publishing_and_counting_the_ledger_still_adds_up(
    settings: Settings, source: str, tmp_path: Path
) -> None:
    """What Kafka had taken when the process died is seen again by the next run, and counted there: as unchanged."""
    path = _write(tmp_path / "a.jsonl", {"One": "First text.", "Two": "Second text."})
    command = ["ingest", str(path), "--source", source]
    environment = own_environment(settings)
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED_BEFORE_COUNTING, *command],
        env=environment, capture_output=True, check=False, timeout=60, cwd=Path.cwd(),
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL
    assert len(_published(settings, source)) == 2
    before = read_ledger(ledger_path(settings))
    assert before is not None
    assert (before.seen, before.outcomes) == (0, {})

    subprocess.run(
        [sys.executable, "-m", "shared", *command],
        env=environment,
        capture_output=True,
        check=True,
        timeout=60,
    )
    after = read_ledger(ledger_path(settings))
    assert after is not None
    assert (after.seen, after.outcomes) == (2, {("unchanged", ""): 2})
    assert len(_published(settings, source)) == 2


def test_topics_made_again_keep_revisions_taken(settings: Settings, source: str, tmp_path: Path) -> None:
    path = _write(tmp_path / "a.jsonl", {"One": "First text."})
    _publish(path, source, settings)
    fresh_topics(settings)
    assert _publish(path, source, settings) == {"published": 1}
    assert [revision for _, revision, _ in _published(settings, source)] == [2]


def test_refused_items_are_dead_letters_once_and_the_rest_goes_on(
    settings: Settings, source: str, tmp_path: Path
) -> None:
    path = tmp_path / f"{source}.jsonl"
    path.write_text('{"title": "One", "body": "Text."}\n{oops\n{"body": "No title."}\n')
    expected = {"published": 1, "dead_lettered": 2}
    with Session(settings, "test") as session:
        first = session.publish(_items(path, source, settings))
        second = session.publish(_items(path, source, settings))
    assert first.outcomes.total() == second.outcomes.total() == sum(expected.values())
    letters = [
        letter
        for record in _records(settings, DEAD_LETTER)
        if (letter := DeadLetter.model_validate_json(record.value)).origin.uri.startswith(str(path))  # type: ignore[union-attr]
    ]
    assert sorted((letter.reason, str(letter.origin.uri).rpartition(":")[2]) for letter in letters) == [
        ("invalid_json", "2"),
        ("missing_title", "3"),
    ]
    assert {letter.stage for letter in letters} == {Stage.INGEST}


@pytest.fixture
def archive(servers: Settings) -> Iterator[httpx.Client]:
    """An index behind the read alias, as the index service would have made."""
    name = f"articles-{uuid4().hex[:8]}"
    with httpx.Client(base_url=servers.elasticsearch_url, timeout=60) as client:
        mappings = {"properties": {"revision": {"type": "integer"}}}
        client.put(f"/{name}", json={"mappings": mappings, "aliases": {"articles": {}}}).raise_for_status()
        yield client
        client.delete(f"/{name}")


def _index(archive: httpx.Client, article_id: str, revision: int) -> None:
    answer = archive.put(f"/articles/_doc/{article_id}?refresh=true", json={"revision": revision})
    answer.raise_for_status()


def test_wait_ends_when_each_article_is_searchable_or_dead_lettered(
    settings: Settings, source: str, tmp_path: Path, archive: httpx.Client, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _write(tmp_path / "a.jsonl", {"One": "First text.", "Two": "Second text."})
    one, two = (item for item in _items(path, source, settings) if isinstance(item, RawArticle))
    _index(archive, one.id, 1)
    with make_producer(settings, "test") as producer:
        # Put on the topic by an earlier run's enricher: for an unchanged article it is as good as a new one.
        origin = RecordOrigin(topic=RAW, partition=0, offset=0)
        letter = dead_letter(
            Stage.ENRICH,
            Rejection("broken", "x"),
            one.fetched_at,
            origin=origin,
            payload=two.model_dump_json().encode(),
        )
        key, value, headers = dead_letter_message(letter)
        _publish(path, source, settings)
        producer.send(DEAD_LETTER, key=key, value=value, headers=headers).get(timeout=30)
    assert ingest_items(
        lambda _: _items(path, source, settings), settings, command="test", wait_timeout_seconds=20
    )
    assert capsys.readouterr().out.splitlines()[-1] == "1 searchable, 1 dead-lettered"


def test_wait_gives_up_with_examples_when_nothing_moves(
    settings: Settings, source: str, tmp_path: Path, archive: httpx.Client
) -> None:
    path = _write(tmp_path / "a.jsonl", {"One": "First text.", "Two": "Second text."})
    one, two = (item for item in _items(path, source, settings) if isinstance(item, RawArticle))
    _index(archive, one.id, 1)
    _index(archive, two.id, 1)
    _publish(path, source, settings)
    _write(path, {"One": "First text.", "Two": "Second text, corrected."})
    with pytest.raises(UserError, match=rf"1 of 2 articles are neither .*{two.id}"):
        ingest_items(
            lambda _: _items(path, source, settings), settings, command="test", wait_timeout_seconds=1
        )
    _index(archive, two.id, 2)
    assert ingest_items(
        lambda _: _items(path, source, settings), settings, command="test", wait_timeout_seconds=20
    )


def test_the_command_ends_with_a_balance(settings: Settings, source: str, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "One", "body": "Text."}\n{"title": "One", "body": "Text."}\n{oops\n')
    command = [
        sys.executable,
        "-m",
        "shared",
        "ingest",
        str(path),
        str(tmp_path / "nosuch.txt"),
        "--source",
        source,
    ]
    done = subprocess.run(
        command, env=own_environment(settings), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1  # a file could not be read
    balance = {line.split()[1]: int(line.split()[0]) for line in done.stdout.splitlines()}
    assert balance == {
        "published": 1,
        "unchanged": 0,
        "duplicate": 1,
        "rejected": 1,
        "dead-lettered": 1,
        "items": 4,
    }
    assert "Traceback" not in done.stderr


def test_an_address_is_fetched_and_identified_by_where_it_leads(
    settings: Settings, tmp_path: Path, source: str
) -> None:
    path = f"/{source}"
    text = (
        "The bridge over the Drin opened on Monday after three years of works that had been planned for one. "
        * 4
    )
    page = (
        f"<html lang='en'><body><article><h1>Bridge opens</h1><p>{text}</p></article></body></html>".encode()
    )

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/short"):
                self.send_response(301)
                self.send_header("Location", f"{path}?utm_source=short")
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            pass

    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{site.server_address[1]}"
        allowing = settings.model_copy(update={"fetch_allow_private": True})
        targets = [f"{address}{path}", f"{address}/short"]
        items = [
            item
            for target in targets
            for item in read_target(Target(target), ReadOptions(source=source), allowing)
        ]
        with Session(allowing, "test") as session:
            result = session.publish(items)
    finally:
        site.shutdown()
        site.server_close()
    assert {str(outcome): items for (_, outcome, _), items in result.outcomes.items()} == {
        "published": 1,
        "duplicate": 1,
    }
    assert result.decisions[0].article.url == f"{address}{path}"
    assert result.decisions[0].article.origin.uri == targets[0]


def test_the_service_takes_files_from_its_inbox_and_stops_cleanly(
    settings: Settings, source: str, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port_base = free.getsockname()[1] - 7
    environment = own_environment(settings.model_copy(update={"port_base": port_base}))
    environment["LAJMI_INBOX"] = str(inbox)
    service = subprocess.Popen([sys.executable, "-m", "shared", "serve", "ingest"], env=environment)
    try:
        health = f"http://127.0.0.1:{port_base + 7}/health"
        _until(lambda: _status(health) == 200)
        _write(inbox / f"{source}.jsonl", {"One": "First text."})
        (inbox / "broken.warc").write_bytes(b"WARC/1.0")
        _until(
            lambda: (
                (inbox / "done" / f"{source}.jsonl").exists() and (inbox / "failed" / "broken.warc").exists()
            )
        )
        assert "cannot be read from byte 0" in (inbox / "failed" / "broken.warc.error.txt").read_text()
        metrics = httpx.get(f"http://127.0.0.1:{port_base + 7}/metrics", timeout=10).text
        assert f'lajmi_ingest_items_total{{source="{source}",outcome="published",reason=""}} 1' in metrics
    finally:
        service.send_signal(signal.SIGTERM)
        assert service.wait(timeout=20) == 0
    assert _published(settings, source) == [("One", 1, "First text.")]


def _status(url: str) -> int:
    try:
        return httpx.get(url, timeout=5).status_code
    except httpx.HTTPError:
        return 0


def _until(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not come true in time"
        time.sleep(0.1)
