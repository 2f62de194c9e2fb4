from __future__ import annotations

import json
import socket
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from shared.errors import UserError
from shared.health import Check, HealthServer


def _get(server: HealthServer, path: str = "/health") -> tuple[int, dict[str, object]]:
    try:
        with urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=5) as response:
            return response.status, json.load(response)
    except HTTPError as error:
        return error.code, json.load(error)


def _ask(check: Check, path: str = "/health") -> tuple[int, dict[str, object]]:
    with HealthServer("127.0.0.1", 0, check) as server:
        return _get(server, path)


def test_a_healthy_service_answers_200_with_its_details() -> None:
    assert _ask(lambda: (True, {"lag": 3})) == (200, {"status": "healthy", "lag": 3})


def test_an_unhealthy_service_answers_503_with_its_details() -> None:
    assert _ask(lambda: (False, {"kafka": "gone"})) == (503, {"status": "unhealthy", "kafka": "gone"})


def test_a_check_that_fails_is_an_unhealthy_service_not_a_dead_one() -> None:
    status, details = _ask(lambda: (bool(1 / 0), {}))
    assert status == 503
    assert "ZeroDivisionError" in str(details["error"])


def test_nothing_else_is_served() -> None:
    assert _ask(lambda: (True, {}), "/etc/passwd")[0] == 404


def test_after_stop_the_port_is_free_again() -> None:
    server = HealthServer("127.0.0.1", 0, lambda: (True, {}))
    server.start()
    port = server.port
    server.stop()
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=rf"127\.0\.0\.1:{port}"):
            HealthServer("127.0.0.1", port, lambda: (True, {})).start()
