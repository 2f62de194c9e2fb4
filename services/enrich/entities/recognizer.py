"""Running an entity model over the sentences of a text, many of them at once.

What the linear model sees of a word depends on that word or on a pair of neighbours, never on the rest, so the scores are
looked up (by word, by pair of shapes, by shape and word) and added in columns; a small network's are added to them. Words
that can hardly be a name part the text into short runs; only these are decoded, side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.enrich.entities.feature_scores import REACH, FeatureScores
from services.enrich.entities.features import gazetteer_flags
from services.enrich.entities.gazetteer import Gazetteer, Match
from services.enrich.entities.network import Network
from services.enrich.entities.runs import Chain, Runs, decode_runs
from services.enrich.entities.word_table import MOST_WORDS, PADDING, WordTable

Floats = NDArray[np.float32]
# A word that "O" suits better than any other label by so much is in no name, whatever stands around it: on 1,500 articles
# one name in a thousand is read otherwise than by decoding whole sentences.
_SURELY_NONE = 9.0
# Sentences are read in parts of the text of about so many words: memory stays small, and what is worked on near the core.
_WORDS_AT_ONCE = 2_000


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


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences of a text with padding before, between and behind them. ``numbers``: of each word in the table;
    ``sentences``: which those are that were kept; ``firsts`` and ``lengths``: where their words stand."""

    numbers: NDArray[np.int32]
    sentences: NDArray[np.intp]
    firsts: NDArray[np.intp]
    lengths: NDArray[np.intp]
    capitals: NDArray[np.bool_]  # of each word: whether it is in a sentence that is mostly in capitals


