"""Decoding many short runs of words side by side: Viterbi, and the probability of what it chose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]
_IMPOSSIBLE = np.float32(-1e9)
_SCALED_EVERY = 16  # steps; each multiplies by between e^-10 and some hundred


@dataclass(frozen=True, slots=True)
class Chain:
    """``transitions`` and ``allowed``: (label before, label after). ``none``: the label of what is outside of names."""

    transitions: Floats
    allowed: NDArray[np.bool_]
    none: int

    def least_gain(self) -> float:
        """If no word's best other label is above "O" by more than this (below zero), the best path has no name.

        Against the path without names each word in a name gains its own difference and that of the transition into it, and
        the last one of a name that of the transition out of it; at a sentence's ends there are no transitions.
        """
        stay = self.transitions[self.none, self.none]
        others = np.arange(len(self.transitions)) != self.none
        into = np.where(self.allowed, self.transitions, _IMPOSSIBLE)[:, others].max() - stay
        out = self.transitions[others, self.none].max() - stay
        return -float(max(into, 0.0) + max(out, 0.0)) - 1e-3  # room for rounding


@dataclass(frozen=True, slots=True)
class Runs:
    """Words [start, end) of a text; beside a run stands a word in no name, or nothing: where it ``opens`` a sentence or
    ``closes`` it. ``gain``: of each word of the text, how much its best other label is above "O"."""

    starts: Numbers
    ends: Numbers
    opens: NDArray[np.bool_]
    closes: NDArray[np.bool_]
    sentences: Numbers
    gain: Floats


@dataclass(slots=True)
class Run:
    """Run ``number`` of ``Runs``, one with a name. ``path``: the best label of each word; ``probabilities``: how likely each
    is, given the whole run."""

    number: int
    start: int
    path: list[int]
    probabilities: list[float]


def decode_runs(emissions: Floats, runs: Runs, chain: Chain) -> list[Run]:
    """Those of ``runs`` that hold a name, in order, with their paths."""
    if not len(runs.starts):
        return []
    # The ends of a run are not in the next one, so every other sum is a run's.
    edges = np.column_stack([runs.starts, runs.ends]).ravel()
    best = np.maximum.reduceat(np.append(runs.gain, -np.inf), edges)[::2]
    numbers = np.flatnonzero(best > chain.least_gain())
    if not len(numbers):
        return []
    # Longest first: at each step those that are still going on are the first ones, a slice.
    numbers = numbers[np.argsort(runs.starts[numbers] - runs.ends[numbers], kind="stable")]
    paths = _Batch(emissions, runs, numbers, chain).decode()
    named = [place for place, path in enumerate(paths) if any(label != chain.none for label in path)]
    if not named:
        return []
    numbers, paths = numbers[named], [paths[place] for place in named]
    weights = _Batch(emissions, runs, numbers, chain).weigh(paths)
    found = [
        Run(number, int(runs.starts[number]), path, weight)
        for number, path, weight in zip(numbers.tolist(), paths, weights, strict=True)
    ]
    return sorted(found, key=lambda run: run.start)


class _Batch:
    """``scores`` (step, run, label); what lies beyond a run's end is never looked at."""

    def __init__(self, emissions: Floats, runs: Runs, numbers: Numbers, chain: Chain) -> None:
        self._chain = chain
        lengths = runs.ends[numbers] - runs.starts[numbers]
        steps = int(lengths[0])
        places = np.minimum(runs.starts[numbers] + np.arange(steps)[:, None], len(emissions) - 1)
        self._scores: Floats = emissions[places]
        # How many runs have a word at each step.
        self._going: list[int] = (lengths[None, :] > np.arange(steps)[:, None]).sum(axis=1).tolist()
        self._lengths: list[int] = lengths.tolist()
        self._opens = runs.opens[numbers][:, None]
        self._out = np.where(runs.closes[numbers][:, None], np.float32(0), chain.transitions[:, chain.none])

    def decode(self) -> list[list[int]]:
        moves = np.where(self._chain.allowed, self._chain.transitions, _IMPOSSIBLE)
        # Inside a name cannot begin after a word outside of names.
        score = self._scores[0] + np.where(self._opens, np.float32(0), moves[self._chain.none])
        final = score + self._out
        # (run, label after, label before): the best is then looked for along the last axis.
        moves = np.ascontiguousarray(moves.T)
        ways: list[list[list[int]]] = []
        for step in range(1, len(self._scores)):
            going = self._going[step]
            candidates = score[:going, None, :] + moves
            ways.append(candidates.argmax(axis=2).tolist())
            score = candidates.max(axis=2) + self._scores[step, :going]
            final[:going] = score + self._out[:going]
        labels = final.argmax(axis=1).tolist()
        paths: list[list[int]] = []
        for number, length in enumerate(self._lengths):
            path = [labels[number]]
            for step in range(length - 1, 0, -1):
                path.append(ways[step - 1][number][path[-1]])
            path.reverse()
            paths.append(path)
        return paths

    def weigh(self, paths: list[list[int]]) -> list[list[float]]:
        """Forward-backward over the runs, scaled every few steps (Rabiner 1989, V.A)."""
        # Double precision, so that no scaling is needed for a while.
        moves = np.exp(self._chain.transitions.astype(np.float64))
        scores = np.exp(self._scores - self._scores.max(axis=2, keepdims=True)).astype(np.float64)
        steps, runs = scores.shape[:2]
        forward, backward = np.empty_like(scores), np.empty_like(scores)
        np.multiply(scores[0], np.where(self._opens, 1.0, moves[self._chain.none]), out=forward[0])
        for step in range(1, steps):
            going = self._going[step]
            here = np.matmul(forward[step - 1, :going], moves, out=forward[step, :going])
            here *= scores[step, :going]
            if step % _SCALED_EVERY == 0:
                here /= here.sum(axis=1, keepdims=True)
        # What follows a run's last word stands at each of its steps; those before the last are then written over.
        backward[:] = np.exp(self._out)
        back = np.ascontiguousarray(moves.T)
        for step in range(steps - 2, -1, -1):
            going = self._going[step + 1]
            ahead = scores[step + 1, :going] * backward[step + 1, :going]
            here = np.matmul(ahead, back, out=backward[step, :going])
            if step % _SCALED_EVERY == 0:
                here /= here.sum(axis=1, keepdims=True)
        lengths = np.array(self._lengths)
        inside = np.arange(steps)[:, None] < lengths
        joint = forward[inside] * backward[inside]
        places, numbers = np.nonzero(inside)
        chosen = np.zeros((runs, steps), dtype=np.intp)
        for number, path in enumerate(paths):
            chosen[number, : len(path)] = path
        weights = np.zeros((runs, steps))
        weights[numbers, places] = joint[np.arange(len(joint)), chosen[numbers, places]] / joint.sum(axis=1)
        return [row[:length] for row, length in zip(weights.tolist(), self._lengths, strict=True)]
