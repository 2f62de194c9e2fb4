"""Training a linear-chain CRF with python-crfsuite and writing it as the plain weights that run time loads."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pycrfsuite

from shared.linear_chain import LinearChain


def train_linear_chain(
    sequences: Iterable[tuple[Sequence[Sequence[str]], Sequence[str]]],
    *,
    c1: float,
    c2: float,
    max_iterations: int,
    min_frequency: int = 0,
    min_weight: float = 0.0,
    stochastic: bool = False,
) -> LinearChain:
    """``sequences`` yields (feature names of each item, label of each item). L-BFGS; ``c1``/``c2`` as in CRFsuite.

    ``stochastic``: gradient descent sentence by sentence instead, without ``c1``: as good after a fifth of the passes.

    Features whose every weight is below ``min_weight`` in size are dropped: most of a model's bytes, none of its score.
    """
    trainer = pycrfsuite.Trainer(algorithm="l2sgd" if stochastic else "lbfgs", verbose=False)
    trainer.set_params(
        {
            **({} if stochastic else {"c1": c1}),
            "c2": c2,
            "max_iterations": max_iterations,
            "feature.minfreq": min_frequency,
            "feature.possible_transitions": True,
        }
    )
    for rows, labels in sequences:
        trainer.append([list(row) for row in rows], list(labels))
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model.crfsuite")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
        labels = tuple(sorted(tagger.labels()))
        column = {label: index for index, label in enumerate(labels)}
        table: dict[str, np.ndarray] = {}
        for (name, label), weight in info.state_features.items():
            row = table.get(name)
            if row is None:
                row = table[name] = np.zeros(len(labels), dtype=np.float32)
            row[column[label]] = weight
        transitions = np.zeros((len(labels), len(labels)), dtype=np.float32)
        for (before, after), weight in info.transitions.items():
            transitions[column[before], column[after]] = weight
        tagger.close()
    kept = {
        name: row
        for name, row in sorted(table.items())
        if np.abs(row).max() >= min_weight and "\n" not in name
    }
    features = {name: index for index, name in enumerate(kept)}
    return LinearChain(labels, features, np.stack(list(kept.values())), transitions)
