"""A set of strings kept as hashes answers as the dict it stands for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.string_index import StringIndex, hashes, hashes_of, lines

# Without line ends; surrogates as a broken source may bring them.
STRINGS = st.text(st.characters(exclude_characters="\n"), max_size=12)


@given(known=st.lists(STRINGS, max_size=40), wanted=st.lists(STRINGS, min_size=1, max_size=40))
def test_it_answers_as_a_dict(known: list[str], wanted: list[str]) -> None:
    numbers: dict[str, int] = {}
    for number, string in enumerate(known):
        numbers.setdefault(string, number)
    keys = hashes(known) if known else np.empty(0, dtype=np.uint64)
    index = StringIndex(keys, np.arange(len(known), dtype=np.int32))
    assert index.find(hashes(wanted + known)).tolist() == [numbers.get(one, -1) for one in wanted + known]


@given(st.lists(STRINGS, min_size=1, max_size=20))
def test_strings_have_the_hashes_of_the_lines_of_a_text(strings: list[str]) -> None:
    data = np.frombuffer(
        "".join(f"{one}\n" for one in strings).encode("utf-8", "surrogatepass"), dtype=np.uint8
    )
    np.testing.assert_array_equal(hashes_of(data, *lines(data)), hashes(strings))


def test_a_million_alike_strings_have_a_million_hashes() -> None:
    strings = [f"{'ab'[number & 1]}{number}{'xy'[number & 1]}" for number in range(1_000_000)]
    assert len(np.unique(hashes(strings))) == len(strings)


def test_a_line_end_is_refused() -> None:
    with pytest.raises(ValueError, match="line end"):
        hashes(["two\nlines"])
