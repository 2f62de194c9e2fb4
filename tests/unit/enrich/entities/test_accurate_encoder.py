"""Long sentences are read in windows that overlap, and every word gets the scores of its own place."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.entities.accurate_encoder import LABELS, WINDOW_PIECES, Encoder, windows
from services.enrich.entities.accurate_pieces import Pieces

SIZES = st.lists(st.integers(1, 10), max_size=400)


@given(SIZES)
def test_every_word_is_kept_once_and_no_window_is_too_long(sizes: list[int]) -> None:
    found = list(windows(7, sizes))
    assert [place for window in found for place in range(window.first, window.last)] == list(
        range(len(sizes))
    )
    for window in found:
        assert window.sentence == 7
        assert window.start <= window.first < window.last <= window.end
        assert window.pieces == sum(sizes[window.start : window.end]) + 2 <= WINDOW_PIECES


def test_a_word_within_a_long_sentence_has_neighbours_on_both_sides_of_it() -> None:
    found = list(windows(0, [2] * 200))
    assert len(found) > 4
    for window in found[1:]:
        assert window.first - window.start >= 5
    for window in found[:-1]:
        assert window.end - window.last >= 5


class Session:
    """Instead of a transformer: the score of every label is the first number of the piece's row."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def run(self, outputs: list[str], inputs: dict[str, Any]) -> list[Any]:
        assert outputs == ["scores"]
        rows, mask = inputs["rows"], inputs["mask"]
        self.shapes.append(mask.shape)
        scores = rows[:, :, :1] * np.ones(len(LABELS), np.float32)
        scores[~mask] = -1_000
        return [scores]


def numbered_pieces() -> Pieces:
    """Pieces whose rows begin with -8 to 7: the first letter of ▁a is -4, of ▁b -3, and so on."""
    names = ["<s>", "<pad>", "</s>", "<unk>", *(f"▁{letter}" for letter in "abcdefghij"), "z"]
    packed = np.zeros((len(names), 16), np.uint8)
    packed[:, 0] = np.arange(len(names))
    return Pieces(names, [-1.0] * len(names), {}, packed, np.ones((len(names), 1), np.float16))


def test_each_word_has_the_scores_of_its_first_piece_whatever_the_sentences_lengths() -> None:
    session = Session()
    encoder = Encoder(session, numbered_pieces())
    sentences = [["azz", "b"], [], ["c"] * 150, ["j", "az", "d", "e"]]
    found = encoder.scores(sentences)
    values = {letter: place - 4 for place, letter in enumerate("abcdefghij")}
    for words, scores in zip(sentences, found, strict=True):
        assert scores.shape == (len(words), len(LABELS))
        assert scores[:, 0].tolist() == [values[word[0]] for word in words]


def test_much_text_is_read_in_batches_of_bounded_size() -> None:
    session = Session()
    Encoder(session, numbered_pieces()).scores([["a"] * 60] * 100)
    assert len(session.shapes) > 1
    assert max(rows * pieces for rows, pieces in session.shapes) <= 256
