"""What common words say of a topic, of which no training article need hold one."""

from __future__ import annotations

import numpy as np
import pytest

from services.enrich.topics.lexicon import STEPS, Lexicon, WordRows

# Rows: unknown, "goal", "voting", and all that begins with "footba".
LEXICON = Lexicon(
    WordRows({"goal": 1, "voting": 2, "footba*": 3}),
    np.array([[0, 0], [0, STEPS], [STEPS, 0], [0, STEPS]], dtype=np.uint8),
)
IDF = np.array([0, 2, 2, 1], dtype=np.float32)


@pytest.mark.parametrize(
    ("word", "row"), [("goal", 1), ("footballers", 3), ("footba", 3), ("goals", 0), ("foot", 0), ("", 0)]
)
def test_a_word_is_looked_up_by_itself_and_then_by_its_beginning(word: str, row: int) -> None:
    assert LEXICON.rows[word] == row
    assert LEXICON.rows[word] == row  # remembered


def test_a_text_is_the_mean_of_its_known_words_of_which_rare_ones_weigh_more() -> None:
    assert LEXICON.vector({"goal": 1, "voting": 1, "unheard": 7}, IDF) == pytest.approx([2**-0.5, 2**-0.5])
    assert LEXICON.vector({"football": 1, "voting": 1}, IDF) == pytest.approx([2 / 5**0.5, 1 / 5**0.5])


@pytest.mark.parametrize("counts", [{}, {"unheard": 3}])
def test_a_text_of_unknown_words_says_nothing(counts: dict[str, int]) -> None:
    assert LEXICON.vector(counts, IDF).tolist() == [0.0, 0.0]


def test_the_committed_lexicon_knows_kindred_words_of_four_languages() -> None:
    codes = [f"{number:02d}000000" for number in range(1, 18)]
    lexicon = Lexicon.load(codes)
    for word in ("striker", "sulmuesi", "napadac", "golmanot", "fudbalerot", "futbollistet"):
        assert codes[int(lexicon.affinities[lexicon.rows[word]].argmax())] == "15000000", word
