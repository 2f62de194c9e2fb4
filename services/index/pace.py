"""How hard to press on Elasticsearch: exponential back-off with full jitter while it refuses, one request at a time. Pure.

Full jitter after "Exponential Backoff and Jitter" (AWS Architecture Blog, 2015): the wait is uniform in [0, ceiling], so
that several indexers hit by the same outage do not come back in step.
"""

from __future__ import annotations

from collections.abc import Callable

FIRST_CEILING_SECONDS = 0.25
LAST_CEILING_SECONDS = (
    10.0  # so that work goes on soon after an outage, at the price of one request each few seconds
)


class Pace:
    def __init__(self, max_concurrency: int, uniform: Callable[[float, float], float]) -> None:
        """``uniform(low, high)`` is the source of chance, for example ``random.uniform``."""
        self._max_concurrency = max_concurrency
        self._uniform = uniform
        self._failures = 0
        self._not_before = 0.0

    @property
    def failing(self) -> bool:
        return self._failures > 0

    @property
    def concurrency(self) -> int:
        """Requests that may be under way: a single probe while the last one failed."""
        return 1 if self._failures else self._max_concurrency

    def failed(self, now: float) -> float:
        """Note a request that was refused as a whole or in part; returns the seconds to wait."""
        ceiling = min(LAST_CEILING_SECONDS, FIRST_CEILING_SECONDS * 2 ** min(self._failures, 20))
        self._failures += 1
        wait = self._uniform(0.0, ceiling)
        self._not_before = max(self._not_before, now + wait)
        return wait

    def succeeded(self) -> None:
        self._failures = 0
        self._not_before = 0.0

    def allows(self, now: float, in_flight: int) -> bool:
        return now >= self._not_before and in_flight < self.concurrency

    def wait_seconds(self, now: float) -> float:
        return max(0.0, self._not_before - now)
