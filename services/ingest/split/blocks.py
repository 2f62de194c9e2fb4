"""From labelled lines to blocks: one block for each article, its lines sorted by what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from services.ingest.dates import find_date
from services.ingest.lexicon import lexicon, words
from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation
from services.ingest.split.regularity import is_dated


@dataclass(slots=True)
class Piece:
    """One paragraph, sub-heading or list item: ``kind`` is BODY, SUBHEAD, ITEM or BRIEF; ``lines`` its wrapped lines."""

    kind: str
    lines: list[int]


@dataclass(slots=True)
class Block:
    """Line numbers of one article."""

    labels: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    title: list[int] = field(default_factory=list)
    deck: list[int] = field(default_factory=list)
    below: list[int] = field(default_factory=list)
    body: list[Piece] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    after: int | None = None  # first furniture line after it
    group_label: int | None = None  # a label above several articles


def blocks(lines: Sequence[Line], seen: Sequence[Observation], labels: Sequence[str]) -> list[Block]:
    """The articles in order; headlines without any text are not articles (contents, related titles)."""
    found: list[Block] = []
    current = Block()
    for index, label in enumerate(labels):
        if _opens(current, label):
            found.append(current)
            current = Block()
        _put(current, index, label, lines)
    found.append(current)
    found = _merged(found, lines)
    for block in found:
        _deck_as_text(block, lines)
    kept = [block for block in found if block.body and (block.title or block.body[0].kind == "BRIEF")]
    if len(kept) > 2:
        kept = [kept[0], *(block for block in kept[1:] if not _is_pair_of_titles(block, lines))]
    if len(kept) > 2 and (
        not _has_text(kept[0], lines) or _is_masthead(kept, seen) or _names_the_issue(kept[0], lines)
    ):
        del kept[0]  # the masthead and its lines, not an article
    _share_group_labels(kept, seen, lines)
    return kept


def _deck_as_text(block: Block, lines: Sequence[Line]) -> None:
    """A headline over one sentence and a byline or a date, and nothing else: the sentence is the text."""
    text = " ".join(lines[i].text for i in block.deck)
    if block.title and not block.body and len(text) > _TEASER and text[-1] in '.!?…”"»' and block.below:
        block.body, block.deck = [Piece("BODY", block.deck)], []
        last = block.body[0].lines[-1]
        block.end = [i for i in block.below if i > last]
        block.below = [i for i in block.below if i < last]
        block.after = block.after or (block.end[-1] + 1 if block.end else last + 1)


_TEASER = 35  # characters: a shorter deck is no text
_FRAGMENT = 40  # characters
_ISSUE = 110  # characters
_TEXT = ("BODY", "BODY_I", "ITEM", "ITEM_I", "SUBHEAD", "INSERT", "BRIEF")


def _opens(current: Block, label: str) -> bool:
    """Whether a line with ``label`` begins another article than ``current``."""
    begun = bool(current.title or current.body)
    if label in ("LABEL", "PRE"):
        return begun or current.after is not None
    if label in ("TITLE", "BRIEF"):
        return begun or (current.after is not None and bool(current.labels or current.before))
    return False


def _put(block: Block, index: int, label: str, lines: Sequence[Line]) -> None:
    if label == "FURN":
        if (block.title or block.body) and block.after is None:
            block.after = index
    elif label == "LABEL":
        block.labels.append(index)
    elif label == "PRE":
        block.before.append(index)
    elif label in ("TITLE", "TITLE_I"):
        block.title.append(index)
    elif label in ("DECK", "DECK_I"):
        block.deck.append(index)
    elif label == "POST":
        block.below.append(index)
    elif label == "END":
        block.end.append(index)
    elif (label in ("BODY_I", "ITEM_I") and block.body) or (
        label == "BODY" and block.body and _goes_on(block.body[-1], index, lines)
    ):
        block.body[-1].lines.append(index)
    elif label in ("BODY", "SUBHEAD", "ITEM", "BRIEF", "BODY_I", "ITEM_I"):
        block.body.append(Piece(label.removesuffix("_I"), [index]))


def _goes_on(piece: Piece, index: int, lines: Sequence[Line]) -> bool:
    """Whether a line that begins in lower case below an unfinished one continues it: no paragraph begins so."""
    before, line = lines[piece.lines[-1]], lines[index]
    return (
        piece.lines[-1] == index - 1
        and (piece.kind == "BODY" or (piece.kind == "ITEM" and line.blank_before == 0))
        and line.text[:1].islower()
        and before.text[-1:].isalnum()
    )


def _merged(found: list[Block], lines: Sequence[Line]) -> list[Block]:
    """A headline right above another one, without text of its own, is that one's label, or has it as deck."""
    result: list[Block] = []
    for block in found:
        before = result[-1] if result else None
        if (
            before is not None
            and before.title
            and not before.body
            and before.after is None
            and block.title
            and not block.labels
            and not block.before
            and block.title[0] - 1 == max(before.title + before.deck + before.below)
        ):
            text = " ".join(lines[i].text for i in before.title)
            if len(text) <= 24 and not before.below:
                block.labels = before.labels + before.title
                result[-1] = block
            elif lines[block.title[0]].blank_before == 0 and not before.deck and not before.below:
                block.deck = block.title + block.deck
                block.title, block.labels, block.before = before.title, before.labels, before.before
                result[-1] = block
            else:
                result.append(block)
        else:
            result.append(block)
    return result


