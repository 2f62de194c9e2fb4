"""Wire services: each item under a line with its code, the time and the desk, and advisories that are no articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from services.ingest.lexicon import lexicon, phrase_key
from services.ingest.split.lines import Line

_LONGEST = 60  # characters
_MARKED = re.compile(r"\S\s+\(?(?:[01]?\d|2[0-3])[:.][0-5]\d|^\(?(?:[01]?\d|2[0-3])[:.][0-5]\d\)?\s+\S")
_CLOCK = re.compile(r"(?<!\S)\(?(?:[01]?\d|2[0-3])[:.][0-5]\d(?:\s?(?:h|Uhr|GMT|UTC|CET|CEST))?\)?(?!\S)")
_CODE = re.compile(r"(?<!\S)(?:[^\W\d_]{1,6}[-/ ]?\d{2,5}|\d{3,5})(?!\S)")
_DESK_WORDS = 3
_APART = 2  # lines
_CLOSING = 20  # characters


def wire_desk(text: str) -> str | None:
    """``POLITICS`` of ``ENA-101   06:12   POLITICS``, its parts in any order; null for a line that heads no wire item."""
    if len(text) > _LONGEST or text[0].islower() or _MARKED.search(text) is None:
        return None
    clock = _CLOCK.search(text)
    if clock is None:
        return None
    rest = text[: clock.start()] + " | " + text[clock.end() :]
    code = _CODE.search(rest)
    if code is None:
        return None
    pieces = [
        piece.strip(" -–—/") for piece in (rest[: code.start()] + " | " + rest[code.end() :]).split("|")
    ]
    desks = [piece for piece in pieces if piece]
    if len(desks) != 1:
        return None
    desk = desks[0]
    if not desk.replace(" ", "").replace("-", "").isalpha():
        return None
    key = phrase_key(desk)
    known = key in lexicon().sections or key in lexicon().advisories
    return desk if known or (desk.isupper() and len(desk) > 2 and len(key) <= _DESK_WORDS) else None


def wire_items(lines: Sequence[Line], numeric: Sequence[int]) -> dict[int, str]:
    """Labels of the headers of a wire's items, of two or more: ``wire``; an advisory is FURN up to the next."""
    desks = {i: desk for i in numeric if (desk := wire_desk(lines[i].text)) is not None}
    if len(desks) < 2 or any(after - before < _APART for before, after in pairwise(desks)):  # a timetable
        return {}
    # What closes each item ("ENDS") stands right above the header of the next.
    closing = Counter(lines[i - 1].text for i in desks if i and len(lines[i - 1].text) <= _CLOSING)
    labels = {i: "FURN" for i, line in enumerate(lines) if closing[line.text] > 1}
    headers = [*desks, len(lines)]
    for i, after in pairwise(headers):
        advises = phrase_key(desks[i]) in lexicon().advisories
        labels.update((j, "FURN") for j in (range(i, after) if advises else ()))
        if not advises:
            labels[i] = "wire"
    return labels
