"""A health check tells healthy, unhealthy and silent apart, and never raises."""

from __future__ import annotations

import http.server
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from deploy.local.health import Health, elasticsearch_health, http_health, kafka_health


@contextmanager
def http_server(status: int) -> Iterator[tuple[str, list[str], list[str | None]]]:
    asked: list[str] = []
    authorizations: list[str | None] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            authorizations.append(self.headers["Authorization"])
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}", asked, authorizations
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def tcp_server(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                received.append(connection.recv(100))
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", received
        thread.join()


def nobody() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize(
    ("status", "health"), [(200, Health.HEALTHY), (503, Health.UNHEALTHY), (404, Health.UNHEALTHY)]
)
def test_http_200_alone_is_healthy(status: int, health: Health) -> None:
    with http_server(status) as (address, asked, _):
        assert http_health(f"http://{address}/health") is health
    assert asked == ["/health"]


def test_nobody_there_is_silence() -> None:
    assert http_health(f"http://{nobody()}/health") is Health.SILENT
    assert kafka_health(nobody()) is Health.SILENT


def test_elasticsearch_is_asked_whether_its_primaries_are_there_with_the_users_credentials() -> None:
    with http_server(200) as (address, asked, authorizations):
        assert elasticsearch_health(f"http://me:p%40ss@{address}/") is Health.HEALTHY
    assert asked == ["/_cluster/health?wait_for_status=yellow&timeout=1s"]
    assert authorizations == ["Basic bWU6cEBzcw=="]


def test_kafka_is_healthy_when_it_answers_the_first_question_of_any_client() -> None:
    with tcp_server(struct.pack(">iih", 6, 1, 0)) as (address, received):
        assert kafka_health(address) is Health.HEALTHY
    (length, key, version) = struct.unpack(">ihh", received[0][:8])
    assert (length, key, version) == (len(received[0]) - 4, 18, 0)


def test_another_protocol_on_kafkas_port_is_unhealthy() -> None:
    with tcp_server(b"HTTP/1.1 400 Bad Request\r\n\r\n") as (address, _):
        assert kafka_health(address) is Health.UNHEALTHY


def test_one_answering_broker_of_several_is_enough() -> None:
    with tcp_server(struct.pack(">iih", 6, 1, 0)) as (address, _):
        assert kafka_health(f"{nobody()}, {address}") is Health.HEALTHY


@pytest.mark.parametrize("address", ["nonsense", "host:", ":::", "127.0.0.1:99999"])
def test_a_nonsensical_address_is_silence(address: str) -> None:
    assert kafka_health(address) is Health.SILENT
    assert http_health(f"http://{address}/") is Health.SILENT
