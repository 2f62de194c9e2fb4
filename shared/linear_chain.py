"""A linear-chain CRF at inference: weights in a plain ``.npz``, decoding in numpy.

Training is elsewhere (``training/``, python-crfsuite); at run time a model is only a table of weights, so it needs no
compiled extension, loads without pickles, and the score of a feature can be cached by its caller: an item's emission is
the plain sum of its features' rows. Model: Lafferty, McCallum, Pereira, 2001.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LinearChain:
    """``weights`` (features, labels), ``transitions`` (from label, to label), ``features``: name to row of ``weights``."""

    labels: tuple[str, ...]
    features: Mapping[str, int]
    weights: Floats
    transitions: Floats

    @classmethod
    def load(cls, path: Path) -> LinearChain:
        with np.load(path, allow_pickle=False) as stored:
            names = stored["features"].tobytes().decode("utf-8").split("\n")
            labels = tuple(stored["labels"].tobytes().decode("utf-8").split("\n"))
            weights = stored["weights"].astype(np.float32)
            transitions = stored["transitions"].astype(np.float32)
        if weights.shape != (len(names), len(labels)):
            raise ValueError(
                f"{path}: {weights.shape} weights for {len(names)} features and {len(labels)} labels"
            )
        return cls(labels, {name: row for row, name in enumerate(names)}, weights, transitions)

    def save(self, path: Path) -> None:
        """Write the model; weights are stored as half floats, which moves a score by less than 0.001."""
        np.savez_compressed(
            path,
            features=np.frombuffer("\n".join(self.features).encode("utf-8"), dtype=np.uint8),
            labels=np.frombuffer("\n".join(self.labels).encode("utf-8"), dtype=np.uint8),
            weights=self.weights.astype(np.float16),
            transitions=self.transitions.astype(np.float32),
        )

    def emissions(self, rows: Sequence[Iterable[str]]) -> Floats:
        """Scores (items, labels) of items given as their feature names; unknown names count nothing."""
        known, owners = [], []
        for position, row in enumerate(rows):
            for name in row:
                index = self.features.get(name)
                if index is not None:
                    known.append(index)
                    owners.append(position)
        scores = np.zeros((len(rows), len(self.labels)), dtype=np.float32)
        if known:
            np.add.at(scores, np.asarray(owners), self.weights[np.asarray(known)])
        return scores

    def decode(self, emissions: Floats, allowed: NDArray[np.bool_] | None = None) -> list[int]:
        """Best label sequence (Viterbi). ``allowed`` (labels, labels) forbids transitions where false."""
        length = len(emissions)
        if length == 0:
            return []
        moves = self.transitions if allowed is None else np.where(allowed, self.transitions, np.float32(-1e9))
        back = np.empty(emissions.shape, dtype=np.int32)
        score = emissions[0]
        for position in range(1, length):
            candidates = score[:, None] + moves
            back[position] = candidates.argmax(axis=0)
            score = candidates.max(axis=0) + emissions[position]
        best = [int(score.argmax())]
        for position in range(length - 1, 0, -1):
            best.append(int(back[position, best[-1]]))
        best.reverse()
        return best

    def marginals(self, emissions: Floats) -> Floats:
        """Probability (items, labels) of each label given the whole sequence (forward-backward in log space)."""
        length = len(emissions)
        if length == 0:
            return emissions
        forward = np.empty_like(emissions)
        backward = np.zeros_like(emissions)
        forward[0] = emissions[0]
        for position in range(1, length):
            forward[position] = (
                _log_sum(forward[position - 1][:, None] + self.transitions, 0) + emissions[position]
            )
        for position in range(length - 2, -1, -1):
            ahead = emissions[position + 1] + backward[position + 1]
            backward[position] = _log_sum(self.transitions + ahead[None, :], 1)
        joint = forward + backward
        joint -= joint.max(axis=1, keepdims=True)
        probability: Floats = np.exp(joint)
        probability /= probability.sum(axis=1, keepdims=True)
        return probability


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    total: Floats = np.log(np.exp(values - top).sum(axis=axis)) + np.squeeze(top, axis=axis)
    return total
