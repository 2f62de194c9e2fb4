"""Common words of four languages and the topics that each is about, as a multilingual encoder sees them.

Made by training/topics/lexicon.py; models/MODEL_CARD.md says from what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

PATH = Path(__file__).parent / "models" / "lexicon.npz"
PREFIX_LENGTH = 6
STEPS = 15  # of a probability
UNKNOWN = 0


# Words remembered beside the entries; news soon repeats itself, and a bound keeps the memory.
_MOST_WORDS_KEPT = 300_000

Floats = NDArray[np.float32]


class WordRows(dict[str, int]):
    """Folded word, or a beginning of six letters and ``*``, to its row; of a word not known, that of its beginning."""

    def __missing__(self, word: str) -> int:
        row = self.get(f"{word[:PREFIX_LENGTH]}*", UNKNOWN)
        if len(self) < _MOST_WORDS_KEPT:
            self[word] = row
        return row


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``affinities`` (entries + 1, topics): probabilities in steps of 1 / STEPS; the first row, of unknown words, is 0."""

    rows: WordRows
    affinities: NDArray[np.uint8]

    @classmethod
    def load(cls, codes: Iterable[str], path: Path = PATH) -> Self:
        """With its topics in the order of ``codes``."""
        with np.load(path, allow_pickle=False) as stored:
            words = stored["words"].tobytes().decode("utf-8").split("\n")
            own_codes = stored["codes"].tobytes().decode("ascii").split("\n")
            steps = stored["affinities"][[own_codes.index(code) for code in codes]]
        affinities = np.zeros((len(words) + 1, len(steps)), dtype=np.uint8)
        affinities[1:] = steps.T
        return cls(WordRows(zip(words, range(1, len(words) + 1), strict=True)), affinities)

    def vector(self, counts: Mapping[str, int], idf: Floats) -> Floats:
        """What the words of a text are about together (topics): their affinities, weighed by 1 + log(count) and ``idf``
        (entries + 1; zero for unknown words), divided by the Euclidean length of the weights. Zero where none is known."""
        of_word = self.rows
        rows = np.array([of_word[word] for word in counts], dtype=np.intp)
        times = np.fromiter(counts.values(), dtype=np.float64, count=len(counts))
        weights = ((1 + np.log(times)) * idf[rows]).astype(np.float32)
        length = float(np.sqrt(weights @ weights)) * STEPS
        return np.asarray(weights @ self.affinities[rows] / (length or 1), dtype=np.float32)
