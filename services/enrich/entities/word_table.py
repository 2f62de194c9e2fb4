"""What a model makes of each word, worked out once and kept in columns, so that many words are gathered in one step."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from services.enrich.entities.feature_scores import FeatureScores
from services.enrich.entities.features import WINDOW, word_attributes
from services.enrich.entities.network import Network
from services.enrich.string_index import hashes

Floats = NDArray[np.float32]
PADDING = 0  # number of what stands between sentences, so that no word sees the next sentence's

# Words of all articles follow Zipf's law: this many nearly always have them, in 15 MB.
MOST_WORDS = 40_000


class WordTable:
    """Columns by a word's number. Numbers hold until the next call for numbers, which may start the table anew.

    Not for use by two threads at once.
    """

    def __init__(self, scores: FeatureScores, network: Network | None, most: int = MOST_WORDS) -> None:
        self._model = scores
        self._network = network
        self._most = most
        self._numbers: dict[str, dict[str, int]] = {}
        self._count = 1
        # Memory that was never written to is not taken from the system, so the columns may have their full length.
        self.scores: Floats = np.zeros((most + 1, len(WINDOW), len(scores.labels)), dtype=np.float32)
        self.inputs: Floats = np.zeros((most + 1, network.inputs if network else 0), dtype=np.float32)
        self.shapes = np.zeros(most + 1, dtype=np.uint64)
        self.words = np.zeros(most + 1, dtype=np.uint64)
        self.opens_name = np.zeros(most + 1, dtype=np.bool_)  # a capital or a digit comes first
        self.letter = np.zeros(
            most + 1, dtype=np.int8
        )  # the first sign: 0 no letter, 1 a small one, 2 a capital

    def __len__(self) -> int:
        return self._count - 1

    def numbers(self, words: Sequence[str], language: str) -> NDArray[np.int32]:
        """Of at most MOST_WORDS words; what is known of a word depends on the language of its text."""
        known = self._numbers.setdefault(language, {})
        numbers = np.fromiter(map(known.get, words, repeat(-1)), dtype=np.int32, count=len(words))
        if numbers.min(initial=0) < 0:
            new = list(dict.fromkeys(word for word in words if word not in known))
            if self._count + len(new) > self._most + 1:
                self._numbers = {language: known}
                known.clear()
                self._count = 1
                new = list(dict.fromkeys(words))
            self._learn(new, language, known)
            numbers = np.fromiter(map(known.__getitem__, words), dtype=np.int32, count=len(words))
        return numbers

    def _learn(self, words: Sequence[str], language: str, known: dict[str, int]) -> None:
        first, end = self._count, self._count + len(words)
        if end > self._most + 1:
            raise ValueError(f"{len(words)} different words at once, the table holds {self._most}")
        attributes = word_attributes(words, language)
        names = [name for row in attributes for name in row]
        # The first two say what the word is, without its case, and its shape: 'w=tirana', 'sh=Xx'.
        all_names = hashes([*names, *(row[1][3:] for row in attributes), *(row[0][2:] for row in attributes)])
        self.shapes[first:end] = all_names[len(names) : len(names) + len(words)]
        self.words[first:end] = all_names[len(names) + len(words) :]
        self.scores[first:end] = self._model.of_attributes(
            all_names[: len(names)], list(map(len, attributes))
        )
        if self._network is not None:
            self.inputs[first:end] = self._network.inputs_of(words, language)
        self.letter[first:end] = [(1 + word[0].isupper()) if word[0].isalpha() else 0 for word in words]
        self.opens_name[first:end] = [word[0].isupper() or word[0].isdigit() for word in words]
        known.update(zip(words, range(first, end), strict=True))
        self._count = end
