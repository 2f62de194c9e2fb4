"""The groups of long documents, kind by kind: each distinct group is made once, however many lines have it.

A group is a function of a few properties of its line and of those around it. These are numbered for the whole document,
the numbers of what a group depends on are joined into one key for each line, and a group is made for each distinct key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from services.ingest.split.consistency import LENGTHS, RATIOS, LabelGroups
from services.ingest.split.features import EDGE, Group, LineGroups, size, times
from services.ingest.split.inventory import Codes, joined, numbered

_PIECE = 65_536  # lines whose groups are made at once: bounds the memory that they take


@dataclass(frozen=True, slots=True)
class Column:
    """``groups``: the distinct groups of a kind; ``which``: of each line in ``lines`` the number of its group."""

    groups: list[Group]
    lines: slice | Codes
    which: Codes


def line_columns(made: LineGroups) -> Iterator[tuple[slice, Iterator[Column]]]:
    """Pieces of the document, and for each the columns of the groups of its lines, in the order of ``LineGroups.row``."""
    count = len(made.lines)
    ones, edge = [*made.layout.inventory.ones, EDGE], len(made.layout.inventory.ones)
    which = np.concatenate(([edge] * 2, made.layout.inventory.which, [edge] * 2))
    properties = numbered(one.joined for one in ones)[which]
    kinds = numbered(one.kind for one in ones)[which]
    ends = numbered((one.ends, size(one.length)) for one in ones)[which]
    begins = numbered(one.begins for one in ones)[which]
    repeats = numbered(times(made.layout.keys[one.repeating]) for one in ones)[which]
    gaps = numbered(["^", *made.gaps, "$", "$"])  # of line i at i + 1
    fits = numbered(["^", *made.fits])  # of line i at i + 1
    indents = np.fromiter((line.indent for line in made.lines), np.int64, count)
    pages = np.fromiter((line.new_page for line in made.lines), np.int64, count)
    underlined = np.fromiter((line.underlined for line in made.lines), np.int64, count)
    places = np.zeros(count, dtype=np.int64)
    for i in {*range(min(4, count)), *range(max(0, count - 4), count)}:  # the others have none
        places[i] = i + 1 if i < 4 else 4 + count - i
    set_on = joined(np.minimum(indents, 3), underlined, pages, places)
    numbers = numbered(["", *made.numbers])[1:]
    echoes = numbered(["", *(echo for echo, _ in made.layout.echoes)])[1:]
    candidate = np.array(made.candidates, dtype=bool)
    tops = np.array(made.alike)
    overlaps = np.zeros(count, dtype=np.int64)
    chosen = np.flatnonzero(candidate)
    overlaps[chosen] = numbered(map(made.overlap, chosen.tolist()))

    def columns(first: int, last: int) -> Iterator[Column]:
        def at(codes: Codes, shift: int) -> Codes:
            return codes[first + shift : last + shift]

        kind, gap = at(kinds, 2), at(gaps, 1)
        before, after = at(kinds, 1), at(kinds, 3)
        gap_after = at(gaps, 2)
        keys: list[tuple[Codes, ...]] = [
            (at(properties, 2),),
            (at(properties, 1),),
            (at(properties, 3),),
            (before, gap, kind, gap_after, after),
            (at(ends, 1), gap, at(begins, 2), at(fits, 0), kind, before),
            (kind, gap_after, after, at(gaps, 3), at(kinds, 4)),
            (at(kinds, 0), at(gaps, 0), before, gap, kind),
            (kind, at(fits, 1), gap, at(set_on, 0)),
            (kind, at(set_on, 0)),
        ]
        for make, key in zip(made.makers, keys, strict=True):
            yield _column(key, slice(0, last - first), first, make)
        can = candidate[first:last]
        for make, has, key in (
            (made.number, at(numbers, 0) > 0, (at(numbers, 0), kind, gap)),
            (made.repetition, can, (kind, at(repeats, 2), at(tops, 0), at(overlaps, 0), gap)),
            (made.echo, can & (at(echoes, 0) > 0), (at(echoes, 0), kind, gap)),
        ):
            lines = np.flatnonzero(has)
            if len(lines):
                yield _column(tuple(codes[lines] for codes in key), lines, first, make)

    for first in range(0, count, _PIECE):
        last = min(count, first + _PIECE)
        yield slice(first, last), columns(first, last)


def label_columns(made: LabelGroups) -> Iterator[tuple[slice, Iterator[Column]]]:
    """As :func:`line_columns`, for the second pass: one column."""
    count = len(made.labels)
    labels = numbered(made.padded)
    settings = numbered([None, *made.settings])[1:]
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
    shared = numbered(made.shared)
    gaps = numbered(made.head_gaps)

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


def _column(key: tuple[Codes, ...], lines: slice | Codes, first: int, make: Callable[[int], Group]) -> Column:
    which = joined(*key)
    examples = np.zeros(int(which.max(initial=-1)) + 1, dtype=np.int64)
    examples[which[::-1]] = np.arange(len(which))[::-1]  # the first line of each
    if isinstance(lines, slice):
        found = [make(first + i) for i in examples.tolist()]
    else:
        found = [make(first + i) for i in lines[examples].tolist()]
    return Column(found, lines, which)
