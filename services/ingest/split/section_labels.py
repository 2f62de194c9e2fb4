"""Sections by how their labels are set: above headlines, in the menu of the page, in capitals before a colon."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from services.ingest.lexicon import lexicon, phrase_key
from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation

_LABEL = 30  # characters
_WORDS = 4
_TEXT = ("BODY", "BODY_I", "ITEM", "ITEM_I", "SUBHEAD", "INSERT")
_MENU = re.compile(r"\s*[|·•/>»]\s*")
_FEWEST_ITEMS = 2
_PLAIN = ("label", "short", "capitals-short", "capitals", "sections")
_HEADLINE = 130  # characters
_HEADLINE_WORDS = 3
_CAPITALS = "case=capitals"


def capital_label(title: str) -> tuple[str, str] | None:
    """(label, headline) of ``FOOTBALL: City let a lead slip``; null where the headline is in capitals, too."""
    label, colon, rest = title[: _LABEL + 1].partition(":")
    if not colon or not label.isupper() or len(label) < 3 or label.count(" ") >= _WORDS:
        return None
    if not all(c.isalpha() or c in " -&" for c in label) or rest[:1] not in (" ", "\u00a0"):
        return None
    if " ".join(phrase_key(label)) in lexicon().places:
        return None
    headline = title[len(label) + 1 :].strip()
    return (label, headline) if len(headline) > 3 and not headline.isupper() else None


def capital_labels(titles: Sequence[str]) -> bool:
    """Whether most headlines of a page have such a label, and one comes again or is a known section."""
    found = [pair[0] for title in titles if (pair := capital_label(title)) is not None]
    if len(found) < 2 or len(found) * 2 < len(titles):
        return False
    return len(set(found)) < len(found) or any(phrase_key(label) in lexicon().sections for label in found)


def section_labels(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Puts labels right, in place."""
    heads = [i for i, label in enumerate(labels) if label == "TITLE"]
    if not heads:
        return
    _alike_with_capitals(heads, labels, seen, lines)
    _labels_over_decks(heads, labels, seen, lines)
    _headlines_as_labels(heads, labels, seen, lines)
    _items_of_the_menu(heads, labels, seen, lines)
    _set_as_others(heads, labels, seen, lines)


def _alike_with_capitals(
    heads: Sequence[int], labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]
) -> None:
    """A "sub-heading" with the label in capitals that two headlines have is a headline."""
    found = Counter(pair[0] for i in heads if (pair := capital_label(lines[i].text)) is not None)
    common = {label for label, count in found.items() if count > 1}
    if not common:
        return
    for i in range(len(labels) - 1):
        if labels[i] not in ("SUBHEAD", "BODY", "ITEM") or seen[i].sentence or seen[i].length > _HEADLINE:
            continue
        pair = capital_label(lines[i].text)
        if pair is not None and pair[0] in common and labels[i + 1] in ("BODY", "DECK", "POST"):
            labels[i] = "TITLE"


def _is_label(one: Observation, text: str) -> bool:
    """Whether a line is a few words without any number, mark or end of a sentence."""
    return (
        one.length <= _LABEL
        and one.kind in _PLAIN
        and 0 < len(one.key) <= _WORDS
        and text[-1].isalpha()
        and not any(map(str.isdigit, text))
    )


def _labels_over_decks(
    heads: Sequence[int], labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]
) -> None:
    """Where all other headlines stand right below a label, a word right above a "deck" is a label, and that the headline."""
    others = [i for i in heads if not i or labels[i - 1] != "LABEL" or lines[i].blank_before]
    if len(heads) - len(others) < 2 or len(others) > 1:
        return
    for i in others:
        if i + 2 >= len(labels) or labels[i + 1] != "DECK" or lines[i + 1].blank_before:
            continue
        if _is_label(seen[i], lines[i].text) and len(seen[i].key) <= 2 < len(seen[i + 1].key):
            labels[i], labels[i + 1] = "LABEL", "TITLE"
            for j in range(i + 2, len(labels)):
                if labels[j] != "DECK_I":
                    break
                labels[j] = "TITLE_I"


def _headlines_as_labels(
    heads: Sequence[int], labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]
) -> None:
    """Where all other headlines are in capitals, such words right over one that is not are the headline, that its deck."""
    plain = [i for i in heads if seen[i].level != _CAPITALS]
    if len(plain) != 1 or len(heads) < 2 or not plain[0]:
        return
    deck = plain[0]
    head = deck - 1
    if (
        labels[head] == "LABEL"
        and seen[head].level == _CAPITALS
        and len(seen[head].key) >= _HEADLINE_WORDS
        and seen[head].key not in lexicon().sections
        and not lines[deck].blank_before
        and labels[deck + 1 : deck + 2] == ["POST"]
        and "LABEL" not in (*labels[:head], *labels[deck:])
    ):
        labels[head], labels[deck] = "TITLE", "DECK"


def _items_of_the_menu(
    heads: Sequence[int], labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]
) -> None:
    """A word right above a headline that is also an item of the menu above names the section."""
    menu: set[tuple[str, ...]] | None = None
    for i in heads:
        if not i or labels[i - 1] not in ("PRE", "FURN") or lines[i].blank_before > 1:
            continue
        above = lines[i - 1]
        if not _is_label(seen[i - 1], above.text) or (labels[i - 1] == "FURN" and not above.blank_before):
            continue
        if menu is None:
            menu = _menu(labels, lines, heads[0])
        if seen[i - 1].key in menu and seen[i - 1].key not in lexicon().homes:
            labels[i - 1] = "LABEL"


def _menu(labels: Sequence[str], lines: Sequence[Line], first: int) -> set[tuple[str, ...]]:
    """The items of the menus above the first headline, without the first one, which is the front page."""
    found: set[tuple[str, ...]] = set()
    for i in range(first):
        items = _MENU.split(lines[i].text) if labels[i] == "FURN" and lines[i].text.count(" ") < 60 else []
        if len(items) >= _FEWEST_ITEMS:
            found.update(key for item in items[1:] if (key := phrase_key(item)))
    return found


def _set_as_others(
    heads: Sequence[int], labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]
) -> None:
    """A few words over the first headline, set off from what is above it as the other labels are, are a label, too."""
    first = heads[0]
    if not first or labels[first - 1] != "FURN" or lines[first - 1].blank_before < 2:
        return
    gaps = (lines[first - 1].blank_before, lines[first].blank_before)
    others = [i for i in heads[1:] if labels[i - 1] == "LABEL"]
    alike = any((lines[i - 1].blank_before, lines[i].blank_before) == gaps for i in others)
    if alike and _is_label(seen[first - 1], lines[first - 1].text):
        labels[first - 1] = "LABEL"
