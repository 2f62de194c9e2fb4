"""The kept features of words are those worked out anew, however small the table is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.enrich.topics.features import grams
from services.enrich.topics.word_numbers import WordNumbers

FEATURES = {gram: number for number, gram in enumerate(grams("ababcabcba"))}
WORDS = st.lists(st.text("abc", min_size=2, max_size=6), unique=True, max_size=10)


@given(st.lists(WORDS, max_size=20))
def test_each_word_has_the_numbers_of_its_grams_once(articles: list[list[str]]) -> None:
    small = WordNumbers(FEATURES, most_words=16, most_numbers=400)
    for words in articles:
        numbers, lengths = small.of(words)
        assert len(small) <= 16
        first = 0
        for word, length in zip(words, lengths.tolist(), strict=True):
            assert sorted(numbers[first : first + length].tolist()) == sorted(
                {FEATURES[gram] for gram in grams(word) if gram in FEATURES}
            )
            first += length
        assert first == len(numbers)
