"""The histogram of dates."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.search.histogram import draw
from services.search.request import SearchRequest
from services.search.results import Bar, to_results
from tests.unit.search.articles import answer


def bar(start: tuple[int, int, int], end: tuple[int, int, int], count: int) -> Bar:
    return Bar(datetime(*start, tzinfo=UTC), datetime(*end, tzinfo=UTC), count)


def test_a_bar_narrows_the_search_to_its_days_and_keeps_the_rest() -> None:
    drawn = draw([bar((2025, 6, 2), (2025, 6, 9), 5)], "7d", SearchRequest("flood", page=3))
    assert drawn is not None
    (only,) = drawn.bars
    assert only.href == "/?q=flood&since=2025-06-02&until=2025-06-08"
    assert only.label == "2 June 2025 to 8 June 2025: 5 articles"


def test_heights_follow_counts_and_a_single_article_is_still_seen() -> None:
    bars = [
        bar((2025, 1, 1), (2025, 2, 1), 1000),
        bar((2025, 2, 1), (2025, 3, 1), 500),
        bar((2025, 3, 1), (2025, 4, 1), 1),
    ]
    drawn = draw(bars, "1M", SearchRequest())
    assert drawn is not None
    assert [one.height for one in drawn.bars] == [100, 50, 4]
    assert (drawn.first, drawn.last, drawn.scale) == (
        "1 January 2025",
        "31 March 2025",
        "by month · up to 1,000 articles",
    )


def test_days_without_articles_have_no_bar_but_keep_their_room() -> None:
    bars = [bar((2025, 6, day), (2025, 6, day + 1), count) for day, count in ((1, 1), (2, 0), (3, 1))]
    drawn = draw(bars, "1d", SearchRequest())
    assert drawn is not None
    assert [round(one.slot_x) for one in drawn.bars] == [0, 667]


def test_articles_without_dates_draw_nothing() -> None:
    assert draw([], "1d", SearchRequest()) is None


@pytest.mark.parametrize(
    ("interval", "end"),
    [("1d", (2025, 6, 30)), ("7d", (2025, 7, 6)), ("1M", (2025, 7, 29)), ("10y", (2035, 6, 29))],
)
def test_the_last_bar_ends_one_interval_later(interval: str, end: tuple[int, int, int]) -> None:
    reply = answer()
    start = datetime(2025, 6, 29, tzinfo=UTC)
    reply["aggregations"]["dates"] = {
        "interval": interval,
        "buckets": [{"key": start.timestamp() * 1000, "doc_count": 1}],
    }
    assert to_results(reply, {}).histogram[-1].end == datetime(*end, tzinfo=UTC)
