"""A linear topic model as an ordinary file: TF-IDF features with one logistic regression per topic, and beside them a
regression over what a lexicon of common words says.

The scores become probabilities by one temperature (Guo et al. 2017, *On Calibration of Modern Neural Networks*).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from services.enrich.topics.lexicon import PATH as LEXICON
from services.enrich.topics.lexicon import Lexicon
from services.enrich.topics.word_numbers import WordNumbers

Floats = NDArray[np.float32]


@dataclass(slots=True)
class TopicModel:
    """``weights`` (features, topics) already hold the inverse document frequencies; ``idf`` is needed for the length.

    ``lexicon_idf`` (entries + 1) and ``lexicon_weights`` (topics, topics) are for the vector of the lexicon.
    """

    features: dict[str, int]
    codes: tuple[str, ...]
    idf: Floats
    weights: Floats
    bias: Floats
    sharpness: float  # inverse temperature of the softmax over the scores
    lexicon: Lexicon
    lexicon_idf: Floats
    lexicon_weights: Floats
    _words: WordNumbers = field(init=False, repr=False)
    _total: NDArray[np.float64] = field(
        init=False, repr=False
    )  # of each feature in one article; zero between articles

    def __post_init__(self) -> None:
        self._words = WordNumbers(self.features)
        self._total = np.zeros(len(self.idf))

    @classmethod
    def load(cls, path: Path, lexicon: Path = LEXICON) -> Self:
        """``lexicon``: the file with which the model was trained."""
        with np.load(path, allow_pickle=False) as stored:
            names = stored["features"].tobytes().decode("utf-8").split("\n")
            codes = stored["codes"].tobytes().decode("ascii").split("\n")
            return cls(
                features={name: number for number, name in enumerate(names)},
                codes=tuple(codes),
                idf=stored["idf"].astype(np.float32),
                weights=stored["weights"].astype(np.float32),
                bias=stored["bias"].astype(np.float32),
                sharpness=float(stored["sharpness"]),
                lexicon=Lexicon.load(codes, lexicon),
                lexicon_idf=stored["lexicon_idf"].astype(np.float32),
                lexicon_weights=stored["lexicon_weights"].astype(np.float32),
            )

    def save(self, path: Path) -> None:
        """Half floats: they move a probability by less than 0.001."""
        np.savez_compressed(
            path,
            features=np.frombuffer("\n".join(self.features).encode("utf-8"), dtype=np.uint8),
            codes=np.frombuffer("\n".join(self.codes).encode("ascii"), dtype=np.uint8),
            idf=self.idf.astype(np.float16),
            weights=self.weights.astype(np.float16),
            bias=self.bias.astype(np.float32),
            sharpness=np.float64(self.sharpness),
            lexicon_idf=self.lexicon_idf.astype(np.float16),
            lexicon_weights=self.lexicon_weights.astype(np.float32),
        )

    def probabilities(self, counts: Mapping[str, int]) -> dict[str, float]:
        """Calibrated probability that each topic is the main one; they sum to 1. Empty when no feature is known."""
        numbers, values = self._vector(counts)
        if not len(numbers):
            return {}
        of_lexicon = self.lexicon.vector(counts, self.lexicon_idf) @ self.lexicon_weights
        scores = self.sharpness * (values @ self.weights[numbers] + of_lexicon + self.bias)
        odds = np.exp(scores - scores.max())
        return dict(zip(self.codes, (odds / odds.sum()).tolist(), strict=True))

    def _vector(self, counts: Mapping[str, int]) -> tuple[NDArray[np.int32], Floats]:
        """Known features and their values: 1 + log(count), times idf, divided by the Euclidean length of the whole.

        The idf is left out of the values, as ``weights`` hold it; it counts in the length only.
        """
        if not counts:
            return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32)
        found, lengths = self._words.of(counts.keys())
        times = np.repeat(np.fromiter(counts.values(), dtype=np.float64, count=len(counts)), lengths)
        # Far fewer features stand in an article than there are: a sum over all of them would take most of the time.
        np.add.at(self._total, found, times)
        found = np.sort(found)
        numbers = found[np.flatnonzero(np.diff(found, prepend=-1))]  # far quicker than np.unique
        values = 1 + np.log(self._total[numbers])
        self._total[numbers] = 0
        length = float(np.sqrt(np.square(values * self.idf[numbers]).sum()))
        return numbers, (values / length if length else values).astype(np.float32)
