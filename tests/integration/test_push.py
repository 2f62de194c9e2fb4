"""The push API on a real Kafka: what 202 promises, whatever happens to the server or to Kafka afterwards."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
import pytest

from services.ingest.push.keys import new_client, new_key, write_clients
from services.ingest.push.server import PushServer
from shared.clock import now
from shared.contracts import RawArticle
from shared.settings import Settings
from shared.topics import RAW, RAW_BACKFILL
from tests.local_stack import own_environment
from tests.records import dead_letters, read_records

pytestmark = pytest.mark.servers


@pytest.fixture
def settings(servers: Settings, tmp_path: Path) -> Settings:
    """The shared servers, seen from a machine of its own."""
    own = {"home": tmp_path / "home", "kafka": servers.kafka_bootstrap, "push_port": _free_port()}
    return servers.model_copy(update={**own, "push_requests_per_minute": 1_000_000})


@pytest.fixture
def key(settings: Settings) -> str:
    made = new_key()
    write_clients(settings.push_keys, [new_client("agency", made, now())])
    return made


@pytest.fixture
def source() -> str:
    return f"source-{uuid4().hex[:12]}"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def _client(settings: Settings, key: str) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {key}"}
    address = f"http://127.0.0.1:{settings.push_listening_port}"
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        yield client


@contextmanager
def _serving(settings: Settings, key: str) -> Iterator[httpx.Client]:
    with PushServer(settings) as server, _client(settings, key) as client:
        assert server.until_listening(20)
        yield client


def _articles(source: str, count: int, first: int = 0) -> list[dict[str, str]]:
    return [
        {"title": f"Story {number}", "body": f"Text of story {number}. " * 20, "source": source}
        for number in range(first, first + count)
    ]


def _published(settings: Settings, source: str, topic: str = RAW) -> list[RawArticle]:
    found = []
    for record in read_records(settings, topic):
        content = json.loads(record.value or b"null")
        if isinstance(content, dict) and content.get("source", {}).get("name") == source:
            found.append(RawArticle.model_validate(content))
    return found


def test_what_is_answered_202_is_on_the_topic_once_and_again_is_unchanged(
    settings: Settings, key: str, source: str
) -> None:
    batch = [*_articles(source, 3), {"title": "No text", "source": source}]
    with _serving(settings, key) as http:
        first = http.post("/v1/articles", json=batch)
        again = http.post("/v1/articles", json=batch)
        old = http.post("/v1/articles?lane=backfill", json=_articles(source, 1, first=9))
    assert first.status_code == again.status_code == old.status_code == 202
    assert (first.json()["published"], first.json()["rejected"]) == (3, 1)
    assert (again.json()["unchanged"], again.json()["rejected"]) == (3, 1)
    ids = [item["id"] for item in first.json()["items"] if "id" in item]
    assert sorted(article.id for article in _published(settings, source)) == sorted(ids)
    assert [article.title for article in _published(settings, source, RAW_BACKFILL)] == ["Story 9"]
    letters = [letter for letter in dead_letters(settings) if letter.origin.uri == "push/agency#4"]
    assert [letter.reason for letter in letters] == ["missing_body"]


def test_two_clients_at_once_get_every_article_through_once(
    settings: Settings, key: str, source: str
) -> None:
    """Half of what each sends the other sends as well."""
    answers: list[httpx.Response] = []

    def send(numbers: range) -> None:
        with _client(settings, key) as http:
            for number in numbers:
                batch = _articles(source, 10, first=10 * number)
                answers.append(http.post("/v1/articles", json=batch))

    with _serving(settings, key):
        senders = [threading.Thread(target=send, args=(part,)) for part in (range(0, 20), range(10, 30))]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
    assert [answer.status_code for answer in answers] == [202] * 40
    assert sum(answer.json()["published"] for answer in answers) == 300
    assert sum(answer.json()["unchanged"] for answer in answers) == 100
    published = _published(settings, source)
    assert len(published) == len({article.id for article in published}) == 300


@contextmanager
def _service(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """The real ingest service, as a process of its own."""
    # Its health page is at port base + 7, and its Kafka is named.
    base = _free_port() - 7
    environment = own_environment(settings.model_copy(update={"port_base": base}))
    environment["LAJMI_PUSH_PORT"] = str(settings.push_listening_port)
    process = subprocess.Popen([sys.executable, "-m", "shared", "serve", "ingest"], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_killed_right_after_an_answer_the_service_has_lost_nothing_it_answered(
    settings: Settings, key: str, source: str
) -> None:
    answered: list[str] = []
    for round_number in range(3):
        with _service(settings) as process, _client(settings, key) as http:
            _until(lambda http=http: _answers(http))  # type: ignore[misc]
            for number in range(1 + round_number):
                first = 1_000 * round_number + 20 * number
                answer = http.post("/v1/articles", json=_articles(source, 20, first=first))
                assert answer.status_code == 202
                answered += [item["id"] for item in answer.json()["items"]]
            process.send_signal(signal.SIGKILL)
            process.wait()
    published = [article.id for article in _published(settings, source)]
    assert sorted(published) == sorted(answered)


def test_the_service_listens_as_soon_as_there_is_a_key_and_stops_cleanly(
    settings: Settings, source: str
) -> None:
    with _service(settings) as process:
        time.sleep(3)
        with pytest.raises(OSError), socket.create_connection(("127.0.0.1", settings.push_listening_port)):
            pass
        added = subprocess.run(
            [sys.executable, "-m", "shared", "push-key", "add", "agency", "--source", source],
            env=own_environment(settings), capture_output=True, text=True, check=True,
        )  # fmt: skip
        with _client(settings, added.stdout.strip()) as http:
            _until(lambda: _answers(http))
            assert http.post("/v1/articles", json=_articles("other", 1)).status_code == 202
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    assert [article.title for article in _published(settings, source)] == ["Story 0"]


def test_while_kafka_stands_still_clients_are_told_soon_and_afterwards_all_works(
    settings: Settings, key: str, source: str
) -> None:
    kafka = _listener(settings.kafka_bootstrap)
    quick = settings.model_copy(update={"push_answer_seconds": 3})
    with _serving(quick, key) as http:
        assert http.post("/v1/articles", json=_articles(source, 5)).status_code == 202
        kafka.suspend()
        try:
            statuses = []
            for number in range(1, 4):
                began = time.monotonic()
                answer = http.post("/v1/articles", json=_articles(source, 5, first=10 * number))
                waited = time.monotonic() - began
                statuses.append(answer.status_code)
                assert int(answer.headers["retry-after"]) >= 1
                assert answer.headers["content-type"] == "application/problem+json"
                assert (
                    waited < quick.push_answer_seconds + 5
                )  # not the minutes that Kafka's client would wait
            assert statuses == [503] * 3
            _until(lambda: http.get("/health").status_code == 503)
        finally:
            kafka.resume()
        _until(lambda: http.get("/health").status_code == 200, 90)
        for number in range(4):
            batch = _articles(source, 5, first=10 * number)
            _until(lambda batch=batch: http.post("/v1/articles", json=batch).status_code == 202, 90)  # type: ignore[misc]
    published = _published(settings, source)
    assert {article.title for article in published} == {
        f"Story {10 * number + place}" for number in range(4) for place in range(5)
    }
    assert {article.revision for article in published} == {1}


def test_without_kafka_a_batch_is_refused_within_seconds(settings: Settings, key: str) -> None:
    away = settings.model_copy(update={"kafka": f"127.0.0.1:{_free_port()}"})
    with _serving(away, key) as http:
        began = time.monotonic()
        answer = http.post("/v1/articles", json=_articles("s", 1))
        assert answer.status_code == 503
        assert time.monotonic() - began < 10
        assert "127.0.0.1" not in answer.text


def _listener(address: str) -> psutil.Process:
    """The process behind the local Kafka's port; no other may be paused."""
    if os.environ.get("LAJMI_TEST_KAFKA"):
        pytest.skip("this Kafka is not ours to pause")
    port = int(address.rpartition(":")[2])
    for connection in psutil.net_connections("tcp"):
        listens = connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
        if listens and connection.pid is not None:
            return psutil.Process(connection.pid)
    raise AssertionError(f"nothing listens on {address}")


def _answers(http: httpx.Client) -> bool:
    try:
        return http.get("/health").status_code == 200
    except httpx.HTTPError:
        return False


def _until(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not come true in time"
        time.sleep(0.2)
