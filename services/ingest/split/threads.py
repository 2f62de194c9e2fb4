"""Readers' comments below an article: names, times and sentences, each with a word to answer or report it."""

from __future__ import annotations

from collections.abc import Sequence

from services.ingest.split.observe import Observation

_APART = 9  # lines: the longest comment with its name and its time
_WORDS = 4
_LINE = 40  # characters: "Reply", "Like · Reply · 2 hours ago"


def comments_as_furniture(labels: list[str], seen: Sequence[Observation]) -> None:
    """Makes furniture of the lines from a heading of comments to the last line to answer one, if these follow closely."""
    begin = -1
    short = [i for i, one in enumerate(seen) if _short(one)]
    for i in short:
        if _heads(seen[i]) and labels[i] in ("FURN", "SUBHEAD", "BODY", "LABEL", "TITLE"):
            _dated_remarks(labels, seen, i)
    for i in short:
        if _answers(seen[i]):
            if begin >= 0 and i - begin <= _APART:
                for j in range(begin, i + 1):
                    labels[j] = "FURN"
                begin = i
        elif _heads(seen[i]):
            begin = i


def _dated_remarks(labels: list[str], seen: Sequence[Observation], head: int) -> None:
    """Makes furniture of a heading of comments and the lines right below that each hold a date and a time."""
    end = head + 1
    while end < len(seen) and "clock" in seen[end].joined and "date=" in seen[end].joined:
        end += 1
    if end - head < 2:
        return
    if end < len(seen) and "any:comments" in seen[end].joined and _short(seen[end]):
        end += 1
    for j in range(head, end):
        labels[j] = "FURN"


def _answers(one: Observation) -> bool:
    return not one.sentence and ("whole:reply" in one.joined or "start:reply" in one.joined)


def _heads(one: Observation) -> bool:
    """``Comments (4)``, ``3 comments``."""
    return one.kind == "comments" or "start:comments" in one.joined or "whole:comments" in one.joined


def _short(one: Observation) -> bool:
    return one.length <= _LINE and len(one.key) <= _WORDS
