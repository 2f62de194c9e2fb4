"""Dates as people type them, and dates as they are printed. Pure: the present time is handed in. All in UTC."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.search.errors import InvalidSearchError

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_AGO = re.compile(r"(\d{1,4})\s?(h|d|w|m|y)[a-z]*(?:\s+ago)?")
_HOURS = {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24, "y": 365 * 24}
_EXAMPLES = "write 2025-06-24, 2025-06, 2025, or how long ago: 24h, 7d, 4w, 6m, 1y"


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start`` up to and not including ``end``."""

    start: datetime
    end: datetime


def parse_period(text: str, now: datetime, parameter: str) -> Period:
    """The time that ``2025``, ``2025-06``, ``2025-06-24``, a date with time, ``today``, ``yesterday`` or ``7d`` means.

    ``7d`` is the moment seven days before ``now``, and has no length. Raises InvalidSearchError that names ``parameter``.
    """
    stripped = text.strip().lower()
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        if stripped in {"today", "yesterday"}:
            start = today - timedelta(days=stripped == "yesterday")
            return Period(start, start + timedelta(days=1))
        if match := _AGO.fullmatch(stripped):
            moment = now - timedelta(hours=int(match[1]) * _HOURS[match[2]])
            return Period(moment, moment)
        if match := _DATE.fullmatch(stripped):
            return _calendar_period(match)
        moment = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        raise InvalidSearchError(parameter, f"{parameter}: {text!r} is no date: {_EXAMPLES}") from None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return Period(moment, moment)


def _calendar_period(match: re.Match[str]) -> Period:
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None  # noqa: S101  the pattern demands it
    if month is None:
        return Period(datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC))
    if day is None:
        start = datetime(year, month, 1, tzinfo=UTC)
        return Period(start, start + timedelta(days=monthrange(year, month)[1]))
    start = datetime(year, month, day, tzinfo=UTC)
    return Period(start, start + timedelta(days=1))


def printed(moment: datetime | None, precision: str | None) -> str:
    """``moment`` no more exactly than the source gave it; empty when it gave no date."""
    if moment is None:
        return ""
    if precision == "year":
        return f"{moment.year}"
    if precision == "month":
        return f"{moment:%B} {moment.year}"
    day = f"{moment.day} {moment:%B} {moment.year}"
    return f"{day}, {moment:%H:%M} UTC" if precision in {"minute", "second"} else day
