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
_COUNT_BITS = 40  # of a word's count, beside the number of its feature


@dataclass(frozen=True, slots=True)
class Vectors:
    """An article as the model sees it: its features by ``numbers`` with their ``values`` (without the idf), and the
    vector of the lexicon (topics)."""

    numbers: NDArray[np.int32]
    values: Floats
    of_lexicon: Floats


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

    def __post_init__(self) -> None:
        self._words = WordNumbers(self.features)

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

    def vectors(self, counts: Mapping[str, int]) -> Vectors | None:
        """What the model sees of an article; None when it knows no feature."""
        numbers, values = self._vector(counts)
        if not len(numbers):
            return None
        return Vectors(numbers, values, self.lexicon.vector(counts, self.lexicon_idf))

    def probabilities(self, vectors: Vectors | None) -> dict[str, float]:
        """Calibrated probability that each topic is the main one; they sum to 1. Empty when nothing is known."""
        if vectors is None:
            return {}
        of_words = vectors.values @ self.weights[vectors.numbers] + vectors.of_lexicon @ self.lexicon_weights
        scores = self.sharpness * (of_words + self.bias)
        odds = np.exp(scores - scores.max())
        return dict(zip(self.codes, (odds / odds.sum()).tolist(), strict=True))

    def _vector(self, counts: Mapping[str, int]) -> tuple[NDArray[np.int32], Floats]:
        """Known features and their values: 1 + log(count), times idf, divided by the Euclidean length of the whole.

        The idf is left out of the values, as ``weights`` hold it; it counts in the length only.
        """
        if not counts:
            return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32)
        found, lengths = self._words.of(counts.keys())
        # One sort brings each feature's counts together: quicker than a sum over all features, and no array outlives the
        # call.
        times = np.repeat(np.fromiter(counts.values(), dtype=np.int64, count=len(counts)), lengths)
        pairs = np.sort((found.astype(np.int64) << _COUNT_BITS) | times)
        found = (pairs >> _COUNT_BITS).astype(np.int32)
        first = np.flatnonzero(np.diff(found, prepend=-1))
        numbers = found[first]
        values = (
            1 + np.log(np.add.reduceat(pairs & ((1 << _COUNT_BITS) - 1), first))
            if len(first)
            else np.empty(0)
        )
        length = float(np.sqrt(np.square(values * self.idf[numbers]).sum()))
        return numbers, (values / length if length else values).astype(np.float32)
