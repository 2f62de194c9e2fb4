"""One request to one server and its answer, under all limits; redirects and robots.txt are others' business."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from time import monotonic

from services.ingest.web.connecting import Connector
from services.ingest.web.connection import Connection, Head, StaleConnectionError
from services.ingest.web.headers import retry_after_seconds
from services.ingest.web.idle import IdleConnections
from services.ingest.web.location import Location
from services.ingest.web.outcome import Refusal, RefusedError
from services.ingest.web.politeness import Conduct, Policy
from services.ingest.web.turns import Turns
from services.ingest.web.unpacking import Unpacker
from shared.clock import now

# What a server does to all who ask, not only to this request: such failures in a row open its circuit.
_SERVER_FAILURES = frozenset({"connection_failed", "tls_failed", "timeout"})
_TOO_MANY_REQUESTS = 429
_UNAVAILABLE = 503
# For a 429 that does not say how long.
_DEFAULT_WAIT_SECONDS = 60.0
# The body of an answer without a document is read this far and this long, only to keep the connection.
_SMALL_BODY_BYTES = 65_536
_SMALL_BODY_SECONDS = 1.0
_YIELD_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """``content``: decompressed; empty unless the status is 200."""

    location: Location
    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(slots=True)
class TimeLeft:
    """Of one whole fetch: what its exchanges took is gone, waiting for a turn is free."""

    allowed: float
    used: float = 0.0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        started = monotonic()
        try:
            async with asyncio.timeout(max(0.0, self.allowed - self.used)):
                yield
        finally:
            self.used += monotonic() - started


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """``cut``: what is more is left out, instead of the whole being refused."""

    bytes: int
    cut: bool = False


class Exchanges:
    """``longest_wait_seconds``: the cap on Retry-After."""

    def __init__(self, connector: Connector, turns: Turns, longest_wait_seconds: float) -> None:
        self._connector = connector
        self._turns = turns
        self._longest_wait_seconds = longest_wait_seconds
        self._idle = IdleConnections()

    def close(self) -> None:
        """Ends the connections that are kept; those in use end with their requests."""
        self._idle.close()

    async def get(
        self,
        location: Location,
        headers: list[tuple[str, str]],
        policy: Policy,
        limit: BodyLimit,
        time: TimeLeft,
    ) -> Answer | Refusal:
        """Waits for the server's turn, then asks. Any status is an answer, except that it is noted when the server asks
        to be left alone.
        """
        async with self._turns.turn(location.server, policy) as turn:
            if isinstance(turn, Refusal):
                return replace(turn, url=location.url, detail=f"{location.url}: {turn.detail}")
            conduct = turn.conduct
            # A hop that comes last in a slow chain has little time, which is not its server's fault.
            had_time = time.used < time.allowed / 2
            try:
                async with time.running():
                    answer = await self._ask(location, headers, limit, turn.sent)
            except TimeoutError:
                reason, detail = "timeout", f"no complete answer within {time.allowed:g} s"
            except RefusedError as error:
                # Never the error itself: it would keep its frames, and so what was read, until the garbage collector comes.
                reason, detail = error.reason, error.detail
            except OSError as error:
                reason, detail = "connection_failed", error.strerror or str(error)
            else:
                conduct.answered()
                self._note_wait(answer, conduct)
                return answer
            if reason not in _SERVER_FAILURES:
                conduct.answered()
            elif had_time or reason != "timeout":
                conduct.failed(monotonic())
            return Refusal(reason, f"{location.url}: {detail}", location.url)

    def _note_wait(self, answer: Answer, conduct: Conduct) -> None:
        seconds = self.wait_asked_seconds(answer)
        if seconds is not None:
            conduct.asked_to_wait(monotonic(), seconds)

    def wait_asked_seconds(self, answer: Answer) -> float | None:
        """How long the server asks to be left alone (429, 503), at most the cap."""
        if answer.status not in {_TOO_MANY_REQUESTS, _UNAVAILABLE}:
            return None
        asked = retry_after_seconds(answer.headers, now(), self._longest_wait_seconds)
        if asked is None and answer.status == _TOO_MANY_REQUESTS:
            return min(_DEFAULT_WAIT_SECONDS, self._longest_wait_seconds)
        return asked

    async def _ask(
        self,
        location: Location,
        headers: list[tuple[str, str]],
        limit: BodyLimit,
        sending: Callable[[], None],
    ) -> Answer:
        connection, head = await self._open(location, headers, sending)
        try:
            if head.status == 200:
                content = await _read(connection, head, limit)
            else:
                content = b""
                await _skip(connection)
            return Answer(location, head.status, head.headers, content)
        finally:
            # What failed or was given up is not usable, and is closed here.
            self._idle.keep(location.origin, connection, monotonic())

    async def _open(
        self, location: Location, headers: list[tuple[str, str]], sending: Callable[[], None]
    ) -> tuple[Connection, Head]:
        while True:
            kept = self._idle.take(location.origin, monotonic())
            connection = kept or Connection(await self._connector.connect(location))
            sending()
            try:
                return connection, await connection.ask(location.authority, location.target, headers)
            except StaleConnectionError:
                connection.close()
            except BaseException:
                connection.close()
                raise


async def _read(connection: Connection, head: Head, limit: BodyLimit) -> bytes:
    declared = head.headers.get("content-length", "")
    if not limit.cut and declared.isdecimal() and len(declared) < 20 and int(declared) > limit.bytes:
        raise _too_large(limit)
    unpacker = Unpacker(head.headers.get("content-encoding", ""))
    content = BytesIO()  # gives its bytes away without a copy
    breath = _YIELD_BYTES
    async for part in connection.parts():
        for piece in unpacker.feed(part):
            content.write(piece)
            size = content.tell()
            if size > limit.bytes:
                return _cut(content, limit)
            if size > breath:
                breath = size + _YIELD_BYTES
                await asyncio.sleep(0)  # the others' turn
    for piece in unpacker.finish():
        content.write(piece)
        if content.tell() > limit.bytes:
            return _cut(content, limit)
    return content.getvalue()


def _cut(content: BytesIO, limit: BodyLimit) -> bytes:
    if not limit.cut:
        raise _too_large(limit)
    content.truncate(limit.bytes)
    return content.getvalue()


def _too_large(limit: BodyLimit) -> RefusedError:
    return RefusedError("too_large", f"more than {limit.bytes:,} bytes (LAJMI_FETCH_MAX_BYTES)")


async def _skip(connection: Connection) -> None:
    size = 0
    try:
        async with asyncio.timeout(_SMALL_BODY_SECONDS):
            async for part in connection.parts():
                size += len(part)
                if size > _SMALL_BODY_BYTES:
                    return
    except (TimeoutError, RefusedError):
        return
