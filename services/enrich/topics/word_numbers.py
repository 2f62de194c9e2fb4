"""Which features of the topic model each word has, worked out once a word."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from services.enrich.topics.features import grams

# Words of which the feature numbers are kept, and room for those: 10 MB together with the words themselves.
MOST_WORDS, MOST_NUMBERS = 50_000, 1_500_000


class WordNumbers:
    """The feature numbers of words, one after the other in one array, so that an article's are gathered in one step.

    Not for use by two threads at once. A full table starts anew.
    """

    def __init__(
        self, features: Mapping[str, int], most_words: int = MOST_WORDS, most_numbers: int = MOST_NUMBERS
    ) -> None:
        self._features = features
        self._rows: dict[str, int] = {}
        self._most_words, self._most_numbers = most_words, most_numbers
        self._starts = np.zeros(most_words + 1, dtype=np.intp)  # each word ends where the next one starts
        self._numbers = np.empty(most_numbers, dtype=np.int32)

    def __len__(self) -> int:
        return len(self._rows)

    def of(self, words: Collection[str]) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """The numbers of all words, word after word, and how many each word has."""
        rows = np.fromiter(map(self._rows.get, words, repeat(-1)), dtype=np.intp, count=len(words))
        if rows.min(initial=0) < 0:
            self._learn([word for word in words if word not in self._rows], words)
            rows = np.fromiter(map(self._rows.__getitem__, words), dtype=np.intp, count=len(words))
        starts = self._starts[rows]
        lengths = self._starts[rows + 1] - starts
        firsts = np.cumsum(lengths) - lengths
        places = np.repeat(starts - firsts, lengths)
        places += np.arange(len(places))
        return self._numbers[places], lengths

    def _learn(self, new: Sequence[str], words: Collection[str]) -> None:
        numbers = [self._find(word) for word in new]
        end = int(self._starts[len(self._rows)])
        if len(self._rows) + len(new) > self._most_words or end + sum(map(len, numbers)) > self._most_numbers:
            self._rows.clear()
            end = 0
            numbers = [self._find(word) for word in words]
            new = list(words)
        for word, of_word in zip(new, numbers, strict=True):
            self._numbers[end : end + len(of_word)] = of_word
            end += len(of_word)
            self._rows[word] = len(self._rows)
            self._starts[len(self._rows)] = end

    def _find(self, word: str) -> list[int]:
        found = set(map(self._features.get, grams(word)))
        return [number for number in found if number is not None]
