"""What long documents are numbered by: equal numbers where, and only where, the values are equal."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.split.inventory import Inventory, joined, numbered
from services.ingest.split.observe import observe
from services.ingest.split.paragraphs import join_wrapped
from services.ingest.split.uncollected import uncollected

_ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 400_000), st.integers(0, 400_000)), max_size=60)


@given(_ROWS)
def test_joined_numbers_are_equal_where_the_tuples_are(rows: list[tuple[int, int, int]]) -> None:
    codes = joined(*(np.array([row[place] for row in rows], dtype=np.int64) for place in range(3))).tolist()
    assert len(set(zip(rows, codes, strict=True))) == len(set(rows)) == len(set(codes))
    assert max(codes, default=-1) < len(rows)  # so that a table of them is never larger than the document


@given(st.lists(st.one_of(st.none(), st.text(max_size=2), st.integers(0, 3))))
def test_values_are_numbered_in_the_order_in_which_they_are_first_met(values: list[object]) -> None:
    firsts = list(dict.fromkeys(values))
    assert numbered(values).tolist() == [firsts.index(value) for value in values]


@given(st.lists(st.sampled_from(["Bridge opens", "SPORT", "1. Water is back", "June 23, 2025"]), min_size=1))
def test_an_inventory_gives_back_every_line_and_how_far_each_of_its_kind_reaches(texts: list[str]) -> None:
    seen = [observe(text) for text in texts]
    found = Inventory(seen)
    assert [found.ones[which] for which in found.which] == seen
    assert found.values(lambda one: one.length).tolist() == [len(text) for text in texts]
    first, last = found.reach()
    for place, one in enumerate(found.ones):
        at = [i for i, other in enumerate(seen) if other is one]
        assert (first[place], last[place]) == (at[0], at[-1])


@given(st.lists(st.text(alphabet="aB-‐ 1", max_size=3), max_size=6))
def test_wrapped_lines_are_joined_from_left_to_right(texts: list[str]) -> None:
    joined_so_far = texts[0] if texts else ""
    for text in texts[1:]:
        broken = joined_so_far[-1:] in ("-", "‐") and joined_so_far[-2:-1].isalpha() and text[:1].isalpha()
        kept = joined_so_far[:-1] if broken and text[0].islower() else joined_so_far
        joined_so_far = kept + text if broken else f"{kept} {text}"
    assert join_wrapped(texts) == joined_so_far


@pytest.mark.parametrize("running", [True, False])
def test_the_collector_is_left_as_it_was_found_after_an_error_too(running: bool) -> None:
    was = gc.isenabled()
    (gc.enable if running else gc.disable)()
    try:
        with pytest.raises(ValueError), uncollected(), uncollected():
            assert not gc.isenabled()
            raise ValueError
        assert gc.isenabled() == running
    finally:
        (gc.enable if was else gc.disable)()
