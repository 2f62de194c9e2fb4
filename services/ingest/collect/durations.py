"""Lengths of time as people write them: 30s, 10m, 2h, 1d. Pure."""

from __future__ import annotations

import re

_WRITTEN = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d|w)?", re.IGNORECASE)
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 7 * 86_400}


def parse_duration(value: object) -> object:
    """Seconds of '30s', '10m', '2h', '1d', '1w' or a plain number of seconds; anything else is returned as it is."""
    if isinstance(value, str) and (match := _WRITTEN.fullmatch(value.strip())):
        return float(match[1]) * _SECONDS[(match[2] or "s").lower()]
    return value


def format_duration(seconds: float) -> str:
    """Two units at most, such as '2 h 5 min'."""
    left = max(0, round(seconds))
    parts = []
    for name, size in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts[:2]) or "0 s"
