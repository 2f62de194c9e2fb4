"""Lines of the page itself that passed for an article's: numbers of pages, running heads, reserved rights, league tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from services.ingest.lexicon import lexicon
from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation

_TEXT = ("BODY", "BODY_I", "ITEM", "ITEM_I", "SUBHEAD", "BRIEF", "INSERT")
_HEADS = ("TITLE", "TITLE_I", "DECK", "LABEL", "SUBHEAD", "BODY")
_BEFORE_BARS = (*_TEXT, "FURN", "END")
_PAGE = ("number", "page")
_PAGE_DIGITS = 3
_RUNNING_HEAD = 90  # characters
_FEWEST_WORDS = 3
_TOP = 8  # lines of a masthead
_RIGHTS = 200  # characters
_ABOVE = 110  # characters of a line that stands with one of rights
_MOST_ABOVE = 3  # lines
_SIGN = re.compile(r"(?:©|\([cC]\))\s?(?:\d{4}|[^\W\d_])")
_YEAR = re.compile(r"©\s?\d{4}|\d{4}\s?©")
_NUMBER = re.compile(r"[+-]?\d+(?:[:.,/–-]\d+)*[.%]?")
_ROW_NUMBERS = 3
_ROW = 100  # characters
_COLUMN = 4  # characters of the name of a column
_LAST = 110  # characters
_ENOUGH = 3  # articles
_BEHIND = 400  # characters: more may be an article whose headline was missed


def page_lines(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Makes furniture of them, in place."""
    _page_numbers(labels, seen, lines)
    _running_heads(labels, seen, lines)
    _rights(labels, seen, lines)
    _tables(labels, seen, lines)
    _behind_closing_bars(labels, seen)


