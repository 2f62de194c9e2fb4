"""Of a topic of the top level, which of its children: one small softmax a parent, over the features of the topic model.

Made by training/topics/second_level.py; models/MODEL_CARD.md says how often it is right, and how seldom it answers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from services.enrich.topics.model import Vectors

Floats = NDArray[np.float32]
_FOLDER = Path(__file__).parent / "models"


@dataclass(frozen=True, slots=True)
class SecondLevel:
    """``children``: of each top-level code the columns of its children. ``rows``: of each feature of the topic model its
    row in ``weights`` (rows, codes), the first of which is zero. ``lexicon_weights`` (top-level topics, codes).

    All weights are for vectors as the topic model makes them, and already tempered."""

    codes: tuple[str, ...]
    labels: dict[str, str]
    children: dict[str, NDArray[np.intp]]
    rows: NDArray[np.int32]
    weights: Floats
    lexicon_weights: Floats
    bias: Floats

    @classmethod
    def load(cls, features: int, folder: Path = _FOLDER) -> Self:
        """``features``: how many the topic model has."""
        named: dict[str, dict[str, str]] = json.loads((folder / "second_level.json").read_text("utf-8"))
        codes = tuple(named)
        with np.load(folder / "second_level.npz", allow_pickle=False) as stored:
            steps, scale = stored["weights"], stored["scale"]
            rows = np.zeros(features, dtype=np.int32)
            rows[stored["features"]] = np.arange(1, len(steps) + 1)
            weights = np.zeros((len(steps) + 1, len(codes)), dtype=np.float32)
            weights[1:] = steps * scale
            lexicon_weights, bias = stored["lexicon_weights"], stored["bias"]
        parents = [named[code]["parent"] for code in codes]
        return cls(
            codes=codes,
            labels={code: named[code]["label"] for code in codes},
            children={
                parent: np.array([column for column, other in enumerate(parents) if other == parent])
                for parent in sorted(set(parents))
            },
            rows=rows,
            weights=weights,
            lexicon_weights=lexicon_weights,
            bias=bias,
        )

    def best(self, parent: str, vectors: Vectors) -> tuple[str, float] | None:
        """The likeliest child of ``parent`` and its probability, given that the article is about ``parent``."""
        columns = self.children.get(parent)
        if columns is None:
            return None
        rows = self.rows[vectors.numbers]
        known = np.flatnonzero(rows)
        scores = (
            vectors.values[known] @ self.weights[rows[known][:, None], columns]
            + vectors.of_lexicon @ self.lexicon_weights[:, columns]
            + self.bias[columns]
        )
        odds = np.exp(scores - scores.max())
        chosen = int(scores.argmax())
        return self.codes[int(columns[chosen])], float(odds[chosen] / odds.sum())
