"""The second level of the topics: one softmax for each parent, learnt from the articles that carry ``subtopics``, from words
that news uses for each child, and from the IPTC's definitions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from services.enrich.topics.features import word_counts
from services.enrich.topics.model import TopicModel, Vectors
from training.topics.corpus import Example
from training.topics.learn import Floats

_KEYWORDS = Path(__file__).parent / "keywords" / "second_level"
_LEAST_ARTICLES = 3
_STRENGTH = 60.0
_KEYWORD_WEIGHT, _DEFINITION_WEIGHT = 6.0, 0.1
_LEXICON_LENGTH = 1.0  # of the lexicon's vector, against 1 for that of the n-grams
_FEATURES_KEPT = 16_000
_SMALLEST_EIGENVALUE = 1e-5


@dataclass(frozen=True, slots=True)
class Child:
    code: str
    label: str
    parent: str


def children(iptc: Path, articles: Sequence[Example]) -> list[Child]:
    """The topics of the second level that are not retired and that at least a few articles are about."""
    topics = json.loads(iptc.read_text("utf-8"))
    found = []
    for key, topic in sorted(topics.items()):
        code = key.removeprefix("medtop:")
        if topic.get("Level2/NewsCode") != key or isinstance(topic.get("RetiredDate"), str):
            continue
        if sum(code in (article.subtopics or ()) for article in articles) >= _LEAST_ARTICLES:
            parent = str(topic["Level1/NewsCode"]).removeprefix("medtop:")
            found.append(Child(code, topic["Name (en-GB)"], parent))
    return found


def keywords() -> Iterator[Example]:
    """A line holds a code, then words of one language after another with semicolons between."""
    for line in (_KEYWORDS / "all.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, words = line.split(" ", 1)
            for part in words.split(";"):
                yield Example("", part.strip(), (), "", subtopics=(code,))


def definitions(iptc: Path) -> Iterator[Example]:
    for topic in json.loads(iptc.read_text("utf-8")).values():
        name, definition = topic.get("Name (en-GB)"), topic.get("Definition (en-GB)")
        code = topic.get("Level2/NewsCode")
        if isinstance(name, str) and isinstance(code, str) and not isinstance(topic.get("RetiredDate"), str):
            body = definition if isinstance(definition, str) else ""
            yield Example(name, body, (), "en", subtopics=(code.removeprefix("medtop:"),))


class SecondLevelMaterial:
    """Articles with subtopics, then keywords, then definitions, as vectors of the topic model."""

    def __init__(self, iptc: Path, articles: Sequence[Example], model: TopicModel) -> None:
        self.children = children(iptc, articles)
        self.articles = [article for article in articles if article.subtopics is not None]
        listed, defined = list(keywords()), list(definitions(iptc))
        self.examples = [*self.articles, *listed, *defined]
        self._vectors = [model.vectors(word_counts(example.title, example.body)) for example in self.examples]
        self._idf = model.idf.astype(np.float64)
        self._features = len(model.features)
        of_lexicon = np.stack([_of_lexicon(one, len(model.codes)) for one in self._vectors])
        self._lexicon_scale = (
            _LEXICON_LENGTH / np.linalg.norm(of_lexicon[: len(self.articles)], axis=1).mean()
        )
        self.vectors = hstack([self._matrix(), csr_matrix(of_lexicon * self._lexicon_scale)]).tocsr()
        self._products = (self.vectors @ self.vectors.T).toarray()
        self._weights = np.array(
            [1.0] * len(self.articles) + [_KEYWORD_WEIGHT] * len(listed) + [_DEFINITION_WEIGHT] * len(defined)
        )

    def fit(self, known: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """(features and lexicon, children) and bias, from the articles that are ``known``."""
        coefficients = np.zeros((self.vectors.shape[1], len(self.children)))
        bias = np.zeros(len(self.children))
        column = {child.code: number for number, child in enumerate(self.children)}
        for parent in sorted({child.parent for child in self.children}):
            of_parent = {child.code for child in self.children if child.parent == parent}
            rows, codes, weights = [], [], []
            for row, example in enumerate(self.examples):
                mine = [code for code in example.subtopics or () if code in of_parent]
                if row >= len(self.articles) or known[row]:
                    rows += [row] * len(mine)
                    codes += mine
                    weights += [self._weights[row] / max(1, len(mine))] * len(mine)
            # A regression over few examples lives in the space that they span: fitted there it is quick.
            distinct = np.unique(rows)
            lengths, axes = np.linalg.eigh(self._products[np.ix_(distinct, distinct)])
            spanning = axes[:, lengths > _SMALLEST_EIGENVALUE] / np.sqrt(
                lengths[lengths > _SMALLEST_EIGENVALUE]
            )
            model = LogisticRegression(C=_STRENGTH, max_iter=200)
            model.fit(self._products[np.ix_(rows, distinct)] @ spanning, codes, sample_weight=weights)
            primal = self.vectors[distinct].T @ (spanning @ model.coef_.T)
            columns = [column[code] for code in model.classes_]
            if len(columns) == 2:  # then the library keeps one side only
                primal = np.concatenate([np.zeros_like(primal), primal], axis=1)
                bias[columns] = [0.0, model.intercept_[0]]
            else:
                bias[columns] = model.intercept_
            coefficients[:, columns] = primal
        return coefficients, bias

    def _matrix(self) -> csr_matrix:
        """TF-IDF vectors of length 1, as inference has them before the idf is moved into the weights."""
        known = [(row, one) for row, one in enumerate(self._vectors) if one is not None]
        rows = np.concatenate([np.full(len(one.numbers), row) for row, one in known])
        columns = np.concatenate([one.numbers for _, one in known])
        values = np.concatenate([one.values * self._idf[one.numbers] for _, one in known])
        return csr_matrix((values, (rows, columns)), shape=(len(self._vectors), self._features))

    def unseen_scores(self) -> Floats:
        """(articles, children) by models that know nothing of the article's writer in its language."""
        writings = np.array([article.writing for article in self.articles])
        scores = np.zeros((len(self.articles), len(self.children)))
        for writing in sorted(set(writings.tolist())):
            coefficients, bias = self.fit(writings != writing)
            unseen = np.flatnonzero(writings == writing)
            scores[unseen] = self.vectors[unseen] @ self._pruned(coefficients)[1] + bias
        return scores

    def _pruned(self, coefficients: Floats) -> tuple[NDArray[np.int64], Floats]:
        """The features that matter most, and the coefficients with those of the others zero."""
        strongest = np.abs(coefficients[: self._features]).max(axis=1)
        kept = np.sort(np.argsort(-strongest, kind="stable")[:_FEATURES_KEPT])
        left = np.zeros_like(coefficients)
        left[kept] = coefficients[kept]
        left[self._features :] = coefficients[self._features :]
        return kept, left

    def save(self, folder: Path, sharpness: float) -> None:
        """Fits on all articles and writes what ``services.enrich.topics.second_level`` loads."""
        coefficients, bias = self.fit(np.ones(len(self.articles), dtype=bool))
        kept, left = self._pruned(coefficients)
        weights = sharpness * left[kept] * self._idf[kept, None]
        scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
        np.savez_compressed(
            folder / "second_level.npz",
            features=kept.astype(np.int32),
            weights=np.rint(weights / scale).astype(np.int8),
            scale=scale.astype(np.float32),
            lexicon_weights=(sharpness * left[self._features :] * self._lexicon_scale).astype(np.float32),
            bias=(sharpness * bias).astype(np.float32),
        )
        named = {child.code: {"label": child.label, "parent": child.parent} for child in self.children}
        (folder / "second_level.json").write_text(
            json.dumps(named, ensure_ascii=False, indent=1) + "\n", "utf-8"
        )


