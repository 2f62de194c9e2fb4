"""A moment as somebody names it on the command line. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from shared.errors import UserError

_AGO = re.compile(r"(\d{1,4})([hdw])")
_HOURS = {"h": 1, "d": 24, "w": 7 * 24}


def parse_since(text: str, at: datetime, option: str = "--since") -> datetime | None:
    """``24h``, ``7d`` or ``2w`` before ``at``, a date or a date with time (UTC where it names no zone), or None for ``all``.

    Raises UserError for anything else.
    """
    stripped = text.strip().lower()
    if stripped == "all":
        return None
    try:
        if match := _AGO.fullmatch(stripped):
            return at - timedelta(hours=int(match[1]) * _HOURS[match[2]])
        moment = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        raise UserError(
            f"{option} {text!r} is no time: write 24h, 7d, 2w, 2026-01-31, 2026-01-31T08:00 or all"
        ) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
