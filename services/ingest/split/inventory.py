"""The distinct observations of a document and which of them each line has: what depends on one is worked out once for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from services.ingest.split.observe import Observation

Codes = NDArray[np.int64]
_WIDEST = 1 << 62


class Inventory:
    """``ones``: the distinct observations; ``which``: the number of each line's in them."""

    def __init__(self, seen: Sequence[Observation]) -> None:
        # Told apart by identity, as lines that say the same share theirs while it is kept: to compare them would cost more.
        identities = list(map(id, seen))
        found = dict(zip(identities, seen, strict=True))
        number = {identity: place for place, identity in enumerate(found)}
        self.ones = list(found.values())
        self.which: Codes = np.fromiter(map(number.__getitem__, identities), np.int64, len(identities))

    def reach(self) -> tuple[Codes, Codes]:
        """The first and the last line that have each of ``ones``."""
        lines = np.arange(len(self.which))
        first, last = np.zeros((2, len(self.ones)), dtype=np.int64)
        first[self.which[::-1]] = lines[::-1]
        last[self.which] = lines
        return first, last

    def values(self, value: Callable[[Observation], int]) -> Codes:
        """A number or truth of each line's observation."""
        return np.fromiter(map(value, self.ones), np.int64, len(self.ones))[self.which]

    def codes(self, value: Callable[[Observation], Hashable]) -> Codes:
        """Numbers that are equal where the values of the lines' observations are."""
        return numbered(map(value, self.ones))[self.which]


def numbered(values: Iterable[Hashable]) -> Codes:
    """Numbers that are equal where the values are; the first value has 0."""
    every = list(values)
    number = {value: place for place, value in enumerate(dict.fromkeys(every))}
    return np.fromiter(map(number.__getitem__, every), np.int64, len(every))


def joined(*parts: Codes) -> Codes:
    """One number for each tuple of numbers."""
    result, width = parts[0], int(parts[0].max(initial=0)) + 1
    for part in parts[1:]:
        more = int(part.max(initial=0)) + 1
        if width * more >= _WIDEST:
            result = np.unique(result, return_inverse=True)[1]
            width = int(result.max(initial=0)) + 1
        result, width = result * more + part, width * more
    return result
