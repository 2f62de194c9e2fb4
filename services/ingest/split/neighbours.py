"""What a line owes to those beside it: headlines that go on in the next line, lower headings that are decks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.ingest.lexicon import lexicon, words
from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation

_NARROW = 60  # characters: the widest column in which headlines break over lines
_SHORTEST = 12  # characters: a headline that broke was at least as long
_DECK = 40  # characters
_TEXT = ("BODY", "BODY_I", "ITEM", "ITEM_I", "SUBHEAD")
_HEADING = re.compile(r"#{1,6}(?=\s)")
_FIELDS = ("contact", "byline", "names", "meta", "date", "clock", "ago", "agency")


def neighbourly(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Mends in place what only the line above or below shows."""
    _broken_headlines(labels, seen, lines)
    _decks_as_headings(labels, seen, lines)
    _notes_of_editing(labels, lines)
    _filing(labels, lines)


def _broken_headlines(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A short line below an unfinished headline goes on with it: in lower case, or after a word that ends no headline."""
    for i in range(len(labels) - 2):
        if labels[i] not in ("TITLE", "TITLE_I") or lines[i + 1].blank_before:
            continue
        above, below = lines[i].text, lines[i + 1].text
        if "://" in below:
            continue
        if labels[i + 1] in ("TITLE_I", "LABEL", "PRE") or seen[i + 1].kind in _FIELDS:
            continue
        fits = _SHORTEST <= len(above) <= _NARROW and len(below) <= _NARROW and above[-1].isalpha()
        goes_on = below[0].islower() or _hangs(above)
        set_off = bool(lines[i + 2].blank_before) or labels[i + 2] == "POST"
        if fits and goes_on and set_off and seen[i + 1].ends not in (".", "…", ",", ";"):
            labels[i + 1] = "TITLE_I"


def _hangs(text: str) -> bool:
    """Whether the last word is one of one or two small letters: a preposition or a conjunction in every language."""
    last = text.rsplit(" ", 1)[-1]
    return len(last) <= 2 and last.islower() and last.isalpha()


def _decks_as_headings(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A heading of a lower level right below a headline and above its byline is its deck."""
    for i in range(len(labels) - 2):
        first, second = _HEADING.match(lines[i].text), _HEADING.match(lines[i + 1].text)
        if labels[i] != "TITLE" or first is None or second is None or second.end() <= first.end():
            continue
        credited = labels[i + 2] == "POST" or "byline=" in seen[i + 2].joined
        if credited and seen[i + 1].length > _DECK:
            labels[i + 1], labels[i + 2] = "DECK", "POST"


def _notes_of_editing(labels: list[str], lines: Sequence[Line]) -> None:
    """``Last edited by Ana Kovač on 23 June 2025`` below a text is none of it."""
    for i in range(1, len(labels)):
        text = lines[i].text
        if labels[i - 1] not in _TEXT or len(text) > 120 or not any(map(str.isdigit, text)):
            continue
        key = words(text[:60])
        if any(tuple(key[:count]) in lexicon().edited for count in range(2, 6)):
            labels[i] = "FURN"


def _filing(labels: list[str], lines: Sequence[Line]) -> None:
    """``Filed under: Erosion`` right below a headline is one of its fields."""
    for i in range(1, len(labels)):
        if labels[i] in ("FURN", "DECK", "LABEL") and labels[i - 1] in ("TITLE", "TITLE_I", "DECK", "POST"):
            key = words(lines[i].text[:60])
            if (
                any(tuple(key[:count]) in lexicon().filed for count in range(1, 6))
                and ":" in lines[i].text[:40]
            ):
                labels[i] = "POST"