def _is_masthead(kept: Sequence[Block], seen: Sequence[Observation]) -> bool:
    """Whether the first headline lacks the number or the mark that all others have, and hardly any text stands under it."""
    markers = {seen[block.title[0]].marker for block in kept[1:] if block.title}
    first = kept[0]
    numbers = [i for piece in first.body for i in piece.lines]
    if len(numbers) == 1 and is_dated(seen[numbers[0]]) and "dateline" not in seen[numbers[0]].joined:
        return bool(first.title)  # "No. 3,118. Corfu, Saturday, May 15, 1937."
    length = sum(seen[i].length for piece in first.body for i in piece.lines)
    return (
        bool(first.title)
        and len(markers) == 1
        and "" not in markers
        and seen[first.title[0]].marker not in markers
        and length < 160
    )


def _is_pair_of_titles(block: Block, lines: Sequence[Line]) -> bool:
    """Whether a "headline" without any field has one short line without an end below it: two titles of other pages."""
    if not block.title or block.deck or block.below or block.before or block.end:
        return False
    numbers = [i for piece in block.body for i in piece.lines]
    text = lines[numbers[0]].text
    return len(numbers) == 1 and len(text) <= _FRAGMENT and text[-1].isalpha()


def _names_the_issue(block: Block, lines: Sequence[Line]) -> bool:
    """Whether the line below a headline gives the number and the date of an issue: ``No. 31 · 12 January 2026``."""
    below = block.title[-1] + 1 if block.title else len(lines)
    if below >= len(lines) or len(lines[below].text) > _ISSUE or find_date(lines[below].text) is None:
        return False
    key = words(lines[below].text)
    return any((first,) in lexicon().issues and second.isdigit() for first, second in pairwise(key))


def _has_text(block: Block, lines: Sequence[Line]) -> bool:
    """Whether an article holds a sentence, or a list of some length."""
    texts = ["".join(lines[i].text for i in piece.lines) for piece in block.body]
    return len(texts) > 2 or any(
        len(text) > 70 or (len(text) > 35 and text[-1] in '.!?…”"»') for text in texts
    )


def _share_group_labels(kept: list[Block], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A label that stands above several articles belongs to each of them until the next label.

    Labels that a gap or a rule sets off from the headline below head groups; others do where few articles have one.

    A single one over all of them is the page's heading, and a section only where it is a known section word.
    """
    labelled = sum(bool(block.labels) for block in kept)
    if not labelled or len(kept) < 2 or labelled == len(kept) or not kept[0].labels:
        return
    apart = sum(bool(block.labels) and _set_off(block.labels[-1], lines) for block in kept)
    if apart * 2 <= labelled and (len(kept) < 3 or labelled > 0.6 * len(kept)):
        return
    if labelled == 1:
        only = kept[0].labels[-1]
        if seen[only].kind != "sections":
            kept[0].labels = []
            return
    current: int | None = None
    for block in kept:
        if block.labels:
            current = block.labels[-1]
        block.group_label = current


def _set_off(label: int, lines: Sequence[Line]) -> bool:
    below = lines[label + 1] if label + 1 < len(lines) else None
    return below is not None and (lines[label].underlined or below.separated or below.blank_before > 0)
