"""What stands right below headlines: decks over fields, decks that passed for fields, bylines that are sentences."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from services.ingest.bylines import byline_prefix, looks_like_names
from services.ingest.dates import find_date
from services.ingest.lexicon import fold, lexicon, phrase_key
from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation
from services.ingest.split.sources import is_role

_HEAD = ("TITLE", "TITLE_I")
_FIELDS = ("clock", "date", "byline", "meta", "ago")
_BYLINE = 60  # characters
_DECK = 200  # characters
_MOST_FIELDS = 4  # lines
_WORD = 4  # letters
_MARKS = ",:;_|·•/()"
_TELLING = ("date=", "byline=", "clock", "agency", "any:", "start:", "pipes")


def reporter(text: str) -> str | None:
    """``Helen Garside`` of ``Helen Garside reports``; null for any other line."""
    if len(text) > _BYLINE:
        return None
    name, _, verb = text.rstrip(" .:").rpartition(" ")
    if not name or (fold(verb),) not in lexicon().reportings or not looks_like_names(name):
        return None
    return name if lexicon().outlets.isdisjoint(phrase_key(name)) else None


def under_headlines(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Puts labels right, in place."""
    decked = any(above in _HEAD and label == "DECK" for above, label in pairwise(labels))
    for i in range(1, len(labels) - 1):
        if labels[i - 1] not in _HEAD:
            continue
        byline = labels[i] in ("DECK", "BODY", "SUBHEAD") and reporter(lines[i].text) is not None
        if byline or (labels[i] == "DECK" and "date=" in seen[i].joined and _says_when(lines[i].text)):
            labels[i] = "POST"
        elif (
            labels[i] == "POST" and decked and labels[i + 1] == "BODY" and _is_phrase(seen[i], lines[i].text)
        ):
            labels[i] = "DECK"
        elif labels[i] in ("BODY", "DECK") and seen[i].length <= _DECK:
            _over_fields(i, labels, seen, lines)


def _says_when(text: str) -> bool:
    """Whether a word such as "updated" stands right before a full date: ``Ana Kovač, Split. Updated: 3 May 2025``."""
    date = find_date(text)
    key = phrase_key(text[: date.start])[-3:] if date is not None else ()
    key = key[:-1] if key and key[-1] in lexicon().weekdays else key[-2:]
    return bool(key) and (key in lexicon().dated or key[-1:] in lexicon().dated)


def _is_phrase(one: Observation, text: str) -> bool:
    """Whether a line that passed for a field is words: no name, date, number, role or place alone."""
    if one.kind != "short" or not text[0].isalpha() or any(c in _MARKS for c in text):
        return False
    if any(atom.startswith(_TELLING) for atom in one.atoms):
        return False
    small = sum(len(word) >= _WORD and word.isalpha() and word.islower() for word in text.split())
    key = phrase_key(text)
    named = any((word,) in lexicon().desks for word in key) or not lexicon().outlets.isdisjoint(key)
    return small > 1 and not (named or is_role(text) or byline_prefix(text) or any(map(str.isdigit, text)))


def _over_fields(i: int, labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Headline, a line, times or bylines that passed for parts of the text, and the text: the line is the deck."""
    end = i + 1
    while (
        end < len(labels) and end - i <= _MOST_FIELDS and seen[end].kind in _FIELDS and not seen[end].sentence
    ):
        end += 1
    if end == i + 1 or end >= len(labels) or labels[end] != "BODY" or seen[end].length <= seen[i].length:
        return
    if all(label in ("SUBHEAD", "END", "PRE", "BODY") for label in labels[i + 1 : end]):
        labels[i:end] = ["DECK", *["POST"] * (end - i - 1)]