def _page_numbers(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A number of a page is no headline; below it and a signed article there is nothing but the page's own words."""
    for i in range(len(labels) - 1):
        if labels[i] != "TITLE" or not lines[i].text.isdecimal() or len(lines[i].text) > _PAGE_DIGITS:
            continue
        if labels[i + 1] not in ("BODY", "FURN", "INSERT"):
            continue
        labels[i] = "FURN"
        if i and labels[i - 1] == "END":
            for j in range(i + 1, len(labels)):
                if labels[j] not in _TEXT:
                    break
                labels[j] = "FURN"


def _running_heads(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Beside the number of a page a "headline" in nothing but words of the masthead is the name of the page."""
    first = next((i for i, label in enumerate(labels) if label in ("TITLE", "BRIEF")), 0)
    if not 0 < first <= _TOP:
        return
    masthead = {word for one in seen[:first] for word in one.key}
    numbers = [i for i, one in enumerate(seen) if one.kind in _PAGE]
    beside = {j for i in numbers for j in (i - 1, i + 1) if first < j < len(labels)}
    beside.update(i for i in range(first + 1, len(labels)) if lines[i].new_page)
    for i in sorted(beside):
        if labels[i] not in _HEADS or seen[i].length > _RUNNING_HEAD or seen[i].sentence:
            continue
        words = [word for word in seen[i].key if not word[0].isdigit()]
        if len(words) >= _FEWEST_WORDS and masthead.issuperset(words):
            above = next((j for j in range(i - 1, max(0, i - _TOP), -1) if seen[j].kind not in _PAGE), 0)
            labels[i] = "INSERT" if labels[above] in _TEXT else "FURN"


@lru_cache(maxsize=1)
def _openings() -> frozenset[str]:
    return frozenset(phrase[0] for phrase in lexicon().rights if phrase)


def reserves_rights(text: str, one: Observation) -> bool:
    """``© 2026 Valley Post``, ``Valley Post. All rights reserved``: the sign and a year, or words at an end of a line."""
    if text[0] in "©(" and _SIGN.match(text) is not None:
        return True
    if "©" in text and _YEAR.search(text) is not None:
        return True
    if _openings().isdisjoint(one.key):
        return False
    rights, key = lexicon().rights, one.key
    return any(key[:count] in rights or key[-count:] in rights for count in range(2, 7))


def _rights(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A line of rights behind a text is the page's, and so are the short sentences that stand with it, apart from it."""
    for i in range(1, len(labels)):
        if labels[i] not in _TEXT or seen[i].length > _RIGHTS or seen[i].begins == "a":
            continue
        if not reserves_rights(lines[i].text, seen[i]):
            continue
        goes_on = i + 1 < len(labels) and labels[i + 1] in _TEXT and "©" not in lines[i].text
        if goes_on or labels[i - 1] not in (*_TEXT, "FURN", "END"):
            continue
        labels[i] = "FURN"
        first = i
        while (
            first
            and not lines[first].blank_before
            and labels[first - 1] in _TEXT
            and i - first < _MOST_ABOVE
            and seen[first - 1].sentence
            and seen[first - 1].length <= _ABOVE
            and not lines[first - 1].text[0].islower()
        ):
            first -= 1
        if first and lines[first].blank_before and labels[first - 1] in _TEXT:
            labels[first:i] = ["FURN"] * (i - first)


def is_row(text: str) -> bool:
    """``Aldery Bridge 11 8 1 2 25``: at least three numbers, and no more words than numbers."""
    if len(text) > _ROW or not any(map(str.isdigit, text)):
        return False
    tokens = text.split()
    numbers = sum(_NUMBER.fullmatch(token) is not None for token in tokens)
    return numbers >= _ROW_NUMBERS and numbers * 2 >= len(tokens)


def _is_columns(text: str) -> bool:
    tokens = text.split()
    return len(tokens) >= _ROW_NUMBERS and all(len(token) <= _COLUMN for token in tokens)


def _tables(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A heading over nothing but rows of numbers is no article; one named a table behind a text is the page's."""
    for i in range(len(labels) - 2):
        if labels[i] not in ("TITLE", "SUBHEAD") or not is_row(lines[i + 2].text):
            continue
        if not (is_row(lines[i + 1].text) or _is_columns(lines[i + 1].text)):
            continue
        end = i + 2
        while end < len(labels) and labels[end] in _TEXT and is_row(lines[end].text):
            end += 1
        over = end
        while over < len(labels) and labels[over] in _TEXT:
            over += 1
        if labels[i] == "SUBHEAD":
            named = any((word,) in lexicon().standings for word in seen[i].key)
            rest = over - end
            if not named or rest > 1 or (rest and seen[end].length > _LAST):
                continue
        elif over > end or "date=" in seen[i].joined:  # one dated as others are is set as an article
            continue
        labels[i:over] = ["FURN"] * (over - i)


def _behind_closing_bars(labels: list[str], seen: Sequence[Observation]) -> None:
    """Where the same furniture stands behind each article, text without a headline below the last of it is the page's."""
    heads = labels.count("TITLE")
    if heads < _ENOUGH:
        return
    groups: dict[tuple[str, ...], list[int]] = {}
    for i, label in enumerate(labels):
        if label == "FURN" and i and labels[i - 1] in _BEFORE_BARS and seen[i].key:
            groups.setdefault(seen[i].key, []).append(i)
    closing = [group for group in groups.values() if len(group) >= heads]
    below = _below_furniture(labels) if closing else []
    for group in closing:
        after = [below[i] for i in group]
        if any(label in _TEXT for label in after[:-1]) or after[-1] not in ("BODY", "ITEM"):
            continue
        end = group[-1] + 1
        while end < len(labels) and labels[end] in (*_TEXT, "FURN"):
            end += 1
        behind = range(group[-1] + 1, end)
        if sum(seen[j].length for j in behind if labels[j] in _TEXT) <= _BEHIND:
            for j in behind:
                labels[j] = "FURN"


def _below_furniture(labels: Sequence[str]) -> list[str]:
    """For each line the label of the next one that is no furniture, empty at the end."""
    found = [""] * len(labels)
    for i in range(len(labels) - 2, -1, -1):
        found[i] = labels[i + 1] if labels[i + 1] != "FURN" else found[i + 1]
    return found
