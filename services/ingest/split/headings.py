"""Headlines and headings of parts: told by what the other headings of the page have, names, marks, fields, questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from services.ingest.split.consistency import cohesion
from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation

_HEADLINE = 130  # characters
_FIELD = 80
_ITEM = 90
_LED = re.compile(r"^\W{0,4}[^.!?]{6,100}?\s(?://|\||::|[–—])\s+[\"“„«]?[^\W\d_a-zà-öø-ÿа-яα-ω]")


def parts_of_articles(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Makes text, list lines or sub-headings of what was taken for headlines, in place."""
    _items_as_briefs(labels, seen, lines)
    _unmarked_heads(labels, seen, lines)
    _rows_of_questions(labels, seen, lines)
    _running_text(labels, seen, lines)
    _heads_without_fields(labels, seen, lines)


def questions(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """``Gazette: What did you find?``, twice or more with the same name in front, is an interview, no row of headlines."""
    groups: dict[str, list[int]] = {}
    for i, one in enumerate(seen):
        if labels[i] not in ("TITLE", "SUBHEAD"):
            continue
        name, colon, _ = lines[i].text[:40].partition(":")
        if colon and one.key:
            groups.setdefault(name, []).append(i)
    for group in groups.values():
        if len(group) > 1 and sum(seen[i].ends == "?" for i in group) * 3 >= len(group) * 2:
            for i in group:
                labels[i] = "BODY"


def listed_parts(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A "headline" in a list, whose words come again as a sub-heading below, belongs to the list of the article's parts."""
    keys = {
        one.key for one, label in zip(seen, labels, strict=True) if label == "SUBHEAD" and len(one.key) > 1
    }
    for i in range(1, len(labels)):
        if labels[i] != "TITLE":
            continue
        in_list = (
            not lines[i].blank_before
            and seen[i - 1].length <= _FIELD
            and labels[i - 1] in ("FURN", "INSERT", "ITEM")
        )
        if in_list and seen[i].key in keys:
            labels[i] = labels[i - 1]


def _items_as_briefs(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A page that is one list of long items, each with a headline set off in it, is a column of short news."""
    items = [i for i, one in enumerate(seen) if one.marker in ("bullet", "dash", "emoji", "number")]
    listed = set(items)
    heads = [i for i, label in enumerate(labels) if label in ("TITLE", "BRIEF") and i not in listed]
    long = sum(seen[i].length > _ITEM for i in items)
    if len(items) < 4 or len(heads) > 1 or long * 3 < len(items) * 2 or len(items) * 5 < len(labels) * 3:
        return
    led = sum(_LED.match(lines[i].text) is not None or "bold-lead" in seen[i].joined for i in items)
    if led * 3 < len(items) * 2:
        return
    for i in items:
        labels[i] = "BRIEF"
    for i in heads:
        if i < items[0]:
            labels[i] = "FURN"


def _unmarked_heads(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Where headlines bear a mark or a rule below, a line without one that stands on text heads a part of an article."""
    kinds = ["underlined" if lines[i].underlined else one.marker for i, one in enumerate(seen)]
    marks = Counter(kinds[i] for i, label in enumerate(labels) if label == "TITLE")
    marked = {mark: count for mark, count in marks.items() if mark}
    if len(marked) != 1 or sum(marked.values()) < 2:
        return
    for i in range(1, len(labels)):
        on_text = labels[i - 1] in ("BODY", "BODY_I", "ITEM", "ITEM_I")
        if (
            labels[i] == "TITLE"
            and not kinds[i]
            and on_text
            and (not _has_fields(i, labels) or seen[i].ends == "?")
        ):
            labels[i] = "SUBHEAD"
    ruled = [i for i, kind in enumerate(kinds) if kind == "underlined"]
    others = [i for i in ruled if labels[i] != "TITLE"]
    if (
        "underlined" in marked
        and len(others) == 1
        and len(ruled) > 3
        and labels[others[0]] in ("SUBHEAD", "BODY", "FURN")
    ):
        labels[others[0]] = "TITLE"


def _rows_of_questions(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Questions that stand alone among paragraphs are an interview's; no digest has half its questions as headlines."""
    asked = [
        i
        for i in range(1, len(labels))
        if seen[i].ends == "?"
        and seen[i].length <= _HEADLINE
        and labels[i] in ("TITLE", "SUBHEAD", "BODY")
        and labels[i - 1] in ("BODY", "BODY_I", "ITEM", "ITEM_I")
    ]
    heads = [i for i in asked if labels[i] == "TITLE" and not _has_fields(i, labels)]
    alike = {_set(i, seen, lines) for i in asked if labels[i] != "TITLE"}
    heads = [i for i in heads if _set(i, seen, lines) in alike]
    others = sum(label == "TITLE" for label in labels) - len(heads)
    if len(asked) > 2 and len(heads) * 3 <= len(asked) * 2 and others:
        for i in heads:
            labels[i] = "SUBHEAD"


def _running_text(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A "headline" that holds the end of a sentence and goes on in lower case on the next line is text."""
    for i in range(1, len(labels) - 1):
        if labels[i] != "TITLE":
            continue
        goes_on = (
            lines[i + 1].text[0].islower() and not lines[i + 1].blank_before and not lines[i].blank_before
        )
        goes_on = goes_on and seen[i + 1].kind != "byline"
        if goes_on and "sentences" in seen[i].joined and labels[i + 1] in ("BODY", "BODY_I", "POST"):
            labels[i] = "BODY"
            labels[i + 1] = "BODY_I"


def _heads_without_fields(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Where headlines have bylines or dates, one without any that stands on text and is set as sub-headings are is one."""
    heads = [i for i, label in enumerate(labels) if label == "TITLE"]
    bare = [i for i in heads if not _has_fields(i, labels)]
    if not bare or len(heads) - len(bare) < 2 or len(bare) * 2 > len(heads):
        return
    on_text = [i for i in bare if i and labels[i - 1] in ("BODY", "BODY_I", "ITEM", "ITEM_I")]
    if len(on_text) > 1 and _coheres(on_text, labels, seen, lines):
        for i in on_text:
            labels[i] = "SUBHEAD"
        return
    parts = {_set(i, seen, lines) for i, label in enumerate(labels) if label == "SUBHEAD"}
    for i in bare:
        if not i:
            continue
        if labels[i - 1] in ("BODY", "BODY_I", "ITEM", "ITEM_I") and _set(i, seen, lines) in parts:
            if _among_parts(i, labels, seen, lines):
                labels[i] = "SUBHEAD"
        elif len(bare) == 1 and len(heads) > 3 and not lines[i].blank_before:
            above = i
            while (
                above
                and labels[above - 1] == "FURN"
                and seen[above - 1].kind in ("short", "short:", "label")
                and i - above < 8
            ):
                above -= 1
            if i - above > 2 and labels[above - 1] in ("BODY", "BODY_I"):
                for j in range(above, i + 1):
                    labels[j] = "ITEM"


def _coheres(
    heads: Sequence[int], labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]
) -> bool:
    """Whether the texts below come back to the words above, on the whole, as the parts of an article do."""
    found = cohesion(lines, seen, labels)
    shared = [pair[0] for i in heads if (pair := found[i]) is not None]
    return len(shared) > 1 and sum(shared) >= len(shared)


def _among_parts(i: int, labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> bool:
    """Whether the next heading is a sub-heading set alike; or the one before is, and the text comes back to its words."""
    headings = ("TITLE", "SUBHEAD", "LABEL", "PRE", "BRIEF")
    after = next((j for j in range(i + 1, len(labels)) if labels[j] in headings), None)
    if after is not None and labels[after] == "SUBHEAD" and _set(after, seen, lines) == _set(i, seen, lines):
        return True
    before = next((j for j in range(i - 1, -1, -1) if labels[j] in headings), None)
    if before is None or labels[before] != "SUBHEAD" or _set(before, seen, lines) != _set(i, seen, lines):
        return False
    shared = cohesion(lines, seen, labels)[i]
    return shared is not None and shared[0] > 1


def _has_fields(i: int, labels: Sequence[str]) -> bool:
    below = i + 1
    while below < len(labels) and labels[below] in ("TITLE_I", "DECK", "DECK_I"):
        below += 1
    return (i > 0 and labels[i - 1] in ("LABEL", "PRE")) or (below < len(labels) and labels[below] == "POST")


def _set(i: int, seen: Sequence[Observation], lines: Sequence[Line]) -> tuple[object, ...]:
    below = lines[i + 1].blank_before if i + 1 < len(lines) else 0
    return (
        seen[i].marker,
        seen[i].level,
        lines[i].blank_before,
        below,
        lines[i].separated,
        lines[i].underlined,
    )
