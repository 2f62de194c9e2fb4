"""What the fetching side hands to the publishing side, and gets back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from services.ingest.collect.memory import Link, Record
from services.ingest.collect.sources import Source
from services.ingest.session import Outcomes
from services.ingest.web.outcome import Fetched, Response


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a job once everything it held was acknowledged. ``record``: of the source, as it is now; ``links``: to
    follow now; ``items``: per (source, outcome, reason)."""

    record: Record | None = None
    links: tuple[Link, ...] = ()
    items: Outcomes = field(default_factory=Counter)


Done = Callable[[Settled], None]


@dataclass(frozen=True, slots=True)
class Job:
    """One answer to be settled. ``at``: when it came, Unix seconds. ``link``: the page it belongs to, None for the source's
    own document. ``response`` None: nothing was asked, the source's waiting links are wanted. ``done`` is called from the
    publishing thread, once.
    """

    source: Source
    record: Record
    response: Response | None
    at: float
    done: Done
    link: Link | None = None

    @property
    def size(self) -> int:
        return len(self.response.content) if isinstance(self.response, Fetched) else 0


@dataclass(frozen=True, slots=True)
class LocalJob:
    """A folder or file to be looked at."""

    source: Source
    record: Record
    at: float
    done: Done
