"""What a hostile publisher sends costs no more than its size is worth, and is read or refused, never a fault of ours.

Every family once, small; those that once hurt, at two sizes, as four times the bytes must not take sixteen times the time.
``make fuzz`` lets all of them grow to megabytes.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.hostile import FAMILIES
from tests.fuzz.sandbox import Run, sandbox
from tests.fuzz.scaling import grows_too_fast, is_too_large

_SMALL_BYTES = 1_500
# Each was a hang, or memory without end, before it was mended; sizes at which it took seconds.
_ONCE_HURT = [
    ("fields", "letters", 20_000), ("fields", "spaces", 20_000), ("fields", "ordered marks", 40_000),
    ("feed", "attributes", 40_000), ("feed", "deep open", 8_000), ("html", "attributes", 60_000),
    ("html", "headings 1", 8_000), ("html", "headings 1 and decks", 8_000), ("html", "headings 1 and labels", 8_000),
    ("html", "titles claimed and shown", 12_000), ("html", "json-ld semicolons", 40_000),
    ("jsonl", "paragraphs", 50_000), ("warc", "versions", 5_000), ("warc", "http headers", 100_000),
    ("warc", "deflate bomb", 20_000), ("warc", "gzip bomb", 60_000), ("unpacking", "gzip bomb", 60_000),
    ("sitemap", "cdatas open", 40_000), ("sitemap", "billion laughs", 10_000), ("feed", "billion laughs", 10_000),
    ("feed", "quadratic blow-up", 60_000), ("sources", "aliases", 2_000), ("robots", "star pairs", 20_000),
    ("text", "line of dates", 60_000), ("text", "line of by and name", 60_000), ("text", "line of combining", 60_000),
    ("text", "articles", 30_000), ("push", "nested record", 40_000), ("listing", "deep links", 20_000),
]  # fmt: skip


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    with sandbox() as run:
        yield run


@pytest.mark.parametrize("target", FAMILIES)
def test_is_read_or_refused(target: str, run: Run) -> None:
    for family in FAMILIES[target]:
        cost = run(target, family, _SMALL_BYTES)
        assert cost.failure is None, f"{family}: {cost.failure}"
        assert not is_too_large(cost, _SMALL_BYTES), f"{family}: {cost}"


@pytest.mark.parametrize(("target", "family", "size"), _ONCE_HURT)
def test_time_and_memory_stay_in_proportion_to_size(target: str, family: str, size: int, run: Run) -> None:
    small, large = run(target, family, size), run(target, family, 4 * size)
    assert large.failure is None, large.failure
    assert not grows_too_fast(small, large), f"{small} at {size:,} bytes, {large} at four times as many"
    assert not is_too_large(large, 4 * size), large
