"""Quotations that German, Danish and Croatian printers open with the mark that others use as a bullet."""

from __future__ import annotations

from collections.abc import Sequence

from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation, observe

_MOST_LINES = 12  # of one wrapped quotation


def quotations_over_lines(lines: Sequence[Line], seen: list[Observation]) -> None:
    """Observes lines that open a »quotation« which a later line of the same paragraph closes as such, in place."""
    for i, line in enumerate(lines):
        text = line.text
        if text[0] == "»" and text[1:2].isalnum() and "«" not in text and _closed_below(i, lines):
            seen[i] = observe("„" + text[1:])


def _closed_below(i: int, lines: Sequence[Line]) -> bool:
    if "»" in lines[i].text[1:]:
        return False
    for below in lines[i + 1 : i + _MOST_LINES]:
        if below.blank_before or below.separated:
            return False
        closing, opening = below.text.find("«"), below.text.find("»")
        if closing >= 0:
            before = below.text[closing - 1 : closing]
            return before != "" and not before.isspace() and not 0 <= opening < closing
        if opening >= 0:
            return False
    return False
