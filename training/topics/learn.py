"""Fitting the topic model: TF-IDF of the run-time features, one logistic regression per topic, calibrated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from services.enrich.topics.features import grams, word_counts
from training.topics.corpus import Example

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that was tuned, on cross-validated training articles."""

    least_documents: int = 2  # a feature must stand in as many examples
    strength: float = 10.0  # C of the regressions
    keyword_weight: float = 4.0  # of one handful of keywords, against 1 for an article
    definition_weight: float = 0.1


@dataclass(frozen=True, slots=True)
class Fitted:
    features: list[str]
    idf: Floats
    weights: Floats  # (features, topics), for TF-IDF vectors of length 1
    bias: Floats


def counts(example: Example) -> dict[str, int]:
    """Feature counts exactly as ``services.enrich.topics.model`` makes them."""
    total: Counter[str] = Counter()
    for word, count in word_counts(example.title, example.body).items():
        for gram in set(grams(word)):
            total[gram] += count
    return total


class Space:
    """The examples' counts as one sparse matrix, so that cross-validation need not read them again."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples = list(examples)
        vocabulary: dict[str, int] = {}
        rows, columns, values = [], [], []
        for row, example in enumerate(self.examples):
            for gram, count in counts(example).items():
                rows.append(row)
                columns.append(vocabulary.setdefault(gram, len(vocabulary)))
                values.append(count)
        self.names = list(vocabulary)
        shape = (len(self.examples), len(vocabulary))
        self.counts = csr_matrix(
            (np.log(np.array(values, dtype=np.float64)) + 1, (rows, columns)), shape=shape
        )

    def fit(self, rows: NDArray[np.int64], weights: Floats, codes: Sequence[str], recipe: Recipe) -> Fitted:
        chosen = self.counts[rows]
        documents = np.asarray((chosen > 0).sum(axis=0)).ravel()
        kept = np.flatnonzero(documents >= recipe.least_documents)
        idf = np.log((1 + len(rows)) / (1 + documents[kept])) + 1
        vectors = _unit(chosen[:, kept].multiply(idf).tocsr())
        coefficients = np.zeros((len(kept), len(codes)))
        bias = np.zeros(len(codes))
        for number, code in enumerate(codes):
            wanted = np.array([code in self.examples[row].codes for row in rows])
            # liblinear starts at a random point where the dual is solved; the primal (here) is deterministic.
            model = LogisticRegression(C=recipe.strength, solver="liblinear", tol=1e-3, intercept_scaling=1.0)
            model.fit(vectors, wanted, sample_weight=weights)
            coefficients[:, number] = model.coef_[0]
            bias[number] = model.intercept_[0]
        return Fitted([self.names[column] for column in kept], idf, coefficients, bias)

    def scores(self, rows: NDArray[np.int64], fitted: Fitted) -> Floats:
        columns = {name: number for number, name in enumerate(self.names)}
        kept = [columns[name] for name in fitted.features]
        vectors = _unit(self.counts[rows][:, kept].multiply(fitted.idf).tocsr())
        return np.asarray(vectors @ fitted.weights + fitted.bias)


def _unit(matrix: csr_matrix) -> csr_matrix:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    return csr_matrix(matrix.multiply(1 / lengths[:, None]))


def calibrate(scores: Floats, truth: NDArray[np.bool_]) -> float:
    """The inverse temperature under which the softmax of scores of unseen examples is most truthful.

    Where an example has two right topics, the probability of both together counts.
    """

    def loss(sharpness: float) -> float:
        return float(-np.log((probabilities(scores, sharpness) * truth).sum(axis=1) + 1e-12).mean())

    return min((float(sharpness) for sharpness in np.arange(0.3, 6, 0.05)), key=loss)


def probabilities(scores: Floats, sharpness: float) -> Floats:
    odds = np.exp(sharpness * (scores - scores.max(axis=1, keepdims=True)))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
