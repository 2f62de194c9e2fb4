"""Names from GUM, which marks whole mentions: common nouns, pronouns, modifiers and clauses too.

A mention counts as a name when its head (the field ``minspan`` gives it) is a proper noun. The name is the run of proper
nouns round that head, bridged over "of", "the", "de" and the like, without leading titles; its kind is the mention's. Of
nested names the outermost stays. Demonyms (plural people) are O, as in Universal NER.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

# Openly licensed, and full of names. The set's other genres are non-commercial, not to be changed, or have few.
GENRES = frozenset({"news", "interview", "bio", "voyage", "speech"})
KINDS = {"person": "PER", "organization": "ORG", "place": "LOC"}
_LINKS = frozenset("of the and for & de del la le von van der du da di bin al - – in on".split())
_PERSON_LINKS = frozenset("de del la le von van der du da di bin al - –".split())
_PLACE_NOUNS = frozenset(
    "island city town village state province river region district county municipality republic kingdom port lake capital "
    "suburb neighborhood continent".split()
)
_TITLES = frozenset(
    "mr. mr mrs. mrs ms. ms dr. dr prof. professor president prime minister secretary sir lord lady king queen prince "
    "princess pope st. saint senator sen. rep. representative governor gov. mayor general gen. colonel captain capt. judge "
    "justice chief emperor count father sister brother uncle aunt vice chancellor ambassador director foreign state former "
    "mom dad congressman sheriff".split()
)
Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words [start, end]; ``heads``: numbers of the head's words within it, from 1, joined by commas."""

    start: int
    end: int
    kind: str
    heads: str


def mentions(rows: Sequence[Row]) -> Iterator[Mention]:
    """Every mention that opens and closes in the sentence, in the order they close."""
    opened: list[tuple[str, str, int, str]] = []
    for position, row in enumerate(rows):
        found = re.search(r"(?:^|\|)Entity=([^|]*)", row[9])
        for part in re.findall(r"\([^()]*\)?|[^()]+\)", found.group(1)) if found else ():
            if part.startswith("("):
                fields = part.strip("()").split("-")
                opened.append((fields[0], fields[1], position, fields[5] if len(fields) > 5 else "1"))
                if part.endswith(")"):
                    _, kind, start, heads = opened.pop()
                    yield Mention(start, position, kind, heads)
            else:
                for place in range(len(opened) - 1, -1, -1):
                    if opened[place][0] == part.rstrip(")"):
                        _, kind, start, heads = opened.pop(place)
                        yield Mention(start, position, kind, heads)
                        break


def name_in(rows: Sequence[Row], mention: Mention) -> tuple[int, int] | None:
    """First and last word of the name inside a mention; None where its head is no name."""
    proper = [row[4] in ("NNP", "NNPS") or row[3] == "PROPN" for row in rows]
    lower = [row[1].lower() for row in rows]
    heads = [mention.start + int(number) - 1 for number in re.findall(r"\d+", mention.heads)]
    named = [head for head in heads if mention.start <= head <= mention.end and proper[head]]
    if named:
        first = _first(lower, proper, named[0], mention)
        return first, _last(lower, proper, named[0], mention)
    head = heads[0] if heads else mention.start
    of_place = (
        mention.kind == "place" and head + 2 <= mention.end and lower[head + 1] == "of" and proper[head + 2]
    )
    if not of_place or lower[head] not in _PLACE_NOUNS:  # "the island of Funen"
        return None
    last = head + 2
    while last + 1 <= mention.end and proper[last + 1]:
        last += 1
    return head + 2, last


def _first(lower: Sequence[str], proper: Sequence[bool], head: int, mention: Mention) -> int:
    links = _PERSON_LINKS if mention.kind == "person" else _LINKS
    first = head
    while first > mention.start:
        for step in (1, 2, 3):
            place = first - step
            between = lower[place + 1 : first]
            if place >= mention.start and proper[place] and all(word in links for word in between):
                first = place
                break
        else:
            break
    return first


def _last(lower: Sequence[str], proper: Sequence[bool], head: int, mention: Mention) -> int:
    links = (_PERSON_LINKS if mention.kind == "person" else _LINKS) - {"and", "in", "on"}
    last, end = head, mention.end
    while last < end:
        if proper[last + 1]:
            last += 1
        elif last + 2 <= end and lower[last + 1] in links and proper[last + 2]:
            last += 2
        elif mention.kind == "place" and lower[last + 1].isdigit() and len(lower[last + 1]) < 4:
            last += 1
        elif (
            mention.kind == "place"
            and last + 2 <= end
            and lower[last + 1] == "-"
            and lower[last + 2].isdigit()
        ):
            last += 2
        elif (
            mention.kind != "person"
            and last + 3 <= end
            and lower[last + 1 : last + 3] == ["of", "the"]
            and proper[last + 3]
        ):
            last += 3
        else:
            break
    return last


def _names(rows: Sequence[Row]) -> Iterator[tuple[int, int, str]]:
    for mention in mentions(rows):
        span = name_in(rows, mention)
        if span is None:
            continue
        first, last = span
        if mention.kind == "person":
            while first < last and rows[first][1].lower() in _TITLES:
                first += 1
            if first == last and (rows[last][4] == "NNPS" or rows[first][1].lower() in _TITLES):
                continue
        # Events, works and times are no names of ours, but they hide the names inside them.
        yield first, last, KINDS.get(mention.kind, "")


def gum_sentences(sentences: Iterable[Sequence[Row]]) -> Iterator[tuple[list[str], list[str]]]:
    """(words, IOB2 labels) of sentences in CoNLL-U columns."""
    for rows in sentences:
        labels = ["O"] * len(rows)
        taken = [False] * len(rows)
        for first, last, kind in sorted(_names(rows), key=lambda name: (name[0] - name[1], name[0])):
            if any(taken[first : last + 1]):
                continue
            taken[first : last + 1] = [True] * (last + 1 - first)
            if kind:
                labels[first : last + 1] = [f"B-{kind}"] + [f"I-{kind}"] * (last - first)
        yield [row[1] for row in rows], labels
