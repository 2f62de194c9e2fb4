"""Words come apart as the vocabulary says, and its rows come out of their 4-bit blocks as they went in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.entities.accurate_pieces import UNKNOWN, Pieces
from services.enrich.entities.stage import MODELS

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
WORDS = {"▁": -5.0, "a": -4.0, "b": -4.0, "ab": -5.0, "▁ab": -6.0, "▁a": -4.5, "▁aba": -9.0}


def vocabulary(values: dict[str, float], characters: dict[int, str] | None = None) -> Pieces:
    names = [*SPECIAL, *values]
    return Pieces(
        names,
        [0.0] * len(SPECIAL) + list(values.values()),
        characters or {},
        np.zeros((len(names), 16), np.uint8),
        np.ones((len(names), 1), np.float16),
    )


def named(pieces: Pieces, word: str) -> list[str]:
    names = [*SPECIAL, *WORDS]
    return [names[number] for number in pieces.of_word(word)]


def test_a_word_comes_apart_where_the_sum_of_the_values_is_greatest() -> None:
    pieces = vocabulary(WORDS)
    assert named(pieces, "ab") == ["▁ab"]  # -6 against -8.5 for ▁a + b
    assert named(pieces, "aba") == ["▁aba"]  # -9 against -10 for ▁ab + a
    assert named(pieces, "abab") == ["▁ab", "ab"]


def test_a_character_in_no_piece_is_unknown_and_others_are_mapped_first() -> None:
    assert named(vocabulary(WORDS), "a漢") == ["▁a", "<unk>"]
    assert named(vocabulary(WORDS, {ord("ａ"): "a", ord("\u00ad"): ""}), "ａ\u00adb") == ["▁ab"]
    assert vocabulary(WORDS).of_word("漢" * 50)[-1] == UNKNOWN


# Nine letters and the space before them: a word has ten pieces at most, one letter each.
@given(st.text(alphabet="ab", min_size=1, max_size=9))
def test_the_pieces_of_a_word_spell_it(word: str) -> None:
    assert "".join(named(vocabulary(WORDS), word)) == f"▁{word}"


@given(st.text(min_size=1, max_size=5_000))
def test_any_word_has_between_one_and_ten_pieces(word: str) -> None:
    assert 1 <= len(vocabulary(WORDS).of_word(word)) <= 10


def test_rows_are_four_bits_a_value_times_the_scale_of_their_block() -> None:
    values = np.array([*range(-8, 8), *range(7, -9, -1)], np.float32)
    numbers = (values + 8).astype(np.uint8)
    packed = (numbers[:16] | numbers[16:] << 4).reshape(1, 16)
    pieces = Pieces(["x"], [0.0], {}, packed, np.array([[0.5]], np.float16))
    rows = pieces.rows(np.zeros((2, 3), np.int64))
    assert rows.shape == (2, 3, 32)
    assert (rows == values * 0.5).all()


@pytest.mark.parametrize(
    ("word", "apart"),
    [
        # As the whole vocabulary of multilingual-e5-small takes them apart.
        ("Kosovës", "▁Kosovës"),
        ("Prishtinë", "▁Prishtinë"),
        ("Zagrebački", "▁Zagreba čki"),
        ("Đoković", "▁Đ o ković"),
        ("Ђоковић", "▁Ђ о ковић"),
        ("Скопје", "▁Скопје"),
        ("NATO-s", "▁NATO - s"),
        ("Vučićevim", "▁Vučić e vim"),
        ("Shqipërisë", "▁Shqipërisë"),
        ("Siljanovska-Davkova", "▁Sil ja nov ska - D av kova"),
        ("parlamentarnih", "▁parlamentar nih"),
        ("Münchner", "▁Mü n ch ner"),
    ],
)
def test_the_stored_vocabulary_takes_words_apart_as_the_whole_one(word: str, apart: str) -> None:
    path = MODELS / "accurate" / "pieces.npz"
    pieces = Pieces.load(path)
    with np.load(path, allow_pickle=False) as stored:
        names = stored["pieces"].tobytes().decode().split("\n")
    assert " ".join(names[number] for number in pieces.of_word(word)) == apart
