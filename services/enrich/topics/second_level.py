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
class Children:
    """Of one parent: ``codes``, and the ``weights`` (rows, codes), ``lexicon_weights`` (top-level topics, codes) and
    ``bias`` for vectors as the topic model makes them, already tempered."""

    codes: tuple[str, ...]
    weights: Floats
    lexicon_weights: Floats
    bias: Floats


@dataclass(frozen=True, slots=True)
class SecondLevel:
    """``labels``: of each child. ``children``: of each top-level code. ``rows``: of each feature of the topic model its row
    in the children's weights; the first row is zero."""

    labels: dict[str, str]
    children: dict[str, Children]
    rows: NDArray[np.int32]

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
        children = {}
        for parent in sorted({child["parent"] for child in named.values()}):
            columns = [column for column, code in enumerate(codes) if named[code]["parent"] == parent]
            children[parent] = Children(
                codes=tuple(codes[column] for column in columns),
                weights=np.ascontiguousarray(weights[:, columns]),
                lexicon_weights=lexicon_weights[:, columns],
                bias=bias[columns],
            )
        return cls({code: child["label"] for code, child in named.items()}, children, rows)

    def best(self, parent: str, vectors: Vectors) -> tuple[str, float] | None:
        """The likeliest child of ``parent`` and its probability, given that the article is about ``parent``."""
        children = self.children.get(parent)
        if children is None:
            return None
        rows = self.rows[vectors.numbers]
        known = np.flatnonzero(rows)
        scores = (
            vectors.values[known] @ children.weights[rows[known]]
            + vectors.of_lexicon @ children.lexicon_weights
            + children.bias
        )
        odds = np.exp(scores - scores.max())
        chosen = int(scores.argmax())
        return children.codes[chosen], float(odds[chosen] / odds.sum())
