"""Printed dates in any of Lajmi's languages: ``June 23, 2025``, ``23. lipnja 2025.``, ``23.06.2025, 14:35``, ISO 8601."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.ingest.lexicon import fold, lexicon
from shared.contracts import Precision

_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_CENTURY = re.compile(r"(?:19|20)\d\d")
_PAIR = re.compile(r"\d\s?[./-]\s?\d")
_MONTH_WORD = r"(?P<month>[^\W\d_]{3,13})"
_ISO = re.compile(
    rf"(?<![\d./-]){_YEAR}(?P<separator>[-/.])(?P<number>\d{{1,2}})(?P=separator)(?P<day>\d{{1,2}})(?![\d-])"
)
# Day first, month as a word; between them an ordinal ending, a point, "de", "of".
_DAY_WORD_YEAR = re.compile(
    rf"(?<![\w.:])(?P<day>\d{{1,2}})(?:\s?(?:st|nd|rd|th|er|re|º|°|ª|\.|-[^\W\d_]{{1,3}}))?,?\s*(?:(?:de|of|di)\s+)?"
    rf"{_MONTH_WORD}[.,]?,?\s*(?:(?:de|del|of)\s+)?{_YEAR}"
)
_WORD_DAY_YEAR = re.compile(
    rf"(?<!\w){_MONTH_WORD}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*[.,]?\s+{_YEAR}"
)
_NUMBERS = re.compile(
    r"(?<![\d./-])(?P<first>\d{1,2})(?P<separator>\s?[./-]\s?)(?P<second>\d{1,2})(?P=separator)"
    r"(?P<year>(?:19|20)\d\d|\d\d)(?![\d])(?![./-]\d)"
)
# Begins with a literal, so that the search runs at the speed of memchr.
_SLASHED = re.compile(r"/(\d{1,2})/(?:19|20)\d\d(?!\d)")
_ROMAN = re.compile(rf"(?<![\w.])(?P<day>\d{{1,2}})\.\s?(?P<roman>[IVX]{{1,4}})\.?\s?{_YEAR}")
_MONTH_YEAR = re.compile(rf"(?<!\w){_MONTH_WORD}\.?,?\s+(?:de\s+|del\s+)?{_YEAR}")
_ROMANS = {
    name: number for number, name in enumerate("I II III IV V VI VII VIII IX X XI XII".split(" "), start=1)
}
_CLOCK = (
    r"(?P<hour>[01]?\d|2[0-3])(?:(?P<mark>[:.h])(?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d)(?:[.,]\d+)?)?)?"
    r"\s?(?P<half>[ap]\.?\s?m\.?(?!\w))?(?P<unit>\s?(?:Uhr|h|sati|časova|часова|часот|ч)(?!\w))?"
    r"(?:\s*(?P<zone>Z(?!\w)|(?:UTC|GMT)?\s?[+-](?:0\d|1[0-4]):?[0-5]\d(?!\d)|\(?(?:"
    + "|".join(lexicon().zones)
    + r")\)?(?!\w)))?"
)
_TIME_AFTER = re.compile(
    r"(?:\.|г\.|год\.|god\.)?(?:T|[\s,|·•–—/-]*(?:(?:at|um|u|më|në|ora|orë|ore|à|a|alle|saat|στις|во|в|la|"
    r"klockan|um)\s+){0,2}(?:ore\s+)?\(?)" + _CLOCK,
    re.IGNORECASE,
)
_TIME_BEFORE = re.compile(
    r"(?<![\d:.])(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)\s?(?:Uhr|h)?[\s,|·•–—/-]{1,4}$"
)
_WEEKDAY_BEFORE = re.compile(r"(?:(?<=\s)|^|(?<=[(\[|]))([^\W\d_]{2,12}(?:\s[^\W\d_]{3,8})?)\.?,?\s*$")
_WEEKDAY_AFTER = re.compile(r",?\s\(?([^\W\d_]{4,12})\)?(?!\w)")
_ORDINAL_AFTER = re.compile(r"(?:\.(?!\.)|\s?(?:г|год|god|godine|године|година)\.?(?!\w))")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: ``text[start:end]`` with its weekday and time; ``when`` is aware, UTC."""

    start: int
    end: int
    when: datetime
    precision: Precision


def parse_date(text: str, *, day_first: bool = True) -> tuple[datetime, Precision] | None:
    """The first date in a short text (a date line, an attribute, a feed's field), UTC; null when there is none.

    Without a zone the time is taken as UTC. ``23/06/2025`` is read day first unless that is impossible or
    ``day_first`` is false. A month with a year alone gives its first day and precision ``month``.
    """
    found = find_date(text, day_first=day_first)
    if found is not None:
        return found.when, found.precision
    for match in _MONTH_YEAR.finditer(text):
        number = lexicon().months.get(fold(match["month"]))
        if number is not None:
            return datetime(int(match["year"]), number, 1, tzinfo=UTC), Precision.MONTH
    return None


