"""A long document is labelled from columns of distinct groups, a short one row by row: both must sum to the same."""

from __future__ import annotations

import random

import numpy as np
import pytest

from services.ingest.split import labeller as module
from services.ingest.split.columns import line_columns
from services.ingest.split.features import Group, Layout, LineGroups
from services.ingest.split.labeller import default_labeller
from services.ingest.split.lines import physical_lines
from services.ingest.split.observe import observe

_LINES = (
    "# Bridge opens in Tirana", "Bridge opens in Tirana", "SPORT",
    "June 23, 2025", "By Ana Kovač", "1. Water is back", "Read more »",
    "The bridge over the river was opened on Monday, the mayor said, and cars went over it in the afternoon of that day,",
    "and went on to the other side, where people waited for them since the early hours of the", "• first point",
    "2. Bread is dear",
    "Share  Save  12", "TIRANA — The bridge over the river was opened on Monday.", "", "", "---", "Why now?",
    "   set in a bit",
    "A long paragraph. " * 20, "\x0cPage 3", "Valley Post · 3 hours ago · 12 comments",
)  # fmt: skip


def _document(seed: int, count: int) -> str:
    chosen = random.Random(seed)
    return "\n".join(chosen.choice(_LINES) for _ in range(count))


@pytest.mark.parametrize("seed", range(12))
def test_columns_hold_the_groups_of_every_line_in_their_order(seed: int) -> None:
    lines = physical_lines(_document(seed, 3 + 40 * seed))
    seen = [observe(line.text) for line in lines]
    made = LineGroups(lines, seen, Layout(lines, seen))
    rows: list[list[Group]] = [[] for _ in lines]
    for piece, columns in line_columns(made):
        for column in columns:
            numbers = np.arange(len(lines))[piece][column.lines]
            for i, which in zip(numbers, column.which, strict=True):
                rows[i].append(column.groups[which])
    assert rows == list(made.rows())


@pytest.mark.parametrize("seed", range(6))
def test_long_documents_are_labelled_as_short_ones_are(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = physical_lines(_document(seed, 500))
    seen = [observe(line.text) for line in lines]
    by_column = default_labeller().label(lines, seen)
    monkeypatch.setattr(module, "_FEW", len(lines))
    assert default_labeller().label(lines, seen) == by_column
