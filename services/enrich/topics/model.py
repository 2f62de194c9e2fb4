"""A linear topic model as an ordinary file: TF-IDF features and one logistic regression per topic.

The scores become probabilities by one temperature (Guo et al. 2017, *On Calibration of Modern Neural Networks*).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from services.enrich.topics.features import grams

Floats = NDArray[np.float32]

# Words of which the feature numbers are kept: half a million short arrays would be ~100 MB.
_CACHED_WORDS = 100_000


@dataclass(slots=True)
class TopicModel:
    """``weights`` (features, topics) already hold the inverse document frequencies; ``idf`` is needed for the length."""

    features: dict[str, int]
    codes: tuple[str, ...]
    idf: Floats
    weights: Floats
    bias: Floats
    sharpness: float  # inverse temperature of the softmax over the scores
    _cache: dict[str, NDArray[np.int32]] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def load(cls, path: Path) -> Self:
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
        )

    def probabilities(self, counts: Mapping[str, int]) -> dict[str, float]:
        """Calibrated probability that each topic is the main one; they sum to 1. Empty when no feature is known."""
        numbers, values = self._vector(counts)
        if not len(numbers):
            return {}
        scores = self.sharpness * (values @ self.weights[numbers] + self.bias)
        odds = np.exp(scores - scores.max())
        return dict(zip(self.codes, (odds / odds.sum()).tolist(), strict=True))

    def _vector(self, counts: Mapping[str, int]) -> tuple[NDArray[np.int64], Floats]:
        """Known features and their values: 1 + log(count), times idf, divided by the Euclidean length of the whole.

        The idf is left out of the values, as ``weights`` hold it; it counts in the length only.
        """
        if not counts:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        found = [self._numbers(word) for word in counts]
        times = np.repeat(list(counts.values()), [len(numbers) for numbers in found])
        total = np.bincount(np.concatenate(found), weights=times, minlength=len(self.idf))
        numbers = np.flatnonzero(total)
        values = 1 + np.log(total[numbers])
        length = float(np.sqrt(np.square(values * self.idf[numbers]).sum()))
        return numbers, (values / length if length else values).astype(np.float32)

    def _numbers(self, word: str) -> NDArray[np.int32]:
        found = self._cache.get(word)
        if found is None:
            known = Counter(self.features[gram] for gram in grams(word) if gram in self.features)
            found = np.fromiter(known, dtype=np.int32, count=len(known))
            if len(self._cache) < _CACHED_WORDS:
                self._cache[word] = found
        return found
