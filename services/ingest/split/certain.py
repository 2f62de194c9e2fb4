"""Lines whose own words leave no doubt what they are: named fields of a dump, cues of a running order, bars of buttons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from services.ingest.dates import find_date
from services.ingest.lexicon import fold, lexicon, phrase_key
from services.ingest.lexicon.words import WORD
from services.ingest.split.lines import Line
from services.ingest.split.reservations import is_paywall, paywall_openings
from services.ingest.split.wires import wire_items

_FIELD = re.compile(r"[*_]{0,2}([^\W\d_][\w -]{1,23}?)[*_]{0,2}\s?[:=][*_]{0,2}(?:\s+|$)")
_FEWEST_FIELDS = 3  # kinds of field in one record
# "[03] PACKAGE  2'40"": what a line of a running order is, and how long it lasts.
_CUE = re.compile(
    r"(?:[\[(]?\d{1,3}[\])]?[.:]?\s+)?([^\W\d][^\d'’]{2,40}?)\s+\d{1,2}['’′]\s?\d{2}(?:[\"”″]|['’′]{2})?$"
)
_CHANNEL = re.compile(r"(.{2,60}),\s\[(.{8,30})\]")
_AT = re.compile(r"\d{1,2}[:.]\d{2}['’′]\s?\d{2}")  # "ENDS 13:09'45""
_BRACKETED = re.compile(r"[\[(][^\[\]]{2,90}[\])]")
_COUNT = re.compile(r"\(?[+-]?\d[\d.,]*\s?(?:k|K|M|K\+|тыс|хил|hilj|tys|χιλ|B|bin)?\.?\)?")
_PICTURE = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\u2190-\u21ff\u2b00-\u2bff]")
_PICTURE_ONLY = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f\u200d\u20e3]+")
_POINTS = ".,:;!?…\"„“”'’«»()"
_DECIMAL = re.compile(r"\d")
_BUTTONS = frozenset(("share", "comments", "reply", "subscribe", "readmore"))
_PAGE_DIGITS = 4
_PAGER_MARKS = frozenset(("«", "»", "‹", "›", "<", ">", "<<", ">>", "←", "→", "…", "...", "|"))
_MASTHEAD = 12  # lines
_SPACED = 5  # letters
_LONGEST_BUTTON = 5  # words
_BAR = 110  # characters
# What a line below the text of a record is, by what it was taken for.
_TEXT = ("BODY", "BODY_I", "ITEM", "ITEM_I", "SUBHEAD", "FURN")
_OPENS = ("TITLE", "BRIEF")
_OF_ITEM = {"TITLE": "SUBHEAD", "TITLE_I": "SUBHEAD", "BRIEF": "BODY"}
_BELOW = {"TITLE": "SUBHEAD", "TITLE_I": "SUBHEAD", "DECK": "BODY", "DECK_I": "BODY_I", "BRIEF": "BODY",
          "LABEL": "FURN", "PRE": "FURN", "POST": "FURN"}  # fmt: skip
_ABOVE = ("outlet", "when", "author", "section", "place", "deck")
_DIVIDER = re.compile(r"[=*_#~+<>-]{3,}.{0,24}|\W*\d{1,5}\s?(?:/\s?\d{1,5})?\W*")  # "==== 2/7"
_FIELD_LABELS = {"headline": "TITLE", "deck": "DECK", "fulltext": "BODY"}


def named_fields(lines: Sequence[Line]) -> tuple[list[Line], dict[int, str]]:
    """Lines without the names of the fields of a dump (``title: …``, ``Поднаслов: …``), and the labels that these give.

    Only where records of three kinds of field or more, a headline and a text among them, come one after the other; names
    that the lines of dates, authors and sections need stay. Empty fields and those that hold none of an article's are FURN.
    """
    kinds = [_field(line.text) for line in lines]
    result, labels = list(lines), dict[int, str]()
    for record in _records(kinds, lines):
        named = {kinds[i][0] for i in record if kinds[i][0]}
        if len(named) < _FEWEST_FIELDS or not named & {"fulltext", "summary"}:
            continue
        titled = open_text = False
        for i in record:
            kind, length = kinds[i]
            line = lines[i]
            if not kind and _DIVIDER.fullmatch(line.text):
                open_text, labels[i] = False, "FURN"
                continue
            if not kind:
                # What follows the text's first paragraph is text; what stands before any field is none of the record's.
                labels[i] = "text" if open_text else "FURN"
                continue
            value = line.text[length:].strip()
            if kind == "summary":
                kind = "deck" if "fulltext" in named else "fulltext"
            open_text = kind == "fulltext"
            labels[i] = _label_of_field(kind, titled=titled) if value else "FURN"
            titled |= labels[i] == "TITLE"
            if labels[i] in ("TITLE", "DECK", "BODY", "LABEL"):
                result[i] = replace(line, text=value, start=max(line.start, line.end - len(value)))
    for i in range(min(labels, default=0)):
        if _DIVIDER.fullmatch(lines[i].text):
            labels[i] = "FURN"
    return result, labels


def _label_of_field(kind: str, *, titled: bool) -> str:
    if kind in _FIELD_LABELS:
        return _FIELD_LABELS[kind]
    if kind == "section" and not titled:
        return "LABEL"  # outside the article, as every label on a line of its own
    if kind in ("author", "when", "section", "place"):
        return "POST" if titled else "PRE"
    return "PRE" if kind == "outlet" and not titled else "FURN"


def certain(lines: Sequence[Line]) -> dict[int, str]:
    """Labels of cues and furniture of running orders, and of bars of buttons and counters."""
    labels: dict[int, str] = {}
    # None of these lines is longer, and none but a bar is without a digit.
    short = [i for i, line in enumerate(lines) if len(line.text) <= _BAR]
    numeric = [i for i in short if _DECIMAL.search(lines[i].text) is not None]
    cues = [i for i in numeric if is_cue(lines[i].text)]
    cues = [] if any(after - before < 2 for before, after in pairwise(cues)) else cues  # results of a race
    if len(cues) > 1:
        for i in range(len(lines)):
            if i > cues[0] and (_BRACKETED.fullmatch(lines[i].text) or _AT.search(lines[i].text)):
                labels[i] = "FURN"
            elif i > cues[0]:
                labels[i] = "item"
        for i in cues:
            labels[i] = "PRE"
            if i + 1 < len(lines) and len(lines[i + 1].text) <= _BAR and not lines[i + 1].blank_before:
                labels[i + 1] = "TITLE"
    named = {i: name for i in numeric if lines[i].text[-1] == "]" and (name := channel(lines[i].text))}
    channels = Counter(named.values())
    labels.update((i, "channel") for i, name in named.items() if channels[name] > 1)
    for i, line in enumerate(lines[:_MASTHEAD]):
        if is_spaced(line.text):
            labels[i] = "FURN"
    labels.update(wire_items(lines, numeric))
    known, walls = _button_words(), paywall_openings()
    for i in short:
        # A word that no button and no paywall has begins most lines: they are done with it.
        text = lines[i].text
        word = text.partition(" ")[0].strip(_POINTS)
        first = fold(word) if len(word) > 1 and word.isalpha() else ""
        if ((not first or first in known) and is_bar(text)) or (
            (not first or first in walls) and is_paywall(text)
        ):
            labels[i] = "FURN"
    labels.update((i, "pager") for i in numeric if is_pager(lines[i].text))
    return labels


def applied(labels: list[str], sure: dict[int, str]) -> None:
    """Puts the sure labels in place; a line of text below a headline or a text becomes part of that text."""
    for i, label in sorted(sure.items()):
        if label == "text":
            labels[i] = _BELOW.get(labels[i], labels[i])
        elif label == "pager":
            _close(labels, i, sure)
        elif label == "channel":
            after = next(
                (j for j in range(i + 1, len(labels)) if labels[j] in _OPENS or sure.get(j) == label), 0
            )
            labels[i] = "PRE" if after and sure.get(after) != label else "FURN"
        elif label == "wire":
            labels[i] = "PRE" if labels[i + 1 : i + 2] == ["TITLE"] else labels[i]
        elif label == "item":
            above = labels[i - 1] if i else "FURN"
            stray = above in _TEXT and (labels[i] == "POST" or (labels[i] == "LABEL" and above != "FURN"))
            labels[i] = "BODY" if stray else _OF_ITEM.get(labels[i], labels[i])
        else:
            labels[i] = label


def _close(labels: list[str], pager: int, sure: Mapping[int, str]) -> None:
    """What stands below the pager of a list and heads no article is the page's, as far as the next pager."""
    labels[pager] = "FURN"
    for i in range(pager + 1, len(labels)):
        if labels[i] in (*_OPENS, "LABEL", "PRE") or sure.get(i) == "pager":
            break
        labels[i] = "FURN"


