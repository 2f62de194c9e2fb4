"""Words as the pieces of a SentencePiece unigram vocabulary, and the pieces as rows of numbers.

The vocabulary is the part of multilingual-e5-small's that European text needs; the values are its own, so that words of
which all pieces were kept come apart as in training. Rows are stored in blocks of 32 values, 4 bits each, with one scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BEGIN, PADDING, END, UNKNOWN = 0, 1, 2, 3
_BLOCK = 32
_LONGEST_PIECE = 20
_MOST_PIECES = 10  # of one word that are looked at, as in training
_MOST_WORDS = 100_000  # kept apart: some 20 MB
_SPACE = "\u2581"
_OTHERWISE = -10.0  # how much less than the least piece a character in no piece is worth


class Pieces:
    """Safe to share between threads: its table of words only holds what it would work out anew."""

    def __init__(
        self,
        pieces: Sequence[str],
        values: Sequence[float],
        characters: dict[int, str],
        packed: NDArray[np.uint8],
        scales: NDArray[np.float16],
    ) -> None:
        self._numbers = {piece: number for number, piece in enumerate(pieces) if number > UNKNOWN}
        self._values = list(values)
        self._unknown = min(self._values) + _OTHERWISE
        self._characters = characters
        self._packed = packed
        self._scales = scales
        self._known: dict[str, tuple[int, ...]] = {}

    @classmethod
    def load(cls, path: Path) -> Pieces:
        with np.load(path, allow_pickle=False) as stored:
            pieces = stored["pieces"].tobytes().decode("utf-8").split("\n")
            mapped = stored["mapped"].tobytes().decode("utf-8").split("\n")
            characters = dict(zip(stored["characters"].tolist(), mapped, strict=True))
            return cls(pieces, stored["values"].tolist(), characters, stored["rows"], stored["scales"])

    def of_word(self, word: str) -> tuple[int, ...]:
        """The numbers of the likeliest pieces of a word that stands after a space; at least one."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _MOST_WORDS:
                self._known.clear()
            found = self._known[word] = self._likeliest(word)[:_MOST_PIECES] or (UNKNOWN,)
        return found

    def rows(self, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """(…, hidden) of piece numbers of any shape."""
        packed = self._packed[numbers]
        low, high = packed & 15, packed >> 4
        blocks = (*numbers.shape, -1, _BLOCK // 2)
        values = np.concatenate([low.reshape(blocks), high.reshape(blocks)], axis=-1).astype(np.float32) - 8
        values *= self._scales[numbers][..., None]
        return values.reshape(*numbers.shape, -1)

    def _likeliest(self, word: str) -> tuple[int, ...]:
        """Viterbi over unigrams. A word has bounded length here: beyond what ten pieces can cover nothing is looked at."""
        mapped = "".join(self._characters.get(ord(character), character) for character in word)
        text = _SPACE + mapped[: 4 * _MOST_PIECES * _LONGEST_PIECE].replace(" ", _SPACE)
        numbers, values, size = self._numbers, self._values, len(text)
        best = [0.0] + [float("-inf")] * size
        back: list[tuple[int, int]] = [(0, UNKNOWN)] * (size + 1)
        for start in range(size):
            here = best[start]
            for end in range(start + 1, min(size, start + _LONGEST_PIECE) + 1):
                number = numbers.get(text[start:end])
                if number is not None and here + values[number] > best[end]:
                    best[end], back[end] = here + values[number], (start, number)
            if here + self._unknown > best[start + 1]:
                best[start + 1], back[start + 1] = here + self._unknown, (start, UNKNOWN)
        found: list[int] = []
        end = size
        while end > 0:
            end, number = back[end]
            found.append(number)
        return tuple(found[::-1])
