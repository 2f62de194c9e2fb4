"""The line labeller: a linear-chain CRF over lines, its weights in two ``.npz`` files (see MODEL_CARD.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.ingest.split.columns import label_columns, line_columns
from services.ingest.split.consistency import LabelGroups
from services.ingest.split.emissions import Emissions
from services.ingest.split.features import Layout, LineGroups
from services.ingest.split.lines import Line
from services.ingest.split.observe import SHORT, Observation
from shared.linear_chain import Floats, LinearChain

FIRST_MODEL = Path(__file__).parent / "first_pass.npz"
SECOND_MODEL = Path(__file__).parent / "second_pass.npz"

# What a line is. "I" continues the line before it (a hard wrap); PRE, POST and END are bylines and dates before the
# headline, under it and after the body; INSERT is furniture with more of the same article after it, FURN any other.
LABELS = ("LABEL", "PRE", "TITLE", "TITLE_I", "DECK", "DECK_I", "POST", "BODY", "BODY_I", "SUBHEAD", "ITEM", "ITEM_I",
          "INSERT", "END", "FURN", "BRIEF")  # fmt: skip

# Windows of long documents overlap by this many lines on each side; what a line is never depends on one farther away.
_WINDOW, _MARGIN = 512, 64
_FEW = 300  # lines: for a shorter document the columns are not worth making

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
_SHORT_ONLY = ("LABEL", "PRE", "POST", "END", "SUBHEAD")
_FIRST = ("LABEL", "PRE", "TITLE", "FURN", "BRIEF")


class Labeller:
    """Labels the lines of documents in two passes; the second sees what the first made of the whole document.

    Keeps the emissions of the feature groups it has met, of both passes side by side, so that one look-up serves both.
    """

    def __init__(self, first: LinearChain, second: LinearChain | None) -> None:
        if second is not None and second.labels != first.labels:
            raise ValueError("the two passes know different labels")
        self._labels = first.labels
        self._chains = (first,) if second is None else (first, second)
        self._emissions = Emissions(self._chains)
        allowed = _allowed(first.labels)
        self._moves = [
            np.where(allowed, c.transitions, np.float32(-1e4)).astype(np.float32) for c in self._chains
        ]
        self._start = np.array([0.0 if label in _FIRST else -1e4 for label in first.labels], dtype=np.float32)

    @property
    def labels(self) -> tuple[str, ...]:
        return self._labels

    def label(
        self,
        lines: Sequence[Line],
        seen: Sequence[Observation],
        *,
        allowed: NDArray[np.bool_] | None = None,
    ) -> list[str]:
        """One of ``LABELS`` for each line; ``allowed`` (lines, labels) leaves open only what is true in it."""
        if not lines:
            return []
        layout = Layout(lines, seen)
        width = len(self._labels)
        made = LineGroups(lines, seen, layout)
        long_document = len(lines) > _FEW
        emissions = (
            self._emissions.of_columns(len(lines), line_columns(made))
            if long_document
            else self._emissions.of_rows(made.rows())
        )
        # Nothing is wrapped across a gap, and no long text is a label, a date line or a byline.
        apart = [i for i, line in enumerate(lines) if line.blank_before > 0 or line.separated]
        long = [i for i, one in enumerate(seen) if one.length > SHORT]
        emissions[
            np.ix_(np.asarray(apart, dtype=int), self._columns(lambda label: label.endswith("_I")))
        ] = -1e4
        emissions[
            np.ix_(np.asarray(long, dtype=int), self._columns(lambda label: label in _SHORT_ONLY))
        ] = -1e4
        if allowed is not None:
            emissions = np.where(np.tile(allowed, len(self._chains)), emissions, np.float32(-1e5))
        labels = self._decode(emissions[:, :width], 0)
        if len(self._chains) == 1:
            return labels
        again = LabelGroups(lines, seen, layout, labels)
        second = (
            self._emissions.of_columns(len(lines), label_columns(again))
            if long_document
            else self._emissions.of_rows([group] for group in again.rows())
        )
        return self._decode(emissions[:, width:] + second[:, width:], 1)

    def _columns(self, chosen: Callable[[str], bool]) -> NDArray[np.int64]:
        """Columns of the chosen labels in the emissions of all passes."""
        width = len(self._labels)
        return np.array(
            [
                number * width + column
                for number in range(len(self._chains))
                for column, label in enumerate(self._labels)
                if chosen(label)
            ]
        )

    def _decode(self, emissions: Floats, number: int) -> list[str]:
        emissions[0] += self._start
        return [self._labels[index] for index in viterbi(emissions, self._moves[number])]


@lru_cache(maxsize=1)
def default_labeller() -> Labeller:
    return Labeller(LinearChain.load(FIRST_MODEL), LinearChain.load(SECOND_MODEL))


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
        return _viterbi_one(emissions, moves)
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
        result.extend(decoded[row, offset : offset + min(_WINDOW, length - start)].tolist())
    return result


def _viterbi_one(emissions: NDArray[np.float32], moves: NDArray[np.float32]) -> list[int]:
    """Viterbi over (lines, labels); ``moves`` transposed so that the best way into a label lies in one row."""
    length, labels = emissions.shape
    into = np.ascontiguousarray(moves.T)
    back = np.empty((length, labels), dtype=np.intp)
    rows = np.arange(labels)
    score = emissions[0]
    for position in range(1, length):
        candidates = into + score
        best = candidates.argmax(axis=1)
        back[position] = best
        score = candidates[rows, best] + emissions[position]
    label = int(score.argmax())
    path = [label]
    for position in range(length - 1, 0, -1):
        label = int(back[position, label])
        path.append(label)
    path.reverse()
    return path


def _viterbi(stack: NDArray[np.float32], moves: NDArray[np.float32]) -> NDArray[np.int16]:
    """Viterbi over (windows, lines, labels) at once; the ways back are looked for only where the best path goes."""
    windows, length, width = stack.shape
    # Windows innermost: the sums and maxima then run over long rows.
    columns = np.ascontiguousarray(stack.transpose(1, 2, 0))
    scores = np.empty((length, width, windows), dtype=np.float32)
    scores[0] = columns[0]
    steps = np.ascontiguousarray(moves)[:, :, None]
    candidates = np.empty((width, width, windows), dtype=np.float32)
    for position in range(1, length):
        np.add(scores[position - 1][:, None, :], steps, out=candidates)
        candidates.max(axis=0, out=scores[position])
        scores[position] += columns[position]
    best = np.empty((length, windows), dtype=np.int16)
    best[-1] = labels = scores[-1].argmax(axis=0)
    for position in range(length - 1, 0, -1):
        best[position - 1] = labels = (scores[position - 1] + moves[:, labels]).argmax(axis=0)
    return np.ascontiguousarray(best.T)
