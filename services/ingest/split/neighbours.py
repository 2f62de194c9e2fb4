"""What a line owes to those beside it: headlines that go on in the next line, lower headings that are decks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.ingest.lexicon import fold, lexicon, words
from services.ingest.lexicon.words import WORD
from services.ingest.split.heads import is_timed
from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation

_NARROW = 60  # characters: the widest column in which headlines break over lines
_SHORTEST = 12  # characters: a headline that broke was at least as long
_DECK = 40  # characters
_TEXT = frozenset(("BODY", "BODY_I", "ITEM", "ITEM_I", "SUBHEAD"))
_HEAD = ("TITLE", "TITLE_I", "DECK", "DECK_I")
_ENOUGH = 4
_TOP = 4  # lines
_LINE = 120  # characters
_OPENING = 60  # characters in which a first word is looked for
_HEADING = re.compile(r"#{1,6}(?=\s)")
_FIELDS = ("contact", "byline", "names", "meta", "date", "clock", "ago", "agency")


def neighbourly(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Mends in place what only the line above or below shows."""
    _broken_headlines(labels, seen, lines)
    _decks_as_headings(labels, seen, lines)
    _bare_headline(labels, seen)
    _numbered_parts(labels, seen)
    _names_under_headlines(labels, seen)
    _sections_in_capitals(labels, seen, lines)
    _preparers(labels, seen, lines)
    _dates_below(labels, lines)
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
        if labels[i] != "TITLE":
            continue
        first, second = _HEADING.match(lines[i].text), _HEADING.match(lines[i + 1].text)
        if first is None or second is None or second.end() <= first.end():
            continue
        credited = labels[i + 2] == "POST" or "byline=" in seen[i + 2].joined
        if credited and seen[i + 1].length > _DECK:
            labels[i + 1], labels[i + 2] = "DECK", "POST"


def _notes_of_editing(labels: list[str], lines: Sequence[Line]) -> None:
    """``Last edited by Ana Kovač on 23 June 2025`` below a text is none of it."""
    openings = {phrase[0] for phrase in lexicon().edited if phrase}
    for i in range(1, len(labels)):
        text = lines[i].text
        if len(text) > _LINE or labels[i - 1] not in _TEXT:
            continue
        word = text.partition(" ")[0]
        if not word.isalpha():
            word = match.group() if (match := WORD.search(text, 0, _OPENING)) is not None else ""
        if fold(word) not in openings or not any(map(str.isdigit, text)):
            continue  # most lines are done with their first word
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


def _bare_headline(labels: list[str], seen: Sequence[Observation]) -> None:
    """Where furniture closes every article and fields are below every headline, one on text without them heads a part."""
    heads = [i for i, label in enumerate(labels) if label == "TITLE" and 0 < i < len(labels) - 1]
    bare = {i for i in heads if labels[i - 1] in _TEXT and labels[i + 1] in _TEXT}
    others = [i for i in heads if i not in bare]
    if len(others) < _ENOUGH or len(bare) > len(others) or not bare:
        return
    below = [next((j for j in range(i + 1, len(labels)) if labels[j] not in _HEAD), i) for i in others]
    if all(labels[i - 1] == "FURN" for i in others) and all(
        labels[j] == "POST" and seen[j].kind in _FIELDS for j in below
    ):
        for i in bare:
            labels[i] = "SUBHEAD"


def _numbered_parts(labels: list[str], seen: Sequence[Observation]) -> None:
    """Numbered headings that count on below one headline are all of one kind: what most of them were taken for."""
    run: list[int] = []
    first = next((i for i, label in enumerate(labels) if label == "TITLE"), len(labels))
    numbered_heads = [i for i, one in enumerate(seen) if one.number > 0 and labels[i] in ("TITLE", "SUBHEAD")]
    for i in (*numbered_heads, len(labels)):
        numbered = i < len(labels)
        if numbered and (not run or seen[i].number == seen[run[-1]].number + 1):
            run.append(i)
            continue
        parts = sum(labels[j] == "SUBHEAD" for j in run)
        if len(run) >= _ENOUGH and parts * 3 >= len(run) * 2 and first < run[0]:
            for j in run:
                labels[j] = "SUBHEAD"
        run = [i] if numbered else []


def _names_under_headlines(labels: list[str], seen: Sequence[Observation]) -> None:
    """On a page with one more headline, a name over a date below that one and its deck is the byline."""
    heads = [i for i, label in enumerate(labels) if label == "TITLE"]
    if len(heads) != 2:
        return
    first, name = heads
    between = labels[first + 1 : name]
    dated = name + 1 < len(labels) and seen[name + 1].kind == "date"
    if seen[name].kind == "names" and dated and between in ([], ["BODY"], ["DECK"]):
        labels[name] = "POST"
        for i in range(first + 1, name):
            labels[i] = "DECK"


def _sections_in_capitals(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A word in capitals without a date, a name or a number right above a headline is a section's."""
    for i in range(len(labels) - 1):
        if labels[i] == "PRE" and labels[i + 1] == "TITLE" and seen[i].kind == "capitals-short":
            telling = ("date=", "byline=", "clock", "digits", "place", "agency", "any:", "whole:", "start:")
            plain = lines[i].text.replace(" ", "").isalpha()
            if plain and not any(atom.startswith(telling) for atom in seen[i].atoms):
                labels[i] = "LABEL"


def _preparers(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """``Prepared by the Communications Unit`` over the date of an issue is the page's, not a headline."""
    for i in range(min(_TOP, len(labels) - 1)):
        opening = tuple(words(lines[i].text[:40])[:2])
        if labels[i] == "TITLE" and seen[i + 1].kind == "date" and opening in lexicon().bylines:
            labels[i] = "FURN"
            for j in range(i + 1, len(labels)):
                if labels[j] in ("FURN", "LABEL", "PRE", "TITLE"):
                    break
                labels[j] = "FURN"


def _dates_below(labels: list[str], lines: Sequence[Line]) -> None:
    """Where bylines with reading times stand below the texts, a date with one does, too."""

    def has_time(i: int) -> bool:
        return len(lines[i].text) <= _LINE and is_timed(lines[i].text)

    if not any(label == "END" and has_time(i) for i, label in enumerate(labels)):
        return
    for i in range(1, len(labels)):
        # A byline right on a text with a label or furniture below is that text's, not the next one's.
        ends = labels[i] == "FURN" or (
            labels[i] == "PRE" and labels[i + 1 : i + 2] in (["LABEL"], ["FURN"], [])
        )
        if ends and labels[i - 1] in _TEXT and any(map(str.isdigit, lines[i].text)) and has_time(i):
            labels[i] = "END"
