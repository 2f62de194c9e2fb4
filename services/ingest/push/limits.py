"""How much one client, and all clients together, may ask for at a time. Used by the server's event loop alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

# A client that waits for each answer needs one; a few in parallel help it, more only fill the queue for others.
REQUESTS_AT_ONCE = 16
ALL_REQUESTS_AT_ONCE = 128
_BURST_SECONDS = 10.0  # of its rate may a client send at once
_SECONDS_A_MINUTE = 60.0


class TooManyRequestsError(Exception):
    """Of one client. ``retry_seconds``: when the next request will be taken."""

    def __init__(self, limit: str, retry_seconds: float) -> None:
        super().__init__(limit)
        self.limit = limit
        self.retry_seconds = retry_seconds


class OverloadedError(Exception):
    """All clients together ask for more than is taken at a time."""


@dataclass
class _Usage:
    tokens: float
    at: float
    open: int = 0


class RequestLimits:
    """A token bucket for each client, and how many of its requests are open."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._clients: dict[str, _Usage] = {}
        self._open = 0

    @contextmanager
    def request(self, client: str, per_minute: int) -> Iterator[None]:
        """Raises TooManyRequestsError or OverloadedError; else the request is open until the context ends."""
        now = self._clock()
        rate = per_minute / _SECONDS_A_MINUTE
        burst = max(1.0, rate * _BURST_SECONDS)
        usage = self._clients.setdefault(client, _Usage(burst, now))
        usage.tokens = min(burst, usage.tokens + (now - usage.at) * rate)
        usage.at = now
        if usage.open >= REQUESTS_AT_ONCE:
            raise TooManyRequestsError(f"{REQUESTS_AT_ONCE} requests at the same time", 1.0)
        if usage.tokens < 1:
            raise TooManyRequestsError(f"{per_minute} requests a minute", (1 - usage.tokens) / rate)
        if self._open >= ALL_REQUESTS_AT_ONCE:
            raise OverloadedError
        usage.tokens -= 1
        usage.open += 1
        self._open += 1
        try:
            yield
        finally:
            usage.open -= 1
            self._open -= 1


class ByteBudget:
    """Bytes of all bodies that have come in and are not settled yet."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.used = 0

    def has_room(self, size: int) -> bool:
        return self.used + size <= self._limit

    def share(self) -> BudgetShare:
        return BudgetShare(self)


class BudgetShare:
    """What one request has taken of the budget; given back once."""

    def __init__(self, budget: ByteBudget) -> None:
        self._budget = budget
        self._taken = 0

    def take(self, size: int) -> None:
        """Raises OverloadedError when the budget is spent."""
        if not self._budget.has_room(size):
            raise OverloadedError
        self._budget.used += size
        self._taken += size

    def give_back(self) -> None:
        self._budget.used -= self._taken
        self._taken = 0
