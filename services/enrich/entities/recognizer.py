"""Running an entity model over the sentences of a text, all of them at once.

What the linear model sees of a word depends on that word or on a pair of neighbours, never on the rest, so the scores are
looked up (by word, by pair of shapes, by shape and word) and added in columns; a small network's are added to them. Words
that can hardly be a name part the text into short runs; only these are decoded, side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from services.enrich.entities.features import (
    WINDOW,
    flag_feature,
    gazetteer_flags,
    mostly_capitals,
    plain,
    positioned,
    shape,
    word_attributes,
)
from services.enrich.entities.gazetteer import Gazetteer, Match
from services.enrich.entities.network import Network
from services.enrich.entities.runs import Chain, Run, decode_runs
from shared.linear_chain import LinearChain

Floats = NDArray[np.float32]
Key = TypeVar("Key")
_REACH = len(WINDOW) // 2
# Words of all articles follow Zipf's law: a table of a few tens of MB nearly always has them.
_MOST_ROWS = 150_000
# A word that "O" suits better than any other label by so much is in no name, whatever stands around it: on 1,500 articles
# one name in a thousand is read otherwise than by decoding whole sentences.
_SURELY_NONE = 9.0
_PADDING = ""  # stands between sentences, so that no word sees the next sentence's


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


class _Table(Generic[Key]):
    """Score rows by key, worked out once and kept in one array, so that many are gathered in one step."""

    def __init__(self, make: Callable[[Key], Floats], shape: tuple[int, ...]) -> None:
        self._make = make
        self._numbers: dict[Key, int] = {}
        self._rows = np.zeros((1_024, *shape), dtype=np.float32)

    def numbers(self, keys: Sequence[Key]) -> list[int]:
        """The row of each key. Valid until the next call, which may start the table anew."""
        if len(self._numbers) + len(keys) > _MOST_ROWS:
            self._numbers.clear()
        known = self._numbers
        found = [known.get(key, -1) for key in keys]
        if -1 in found:
            for position, number in enumerate(found):
                if number < 0:
                    found[position] = self._number(keys[position])
        return found

    def rows(self, keys: Sequence[Key]) -> Floats:
        numbers = self.numbers(keys)
        gathered: Floats = self._rows[numbers]
        return gathered

    def _number(self, key: Key) -> int:
        number = self._numbers.get(key)
        if number is None:
            number = len(self._numbers)
            if number == len(self._rows):
                self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
            self._rows[number] = self._make(key)
            self._numbers[key] = number
        return number


class _Scores:
    """Tables of one model for one language (a word's attributes depend on it). Not for use by two threads at once."""

    def __init__(self, model: LinearChain, language: str) -> None:
        self._model = model
        self._language = language
        labels = len(model.labels)
        self._words = _Table(self._word, (len(WINDOW), labels))
        self._shapes = _Table(self._shape_pair, (2, labels))
        self._before = _Table(self._word_before, (labels,))
        self._after = _Table(self._word_after, (labels,))
        self._plain: dict[str, tuple[str, str]] = {}
        self._flags: dict[tuple[str, int], Floats] = {}
        self.first = self._sum(["first"])
        self.capitals = self._sum(["capitals"])

    def of_words(self, words: Sequence[str]) -> Floats:
        """(words, labels): what each word and its neighbours up to two away say. ``words`` are padded at both ends."""
        by_distance = self._words.rows(words)
        scores = by_distance[:, _REACH].copy()
        for step in range(1, _REACH + 1):
            scores[:-step] += by_distance[step:, _REACH + step]  # the word ``step`` to the right
            scores[step:] += by_distance[:-step, _REACH - step]
        return scores

    def add_pairs(self, scores: Floats, words: Sequence[str]) -> None:
        known = self._plain
        seen = [known.get(word) or self._seen(word) for word in words]
        shapes = [one[0] for one in seen]
        pairs = self._shapes.rows(list(pairwise(shapes)))
        scores[:-1] += pairs[:, 0]
        scores[1:] += pairs[:, 1]
        plains = [one[1] for one in seen]
        scores[:-1] += self._after.rows(list(zip(shapes, plains[1:], strict=False)))
        scores[1:] += self._before.rows(list(zip(plains, shapes[1:], strict=False)))

    def of_flag(self, flag: str, distance: int) -> Floats:
        cached = self._flags.get((flag, distance))
        if cached is None:
            cached = self._flags[flag, distance] = self._sum([flag_feature(flag, distance)])
        return cached

    def _seen(self, word: str) -> tuple[str, str]:
        if len(self._plain) >= _MOST_ROWS:
            self._plain.clear()
        found = self._plain[word] = (shape(word), plain(word)) if word else (_PADDING, _PADDING)
        return found

    def _word(self, word: str) -> Floats:
        if not word:
            return np.zeros((len(WINDOW), len(self._model.labels)), dtype=np.float32)
        attributes = word_attributes(word, self._language)
        return np.stack([self._sum(positioned(attributes, distance)) for distance in WINDOW])

    def _shape_pair(self, pair: tuple[str, str]) -> Floats:
        shapes = f"{pair[0]}|{pair[1]}"
        return np.stack([self._sum([f"next={shapes}"]), self._sum([f"prev={shapes}"])])

    def _word_after(self, key: tuple[str, str]) -> Floats:
        return self._sum([f"nextw={key[0]}|{key[1]}"])

    def _word_before(self, key: tuple[str, str]) -> Floats:
        return self._sum([f"prevw={key[0]}|{key[1]}"])

    def _sum(self, names: Sequence[str]) -> Floats:
        rows = [row for name in names if (row := self._model.features.get(name)) is not None]
        if not rows:
            return np.zeros(len(self._model.labels), dtype=np.float32)
        total: Floats = self._model.weights[rows].sum(axis=0)
        return total


class _Inputs:
    """What a network sees of each word of one language. Not for use by two threads at once."""

    def __init__(self, network: Network, language: str) -> None:
        self._network = network
        self._language = language
        self._rows = _Table(self._row, (network.inputs,))

    def scores(self, words: Sequence[str]) -> Floats:
        """(words, labels). ``words`` are padded at both ends and between sentences."""
        inside = np.array([word != _PADDING for word in words])
        return self._network.scores(self._rows.rows(words), inside)

    def _row(self, word: str) -> Floats:
        if word == _PADDING:
            return np.zeros(self._network.inputs, dtype=np.float32)
        return self._network.input(word, self._language)


class Recognizer:
    """One model for one group of languages. Its tables grow as it reads, so two threads must not share one."""

    def __init__(self, model: LinearChain, gazetteer: Gazetteer, network: Network | None = None) -> None:
        self._model = model
        self._network = network
        self._inputs: dict[str, _Inputs] = {}
        self._gazetteer = gazetteer
        self._scores: dict[str, _Scores] = {}
        self._none = model.labels.index("O")
        self._chain = Chain(model.transitions, _allowed(model.labels), self._none)

    @classmethod
    def load(cls, path: Path, gazetteer: Gazetteer) -> Recognizer:
        return cls(LinearChain.load(path), gazetteer, Network.load(path))

    def __call__(self, words: Sequence[str], language: str) -> list[Span]:
        """The names of one sentence."""
        return self.read([words], [self._gazetteer.matches(words, language)], language)[0]

    def read(
        self, sentences: Sequence[Sequence[str]], matches: Sequence[Sequence[Match]], language: str
    ) -> list[list[Span]]:
        """The names of each sentence; ``matches``: what the gazetteer finds in each."""
        found: list[list[Span]] = [[] for _ in sentences]
        # No name in these languages is written without a capital.
        kept = [
            number
            for number, words in enumerate(sentences)
            if any(word[:1].isupper() or word[:1].isdigit() for word in words)
        ]
        if not kept:
            return found
        padded: list[str] = [_PADDING] * _REACH
        firsts: list[int] = []
        for number in kept:
            firsts.append(len(padded))
            padded.extend(sentences[number])
            padded.extend([_PADDING] * _REACH)
        emissions = self._emissions(padded, firsts, kept, sentences, matches, language)
        for run in decode_runs(emissions, self._runs(emissions, firsts, kept, sentences), self._chain):
            sentence = kept[run.sentence]
            offset = run.start - firsts[run.sentence]
            labels = [self._model.labels[index] for index in run.path]
            for kind, start, end in spans(labels):
                found[sentence].append(
                    Span(kind, offset + start, offset + end, float(min(run.probabilities[start:end])))
                )
        return found

    def _emissions(
        self,
        padded: Sequence[str],
        firsts: Sequence[int],
        kept: Sequence[int],
        sentences: Sequence[Sequence[str]],
        matches: Sequence[Sequence[Match]],
        language: str,
    ) -> Floats:
        tables = self._scores.get(language)
        if tables is None:
            tables = self._scores[language] = _Scores(self._model, language)
        scores = tables.of_words(padded)
        tables.add_pairs(scores, padded)
        if self._network is not None:
            inputs = self._inputs.get(language)
            if inputs is None:
                inputs = self._inputs[language] = _Inputs(self._network, language)
            scores += inputs.scores(padded)
        scores[list(firsts)] += tables.first
        for first, number in zip(firsts, kept, strict=True):
            words = sentences[number]
            if mostly_capitals(words):
                scores[first : first + len(words)] += tables.capitals
            if matches[number]:
                for position, flag in gazetteer_flags(matches[number]):
                    for distance in (-1, 0, 1):
                        # The word ``distance`` before sees it; padding takes what falls outside the sentence.
                        scores[first + position - distance] += tables.of_flag(flag, distance)
        return scores

    def _runs(
        self,
        emissions: Floats,
        firsts: Sequence[int],
        kept: Sequence[int],
        sentences: Sequence[Sequence[str]],
    ) -> list[Run]:
        """Where words that may be in a name stand together; a word that surely is in none ends a run."""
        others = emissions.copy()
        others[:, self._none] = -np.inf
        doubtful = (emissions[:, self._none] - others.max(axis=1)) < _SURELY_NONE
        runs: list[Run] = []
        for sentence, (first, number) in enumerate(zip(firsts, kept, strict=True)):
            last = first + len(sentences[number])
            places = np.flatnonzero(doubtful[first:last])
            if not len(places):
                continue
            parts = np.flatnonzero(np.diff(places) > 1)
            begins = places[np.concatenate([[0], parts + 1])] + first
            ends = places[np.concatenate([parts, [len(places) - 1]])] + first + 1
            runs.extend(
                Run(sentence, int(begin), int(end), begin == first, end == last)
                for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
            )
        return runs


def _allowed(labels: Sequence[str]) -> NDArray[np.bool_]:
    """An I-X may follow only B-X or I-X."""
    return np.array(
        [[not after.startswith("I-") or before[2:] == after[2:] for after in labels] for before in labels],
        dtype=bool,
    )
