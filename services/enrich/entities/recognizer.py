"""Running an entity model over sentences: cached word scores, Viterbi, and each span with its probability."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.enrich.entities.features import (
    WINDOW,
    flag_features,
    gazetteer_flags,
    mostly_capitals,
    pair_features,
    place_features,
    positioned,
    word_attributes,
)
from services.enrich.entities.gazetteer import Gazetteer
from shared.linear_chain import LinearChain

Floats = NDArray[np.float32]
_REACH = len(WINDOW) // 2
_MAX_CACHED = (
    200_000  # words of all articles follow Zipf's law: the cache is a few tens of MB and nearly always hits
)


@dataclass(frozen=True, slots=True)
class Span:
    """Words [start, end) of a sentence. ``label``: PER, ORG or LOC."""

    label: str
    start: int
    end: int
    probability: float


def spans(labels: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """(type, start, end) of each entity in IOB2 labels; an I that continues nothing starts a new one."""
    start, kind = 0, ""
    for position, label in enumerate([*labels, "O"]):
        if kind and label != f"I-{kind}":
            yield kind, start, position
            kind = ""
        if label != "O" and not kind:
            start, kind = position, label[2:]


class Recognizer:
    """One model for one group of languages. Safe for threads: the caches only ever hold pure results."""

    def __init__(self, model: LinearChain, gazetteer: Gazetteer) -> None:
        self._model = model
        self._gazetteer = gazetteer
        self._words: dict[tuple[str, str], Floats] = {}
        self._pairs: dict[tuple[str, str], Floats] = {}
        self._features: dict[str, Floats] = {}
        self._allowed = _allowed(model.labels)

    @classmethod
    def load(cls, path: Path, gazetteer: Gazetteer) -> Recognizer:
        return cls(LinearChain.load(path), gazetteer)

    def __call__(self, words: Sequence[str], language: str) -> list[Span]:
        if not any(word[:1].isupper() or word[:1].isdigit() for word in words):
            return []  # no name in these languages is written without a capital
        emissions = self._emissions(words, language)
        path = self._model.decode(emissions, self._allowed)
        labels = [self._model.labels[index] for index in path]
        found = list(spans(labels))
        if not found:
            return []
        marginals = self._model.marginals(emissions)
        return [
            Span(
                kind,
                start,
                end,
                float(min(marginals[position, path[position]] for position in range(start, end))),
            )
            for kind, start, end in found
        ]

    def _emissions(self, words: Sequence[str], language: str) -> Floats:
        count = len(words)
        by_distance = np.stack([self._word(word, language) for word in words])  # (words, window, labels)
        scores = by_distance[:, _REACH].copy()
        for step in range(1, _REACH + 1):
            if count > step:
                scores[:-step] += by_distance[step:, _REACH + step]  # the word ``step`` to the right
                scores[step:] += by_distance[:-step, _REACH - step]
        for position in range(count - 1):
            pair = self._pair(words[position], words[position + 1])
            scores[position] += pair[0]
            scores[position + 1] += pair[1]
        capitals = mostly_capitals(words)
        flags = gazetteer_flags(words, language, self._gazetteer)
        for position in range(count):
            for name in place_features(position, capitals) + flag_features(flags, position):
                scores[position] += self._feature(name)
        return scores

    def _word(self, word: str, language: str) -> Floats:
        key = (word, language)
        cached = self._words.get(key)
        if cached is None:
            attributes = word_attributes(word, language)
            cached = np.stack([self._sum(positioned(attributes, distance)) for distance in WINDOW])
            if len(self._words) >= _MAX_CACHED:
                self._words.clear()
            self._words[key] = cached
        return cached

    def _pair(self, left: str, right: str) -> Floats:
        cached = self._pairs.get((left, right))
        if cached is None:
            for_left, for_right = pair_features(left, right)
            if len(self._pairs) >= _MAX_CACHED:
                self._pairs.clear()
            cached = self._pairs[left, right] = np.stack([self._sum(for_left), self._sum(for_right)])
        return cached

    def _feature(self, name: str) -> Floats:
        cached = self._features.get(name)
        if cached is None:
            cached = self._features[name] = self._sum([name])
        return cached

    def _sum(self, names: Sequence[str]) -> Floats:
        rows = [row for name in names if (row := self._model.features.get(name)) is not None]
        if not rows:
            return np.zeros(len(self._model.labels), dtype=np.float32)
        total: Floats = self._model.weights[rows].sum(axis=0)
        return total


def _allowed(labels: Sequence[str]) -> NDArray[np.bool_]:
    """An I-X may follow only B-X or I-X."""
    return np.array(
        [[not after.startswith("I-") or before[2:] == after[2:] for after in labels] for before in labels],
        dtype=bool,
    )
