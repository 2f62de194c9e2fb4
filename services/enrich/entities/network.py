"""A small network over the words round a word, two layers, each over a window. Its scores add to the linear model's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.enrich.entities.features import shape
from services.enrich.entities.word_vectors import UNKNOWN, WordVectors, word_vectors

Floats = NDArray[np.float32]
REACH = 2  # words to each side that the first layer sees; the second sees one more
OTHER_SHAPE = "other"  # of a word whose shape is rare
ARRAYS = (
    "projection",
    "shape_rows",
    "first",
    "first_bias",
    "second",
    "second_bias",
    "out",
    "bias",
)


@dataclass(frozen=True, slots=True)
class Network:
    """``projection`` (vector, kept), ``shape_rows`` (shapes, features), ``first`` (window of inputs, hidden),
    ``second`` (window of hidden, hidden), ``out`` (both hidden, labels)."""

    vectors: WordVectors
    projection: Floats
    shapes: Mapping[str, int]
    shape_rows: Floats
    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats
    out: Floats
    bias: Floats

    @classmethod
    def load(cls, path: Path) -> Network | None:
        """The network of a model's file; None where it has none."""
        with np.load(path, allow_pickle=False) as stored:
            if "network_shapes" not in stored:
                return None
            names = stored["network_shapes"].tobytes().decode("utf-8").split("\n")
            arrays = {name: stored[f"network_{name}"].astype(np.float32) for name in ARRAYS}
        return cls(vectors=word_vectors(), shapes={name: row for row, name in enumerate(names)}, **arrays)

    @property
    def inputs(self) -> int:
        """Numbers that stand for one word."""
        return int(self.projection.shape[1] + self.shape_rows.shape[1] + 1)

    def inputs_of(self, words: Sequence[str], language: str) -> Floats:
        """(words, inputs): each word's vector, its shape, and whether its vector is known."""
        rows = self.vectors.rows_of(words, language)
        # In double precision: a word's input must not depend, in its last digits, on which words are looked up with it.
        vectors = self.vectors.rows[rows].astype(np.float64) * self.vectors.step
        projected = (vectors @ self.projection).astype(np.float32)
        other = self.shapes[OTHER_SHAPE]
        shapes = [self.shapes.get(shape(word), other) for word in words]
        known = (rows != UNKNOWN).astype(np.float32)[:, None]
        return np.concatenate([projected, self.shape_rows[shapes], known], axis=1)

    def scores(self, inputs: Floats, inside: NDArray[np.bool_]) -> Floats:
        """(words, labels) of words given by their inputs; all are zero where not ``inside`` a sentence. There must be
        REACH such rows or more between two sentences and at both ends."""
        hidden = _layer(inputs, self.first, self.first_bias, REACH) * inside[:, None]
        wider = _layer(hidden, self.second, self.second_bias, 1)
        width = hidden.shape[1]
        total: Floats = hidden @ self.out[:width] + wider @ self.out[width:] + self.bias
        return total

    def of_sentence(self, words: Sequence[str], language: str) -> Floats:
        """(words, labels) of one sentence: what training sees."""
        inputs = np.zeros((len(words) + 2 * REACH, self.inputs), dtype=np.float32)
        inside = np.zeros(len(inputs), dtype=np.bool_)
        inside[REACH : REACH + len(words)] = True
        if words:
            inputs[REACH : REACH + len(words)] = self.inputs_of(words, language)
        return self.scores(inputs, inside)[REACH : REACH + len(words)]


def _layer(rows: Floats, weights: Floats, bias: Floats, reach: int) -> Floats:
    """Rectified sum over the window of what each of its words gives; beyond the ends is nothing."""
    width = rows.shape[1]
    total = np.tile(bias, (len(rows), 1))
    for distance in range(-reach, reach + 1):
        given = rows @ weights[(distance + reach) * width : (distance + reach + 1) * width]
        if distance < 0:
            total[-distance:] += given[:distance]
        elif distance > 0:
            total[:-distance] += given[distance:]
        else:
            total += given
    return np.maximum(total, 0, out=total)
