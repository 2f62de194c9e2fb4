"""Printed pages: running heads and page numbers that fall between the lines of an article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation

_TEXT = ("BODY", "BODY_I", "ITEM", "ITEM_I", "BRIEF")
_PAGE = ("number", "page")
_FIELDS = ("date", "byline", "meta", "clock", "ago", "names", "sections")
_HEADS = ("TITLE", "TITLE_I", "DECK", "BODY", "SUBHEAD", "LABEL")
_HEAD = 90  # characters: no running head is longer


def without_running_heads(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Makes furniture of heads that come again with each page, and text of what goes on below them in mid-sentence."""
    keys = Counter(
        one.repeating
        for i, one in enumerate(seen)
        if len(one.repeating) > 1 and one.length <= _HEAD and _at_page(i, seen, lines)
    )
    at_page = {key for key, count in keys.items() if count > 1}
    for i, one in enumerate(seen) if at_page else ():
        if one.repeating in at_page and one.kind not in _FIELDS and labels[i] in _HEADS:
            labels[i] = "INSERT" if i and labels[i - 1] in (*_TEXT, "INSERT") else "FURN"
    for i in range(1, len(labels)):
        if labels[i] in ("INSERT", "FURN"):
            _go_on(labels, i, seen, lines)


def _at_page(i: int, seen: Sequence[Observation], lines: Sequence[Line]) -> bool:
    """Whether a line stands at the top, at a form feed or beside the number of a page."""
    return (
        i == 0
        or lines[i].new_page
        or (i > 0 and seen[i - 1].kind in _PAGE)
        or (i + 1 < len(seen) and (seen[i + 1].kind in _PAGE or lines[i + 1].new_page))
    )


def _go_on(labels: list[str], i: int, seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A line in lower case below furniture of a page goes on with the unfinished one above it."""
    below = i + 1
    if below >= len(labels) or labels[below] in ("INSERT", "FURN") or not lines[below].text[0].islower():
        return
    above = i
    while above and i - above < 4 and labels[above] in ("INSERT", "FURN"):
        above -= 1
    ends = lines[above].text[-1]
    if labels[above] not in _TEXT or not (ends.isalpha() or ends in ",-"):
        return
    if not any(
        lines[j].new_page or seen[j].kind in _PAGE or seen[j].repeating for j in range(above + 1, below)
    ):
        return
    for j in range(above + 1, below):
        labels[j] = "INSERT"
    while below < len(labels) and (
        labels[below] in ("TITLE", "TITLE_I", "DECK", "DECK_I", "BODY", "LABEL", "POST")
    ):
        if not lines[below].text[0].islower():
            break
        labels[below] = "BODY_I"
        below += 1
