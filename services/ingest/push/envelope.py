"""Around every answer: headers for safety, a line in the log, and an end of the connection that loses no answer."""

from __future__ import annotations

import asyncio
import time

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.ingest.push.problems import INTERNAL_ERROR, ProblemError
from shared.logs import get_logger

_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
# Closing a connection while its client still sends makes the client's system throw away our answer (RFC 9112, 9.6).
_LINGER_SECONDS = 2.0


class Envelope:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await _Exchange(scope, receive, send).run(self._app)


class _Exchange:
    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._started = time.monotonic()
        headers = dict(scope["headers"])
        has_body = b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"
        self._is_read = not has_body
        self._is_answered = False

    async def run(self, app: ASGIApp) -> None:
        try:
            await app(self._scope, self._receive_and_note, self._send_with_headers)
        except Exception as error:
            get_logger().error("push failed", stage="ingest", path=self._scope["path"][:200], exc_info=error)
            if self._is_answered:
                raise
            problem = ProblemError(INTERNAL_ERROR, "the request could not be worked on")
            answer = Response(problem.body(), INTERNAL_ERROR.status, media_type="application/problem+json")
            await answer(self._scope, self._receive_and_note, self._send_with_headers)

    async def _receive_and_note(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            self._is_read = True
        return message

    async def _send_with_headers(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._is_answered = True
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if not self._is_read:
                headers["connection"] = "close"
            self._log(message["status"])
        elif not self._is_read and not message.get("more_body", False):
            await self._send({**message, "more_body": True})
            await self._read_rest()
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)

    async def _read_rest(self) -> None:
        """The answer is on its way; what the client still sends is thrown away, for a while."""
        try:
            async with asyncio.timeout(_LINGER_SECONDS):
                while not self._is_read:
                    await self._receive_and_note()
        except TimeoutError:
            pass

    def _log(self, status: int) -> None:
        if self._scope["path"] == "/health":  # a probe every few seconds is no news
            return
        get_logger().info(
            "push request",
            stage="ingest",
            method=self._scope["method"],
            path=self._scope["path"][:200],
            status=status,
            client=self._scope.get("state", {}).get("client"),
            milliseconds=round((time.monotonic() - self._started) * 1000),
        )
