"""What groups of features say for each label: the sum of their features' weights, made once for each group and kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice

import numpy as np

from services.ingest.split.columns import Column
from services.ingest.split.consistency import consistency_names
from services.ingest.split.feature_names import names
from services.ingest.split.features import Group
from services.ingest.split.observe import SEPARATOR
from shared.linear_chain import Floats, LinearChain

_BATCH = 8192  # rows or groups: all of a long text fill gigabytes
_LIMIT = 120_000  # groups
_FEW = 8  # groups: fewer are summed one by one


class Emissions:
    """Emissions of groups for all passes side by side (groups, passes × labels), so that one look-up serves all passes.

    Sums are those of one feature after the other, in the order of the group's names, however many groups are summed at once.
    """

    def __init__(self, passes: Sequence[LinearChain]) -> None:
        labels = len(passes[0].labels)
        self._features: dict[str, int] = {}
        for one in passes:
            for name in one.features:
                self._features.setdefault(name, len(self._features) + 1)
        # Row 0 weighs nothing: it fills up the shorter of the groups that are summed together.
        self._weights = np.zeros((len(self._features) + 1, len(passes) * labels), dtype=np.float32)
        for number, one in enumerate(passes):
            rows = [self._features[name] for name in one.features]
            self._weights[rows, number * labels : (number + 1) * labels] = one.weights[
                list(one.features.values())
            ]
        # The features of a neighbour's properties by the property alone: their names need not be put together.
        self._beside = {
            side: {
                name.removeprefix(f"{side}:"): row
                for name, row in self._features.items()
                if name.startswith(f"{side}:")
            }
            for side in ("p", "n")
        }
        self._rows: dict[Group, int] = {}
        self._values = np.zeros((4096, self._weights.shape[1]), dtype=np.float32)

    def of_rows(self, rows: Iterable[Sequence[Group]]) -> Floats:
        """Emissions of each line: the sum over its groups."""
        waiting = iter(rows)
        return np.concatenate(
            [self._batch(batch) for batch in iter(lambda: list(islice(waiting, _BATCH)), [])]
        )

    def of_columns(self, count: int, pieces: Iterable[tuple[slice, Iterable[Column]]]) -> Floats:
        """What ``of_rows`` gives, to the last bit, from columns of distinct groups: many times as fast for many lines."""
        summed = np.zeros((count, self._weights.shape[1]), dtype=np.float32)
        for piece, columns in pieces:
            part = summed[piece]
            for column in columns:
                self._make_room()
                numbers = np.array(self._numbers(column.groups))
                part[column.lines] += self._values[numbers[column.which]]
        return summed

    def _batch(self, rows: Sequence[Sequence[Group]]) -> Floats:
        self._make_room()
        short = min(map(len, rows))
        # Column by column: several times as fast as one reduction over the ragged whole.
        columns = [self._numbers([row[place] for row in rows]) for place in range(short)]
        owners = [position for position, row in enumerate(rows) for _ in row[short:]]
        extra = self._numbers([group for row in rows for group in row[short:]])
        summed: Floats = self._values[np.asarray(columns[0])]
        for column in columns[1:]:
            summed += self._values[np.asarray(column)]
        if owners:
            np.add.at(summed, np.asarray(owners), self._values[np.asarray(extra)])
        return summed

    def _make_room(self) -> None:
        if len(self._rows) > _LIMIT:
            self._rows.clear()

    def _numbers(self, groups: Sequence[Group]) -> list[int]:
        """The row of each group in ``_values``."""
        known = self._rows
        missing = [group for group in groups if group not in known]
        if missing:
            self._add(list(dict.fromkeys(missing)))
        return [known[group] for group in groups]

    def _add(self, groups: Sequence[Group]) -> None:
        first = len(self._rows)
        last = first + len(groups)
        if last > len(self._values):
            grown = np.zeros((max(last, 2 * len(self._values)), self._values.shape[1]), dtype=np.float32)
            grown[:first] = self._values[:first]
            self._values = grown
        for start in range(0, len(groups), _BATCH):
            part = [self._features_of(group) for group in groups[start : start + _BATCH]]
            self._values[first + start : first + start + len(part)] = self._sums(part)
        self._rows.update(zip(groups, range(first, last), strict=True))

    def _features_of(self, group: Group) -> list[int]:
        beside = self._beside.get(str(group[0]))
        if beside is not None:
            return [row for atom in str(group[1]).split(SEPARATOR) if (row := beside.get(atom)) is not None]
        known = self._features.get
        return [row for name in group_names(group) if (row := known(name)) is not None]

    def _sums(self, rows: Sequence[Sequence[int]]) -> Floats:
        """The sum of the weights of each list of features."""
        if len(rows) < _FEW:
            return np.array([self._weights[list(row)].sum(axis=0) for row in rows])
        lengths = np.array(list(map(len, rows)))
        filled = np.zeros((len(rows), max(int(lengths.max()), 1)), dtype=np.int64)
        filled[np.arange(filled.shape[1]) < lengths[:, None]] = np.fromiter(
            chain.from_iterable(rows), dtype=np.int64, count=int(lengths.sum())
        )
        summed: Floats = self._weights[filled[:, 0]]
        for column in filled.T[1:]:
            summed += self._weights[column]
        return summed


def group_names(group: Group) -> list[str]:
    """The feature names of any group, of the first or the second pass."""
    return consistency_names(group) if group[0] in ("t", "u") else names(group)