def channel(text: str) -> str | None:
    """``Alpet Lajm`` of ``Alpet Lajm, [23.06.2025 07:12]``, as a messenger exports the posts of a channel."""
    match = _CHANNEL.fullmatch(text) if text[-1:] == "]" else None
    return match[1] if match is not None and find_date(match[2]) is not None else None


def is_cue(text: str) -> bool:
    return cue_name(text) is not None


def cue_name(text: str) -> str | None:
    """``SPORT`` of ``[05] SPORT  0'30"``; null for a line that is no cue."""
    match = _CUE.fullmatch(text) if len(text) <= _BAR and text[-1:] in "0123456789\"”″'’′" else None
    if match is None:
        return None
    # In sentence case only a known word is one: "Ana Kovač 1'58"" is a result.
    return (
        match[1]
        if match[1].isupper() or phrase_key(match[1]) in lexicon().cues | lexicon().sections
        else None
    )


def is_bar(text: str) -> bool:
    """Whether a line holds nothing but buttons, counters and pictures: ``97 💬 41 Share Save``, ``Share  Save  A+``."""
    if len(text) > _BAR:
        return False
    # A word that no button has is the first thing that most lines hold: they are done with it.
    known = _button_words()
    for token in text.split(" ", 2)[:2]:
        if len(token) > 1 and token.isalpha() and fold(token) not in known:
            return False
    for match in WORD.finditer(text):
        token = match.group()
        if len(token) > 1 and not token[0].isdigit() and fold(token) not in known:
            return False
    tokens = WORD.findall(text)
    folded = [fold(token) for token in tokens]
    buttons = _buttons(folded)
    covered = {i for first, last in buttons for i in range(first, last)}
    rest = [i for i in range(len(tokens)) if i not in covered]
    words = [i for i in rest if not tokens[i][0].isdigit() and len(tokens[i]) > 1]
    pictures = len(_PICTURE.findall(text))
    if words:
        return False
    if not buttons:
        return pictures > 0 and (len(rest) > 0) and _only_counts(text)
    counted = any(tokens[i][0].isdigit() for i in rest)
    return len(buttons) > 1 or (pictures > 0 and counted)


