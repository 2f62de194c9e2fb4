"""Spellings of one name compare equal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.folding import fold, folded_words


@pytest.mark.parametrize(
    ("spellings", "folded"),
    [
        (["Đoković", "Djokovic", "Ђоковић", "ЂОКОВИЋ", "đokovic"], "djokovic"),
        (["Gjorgje Ivanov", "Ѓорѓе Иванов"], "gjorgje ivanov"),
        (["Njegoš", "Његош", "NJEGOŠ"], "njegos"),
        (["Çelësi", "celesi", "ÇELËSI"], "celesi"),
        (["Αθήνα", "ΑΘΗΝΑ"], "αθηνα"),
    ],
)
def test_scripts_accents_and_case_do_not_matter(spellings: list[str], folded: str) -> None:
    assert {fold(spelling) for spelling in spellings} == {folded}


@pytest.mark.parametrize("text", ["Đoković", "Čačak", "Ѓорѓе", "Ќе", "Йордан", "Ǵ"])
def test_decomposed_text_folds_like_composed(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


def test_apostrophes_end_words_and_invisible_characters_do_not_exist() -> None:
    assert folded_words("dell'Albania") == folded_words("dell’Albania") == ("dell", "albania")
    assert folded_words("Koso\u00advo") == ("kosovo",)


@given(st.text(alphabet=st.characters(max_codepoint=0x52F), max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
