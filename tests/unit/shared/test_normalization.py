"""Normalization that no text can make slow, and that is Unicode's own for any text written by people."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.folding import fold as fold_for_matching
from shared.folding import fold as fold_for_search
from shared.normalization import normalized

FORMS = ("NFC", "NFD", "NFKC", "NFKD")


@pytest.mark.parametrize("form", FORMS)
@given(words=st.lists(st.text(max_size=200), min_size=2, max_size=12))
def test_texts_of_words_are_normalized_as_unicode_says(form: str, words: list[str]) -> None:
    text = " ".join(words)
    assert normalized(form, text) == unicodedata.normalize(form, text)  # type: ignore[arg-type]


@pytest.mark.parametrize("fold", [fold_for_matching, fold_for_search])
def test_a_pile_of_marks_takes_time_in_proportion(fold: object) -> None:
    def seconds(marks: int) -> float:
        began = time.process_time()
        fold("日 " + "\u0301\u0323" * marks)  # type: ignore[operator]
        return time.process_time() - began

    seconds(1_000)
    assert seconds(200_000) < 60 * max(seconds(20_000), 0.005)  # quadratic would be 100 times
