"""HTTP/1.1 over one connection, by h11.

Not by httpx: its connection pool looks at every connection for every request, 13.6 ms of CPU a request with 200 idle
hosts against 0.25 ms here; and neither it nor httpcore tells what a server sent behind the end of an answer, which would
be taken for the next answer on that connection.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import h11

from services.ingest.web.headers import gather
from services.ingest.web.outcome import RefusedError
from services.ingest.web.wire import Wire

MAX_HEADER_BYTES = 65_536
_MAX_INTERIM_ANSWERS = 10  # 100, 102 and 103
# Chunks of a few bytes cost us thousands of times what they cost the sender: after so many, so small is hostile.
_MANY_PARTS = 4_096
_SMALL_PART_BYTES = 16


class StaleConnectionError(Exception):
    """A kept connection ended before it answered: the server had closed it; a new one may do better."""


class Head:
    """Status and headers of an answer."""

    __slots__ = ("headers", "status")

    def __init__(self, status: int, raw: list[tuple[bytes, bytes]]) -> None:
        self.status = status
        self.headers = gather(raw)


class Connection:
    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEADER_BYTES)
        self._answers = 0

    @property
    def is_usable(self) -> bool:
        """Whether another request can be sent: the last answer was read to its end, and nothing came after it."""
        return self._http.our_state is h11.IDLE and self._wire.is_clean

    async def ask(self, authority: str, target: str, headers: list[tuple[str, str]]) -> Head:
        """GET. Raises StaleConnectionError, OSError, or RefusedError: ``protocol_error``, ``headers_too_large``,
        ``connection_failed``.
        """
        fields = [(name.encode(), value.encode("latin-1")) for name, value in (("Host", authority), *headers)]
        request = h11.Request(method="GET", target=target, headers=fields)
        self._wire.write((self._http.send(request) or b"") + (self._http.send(h11.EndOfMessage()) or b""))
        read = interim = 0
        while True:
            event = self._next_event()
            if isinstance(event, h11.Response):
                break
            if isinstance(event, h11.InformationalResponse):
                interim += 1
                if interim > _MAX_INTERIM_ANSWERS or event.status_code == 101:
                    raise RefusedError("protocol_error", "interim answers without a final one")
                continue
            if event is not h11.NEED_DATA:
                raise RefusedError("protocol_error", "what came is not an answer of HTTP/1.1")
            try:
                data = await self._wire.read()
            except OSError:
                if self._answers and not read:
                    raise StaleConnectionError from None
                raise
            if not data and not read:
                if self._answers:
                    raise StaleConnectionError
                raise RefusedError("connection_failed", "the server closed the connection without an answer")
            read += len(data)
            self._http.receive_data(data)
        raw = list(event.headers.raw_items())
        if sum(len(name) + len(value) + 4 for name, value in raw) > MAX_HEADER_BYTES:
            raise RefusedError("headers_too_large", f"more than {MAX_HEADER_BYTES:,} bytes of headers")
        self._answers += 1
        return Head(event.status_code, raw)

    async def parts(self) -> AsyncIterator[bytes]:
        """The body as sent. Raises RefusedError: ``incomplete_body``, ``protocol_error``, ``fragmented_body``.

        The connection is usable again once it has been read to its end.
        """
        number = size = 0
        while True:
            event = self._next_event(in_body=True)
            if event is h11.NEED_DATA:
                try:
                    data = await self._wire.read()
                except OSError as error:
                    raise RefusedError("incomplete_body", f"the connection broke: {error}") from error
                self._http.receive_data(data)
            elif isinstance(event, h11.Data):
                number, size = number + 1, size + len(event.data)
                if number > _MANY_PARTS and size < number * _SMALL_PART_BYTES:
                    raise RefusedError("fragmented_body", f"{number:,} chunks hold {size:,} bytes")
                yield bytes(event.data)
            else:
                break
        clean = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        if clean and not self._http.trailing_data[0]:
            self._http.start_next_cycle()
        else:
            self.close()

    def _next_event(self, *, in_body: bool = False) -> object:
        try:
            return self._http.next_event()
        except h11.RemoteProtocolError as error:
            if error.error_status_hint == 431:
                raise RefusedError(
                    "headers_too_large", f"more than {MAX_HEADER_BYTES:,} bytes of headers"
                ) from error
            cut = in_body and "peer closed connection" in str(error)
            raise RefusedError("incomplete_body" if cut else "protocol_error", str(error)) from error

    def close(self) -> None:
        self._wire.close()
