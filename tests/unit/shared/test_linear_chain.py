"""The numpy decoder against the definition: every label sequence scored one by one."""

from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from shared.linear_chain import LinearChain

LABELS = ("B", "I", "O")
SCORES = st.floats(-3, 3, width=32)


def _chain(transitions: np.ndarray) -> LinearChain:
    weights = np.array([[1, 0, -1], [0, 2, 0.5]], dtype=np.float32)
    return LinearChain(LABELS, {"upper": 0, "word=në": 1}, weights, transitions)


def _score(chain: LinearChain, emissions: np.ndarray, path: tuple[int, ...]) -> float:
    total = sum(float(emissions[position, label]) for position, label in enumerate(path))
    return total + sum(float(chain.transitions[a, b]) for a, b in pairwise(path))


@given(arrays(np.float32, (4, 3), elements=SCORES), arrays(np.float32, (3, 3), elements=SCORES))
def test_decoding_and_marginals_agree_with_enumeration(
    emissions: np.ndarray, transitions: np.ndarray
) -> None:
    chain = _chain(transitions)
    paths = list(product(range(3), repeat=4))
    scores = np.array([_score(chain, emissions, path) for path in paths])
    assert _score(chain, emissions, tuple(chain.decode(emissions))) == pytest.approx(scores.max(), abs=1e-4)

    weight = np.exp(scores - scores.max())
    expected = np.zeros((4, 3))
    for path, share in zip(paths, weight / weight.sum(), strict=True):
        for position, label in enumerate(path):
            expected[position, label] += share
    assert chain.marginals(emissions) == pytest.approx(expected, abs=1e-4)


def test_a_forbidden_transition_is_never_taken() -> None:
    emissions = np.array([[0, 0, 5], [0, 5, 0]], dtype=np.float32)
    allowed = np.ones((3, 3), dtype=bool)
    allowed[2, 1] = False  # O then I
    path = _chain(np.zeros((3, 3), dtype=np.float32)).decode(emissions, allowed)
    assert (path[0], path[1]) != (2, 1)


def test_a_saved_model_scores_the_same(tmp_path: Path) -> None:
    chain = _chain(np.eye(3, dtype=np.float32))
    chain.save(tmp_path / "model.npz")
    again = LinearChain.load(tmp_path / "model.npz")
    rows = [["upper", "never seen"], ["word=në", "upper"], []]
    assert (again.labels, again.emissions(rows).tolist()) == (LABELS, chain.emissions(rows).tolist())
    assert chain.emissions(rows).tolist() == [[1, 0, -1], [1, 2, -0.5], [0, 0, 0]]
    assert chain.decode(chain.emissions([])) == []