@lru_cache(maxsize=1)
def _button_words() -> frozenset[str]:
    """All words of all buttons, folded."""
    phrases = [
        phrase
        for options in lexicon().phrases.values()
        for phrase, kinds in options
        if not _BUTTONS.isdisjoint(kinds)
    ]
    return frozenset(word for phrase in (*phrases, *lexicon().buttons) for word in phrase)


def is_pager(text: str) -> bool:
    """Whether a line leads to the other pages of a list: ``« Previous 1 2 3 … 10 Next »``."""
    if len(text) > _BAR or text.count(" ") < 2 or _DECIMAL.search(text) is None:
        return False
    tokens = text.split()
    numbers = [int(token) for token in tokens if token.isdecimal() and len(token) <= _PAGE_DIGITS]
    if len(numbers) < 3 or numbers[0] + 1 not in numbers[1:]:
        return False
    words = [token for token in tokens if any(map(str.isalpha, token))]
    return len(words) <= len(numbers) and (
        any(token in _PAGER_MARKS for token in tokens) or (not words and len(numbers) == len(tokens))
    )


def is_spaced(text: str) -> bool:
    """Whether a line is set in spaced letters, as mastheads are: ``G R I D  &  W A T E R``."""
    tokens = text.split()
    return len(tokens) >= _SPACED and all(len(token) == 1 for token in tokens) and text.upper() == text


def _buttons(folded: list[str]) -> list[tuple[int, int]]:
    """(first word, one past the last) of each button in a line."""
    found = [(first, last) for first, last, kinds in lexicon().find(folded) if _BUTTONS & set(kinds)]
    taken = {i for first, last in found for i in range(first, last)}
    for i in range(len(folded)):
        for end in range(min(i + _LONGEST_BUTTON, len(folded)), i, -1):
            if taken.isdisjoint(range(i, end)) and tuple(folded[i:end]) in lexicon().buttons:
                found.append((i, end))
                taken.update(range(i, end))
                break
    return found


def _only_counts(text: str) -> bool:
    return all(
        _COUNT.fullmatch(token) or _PICTURE_ONLY.fullmatch(token) or not token.isalnum()
        for token in text.split()
    )


def _field(text: str) -> tuple[str, int]:
    """(kind of field, length of its name with the colon) of a line; empty and 0 for a line that names none."""
    head = text[:60]
    if ":" not in head and "=" not in head:
        return "", 0
    match = _FIELD.match(head) or _FIELD.match(head + " ")
    if match is None:
        return "", 0
    kind = lexicon().fields.get(phrase_key(match[1]), "")
    return (kind, min(match.end(), len(text))) if kind else ("", 0)


def _records(kinds: Sequence[tuple[str, int]], lines: Sequence[Line]) -> list[range]:
    """A record reaches from the fields right above a headline to those above the next one."""
    starts: list[int] = []
    for i, (kind, _) in enumerate(kinds):
        if kind != "headline":
            continue
        first = i
        while (
            first
            and kinds[first - 1][0] in _ABOVE
            and not (lines[first].blank_before or lines[first].separated)
        ):
            first -= 1
        starts.append(first)
    return [range(first, last) for first, last in zip(starts, [*starts[1:], len(kinds)], strict=False)]