class Recognizer:
    """One model for one group of languages. Its table grows as it reads, so two threads must not share one."""

    # Sentences without a capital are passed over: that saves time, and costs recall on informal text only.
    reads_small_letters = False

    def __init__(self, scores: FeatureScores, gazetteer: Gazetteer, network: Network | None = None) -> None:
        self._scores = scores
        self._network = network
        self._gazetteer = gazetteer
        self._table = WordTable(scores, network)
        self._none = scores.labels.index("O")
        self._chain = Chain(scores.transitions, _allowed(scores.labels), self._none)
        self._first = scores.of_attribute("first")[REACH]
        self._capitals = scores.of_attribute("capitals")[REACH]
        self._flags: dict[str, Floats] = {}

    @classmethod
    def load(cls, path: Path, gazetteer: Gazetteer) -> Recognizer:
        return cls(FeatureScores.load(path), gazetteer, Network.load(path))

    def __call__(self, words: Sequence[str], language: str) -> list[Span]:
        """The names of one sentence."""
        return self.read([words], [self._gazetteer.matches(words, language)], language)[0]

    def read(
        self, sentences: Sequence[Sequence[str]], matches: Sequence[Sequence[Match]], language: str
    ) -> list[list[Span]]:
        """The names of each sentence; ``matches``: what the gazetteer finds in each."""
        found: list[list[Span]] = [[] for _ in sentences]
        first = 0
        while first < len(sentences):
            last, count = first, 0
            while last < len(sentences) and (last == first or count + len(sentences[last]) <= _WORDS_AT_ONCE):
                count += len(sentences[last])
                last += 1
            if count > MOST_WORDS:
                raise ValueError(f"a sentence of {count} words; at most {MOST_WORDS} can be read at once")
            self._read(sentences[first:last], matches[first:last], language, found[first:last])
            first = last
        return found

    def _read(
        self,
        sentences: Sequence[Sequence[str]],
        matches: Sequence[Sequence[Match]],
        language: str,
        found: Sequence[list[Span]],
    ) -> None:
        part = self._part(sentences, language)
        if part is None:
            return
        emissions = self._emissions(part, sentences, matches)
        runs = self._runs(emissions, part)
        names = self._scores.labels
        for run in decode_runs(emissions, runs, self._chain):
            place = runs.sentences[run.number]
            offset = run.start - int(part.firsts[place])
            sentence = found[part.sentences[place]]
            for kind, start, end in spans([names[index] for index in run.path]):
                probability = min(run.probabilities[start:end])
                sentence.append(Span(kind, offset + start, offset + end, probability))

    def _part(self, sentences: Sequence[Sequence[str]], language: str) -> Part | None:
        """The sentences that can have a name: in careful text none is written without a capital or a digit."""
        table = self._table
        numbers = table.numbers(list(chain.from_iterable(sentences)), language)
        lengths = np.fromiter(map(len, sentences), dtype=np.intp, count=len(sentences))
        owners = np.repeat(np.arange(len(sentences)), lengths)
        if self.reads_small_letters:
            opening = lengths > 0
        else:
            opening = np.bincount(owners[table.opens_name[numbers]], minlength=len(sentences)) > 0
        kept = np.flatnonzero(opening)
        if not len(kept):
            return None
        letters = table.letter[numbers]
        of_letters = np.bincount(owners[letters > 0], minlength=len(sentences))
        of_capitals = np.bincount(owners[letters > 1], minlength=len(sentences))
        capitals = (of_letters >= 3) & (of_capitals >= 0.75 * of_letters)
        lengths = lengths[kept]
        firsts = np.cumsum(lengths) - lengths + REACH * np.arange(1, len(kept) + 1)
        padded = np.full(int(lengths.sum()) + REACH * (len(kept) + 1), PADDING, dtype=np.int32)
        inside = opening[owners]
        rank = np.cumsum(opening)[owners[inside]]
        places = np.arange(len(rank)) + REACH * rank
        padded[places] = numbers[inside]
        in_capitals = np.zeros(len(padded), dtype=np.bool_)
        in_capitals[places] = capitals[owners[inside]]
        return Part(padded, kept, firsts, lengths, in_capitals)

    def _emissions(
        self, part: Part, sentences: Sequence[Sequence[str]], matches: Sequence[Sequence[Match]]
    ) -> Floats:
        """(words of the part, labels)."""
        table = self._table
        by_distance = table.scores[part.numbers]
        self._add_flags(by_distance, part, matches)
        scores = by_distance[:, REACH].copy()
        for step in range(1, REACH + 1):
            scores[:-step] += by_distance[step:, REACH + step]  # the word ``step`` to the right
            scores[step:] += by_distance[:-step, REACH - step]
        self._scores.add_pairs(scores, table.shapes[part.numbers], table.words[part.numbers])
        if self._network is not None:
            scores += self._network.scores(table.inputs[part.numbers], part.numbers != PADDING)
        scores[part.firsts] += self._first
        scores[part.capitals] += self._capitals
        return scores

    def _add_flags(self, by_distance: Floats, part: Part, matches: Sequence[Sequence[Match]]) -> None:
        for first, sentence in zip(part.firsts.tolist(), part.sentences.tolist(), strict=True):
            for position, flag in gazetteer_flags(matches[sentence]) if matches[sentence] else ():
                row = self._flags.get(flag)
                if row is None:
                    row = self._flags[flag] = self._scores.of_flag(flag)
                by_distance[first + position] += row

    def _runs(self, emissions: Floats, part: Part) -> Runs:
        """Where words that may be in a name stand together; a word that surely is in none ends a run."""
        others = emissions.copy()
        others[:, self._none] = -np.inf
        gain = others.max(axis=1) - emissions[:, self._none]
        doubtful = (gain > -_SURELY_NONE) & (part.numbers != PADDING)
        edges = np.flatnonzero(np.diff(doubtful, prepend=False, append=False))
        starts, ends = edges[::2], edges[1::2]
        sentences = np.searchsorted(part.firsts, starts, side="right") - 1
        opens = starts == part.firsts[sentences]
        closes = ends == (part.firsts + part.lengths)[sentences]
        return Runs(starts, ends, opens, closes, sentences, gain)


def _allowed(labels: Sequence[str]) -> NDArray[np.bool_]:
    """An I-X may follow only B-X or I-X."""
    return np.array(
        [[not after.startswith("I-") or before[2:] == after[2:] for after in labels] for before in labels],
        dtype=bool,
    )