def find_date(text: str, *, day_first: bool = True) -> FoundDate | None:
    """The leftmost full date (day, month and year) in ``text``."""
    best: tuple[int, int, datetime] | None = None
    for match, day, month, year in _candidates(text, day_first):
        if best is not None and match.start() >= best[0]:
            continue
        try:
            best = (match.start(), match.end(), datetime(year, month, day, tzinfo=UTC))
        except ValueError:
            continue
    return None if best is None else _with_time(text, *best)


def month_first_evidence(text: str) -> bool:
    """Whether a numeric date in ``text`` can only be read month first (``06/23/2025``) and none only day first."""
    month_first = day_first = False
    for match in _SLASHED.finditer(text):
        before = text[max(0, match.start() - 2) : match.start()]
        digits = before[-1:] if not before[:1].isdigit() else before
        if not digits.isdigit():
            continue
        first, second = int(digits), int(match[1])
        month_first |= first <= 12 < second <= 31
        day_first |= second <= 12 < first <= 31
    return month_first and not day_first


def _candidates(text: str, day_first: bool) -> list[tuple[re.Match[str], int, int, int]]:
    months = lexicon().months
    found: list[tuple[re.Match[str], int, int, int]] = []
    # Most texts that hold digits at all hold neither a year nor two numbers with a mark between them.
    with_year = _CENTURY.search(text) is not None
    for match in _ISO.finditer(text) if with_year else ():
        found.append((match, int(match["day"]), int(match["number"]), int(match["year"])))
    for pattern in (_DAY_WORD_YEAR, _WORD_DAY_YEAR):
        for match in pattern.finditer(text) if with_year else ():
            month = months.get(fold(match["month"]))
            if month is not None:
                found.append((match, int(match["day"]), month, int(match["year"])))
    for match in _NUMBERS.finditer(text) if _PAIR.search(text) is not None else ():
        first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
        if year < 100:
            if "-" in match["separator"]:
                continue
            year += 2000 if year < 70 else 1900
        swap = second > 12 or (not day_first and "." not in match["separator"] and first <= 12)
        day, month = (second, first) if swap else (first, second)
        found.append((match, day, month, year))
    for match in _ROMAN.finditer(text) if with_year else ():
        month = _ROMANS.get(match["roman"])
        if month is not None:
            found.append((match, int(match["day"]), month, int(match["year"])))
    return found


def _with_time(text: str, start: int, end: int, day: datetime) -> FoundDate:
    when, precision = day, Precision.DAY
    weekday = _WEEKDAY_AFTER.match(text, end)
    if weekday is not None and fold(weekday[1]) in lexicon().weekdays:
        end = weekday.end()
    after = _TIME_AFTER.match(text, end)
    clock = after if after is not None and _is_clock(after) else None
    if clock is not None and clock is after:
        end = clock.start() + len(clock.group().rstrip())
    else:
        ordinal = _ORDINAL_AFTER.match(text, end)
        end = ordinal.end() if ordinal is not None else end
    start = _weekday_start(text, start)
    if clock is None:
        clock = _TIME_BEFORE.search(text, max(0, start - 14), start)
        start = clock.start() if clock is not None else start
    if clock is not None:
        groups = clock.groupdict()
        hour, second = int(groups["hour"]), int(groups.get("second") or 0)
        half = (groups.get("half") or "")[:1].lower()
        if half and hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        when = day.replace(hour=hour, minute=int(groups["minute"] or 0), second=second)
        when -= timedelta(minutes=_zone_minutes(groups.get("zone")))
        precision = Precision.SECOND if groups.get("second") else Precision.MINUTE
    return FoundDate(start, end, when, precision)


def _is_clock(match: re.Match[str]) -> bool:
    """Whether the number after a date is a time of day: it has minutes, or says so (``2 pm``, ``14 Uhr``)."""
    if match["minute"] is None:
        return match["half"] is not None or match["unit"] is not None
    return True


def _zone_minutes(zone: str | None) -> int:
    if not zone:
        return 0
    offset = re.search(r"([+-])(\d\d):?(\d\d)", zone)
    if offset is not None:
        minutes = int(offset[2]) * 60 + int(offset[3])
        return -minutes if offset[1] == "-" else minutes
    return lexicon().zones.get(zone.strip("()").upper(), 0)


def _weekday_start(text: str, start: int) -> int:
    match = _WEEKDAY_BEFORE.search(text, max(0, start - 24), start)
    if match is None:
        return start
    parts = [fold(part) for part in match[1].split()]
    weekdays = lexicon().weekdays
    if parts[-1] not in weekdays:
        return start
    if len(parts) == 2 and parts[0] not in weekdays and parts[0] != "e":
        return match.start(1) + match[1].rindex(match[1].split()[-1])
    return match.start(1)
