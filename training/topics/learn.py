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
from services.enrich.topics.lexicon import UNKNOWN, Lexicon
from training.topics.corpus import Example

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that was tuned, on articles of writings that were left out of the training."""

    least_documents: int = 2  # a feature must stand in as many examples
    strength: float = 10.0  # C of the regressions
    keyword_weight: float = 4.0  # of one handful of keywords, against 1 for an article
    definition_weight: float = 0.1
    lexicon_strength: float = 100.0  # C of the regression over the lexicon's vectors
    lexicon_weight: float = 0.33  # of its scores, against 1 for those of the n-grams


@dataclass(frozen=True, slots=True)
class Fitted:
    features: list[str]
    idf: Floats
    weights: Floats  # (features, topics), for TF-IDF vectors of length 1
    bias: Floats
    lexicon_idf: NDArray[np.float32]
    lexicon_weights: Floats  # (topics, topics), for the lexicon's vectors


def counts(example: Example) -> dict[str, int]:
    """Feature counts exactly as ``services.enrich.topics.model`` makes them."""
    total: Counter[str] = Counter()
    for word, count in word_counts(example.title, example.body).items():
        for gram in dict.fromkeys(
            grams(word)
        ):  # a set's order, and with it the sums, would change from run to run
            total[gram] += count
    return total


class Space:
    """The examples' counts as one sparse matrix, so that cross-validation need not read them again."""

    def __init__(self, examples: Sequence[Example], codes: Sequence[str], recipe: Recipe) -> None:
        self.examples = list(examples)
        self.codes = list(codes)
        self.recipe = recipe
        self.lexicon = Lexicon.load(codes)
        self._entries = dict(
            self.lexicon.rows
        )  # before words are looked up, which are remembered beside them
        self._words = [word_counts(example.title, example.body) for example in self.examples]
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

    def fit(self, rows: NDArray[np.int64], weights: Floats) -> Fitted:
        """``rows`` of the examples, each with its weight."""
        recipe = self.recipe
        chosen = self.counts[rows]
        documents = np.asarray((chosen > 0).sum(axis=0)).ravel()
        kept = np.flatnonzero(documents >= recipe.least_documents)
        idf = np.log((1 + len(rows)) / (1 + documents[kept])) + 1
        vectors = _unit(chosen[:, kept].multiply(idf).tocsr())
        coefficients = np.zeros((len(kept), len(self.codes)))
        bias = np.zeros(len(self.codes))
        for number, code in enumerate(self.codes):
            wanted = np.array([code in self.examples[row].codes for row in rows])
            # liblinear starts at a random point where the dual is solved; the primal (here) is deterministic.
            model = LogisticRegression(C=recipe.strength, solver="liblinear", tol=1e-3, intercept_scaling=1.0)
            model.fit(vectors, wanted, sample_weight=weights)
            coefficients[:, number] = model.coef_[0]
            bias[number] = model.intercept_[0]
        of_lexicon, lexicon_bias, lexicon_idf = self._fit_lexicon(rows)
        names = [self.names[column] for column in kept]
        return Fitted(names, idf, coefficients, bias + lexicon_bias, lexicon_idf, of_lexicon)

    def _fit_lexicon(self, rows: NDArray[np.int64]) -> tuple[Floats, Floats, NDArray[np.float32]]:
        """One regression over the vectors of articles and keywords: its weights and bias, scaled, and the idf of entries.

        It has few features, so what it learns of one language holds in the others. Fitted apart from the n-grams, since
        together these explain every training article and leave the lexicon nothing to learn.
        """
        recipe = self.recipe
        documents = Counter(word for row in rows if self.examples[row].scenario for word in self._words[row])
        articles = sum(bool(self.examples[row].scenario) for row in rows)
        idf = np.full(len(self.lexicon.affinities), np.log(1 + articles), dtype=np.float32)
        idf[UNKNOWN] = 0
        for word, row in self._entries.items():
            if word in documents:
                idf[row] = np.log((1 + articles) / (1 + documents[word]))
        # Definitions are left out: they speak of what news never says.
        chosen = [row for row in rows if self.examples[row].scenario or not self.examples[row].title]
        vectors = self.lexicon_vectors(chosen, idf)
        scale = np.linalg.norm(vectors, axis=1).mean()
        model = LogisticRegression(C=recipe.lexicon_strength, max_iter=500)
        model.fit(vectors / scale, [self.examples[row].codes[0] for row in chosen])
        if list(model.classes_) != self.codes:
            raise ValueError("not every topic has an article")
        share = recipe.lexicon_weight
        return model.coef_.T / scale * share, model.intercept_ * share, idf

    def lexicon_vectors(self, rows: Sequence[int], idf: NDArray[np.float32]) -> Floats:
        return np.stack([self.lexicon.vector(self._words[row], idf) for row in rows]).astype(np.float64)

    def scores(self, rows: NDArray[np.int64], fitted: Fitted) -> Floats:
        columns = {name: number for number, name in enumerate(self.names)}
        kept = [columns[name] for name in fitted.features]
        vectors = _unit(self.counts[rows][:, kept].multiply(fitted.idf).tocsr())
        of_lexicon = self.lexicon_vectors(rows.tolist(), fitted.lexicon_idf) @ fitted.lexicon_weights
        return np.asarray(vectors @ fitted.weights + of_lexicon + fitted.bias)


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
