"""``GET /health`` and ``GET /metrics`` for services that have no web server of their own: one daemon thread, standard
library only."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self

from shared.errors import UserError
from shared.metrics import METRICS_CONTENT_TYPE

# Whether the service can do its work now, and what a person who looks wants to know (JSON-serialisable).
Check = Callable[[], tuple[bool, dict[str, object]]]
Metrics = Callable[[], str]  # in the text format of Prometheus: see shared/metrics.py


class HealthServer:
    """Answers 200 while ``check`` says healthy, 503 when it does not or fails; the body is its details as JSON.

    ``metrics``, where the service has any, is answered under ``/metrics``.

    ``check`` runs in the server's threads, so it must be quick and thread-safe. ``port`` 0 takes any free port;
    after ``start`` the attribute ``port`` is the one that listens.
    """

    def __init__(self, bind: str, port: int, check: Check, metrics: Metrics | None = None) -> None:
        self._bind = bind
        self.port = port
        self._check = check
        self._metrics = metrics
        self._server: ThreadingHTTPServer | None = None
        self._thread: Thread | None = None

    def start(self) -> None:
        """Listen, or raise a UserError that names the address when it is taken."""
        try:
            server = ThreadingHTTPServer((self._bind, self.port), _handler(self._check, self._metrics))
        except OSError as error:
            raise UserError(
                f"cannot listen on {self._bind}:{self.port} for health checks ({error.strerror or error}): "
                f"stop what uses the port, or set LAJMI_PORT_BASE"
            ) from error
        server.daemon_threads = True
        self.port = int(server.server_address[1])
        self._server = server
        self._thread = Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="health", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)
        self._server = self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _handler(check: Check, metrics: Metrics | None) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        server_version = "lajmi"
        sys_version = ""  # which Python runs here is nobody's business
        timeout = 10  # seconds a client may take to send its request

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/metrics" and metrics is not None:
                self._answer_metrics(metrics)
                return
            if path not in {"/health", "/healthz"}:
                here = "/health" if metrics is None else "/health and /metrics"
                self._answer(404, {"error": f"only {here} is here"})
                return
            try:
                healthy, details = check()
            except Exception as error:  # a broken check is an unhealthy service, and must say so
                healthy, details = False, {"error": f"{type(error).__name__}: {error}"}
            self._answer(
                200 if healthy else 503, {"status": "healthy" if healthy else "unhealthy", **details}
            )

        def _answer_metrics(self, metrics: Metrics) -> None:
            try:
                text = metrics()
            except Exception as error:  # as with a check; whoever scrapes sees that the scrape failed
                self._answer(500, {"error": f"{type(error).__name__}: {error}"})
                return
            self._send(200, METRICS_CONTENT_TYPE, text.encode())

        def _answer(self, status: int, content: dict[str, object]) -> None:
            self._send(status, "application/json", json.dumps(content, default=str).encode())

        def _send(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """A probe every few seconds is no news."""

    return Handler
