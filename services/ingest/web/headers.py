"""What the headers of an answer mean. Pure; names are lower-case, repeated fields joined by a comma (RFC 9110, 5.3)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

Headers = Mapping[str, str]

MAX_VALIDATOR_CHARS = 1_024  # what is longer is not kept and so never sent back
_MAX_CONTENT_TYPE_CHARS = 1_024
_LONGEST_SECONDS = 366 * 86_400  # a year, "for ever" in caching (RFC 9111 leaves it open)
_SINGLE = frozenset({"location", "content-type", "etag", "last-modified", "expires"})  # no lists
_DIRECTIVE = re.compile(r"""([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,;]*)))?""", re.IGNORECASE)


def gather(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Header fields as h11 gives them, as a mapping."""
    gathered: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        if key in _SINGLE and gathered.get(key) == text:
            continue  # sent twice, as by a server and the one before it
        gathered[key] = f"{gathered[key]}, {text}" if key in gathered else text
    return gathered


def charset_of(content_type: str | None) -> str | None:
    """The charset parameter of a Content-Type, in lower case."""
    # Of more the parser takes time quadratic in its parameters, which 64 KiB have room for.
    content_type = (content_type or "")[:_MAX_CONTENT_TYPE_CHARS]
    if "charset" not in content_type.lower():
        return None
    message = Message()
    message["content-type"] = content_type
    try:
        return message.get_content_charset() or None
    except (LookupError, UnicodeError, ValueError):
        return None


def validator(value: str | None) -> str | None:
    """An ETag or Last-Modified that can be sent back as it came."""
    if not value or len(value) > MAX_VALIDATOR_CHARS or not value.isprintable():
        return None
    try:
        value.encode("latin-1")
    except UnicodeError:
        return None
    return value.strip() or None


def max_age_seconds(headers: Headers, now: datetime) -> int | None:
    """How long the answer is fresh from now on: Cache-Control max-age less Age, else Expires less Date (RFC 9111, 4.2.1).

    ``s-maxage`` is for shared caches, which we are not. None when the server does not say; 0 for ``no-cache``,
    ``no-store`` and an invalid Expires (RFC 9111, 5.3).
    """
    directives = {
        name.lower(): quoted or plain
        for name, quoted, plain in _DIRECTIVE.findall(headers.get("cache-control", ""))
    }
    if "no-store" in directives or "no-cache" in directives:
        return 0
    age = _seconds(headers.get("age", "")) or 0
    declared = _seconds(directives.get("max-age", ""))
    if declared is not None:
        return max(0, declared - age)
    if "expires" in headers:
        expires = parse_date(headers["expires"])
        sent = parse_date(headers.get("date", "")) or now
        return _bounded((expires - sent).total_seconds() - age) if expires else 0
    return None


def retry_after_seconds(headers: Headers, now: datetime, cap: float) -> float | None:
    """Retry-After in seconds or as a date (RFC 9110, 10.2.3), between 0 and ``cap``; None when absent or unreadable."""
    value = headers.get("retry-after", "")
    seconds = _seconds(value)
    if seconds is not None:
        return min(float(seconds), cap)
    date = parse_date(value)
    return min(max(0.0, (date - now).total_seconds()), cap) if date else None


def parse_date(value: str) -> datetime | None:
    """An HTTP date; one without a zone is UTC."""
    if len(value) > 64:
        return None
    try:
        date = parsedate_to_datetime(value)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _seconds(value: str) -> int | None:
    text = value.partition(",")[0].strip()
    if not (text.isascii() and text.isdecimal()):
        return None
    return _LONGEST_SECONDS if len(text) > 9 else min(int(text), _LONGEST_SECONDS)


def _bounded(seconds: float) -> int:
    return math.floor(min(max(0.0, seconds), _LONGEST_SECONDS))
