"""Words and sentences: offsets are exact, and no word is lost, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.entities.tokens import sentences, tokenize

TEXTS = st.text(alphabet=st.sampled_from("abč ŠđЖж-‑'’.,!?…\"”»)\n\t U.S2é"), max_size=300)


@given(TEXTS, st.sampled_from(["en", "sq", "hbs", "mk"]))
def test_words_are_what_stands_at_their_offsets_and_all_that_is_no_space(text: str, language: str) -> None:
    tokens = tokenize(text, language)
    covered = 0
    for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True):
        assert word == text[start:end] != ""
        assert text[covered:start].strip() == ""
        covered = end
    assert text[covered:].strip() == ""


@given(TEXTS)
def test_sentences_part_the_words_and_never_reach_over_a_line(text: str) -> None:
    tokens = tokenize(text, "en")
    ranges = sentences(tokens, text)
    assert [place for start, end in ranges for place in range(start, end)] == list(range(len(tokens)))
    for start, end in ranges:
        assert "\n" not in text[tokens.starts[start] : tokens.ends[end - 1]]


def test_stops_of_abbreviations_and_initials_end_no_sentence() -> None:
    text = "Dr. Ana K. Ilić came. She left the U.S. on Monday. “It is late.” Then he rang."
    tokens = tokenize(text, "en")
    firsts = [tokens.words[start] for start, _ in sentences(tokens, text)]
    assert firsts == ["Dr.", "She", "“", "Then"]


def test_a_table_without_stops_is_cut_at_a_bound() -> None:
    text = "x " * 1_000
    tokens = tokenize(text, "en")
    assert [end - start for start, end in sentences(tokens, text)] == [400, 400, 200]


@given(TEXTS, st.sampled_from(["en", "sq", "it"]))
def test_words_are_those_of_each_line_on_its_own(text: str, language: str) -> None:
    whole = tokenize(text, language).words
    assert whole == [word for line in text.split("\n") for word in tokenize(line, language).words]


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("A. Kurti met Mr. Smith of Acme Corp. in St. Louis.", "en",
         ["A.", "Kurti", "met", "Mr.", "Smith", "of", "Acme", "Corp.", "in", "St.", "Louis", "."]),
        ("L'Albania e l'Aia, dell'Unione", "it", ["L'", "Albania", "e", "l'", "Aia", ",", "dell'", "Unione"]),
        ("See figure A. It ends.", "hbs", ["See", "figure", "A.", "It", "ends", "."]),
        ("O'Keeffe's", "en", ["O'Keeffe", "'s"]),
    ],
)  # fmt: skip
def test_abbreviations_keep_their_dot_and_elided_articles_stand_apart(
    text: str, language: str, words: list[str]
) -> None:
    assert tokenize(text, language).words == words
