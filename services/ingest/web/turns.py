"""Each server's requests one after another, politely; all servers side by side."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

from services.ingest.web.outcome import Refusal
from services.ingest.web.politeness import Conduct, Policy

_MAX_SERVERS_KNOWN = 10_000


@dataclass(slots=True, eq=False)
class Turn:
    """Of one request. The outcome is noted in ``conduct``."""

    conduct: Conduct
    _server: _Server
    _delay_seconds: float

    def sent(self) -> None:
        """To be called when the request is sent: the server's pace counts from then."""
        self.conduct.started(monotonic(), self._delay_seconds)
        self._server.was_sent(self)


class _Server:
    """The queue before one server: first come, first served."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.conduct = Conduct()
        self.visitors = 0  # in the queue or being served
        self._at_the_door = (
            asyncio.Lock()
        )  # only the first of the queue waits for the server and for the clock
        self._active = 0
        # A turn that has come, of a request not sent yet: its connection may take long to open, or our own work to get round
        # to it, and the next request must not follow on its heels.
        self._unsent: Turn | None = None
        self._changed = asyncio.Event()

    async def enter(self, policy: Policy, everywhere: asyncio.Semaphore) -> Turn | Refusal:
        async with self._at_the_door:
            while True:
                refusal = await self._until_free(policy)
                if refusal is not None:
                    return refusal
                # Last, so that no server holds a place of the others while it is not its turn.
                await everywhere.acquire()
                # While all places were taken the server may have failed, or asked for time.
                if self.conduct.refusal(self.name, monotonic()) is None and self._is_free(policy):
                    break
                everywhere.release()
            self._active += 1
            turn = Turn(self.conduct, self, policy.delay_seconds)
            if policy.delay_seconds:
                self._unsent = turn
            return turn

    async def _until_free(self, policy: Policy) -> Refusal | None:
        """Waits until a request would be polite; or why it is not to be waited for."""
        while True:
            now = monotonic()
            refusal = self.conduct.refusal(self.name, now)
            if refusal is not None:
                return refusal
            self._changed.clear()
            if not self._has_room(policy):
                await self._changed.wait()
            elif wait := self.conduct.wait_seconds(now):
                await self._sleep(wait)
            else:
                return None

    def _has_room(self, policy: Policy) -> bool:
        return self._active < max(1, policy.concurrency) and self._unsent is None

    def _is_free(self, policy: Policy) -> bool:
        return self._has_room(policy) and not self.conduct.wait_seconds(monotonic())

    def was_sent(self, turn: Turn) -> None:
        if self._unsent is turn:
            self._unsent = None
            self._changed.set()

    async def _sleep(self, seconds: float) -> None:
        """Until then, or until something changes: the server may fail or ask for time meanwhile."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            pass

    def leave(self, turn: Turn, everywhere: asyncio.Semaphore) -> None:
        self._active -= 1
        if self._unsent is turn:
            turn.sent()  # it never came to that, but a server that cannot be reached is not hammered either
        everywhere.release()
        self._changed.set()


class Turns:
    """``concurrency``: requests at once to all servers together."""

    def __init__(self, concurrency: int) -> None:
        self._everywhere = asyncio.Semaphore(concurrency)
        self._servers: OrderedDict[str, _Server] = OrderedDict()  # the longest unused first

    @asynccontextmanager
    async def turn(self, name: str, policy: Policy) -> AsyncIterator[Turn | Refusal]:
        """Waits until the server may be asked. Yields the turn, or why it is not asked."""
        server = self._server(name)
        server.visitors += 1
        try:
            turn = await server.enter(policy, self._everywhere)
            if isinstance(turn, Refusal):
                yield turn
                return
            try:
                yield turn
            finally:
                server.leave(turn, self._everywhere)
        finally:
            server.visitors -= 1

    def _server(self, name: str) -> _Server:
        server = self._servers.get(name)
        if server is None:
            if len(self._servers) >= _MAX_SERVERS_KNOWN:
                self._forget_some()
            server = self._servers[name] = _Server(name)
        self._servers.move_to_end(name)
        return server

    def _forget_some(self) -> None:
        """A tenth at a time, so that looking for them is rare."""
        now = monotonic()
        forgettable = [
            name
            for name, server in self._servers.items()
            if not server.visitors and server.conduct.is_forgettable(now)
        ]
        for name in forgettable[: _MAX_SERVERS_KNOWN // 10]:
            del self._servers[name]
