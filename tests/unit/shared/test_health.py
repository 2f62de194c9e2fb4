from __future__ import annotations

import json
import socket
from collections.abc import Callable
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


def _scrape(metrics: Callable[[], str]) -> tuple[int, str, str]:
    with HealthServer("127.0.0.1", 0, lambda: (True, {}), metrics) as server:
        try:
            with urlopen(f"http://127.0.0.1:{server.port}/metrics", timeout=5) as response:
                return response.status, response.headers["Content-Type"], response.read().decode()
        except HTTPError as error:
            return error.code, error.headers["Content-Type"], error.read().decode()


def test_metrics_are_text_for_prometheus() -> None:
    assert _scrape(lambda: 'items{source="Дан"} 1\n') == (
        200,
        "text/plain; version=0.0.4; charset=utf-8",
        'items{source="Дан"} 1\n',
    )


def test_metrics_that_fail_are_a_failed_scrape_not_a_dead_service() -> None:
    status, _, text = _scrape(lambda: str(1 / 0))
    assert status == 500
    assert "ZeroDivisionError" in text


def test_a_service_without_metrics_has_no_such_page() -> None:
    assert _ask(lambda: (True, {}), "/metrics")[0] == 404


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
