"""The histogram of dates as geometry for an inline SVG, each bar a link that narrows the search to its days. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from services.search.dates import printed
from services.search.links import search_link
from services.search.request import SearchRequest
from services.search.results import Bar

# Units of the drawing, which is stretched to the width of the page.
WIDTH, HEIGHT = 1000, 100
_WIDEST_BAR = 60.0
_LOWEST_BAR = 4.0  # a single article beside a thousand is still seen

_UNITS = {"d": "day", "M": "month", "y": "year"}


@dataclass(frozen=True, slots=True)
class DrawnBar:
    x: float
    width: float
    height: float
    slot_x: float
    slot_width: float
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class Histogram:
    bars: tuple[DrawnBar, ...]
    first: str
    last: str
    scale: str
    summary: str


def draw(bars: Sequence[Bar], interval: str, request: SearchRequest) -> Histogram | None:
    """None when no article has a date."""
    if not bars:
        return None
    slot = WIDTH / len(bars)
    width = min(slot * 0.82, _WIDEST_BAR)
    most = max(bar.count for bar in bars)
    drawn = [
        DrawnBar(
            x=round(number * slot + (slot - width) / 2, 2),
            width=round(width, 2),
            height=round(max(bar.count / most * HEIGHT, _LOWEST_BAR), 2),
            slot_x=round(number * slot, 2),
            slot_width=round(slot, 2),
            href=search_link(_narrowed(request, bar)),
            label=f"{_days(bar)}: {_articles(bar.count)}",
        )
        for number, bar in enumerate(bars)
        if bar.count
    ]
    fullest = max(bars, key=lambda bar: bar.count)
    return Histogram(
        bars=tuple(drawn),
        first=printed(bars[0].start, "day"),
        last=printed(bars[-1].end - timedelta(days=1), "day"),
        scale=f"{_interval(interval)} · up to {_articles(most)}",
        summary=f"Most on {_days(fullest)}: {_articles(most)}.",
    )


def _narrowed(request: SearchRequest, bar: Bar) -> SearchRequest:
    last = bar.end - timedelta(days=1)  # until names its last day
    return request.within(f"{bar.start:%Y-%m-%d}", f"{last:%Y-%m-%d}")


def _days(bar: Bar) -> str:
    last = bar.end - timedelta(days=1)
    first_day = printed(bar.start, "day")
    return first_day if last.date() <= bar.start.date() else f"{first_day} to {printed(last, 'day')}"


def _articles(count: int) -> str:
    return f"{count:,} article" if count == 1 else f"{count:,} articles"


def _interval(interval: str) -> str:
    number, unit = int(interval[:-1]), _UNITS.get(interval[-1], interval[-1])
    if (number, unit) == (7, "day"):
        return "by week"
    return f"by {unit}" if number == 1 else f"by {number} {unit}s"
