"""The line labeller: a linear-chain CRF over lines, its weights in ``model.npz`` (see MODEL_CARD.md)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.ingest.split.features import Group, Layout, features, names
from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation
from shared.linear_chain import LinearChain

MODEL = Path(__file__).parent / "model.npz"

# What a line is. "I" continues the line before it (a hard wrap); PRE, POST and END are bylines and dates before the
# headline, under it and after the body; INSERT is furniture with more of the same article after it, FURN any other.
LABELS = ("LABEL", "PRE", "TITLE", "TITLE_I", "DECK", "DECK_I", "POST", "BODY", "BODY_I", "SUBHEAD", "ITEM", "ITEM_I",
          "INSERT", "END", "FURN", "BRIEF")  # fmt: skip

# Windows of long documents overlap by this many lines on each side; what a line is never depends on one farther away.
_WINDOW, _MARGIN = 512, 64
_CACHE_LIMIT = 120_000

_IN_ARTICLE = ("BODY", "BODY_I", "SUBHEAD", "ITEM", "ITEM_I", "INSERT")
_AFTER = {
    "LABEL": ("LABEL", "PRE", "TITLE", "BRIEF", "FURN"),
    "PRE": ("LABEL", "PRE", "TITLE", "BRIEF"),
    "TITLE": ("TITLE_I", "DECK", "POST", "LABEL", "PRE", "TITLE", "BRIEF", "FURN", "END", *_IN_ARTICLE),
    "DECK": ("DECK", "DECK_I", "POST", "FURN", *_IN_ARTICLE),
    "POST": ("POST", "DECK", "FURN", "TITLE", "LABEL", *_IN_ARTICLE),
    "BODY": ("LABEL", "PRE", "TITLE", "END", "FURN", "BRIEF", *_IN_ARTICLE),
    "SUBHEAD": ("FURN", "TITLE", *_IN_ARTICLE),
    "ITEM": ("LABEL", "PRE", "TITLE", "END", "FURN", "BRIEF", *_IN_ARTICLE),
    "INSERT": ("DECK", "POST", "END", *_IN_ARTICLE),
    "END": ("END", "LABEL", "PRE", "TITLE", "FURN", "BRIEF"),
    "FURN": ("LABEL", "PRE", "TITLE", "FURN", "BRIEF"),
    "BRIEF": ("LABEL", "PRE", "TITLE", "FURN", "BRIEF", "END", *_IN_ARTICLE),
}  # fmt: skip
_FIRST = ("LABEL", "PRE", "TITLE", "FURN", "BRIEF")


class Labeller:
    """Labels the lines of documents; keeps the emissions of feature groups it has met."""

    def __init__(self, chain: LinearChain) -> None:
        self._chain = chain
        self._rows: dict[Group, int] = {}
        self._emissions = np.zeros((4096, len(chain.labels)), dtype=np.float32)
        allowed = _allowed(chain.labels)
        self._moves = np.where(allowed, chain.transitions, np.float32(-1e4)).astype(np.float32)
        self._first = np.array([0.0 if label in _FIRST else -1e4 for label in chain.labels], dtype=np.float32)

    def label(self, lines: Sequence[Line], seen: Sequence[Observation]) -> list[str]:
        """One of ``LABELS`` for each line."""
        if not lines:
            return []
        emissions = self.emissions(features(lines, seen, Layout(lines, seen)))
        emissions[0] += self._first
        labels = self._chain.labels
        return [labels[index] for index in viterbi(emissions, self._moves)]

    def emissions(self, rows: Sequence[Sequence[Group]]) -> NDArray[np.float32]:
        if len(self._rows) > _CACHE_LIMIT:
            self._rows.clear()
        known = self._rows
        owners: list[int] = []
        indices: list[int] = []
        for position, row in enumerate(rows):
            for group in row:
                index = known.get(group)
                if index is None:
                    index = self._add(group)
                indices.append(index)
                owners.append(position)
        counts = np.bincount(np.asarray(owners), minlength=len(rows))
        starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
        summed: NDArray[np.float32] = np.add.reduceat(self._emissions[np.asarray(indices)], starts, axis=0)
        return summed

    def _add(self, group: Group) -> int:
        weights, index_of = self._chain.weights, self._chain.features
        found = [row for name in names(group) if (row := index_of.get(name)) is not None]
        index = len(self._rows)
        if index >= len(self._emissions):
            self._emissions = np.concatenate((self._emissions, np.zeros_like(self._emissions)))
        self._emissions[index] = weights[found].sum(axis=0) if found else 0.0
        self._rows[group] = index
        return index


@lru_cache(maxsize=1)
def default_labeller() -> Labeller:
    return Labeller(LinearChain.load(MODEL))


def _allowed(labels: Sequence[str]) -> NDArray[np.bool_]:
    allowed = np.zeros((len(labels), len(labels)), dtype=bool)
    for row, before in enumerate(labels):
        base = before.removesuffix("_I")
        for column, after in enumerate(labels):
            allowed[row, column] = after in _AFTER[base] or after == f"{base}_I"
    return allowed


def viterbi(emissions: NDArray[np.float32], moves: NDArray[np.float32]) -> list[int]:
    """Best label sequence; windows of a long document are decoded side by side, so time stays linear and steps few."""
    length = len(emissions)
    if length <= _WINDOW + 2 * _MARGIN:
        return [int(label) for label in _viterbi(emissions[None], moves)[0]]
    starts = list(range(0, length, _WINDOW))
    span = _WINDOW + 2 * _MARGIN
    stack = np.zeros((len(starts), span, emissions.shape[1]), dtype=np.float32)
    for row, start in enumerate(starts):
        first, last = max(0, start - _MARGIN), min(length, start + _WINDOW + _MARGIN)
        stack[row, : last - first] = emissions[first:last]
    decoded = _viterbi(stack, moves)
    result: list[int] = []
    for row, start in enumerate(starts):
        offset = start - max(0, start - _MARGIN)
        result.extend(int(v) for v in decoded[row, offset : offset + min(_WINDOW, length - start)])
    return result


def _viterbi(stack: NDArray[np.float32], moves: NDArray[np.float32]) -> NDArray[np.int16]:
    """Viterbi over (windows, lines, labels) at once."""
    windows, length, labels = stack.shape
    back = np.empty((length, windows, labels), dtype=np.int16)
    score = stack[:, 0]
    for position in range(1, length):
        candidates = score[:, :, None] + moves[None]
        back[position] = candidates.argmax(axis=1)
        score = candidates.max(axis=1) + stack[:, position]
    best = np.empty((windows, length), dtype=np.int16)
    best[:, -1] = score.argmax(axis=1)
    rows = np.arange(windows)
    for position in range(length - 1, 0, -1):
        best[:, position - 1] = back[position, rows, best[:, position]]
    return best
