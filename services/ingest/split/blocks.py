"""From labelled lines to blocks: one block for each article, its lines sorted by what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation


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


def blocks(lines: Sequence[Line], labels: Sequence[str]) -> list[Block]:
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
    kept = [block for block in found if block.body and (block.title or block.body[0].kind == "BRIEF")]
    _share_group_labels(kept)
    return kept


def settled(labels: Sequence[str], seen: Sequence[Observation]) -> list[str]:
    """Labels with the two kinds of line before a headline told apart by what they say: section words, dates and bylines."""
    result = list(labels)
    headed = sum(label == "TITLE" for label in labels)
    for index, (label, one) in enumerate(zip(labels, seen, strict=True)):
        if label == "PRE" and one.kind == "sections":
            result[index] = "LABEL"
        elif label == "LABEL" and one.kind in ("date", "byline", "meta", "clock"):
            result[index] = "PRE"
        elif (
            label == "BRIEF" and headed > 1 and not _stands_out(one) and index and labels[index - 1] in _TEXT
        ):
            # In a digest with headlines a plain paragraph begins no article.
            result[index] = "BODY"
    return result


_TEXT = ("BODY", "BODY_I", "ITEM", "ITEM_I", "SUBHEAD", "INSERT", "BRIEF")


def _stands_out(one: Observation) -> bool:
    return one.marker != "" or "capitals-lead" in one.atoms or "case=capitals-lead" in one.atoms


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
    """Whether a line that begins in lower case right below an unfinished one continues it, whatever its label."""
    before, line = lines[piece.lines[-1]], lines[index]
    return (
        piece.lines[-1] == index - 1
        and piece.kind in ("BODY", "ITEM")
        and line.blank_before == 0
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


def _share_group_labels(kept: list[Block]) -> None:
    """A label that stands above several articles belongs to each of them until the next label."""
    labelled = sum(bool(block.labels) for block in kept)
    if not labelled or len(kept) < 3 or labelled > 0.6 * len(kept) or not kept[0].labels:
        return
    current: int | None = None
    for block in kept:
        if block.labels:
            current = block.labels[-1]
        block.group_label = current
