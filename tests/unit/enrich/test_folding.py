"""The quick way to a text's folded words gives those of the plain way."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.folding import fold, folded_words

LETTERS = re.compile(r"[^\W\d_]+")
LETTERS_AND_DIGITS = re.compile(r"[^\W_]+")
# Long enough for the quick way, of characters that it knows and of such for which it must stand back.
KNOWN = st.text(st.characters(max_codepoint=0x52F), min_size=200, max_size=220)
ANY = st.text(min_size=200, max_size=220)
NEWS = st.text(st.sampled_from("abč ŠđЖжљЉ-‑'’„“.…™½ﬁ\u0301\u00ad\n\tIİßς2٣_"), min_size=200, max_size=220)


@pytest.mark.parametrize("pattern", [LETTERS, LETTERS_AND_DIGITS])
@given(text=KNOWN | ANY | NEWS)
def test_folded_words_are_those_of_the_folded_text(text: str, pattern: re.Pattern[str]) -> None:
    assert folded_words(text, pattern) == pattern.findall(fold(text))


def test_every_single_character_of_the_table_is_folded_as_by_itself() -> None:
    for point in range(0x2200):
        text = f"a{chr(point)}b " * 60
        assert folded_words(text, LETTERS) == LETTERS.findall(fold(text)), hex(point)
