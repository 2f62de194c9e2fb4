"""Many strings known by their hashes only: looked up many at once, in a tenth of the memory of a dict.

A string that is not among them is taken for one with a chance of 1 in 2^64 for each that is. The hash is the same on
every machine: a sum of random numbers by byte and place, after Carter and Wegman, 1979 (universal classes of hash
functions).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Bytes = NDArray[np.uint8]
Numbers = NDArray[np.intp]

_PLACES = 4_096  # of a string; those of a longer one begin anew
_LINE_END = 10
_AT_ONCE = 8_192  # pieces: what is worked on stays near the core, and small


def _random(count: int, seed: int) -> Hashes:
    """Splitmix64 (Steele, Lea, Flood, 2014)."""
    state = (np.arange(count, dtype=np.uint64) + np.uint64(seed)) * np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Hashes = state ^ (state >> np.uint64(31))
    return mixed


_OF_BYTE = _random(256, 1)
_OF_BYTE[_LINE_END] = 0  # so that a line has the same hash with its end and without
_OF_PLACE = _random(_PLACES, 1_000) | np.uint64(1)
_MIX = np.uint64(0xD6E8FEB86659FD93)


def mixed(values: Hashes) -> Hashes:
    """Every bit of the result depends on all of ``values``'."""
    values = (values ^ (values >> np.uint64(32))) * _MIX
    return values ^ (values >> np.uint64(29))


def hashes(strings: Sequence[str]) -> Hashes:
    """One for each; strings hold no line end."""
    data = np.frombuffer(("\n".join(strings) + "\n").encode("utf-8", "surrogatepass"), dtype=np.uint8)
    starts, ends = lines(data)
    if len(ends) != len(strings):
        raise ValueError("a string to be hashed holds a line end")
    return hashes_of(data, starts, ends)


def lines(data: Bytes) -> tuple[Numbers, Numbers]:
    """[start, end) of each line; its end is part of it, so that none is empty."""
    ends = np.flatnonzero(data == _LINE_END) + 1
    starts = np.empty_like(ends)
    starts[:1] = 0
    starts[1:] = ends[:-1]
    return starts, ends


def hashes_of(data: Bytes, starts: Numbers, ends: Numbers) -> Hashes:
    """Of pieces [start, end) of ``data``, none of them empty."""
    found = np.empty(len(starts), dtype=np.uint64)
    for first in range(0, len(starts), _AT_ONCE):
        chosen = slice(first, first + _AT_ONCE)
        found[chosen] = _hashes_of(data, starts[chosen], ends[chosen])
    return found


def _hashes_of(data: Bytes, starts: Numbers, ends: Numbers) -> Hashes:
    lengths = ends - starts
    firsts = np.cumsum(lengths) - lengths
    place = np.arange(int(lengths.sum())) - np.repeat(firsts, lengths)
    values = _OF_BYTE[data[place + np.repeat(starts, lengths)]] * _OF_PLACE[place & (_PLACES - 1)]
    return mixed(np.add.reduceat(values, firsts))


class StringIndex:
    """Hashes to the numbers given with them; of a hash given twice the first counts."""

    def __init__(self, keys: Hashes, numbers: NDArray[np.int32]) -> None:
        # Buckets by the first bits, about two for each key: nearly every look-up ends at the first one or two it compares.
        bits = max(int(len(keys) * 2 - 1).bit_length(), 1) if len(keys) else 1
        self._shift = np.uint64(64 - bits)
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        self._numbers = numbers[order]
        counts = np.bincount((self._keys >> self._shift).astype(np.intp), minlength=1 << bits)
        self._starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)

    def find(self, wanted: Hashes) -> NDArray[np.int32]:
        """The number of each, -1 where it is not among the keys."""
        bucket = (wanted >> self._shift).astype(np.intp)
        at, end = self._starts[bucket], self._starts[bucket + 1]
        found = np.full(len(wanted), -1, dtype=np.int32)
        left = np.flatnonzero(at < end)
        at, end, wanted = at[left], end[left], wanted[left]
        while len(left):
            hit = self._keys[at] == wanted
            found[left[hit]] = self._numbers[at[hit]]
            at += 1
            on = np.flatnonzero(~hit & (at < end))
            left, at, end, wanted = left[on], at[on], end[on], wanted[on]
        return found
