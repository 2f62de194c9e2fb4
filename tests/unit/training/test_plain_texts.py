"""Words of a treebank, as they would be printed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from training.entities.plain_texts import printed, running_text

WORDS = st.lists(st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=6), max_size=12)


def test_signs_stand_where_a_printer_puts_them() -> None:
    words = "He did n't say : `` Yes , Mr. Ford -LRB- 41 -RRB- '' .".split()
    assert running_text(words) == 'He didn\'t say: "Yes, Mr. Ford (41)".'


def test_a_second_quotation_opens_anew() -> None:
    assert running_text('" A " or " B " ?'.split()) == '"A" or "B"?'


@given(WORDS)
def test_offsets_are_those_of_the_words(words: list[str]) -> None:
    text, offsets = printed(words)
    assert len(offsets) == len(words)
    for word, (start, end) in zip(words, offsets, strict=True):
        assert text[start:end] in (word, '"')
