"""When a server may be asked next. Pure: the time is handed in, in seconds of any clock that never goes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.ingest.web.outcome import Refusal

FAILURES_THAT_OPEN = 3  # in a row
_FIRST_PAUSE_SECONDS = 60.0
_LONGEST_PAUSE_SECONDS = 3_600.0
# A wait that the server asked for and that is longer is answered at once: the caller has better things to do.
PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Policy:
    """How a server is treated.

    ``concurrency``: requests at once; ``delay_seconds``: least time between the starts of two; ``honour_robots``: whether
    its robots.txt is read and obeyed (an operator may have the site's permission).
    """

    concurrency: int = 2
    delay_seconds: float = 1.0
    honour_robots: bool = True


PolicyOf = Callable[[str], Policy]  # of a Location.server, such as "example.org" or "127.0.0.1:8001"


@dataclass(slots=True)
class Conduct:
    """What one server did so far, and what it may be asked.

    A circuit opens when a server failed ``FAILURES_THAT_OPEN`` times in a row (no connection, no answer in time): for a
    minute its requests are refused at once, then one failure opens it again for twice as long, up to an hour.
    """

    next_start: float = 0.0
    asked_until: float = 0.0
    failures: int = 0
    open_until: float = 0.0

    def wait_seconds(self, now: float) -> float:
        """Until the next start is polite; 0 is now."""
        return max(0.0, self.next_start - now, self.asked_until - now)

    def refusal(self, server: str, now: float) -> Refusal | None:
        """Why it is not asked at all for now."""
        if now < self.open_until:
            left = self.open_until - now
            detail = f"{server} failed {self.failures} times in a row and is left alone for {left:.0f} s"
            return Refusal("host_unreachable", detail, retry_after_seconds=left)
        if self.asked_until - now > PATIENCE_SECONDS:
            left = self.asked_until - now
            detail = f"{server} asked to be left alone for another {left:.0f} s"
            return Refusal("host_asked_to_wait", detail, retry_after_seconds=left)
        return None

    def started(self, now: float, delay_seconds: float) -> None:
        self.next_start = now + delay_seconds

    def answered(self) -> None:
        self.failures = 0

    def failed(self, now: float) -> None:
        self.failures += 1
        if self.failures >= FAILURES_THAT_OPEN:
            doublings = min(self.failures - FAILURES_THAT_OPEN, 10)
            self.open_until = now + min(_FIRST_PAUSE_SECONDS * 2**doublings, _LONGEST_PAUSE_SECONDS)

    def asked_to_wait(self, now: float, seconds: float) -> None:
        self.asked_until = max(self.asked_until, now + seconds)

    def is_forgettable(self, now: float) -> bool:
        """Whether a new Conduct would behave the same."""
        return not self.failures and self.wait_seconds(now) == 0
