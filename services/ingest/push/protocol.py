"""HTTP/1.1 with a limit on the time that a request's headers may take: without one, idle connections would add up."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from services.ingest.push.problems import MALFORMED_REQUEST, ProblemError

HEADER_SECONDS = 10.0
LINGER_SECONDS = 1.0
MAX_HEADER_BYTES = 16_384


class PushProtocol(H11Protocol):
    _headers_due: asyncio.TimerHandle | None = None
    _is_refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_headers()

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._await_headers()  # the beginning of the next request: what remains of it must come in time
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """In the form of every other problem; ``msg`` says less than the problem does."""
        error = ProblemError(MALFORMED_REQUEST, f"{msg} Headers may take {MAX_HEADER_BYTES:,} bytes.")
        body = error.body()
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        try:
            for event in (
                h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
                h11.Data(data=body),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event) or b"")
        except h11.LocalProtocolError:
            self.transport.close()  # in the middle of an answer: that is all that can be said
            return
        # Closing while the client still sends would make its system throw the answer away.
        self._is_refused = True
        self.loop.call_later(LINGER_SECONDS, self.transport.close)

    def _await_headers(self) -> None:
        if self._headers_due is None:
            self._headers_due = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._headers_due is not None:
            self._headers_due.cancel()
            self._headers_due = None

    def _give_up(self) -> None:
        self._headers_due = None
        if not self.transport.is_closing():
            self.transport.close()
