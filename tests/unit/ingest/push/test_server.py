"""The server on real sockets: it ends what is slow or oversized, and answers before it closes."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from services.ingest.push import protocol
from services.ingest.push.keys import new_client, new_key, write_clients
from services.ingest.push.protocol import MAX_HEADER_BYTES
from services.ingest.push.server import PushServer
from shared.settings import Settings
from tests.unit.ingest.push.pushing import NOW, MemorySession


class Serving:
    def __init__(self, settings: Settings, key: str, session: MemorySession, server: PushServer) -> None:
        self.settings = settings
        self.key = key
        self.session = session
        self.server = server

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}

    def connect(self) -> socket.socket:
        assert self.server.port is not None
        return socket.create_connection(("127.0.0.1", self.server.port), timeout=10)

    def head(self, **more: str) -> bytes:
        headers = {"Host": "x", **self.headers, **more}
        lines = ["POST /v1/articles HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode()


@contextmanager
def _open(session: MemorySession) -> Iterator[MemorySession]:
    yield session


@pytest.fixture
def serving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serving]:
    monkeypatch.setattr(protocol, "HEADER_SECONDS", 0.5)
    settings = Settings(home=tmp_path, push_port=0, push_body_seconds=0.5, push_max_bytes=50_000)
    key = new_key()
    write_clients(settings.push_keys, [new_client("agency", key, NOW)])
    session = MemorySession()
    with PushServer(settings, lambda _: lambda: _open(session)) as server:
        assert server.until_listening(10)
        yield Serving(settings, key, session, server)
        session.gate.set()


def _all(connection: socket.socket) -> bytes:
    """Everything until the server closes."""
    received = b""
    while part := connection.recv(65_536):
        received += part
    return received


def _problem(answer: bytes) -> tuple[int, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    return int(head.split()[1]), str(json.loads(body)["type"])


BATCH = json.dumps([{"title": "One", "body": "Text."}]).encode()


def test_headers_that_do_not_come_in_time_end_the_connection(serving: Serving) -> None:
    for beginning in (b"", b"POST /v1/arti", b"POST /v1/articles HTTP/1.1\r\nHost: x\r\n"):
        with serving.connect() as connection:
            connection.sendall(beginning)
            assert _all(connection) == b""


def test_a_second_request_on_a_connection_has_the_same_time(serving: Serving) -> None:
    with serving.connect() as connection:
        connection.sendall(serving.head(**{"Content-Length": str(len(BATCH))}) + BATCH)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 202")
        connection.sendall(b"POST /v1/art")
        rest = _all(connection)
    assert b"HTTP/1.1" not in rest


def test_a_waiting_answer_is_not_taken_for_slow_headers(serving: Serving) -> None:
    serving.session.gate.clear()
    with serving.connect() as connection:
        connection.sendall(serving.head(**{"Content-Length": str(len(BATCH))}) + BATCH)
        time.sleep(2 * protocol.HEADER_SECONDS)
        serving.session.gate.set()
        assert connection.recv(65_536).startswith(b"HTTP/1.1 202")


def test_oversized_headers_and_what_is_no_http_are_problems(serving: Serving) -> None:
    oversized = serving.head(**{"X-Long": "x" * 40 * MAX_HEADER_BYTES})
    for sent in (oversized, b"GARBAGE\r\n\r\n", b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"):
        with serving.connect() as connection:
            connection.sendall(sent)
            assert _problem(_all(connection)) == (400, "/docs#malformed-request")


def test_a_body_that_does_not_come_in_time_is_a_408(serving: Serving) -> None:
    with serving.connect() as connection:
        connection.sendall(serving.head(**{"Content-Length": "1000"}) + b"[")
        assert _problem(_all(connection)) == (408, "/docs#body-timeout")
    assert serving.session.batches == []


def test_a_client_that_goes_away_in_the_middle_is_no_batch(serving: Serving) -> None:
    with serving.connect() as connection:
        connection.sendall(serving.head(**{"Content-Length": "1000"}) + BATCH)
    answer = httpx.post(f"{serving.url}/v1/articles", content=BATCH, headers=serving.headers)
    assert answer.status_code == 202
    assert len(serving.session.batches) == 1


@pytest.mark.parametrize("streamed", [False, True])
def test_a_client_in_the_middle_of_a_large_body_gets_to_read_why_it_is_refused(
    serving: Serving, streamed: bool
) -> None:
    large = b"x" * 8_000_000
    content = iter([large[:1_000_000]] * 8) if streamed else large
    answer = httpx.post(f"{serving.url}/v1/articles", content=content, headers=serving.headers)
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"
    refused = httpx.post(f"{serving.url}/v1/articles", content=large)
    assert refused.status_code == 401


def test_a_client_that_asks_first_is_refused_without_sending_its_body(serving: Serving) -> None:
    with serving.connect() as connection:
        connection.sendall(serving.head(**{"Content-Length": "900000", "Expect": "100-continue"}))
        assert connection.recv(65_536).startswith(b"HTTP/1.1 413")
    with serving.connect() as connection:
        connection.sendall(serving.head(**{"Content-Length": str(len(BATCH)), "Expect": "100-continue"}))
        assert connection.recv(65_536).startswith(b"HTTP/1.1 100")
        connection.sendall(BATCH)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 202")


def test_a_request_in_hand_is_answered_before_the_server_stops(serving: Serving) -> None:
    answers: list[int] = []

    def send() -> None:
        answer = httpx.post(f"{url}/v1/articles", content=BATCH, headers=serving.headers, timeout=20)
        answers.append(answer.status_code)

    url = serving.url
    serving.session.gate.clear()
    sender = threading.Thread(target=send)
    sender.start()
    assert serving.session.entered.wait(10)
    stopper = threading.Thread(target=serving.server.stop)
    stopper.start()
    time.sleep(0.3)
    serving.session.gate.set()
    stopper.join(15)
    sender.join(15)
    assert answers == [202]
    assert serving.server.port is None


def test_without_a_key_it_does_not_listen_and_with_a_broken_file_it_says_so(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, push_port=0)
    with PushServer(settings, lambda _: lambda: _open(MemorySession())) as server:
        assert not server.until_listening(0.5)
        assert server.health() == (True, {"listening": None})
    settings.push_keys.write_text("{")
    with PushServer(settings, lambda _: lambda: _open(MemorySession())) as server:
        assert not server.until_listening(0.5)
        healthy, details = server.health()
        assert not healthy
        assert "push-keys.json" in str(details["problem"])


def test_a_port_that_is_taken_is_told_and_does_not_end_anything(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(home=tmp_path, push_port=taken.getsockname()[1])
        write_clients(settings.push_keys, [new_client("agency", new_key(), NOW)])
        with PushServer(settings, lambda _: lambda: _open(MemorySession())) as server:
            assert not server.until_listening(0.5)
            healthy, details = server.health()
            assert not healthy
            assert "LAJMI_PUSH_PORT" in str(details["problem"])
