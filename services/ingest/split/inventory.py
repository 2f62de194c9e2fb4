"""The distinct observations of a document and which of them each line has: what depends on one is worked out once for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from services.ingest.split.observe import Observation

Codes = NDArray[np.int64]
_NARROW = 65_536  # numbers: so wide a table costs next to nothing


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
    """Numbers that are equal where the tuples of the parts' numbers are; below the number of lines or not far above."""
    result, width = parts[0], int(parts[0].max(initial=0)) + 1
    for part in parts[1:]:
        more = int(part.max(initial=0)) + 1
        if width * more > max(_NARROW, 4 * len(part)):
            result, width = _numbered_anew(result, width)
        result, width = result * more + part, width * more
    return _numbered_anew(result, width)[0]


def _numbered_anew(codes: Codes, width: int) -> tuple[Codes, int]:
    """Codes below ``width`` as the numbers of those that occur, and how many these are."""
    if width > max(_NARROW, 8 * len(codes)):
        found, which = np.unique(codes, return_inverse=True)
        return which, len(found)
    # A table of what occurs is several times as fast as sorting.
    occurs = np.zeros(width, dtype=bool)
    occurs[codes] = True
    number = np.cumsum(occurs) - 1
    return number[codes], int(number[-1]) + 1 if width else 0
