"""Machine-written times (feeds, metadata, JSON) to UTC, with the precision the source really gave. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from services.ingest.dates import parse_date
from shared.contracts import Precision

Timestamp = tuple[datetime, Precision]

# RFC 822's own names, and those that European publishers write though the RFC does not know them. A name not listed is
# taken as UTC, as RFC 5322 section 4.3 advises.
_ZONE_HOURS = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "TRT": 3, "MSK": 3,
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
_ZONE = r"(?:\s*(?P<zone>Z|[+-]\d{2}:?\d{2}|[+-]\d{2}|[A-Za-z]{2,5})(?:\s*\([A-Za-z ]+\))?)?"
_ISO = re.compile(
    rf"(?P<year>\d{{4}})(?:-(?P<month>\d{{1,2}})(?:-(?P<day>\d{{1,2}})(?:[Tt ]\s*{_TIME}{_ZONE})?)?)?",
    re.ASCII,
)
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[Tt]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_RFC_822 = re.compile(
    rf"(?:[^\W\d_]+\.?,?\s+)?(?P<day>\d{{1,2}})[\s-](?P<month>[A-Za-z]{{3,9}})\.?[\s-](?P<year>\d{{4}}|\d{{2}})"
    rf"(?:,?\s+{_TIME}{_ZONE})?",
)
_EPOCH_SECONDS = (10**8, 10**10)  # 1973 to 2286
_EPOCH_MILLISECONDS = (10**11, 10**13)


def parse_timestamp(value: object) -> Timestamp | None:
    """ISO 8601, RFC 822 and epoch times; anything else is tried as a date written for people. None: no date in it.

    A time without a zone is taken as UTC. A date alone becomes midnight UTC with precision ``day``.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(value)
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text or len(text) > 100:
        return None
    for pattern in (_ISO, _COMPACT, _RFC_822):
        if (match := pattern.fullmatch(text)) and _month(match["month"]):
            return _from_parts(match.groupdict())
    if text.isdecimal():
        return _from_epoch(float(text))
    return parse_date(text)


def _from_epoch(number: int | float) -> Timestamp | None:
    for (low, high), unit in ((_EPOCH_SECONDS, 1), (_EPOCH_MILLISECONDS, 1000)):
        if low <= number < high:
            return datetime.fromtimestamp(number // unit, UTC), Precision.SECOND
    return None


def _from_parts(parts: dict[str, str | None]) -> Timestamp | None:
    month = _month(parts["month"])
    precision = Precision.SECOND
    if parts["month"] is None:
        precision = Precision.YEAR
    elif parts["day"] is None:
        precision = Precision.MONTH
    elif parts["hour"] is None:
        precision = Precision.DAY
    elif parts["second"] is None:
        precision = Precision.MINUTE
    second = min(int(parts.get("second") or 0), 59)  # a leap second
    try:
        local = datetime(
            _year(parts["year"] or ""), month, int(parts["day"] or 1),
            int(parts["hour"] or 0), int(parts["minute"] or 0), second, tzinfo=_zone(parts["zone"]),
        )  # fmt: skip
        return local.astimezone(UTC), precision
    except (ValueError, OverflowError):
        return None


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (
        2000 if year < 70 else 1900
    )  # RFC 822 wrote years with two digits; POSIX draws the line here


def _month(text: str | None) -> int:
    """1-12; 0 when it is no month."""
    if text is None:
        return 1
    if text.isdecimal():
        return int(text)
    name = text[:3].lower()
    return _MONTHS.index(name) + 1 if name in _MONTHS else 0


def _zone(text: str | None) -> timezone:
    if text is None or text[0] not in "+-":
        return timezone(timedelta(hours=_ZONE_HOURS.get((text or "").upper(), 0)))
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