def _of_lexicon(vectors: Vectors | None, topics: int) -> Floats:
    return np.zeros(topics) if vectors is None else vectors.of_lexicon.astype(np.float64)


@dataclass(frozen=True, slots=True)
class SecondLevelReport:
    """Given a parent (the article's best topic, right or wrong), of articles of writings that were left out."""

    sharpness: float
    children: int
    listed: int  # codes with keywords
    confidences: Floats  # of the best child, given the parent
    right: NDArray[np.bool_]

    def at(self, least: float) -> tuple[float, float]:
        """Share of articles that get a child from ``least`` on, and share of these that is right."""
        given = self.confidences >= least
        return float(given.mean()), float(self.right[given].mean()) if given.any() else 0.0


def judge(material: SecondLevelMaterial, parents: Sequence[str], given: Floats) -> SecondLevelReport:
    """``parents``: the best top-level topic of each article, by a model that has not seen its writer; ``given``: its
    probability. The temperature is learnt where the parent is right and the article has one of its children."""
    scores = material.unseen_scores()
    column = {child.code: number for number, child in enumerate(material.children)}
    of_parent = {
        parent: np.array([number for number, child in enumerate(material.children) if child.parent == parent])
        for parent in set(parents)
    }
    truth = np.zeros(scores.shape, dtype=bool)
    for row, article in enumerate(material.articles):
        truth[row, [column[code] for code in article.subtopics or () if code in column]] = True

    def chances(row: int, sharpness: float) -> Floats:
        some = scores[row, of_parent[parents[row]]]
        odds = np.exp(sharpness * (some - some.max()))
        return np.asarray(odds / odds.sum())

    learnable = [row for row in range(len(parents)) if truth[row, of_parent[parents[row]]].any()]

    def loss(sharpness: float) -> float:
        return -sum(
            float(np.log(chances(row, sharpness)[truth[row, of_parent[parents[row]]]].sum() + 1e-12))
            for row in learnable
        )

    sharpness = min((float(one) for one in np.arange(0.3, 4, 0.1)), key=loss)
    best = [chances(row, sharpness) for row in range(len(parents))]
    right = [truth[row, of_parent[parents[row]][one.argmax()]] for row, one in enumerate(best)]
    listed = {code for example in keywords() for code in example.subtopics or ()}
    confidences = np.array([one.max() for one in best]) * given
    return SecondLevelReport(sharpness, len(material.children), len(listed), confidences, np.array(right))
