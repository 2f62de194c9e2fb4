"""When a source is visited next, and whether with its validators. Pure: the time is handed in, in Unix seconds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum

_MINUTE, _HOUR, _DAY, _WEEK = 60.0, 3_600.0, 86_400.0, 7 * 86_400.0

FIRST_INTERVAL = 15 * _MINUTE
# A source that changed is asked sooner, one that did not later; the step back is smaller, so that a source that changes at
# every second visit settles where it is seen soon after each change.
_SOONER, _LATER = 0.6, 1.3
_JITTER = 0.1  # so that 2,000 sources started together do not stay together
FIRST_BACK_OFF = 2 * _MINUTE
LONGEST_SOFT_BACK_OFF = 6 * _HOUR
LONGEST_HARD_BACK_OFF = _WEEK
_FIRST_HARD_BACK_OFF = 6 * _HOUR
_GONE_BACK_OFF = _DAY
# A 404 may be a slip of a new web site; after so long it is how things are.
MISSING_FOR_GOOD = 4 * _WEEK
LONGEST_RETRY_AFTER = _DAY
# Some validators lie: servers that answer 304 for ever, or hash the wrong thing. So at times the whole is asked for.
FULL_EVERY = 12 * _HOUR


class Visit(StrEnum):
    """How a visit ended."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"  # a whole answer with nothing new in it
    NOT_MODIFIED = "not modified"  # 304
    FAILED = "failed"  # time-out, 5xx, 429, no connection
    MISSING = "missing"  # 404
    GONE = "gone"  # 410
    REFUSED = "refused"  # robots.txt, other 4xx, our own limits: stays until somebody acts


ANSWERED = frozenset({Visit.CHANGED, Visit.UNCHANGED, Visit.NOT_MODIFIED})


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of the time between two visits that were answered, in seconds."""

    min_seconds: float = 5 * _MINUTE
    max_seconds: float = 6 * _HOUR


@dataclass(frozen=True, slots=True)
class Pace:
    """What a source has taught about itself. Times are Unix seconds, None: never.

    ``full_at``: when it last gave its whole content; ``failures``: in a row; ``missing_since``: the first of the 404s in a
    row; ``distrusted``: its validators were caught lying.
    """

    interval_seconds: float = FIRST_INTERVAL
    due_at: float = 0.0
    visited_at: float | None = None
    answered_at: float | None = None
    changed_at: float | None = None
    full_at: float | None = None
    failures: int = 0
    missing_since: float | None = None
    distrusted: bool = False


def is_due(pace: Pace, now: float) -> bool:
    # One that is due far beyond the longest pause was planned by a clock that was wrong.
    return pace.due_at <= now or pace.due_at > now + LONGEST_HARD_BACK_OFF * (1 + _JITTER)


def wants_whole(pace: Pace, key: str, now: float) -> bool:
    """Whether to ask without validators this time."""
    if pace.distrusted or pace.full_at is None or pace.full_at > now:
        return True
    return now - pace.full_at >= FULL_EVERY * jitter(key)


def jitter(key: str) -> float:
    """A factor around 1 that is the source's own, the same on every run."""
    number = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest(), "big")
    return 1 + _JITTER * (number / 2**31 - 1)


def after(
    pace: Pace,
    visit: Visit,
    key: str,
    bounds: Bounds,
    now: float,
    *,
    max_age_seconds: float | None = None,
    retry_after_seconds: float | None = None,
) -> Pace:
    """The pace after a visit at ``now``."""
    if visit in ANSWERED:
        after_it = _answered(pace, visit, bounds, now)
        pause = after_it.interval_seconds * jitter(key)
        # What a server holds for fresh need not be asked for; but years of it, or none, are its web server's idea.
        pause = max(pause, min(max_age_seconds or 0.0, bounds.max_seconds))
        pause = min(max(pause, bounds.min_seconds), bounds.max_seconds)
    else:
        after_it = _failed(pace, visit, now)
        pause = _back_off(after_it, visit, bounds, now) * jitter(key)
    wished = min(retry_after_seconds or 0.0, LONGEST_RETRY_AFTER)
    return replace(after_it, visited_at=now, due_at=now + max(pause, wished))


def _answered(pace: Pace, visit: Visit, bounds: Bounds, now: float) -> Pace:
    interval = pace.interval_seconds * (_SOONER if visit is Visit.CHANGED else _LATER)
    if pace.changed_at is None:
        interval = pace.interval_seconds  # the first visit teaches nothing: everything was new
    interval = min(max(interval, bounds.min_seconds), bounds.max_seconds)
    return replace(
        pace,
        interval_seconds=interval,
        answered_at=now,
        changed_at=now if visit is Visit.CHANGED else pace.changed_at,
        full_at=pace.full_at if visit is Visit.NOT_MODIFIED else now,
        failures=0,
        missing_since=None,
    )


def _failed(pace: Pace, visit: Visit, now: float) -> Pace:
    missing = (pace.missing_since or now) if visit in {Visit.MISSING, Visit.GONE} else None
    return replace(pace, failures=pace.failures + 1, missing_since=missing)


def _back_off(pace: Pace, visit: Visit, bounds: Bounds, now: float) -> float:
    doubled = 2.0 ** min(pace.failures - 1, 20)
    if visit is Visit.GONE:
        return min(_GONE_BACK_OFF * doubled, LONGEST_HARD_BACK_OFF)
    if visit is Visit.REFUSED:
        return min(_FIRST_HARD_BACK_OFF * doubled, LONGEST_HARD_BACK_OFF)
    if (
        visit is Visit.MISSING
        and pace.missing_since is not None
        and now - pace.missing_since > MISSING_FOR_GOOD
    ):
        return LONGEST_HARD_BACK_OFF
    # Not sooner than while it worked, unless that was seldom: an outage of an hour must not cost half a day.
    first = max(FIRST_BACK_OFF, min(bounds.min_seconds, LONGEST_SOFT_BACK_OFF))
    return min(first * doubled, LONGEST_SOFT_BACK_OFF)
