"""The groups of long documents, kind by kind: each distinct group is made once, however many lines have it.

A group is a function of a few properties of its line and of those around it. These are numbered for the whole document,
the numbers of what a group depends on are joined into one key for each line, and a group is made for each distinct key.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.ingest.split.consistency import LENGTHS, RATIOS, LabelGroups
from services.ingest.split.features import EDGE, Group, LineGroups, position, size, times

Codes = NDArray[np.int64]
_PIECE = 65_536  # lines whose groups are made at once: bounds the memory that they take
_WIDEST = 1 << 62


@dataclass(frozen=True, slots=True)
class Column:
    """``groups``: the distinct groups of a kind; ``which``: of each line in ``lines`` the number of its group."""

    groups: list[Group]
    lines: slice | Codes
    which: Codes


def line_columns(made: LineGroups) -> Iterator[tuple[slice, Iterator[Column]]]:
    """Pieces of the document, and for each the columns of the groups of its lines, in the order of ``LineGroups.row``."""
    count = len(made.lines)
    number: dict[int, int] = {id(EDGE): 0}
    ones = [EDGE]
    which = np.empty(count + 4, dtype=np.int64)
    which[:2] = which[-2:] = 0
    for i, one in enumerate(made.seen, start=2):
        at = number.get(id(one))
        if at is None:
            at = number[id(one)] = len(ones)
            ones.append(one)
        which[i] = at
    joined = _numbered(one.joined for one in ones)[which]
    kinds = _numbered(one.kind for one in ones)[which]
    ends = _numbered((one.ends, size(one.length)) for one in ones)[which]
    begins = _numbered(one.begins for one in ones)[which]
    repeats = _numbered(times(made.layout.keys[one.repeating]) for one in ones)[which]
    gaps = _numbered(["^", *made.gaps, "$", "$"])  # of line i at i + 1
    fits = _numbered(["^", *made.fits])  # of line i at i + 1
    set_on = _numbered(
        (line.underlined, line.indent if line.indent < 3 else 3, line.new_page) for line in made.lines
    )
    set_on = _joined(set_on, _numbered(position(i, count) for i in range(count)))
    numbers = _numbered(["", *made.numbers])[1:]
    echoes = _numbered(["", *(echo for echo, _ in made.layout.echoes)])[1:]
    candidate = np.fromiter(map(made.is_candidate, range(count)), dtype=bool, count=count)
    tops = _numbered(made.repeated[s] if s else 0 for s in made.signatures)
    overlaps = np.zeros(count, dtype=np.int64)
    chosen = np.flatnonzero(candidate)
    overlaps[chosen] = _numbered(made.overlap(int(i)) for i in chosen)

    def columns(first: int, last: int) -> Iterator[Column]:
        def at(codes: Codes, shift: int) -> Codes:
            return codes[first + shift : last + shift]

        kind, gap = at(kinds, 2), at(gaps, 1)
        before, after = at(kinds, 1), at(kinds, 3)
        gap_after = at(gaps, 2)
        keys: list[tuple[Codes, ...]] = [
            (at(joined, 2),),
            (at(joined, 1),),
            (at(joined, 3),),
            (before, gap, kind, gap_after, after),
            (at(ends, 1), gap, at(begins, 2), at(fits, 0), kind, before),
            (kind, gap_after, after, at(gaps, 3), at(kinds, 4)),
            (at(kinds, 0), at(gaps, 0), before, gap, kind),
            (kind, at(fits, 1), gap, at(set_on, 0)),
            (kind, at(set_on, 0)),
        ]
        rows: dict[int, list[Group]] = {}

        def row(i: int) -> list[Group]:
            if i not in rows:
                rows[i] = made.row(i)
            return rows[i]

        def joined_of(letter: str, shift: int) -> Callable[[int], Group]:
            return lambda i: (letter, ones[which[i + 2 + shift]].joined)

        def in_row(place: int) -> Callable[[int], Group]:
            return lambda i: row(i)[place]

        def in_row_if(letter: str) -> Callable[[int], Group]:
            return lambda i: next(group for group in row(i) if group[0] == letter)

        # Distinct for nearly every line of a page of short lines, and not worth its whole row.
        alone = [joined_of("a", 0), joined_of("p", -1), joined_of("n", 1)]
        for place, key in enumerate(keys):
            make = alone[place] if place < len(alone) else in_row(place)
            yield _column(key, slice(0, last - first), first, make)
        can = candidate[first:last]
        for letter, has, key in (
            ("q", at(numbers, 0) > 0, (at(numbers, 0), kind, gap)),
            ("s", can, (kind, at(repeats, 2), at(tops, 0), at(overlaps, 0), gap)),
            ("e", can & (at(echoes, 0) > 0), (at(echoes, 0), kind, gap)),
        ):
            lines = np.flatnonzero(has)
            if len(lines):
                yield _column(tuple(codes[lines] for codes in key), lines, first, in_row_if(letter))

    for first in range(0, count, _PIECE):
        last = min(count, first + _PIECE)
        yield slice(first, last), columns(first, last)


def label_columns(made: LabelGroups) -> Iterator[tuple[slice, Iterator[Column]]]:
    """As :func:`line_columns`, for the second pass: one column."""
    count = len(made.labels)
    labels = _numbered(made.padded)
    settings = _numbered([None, *made.settings])[1:]
    since = np.searchsorted(np.array(LENGTHS), np.array(made.since))
    until_of = np.array(made.until)
    until = np.searchsorted(np.array(LENGTHS), until_of)
    ratio = (
        np.searchsorted(np.array([limit * made.usual for limit in RATIOS]), until_of)
        if made.usual > 0
        else np.zeros(count, dtype=np.int64)
    )
    last_title = np.array(made.last)
    distance = np.where(last_title < 0, 0, np.minimum(np.arange(count) - last_title, 15))
    listed_at = np.array(made.listed)
    listed = np.where(listed_at < 0, 0, np.where(listed_at < made.first, 1, 2))
    shared = _numbered(made.shared)
    gaps = _numbered(made.head_gaps)

    def columns(first: int, last: int) -> Iterator[Column]:
        around = tuple(labels[first + shift : last + shift] for shift in range(5))
        headed = settings[first:last] > 0
        of_setting = tuple(
            np.where(headed, codes[first:last], 0)
            for codes in (settings, gaps, distance, since, until, ratio, listed, shared)
        )
        yield _column((*around, *of_setting), slice(0, last - first), first, made.row)

    for first in range(0, count, _PIECE):
        last = min(count, first + _PIECE)
        yield slice(first, last), columns(first, last)


def _numbered(values: Iterable[Hashable]) -> Codes:
    """Numbers that are equal where the values are; the first value has 0."""
    number: dict[Hashable, int] = {}
    return np.array([number.setdefault(value, len(number)) for value in values], dtype=np.int64)


def _joined(*parts: Codes) -> Codes:
    """One number for each tuple of numbers."""
    result, width = parts[0], int(parts[0].max(initial=0)) + 1
    for part in parts[1:]:
        more = int(part.max(initial=0)) + 1
        if width * more >= _WIDEST:
            result = np.unique(result, return_inverse=True)[1]
            width = int(result.max(initial=0)) + 1
        result, width = result * more + part, width * more
    return result


def _column(key: tuple[Codes, ...], lines: slice | Codes, first: int, make: Callable[[int], Group]) -> Column:
    _, examples, which = np.unique(_joined(*key), return_index=True, return_inverse=True)
    if isinstance(lines, slice):
        found = [make(first + int(i)) for i in examples]
    else:
        found = [make(first + int(lines[i])) for i in examples]
    return Column(found, lines, which)
