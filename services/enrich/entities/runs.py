"""Decoding many short runs of words side by side: Viterbi, and the probability of what it chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_IMPOSSIBLE = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Chain:
    """``transitions`` and ``allowed``: (label before, label after). ``none``: the label of what is outside of names."""

    transitions: Floats
    allowed: NDArray[np.bool_]
    none: int


@dataclass(slots=True)
class Run:
    """Words [start, end) of a text, in sentence number ``sentence``; beside a run stands a word in no name, or nothing.

    ``path``: the best label of each word; ``probabilities``: how likely each is, given the whole run. Both are empty where
    the best path has no name.
    """

    sentence: int
    start: int
    end: int
    opens_sentence: bool
    ends_sentence: bool
    path: list[int] = field(default_factory=list)
    probabilities: list[float] = field(default_factory=list)


def decode_runs(emissions: Floats, runs: Sequence[Run], chain: Chain) -> list[Run]:
    """Those of ``runs`` that hold a name, in order, with their paths."""
    # Longest first: at each step those that are still going on are the first ones, a slice.
    ordered = sorted(runs, key=lambda run: run.start - run.end)
    if not ordered:
        return []
    batch = _Batch(emissions, ordered, chain)
    batch.decode()
    named = [run for run in ordered if any(label != chain.none for label in run.path)]
    if named:
        _Batch(emissions, named, chain).weigh()
    return sorted(named, key=lambda run: run.start)


class _Batch:
    """``scores`` (step, run, label); what lies beyond a run's end is never looked at."""

    def __init__(self, emissions: Floats, runs: Sequence[Run], chain: Chain) -> None:
        self._runs = runs
        self._chain = chain
        lengths = np.array([run.end - run.start for run in runs])
        steps = int(lengths[0])
        starts = np.array([run.start for run in runs])
        places = np.minimum(starts + np.arange(steps)[:, None], len(emissions) - 1)
        self._scores: Floats = emissions[places]
        # How many runs have a word at each step.
        self._going = [int(count) for count in (lengths[None, :] > np.arange(steps)[:, None]).sum(axis=1)]
        self._lengths = lengths.tolist()
        opens = np.array([run.opens_sentence for run in runs])
        ends = np.array([run.ends_sentence for run in runs])
        self._into = np.where(opens[:, None], np.float32(0), chain.transitions[chain.none])
        self._out = np.where(ends[:, None], np.float32(0), chain.transitions[:, chain.none])

    def decode(self) -> None:
        moves = np.where(self._chain.allowed, self._chain.transitions, _IMPOSSIBLE)
        # Inside a name cannot begin after a word outside of names.
        into = np.where(
            np.array([run.opens_sentence for run in self._runs])[:, None],
            np.float32(0),
            moves[self._chain.none],
        )
        score = self._scores[0] + into
        final = score + self._out
        back: list[NDArray[np.intp]] = []
        for step in range(1, len(self._scores)):
            going = self._going[step]
            candidates = score[:going, :, None] + moves
            best = candidates.argmax(axis=1)
            back.append(best)
            score = (
                np.take_along_axis(candidates, best[:, None, :], axis=1)[:, 0] + self._scores[step, :going]
            )
            final[:going] = score + self._out[:going]
        labels = final.argmax(axis=1).tolist()
        ways = [best.tolist() for best in back]
        for number, (run, length) in enumerate(zip(self._runs, self._lengths, strict=True)):
            path = [labels[number]]
            for step in range(length - 1, 0, -1):
                path.append(ways[step - 1][number][path[-1]])
            path.reverse()
            run.path = path

    def weigh(self) -> None:
        """Forward-backward over the runs; as many steps as the longest of them has words."""
        moves = self._chain.transitions
        steps = len(self._scores)
        forward = [self._scores[0] + self._into]
        for step in range(1, steps):
            going = self._going[step]
            forward.append(_log_sum(forward[-1][:going, :, None] + moves, 1) + self._scores[step, :going])
        backward = self._out.copy()
        chosen = np.zeros((len(self._runs), steps), dtype=np.int64)
        for number, run in enumerate(self._runs):
            chosen[number, : len(run.path)] = run.path
        weights = np.zeros((steps, len(self._runs)), dtype=np.float32)
        for step in range(steps - 1, -1, -1):
            going = self._going[step]
            if step + 1 < steps:
                ahead = self._going[step + 1]
                beyond = self._scores[step + 1, :ahead] + backward[:ahead]
                backward[:ahead] = _log_sum(moves[None] + beyond[:, None, :], 2)
            joint = forward[step] + backward[:going]
            joint = np.exp(joint - joint.max(axis=1, keepdims=True))
            here = np.arange(going)
            weights[step, :going] = joint[here, chosen[:going, step]] / joint.sum(axis=1)
        columns = weights.T.tolist()
        for run, column, length in zip(self._runs, columns, self._lengths, strict=True):
            run.probabilities = column[:length]


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    total: Floats = np.log(np.exp(values - top).sum(axis=axis)) + np.squeeze(top, axis=axis)
    return total
