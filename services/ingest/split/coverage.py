"""Live coverage: one headline, byline and lead over entries that begin with their times is one article."""

# ruff: noqa: PLR0911 (an entry is told from a headline case by case)

from __future__ import annotations

from collections.abc import Sequence

from services.ingest.split.observe import Observation

_CREDITS = ("byline", "names")
_TEXT = ("BODY", "BODY_I", "BRIEF", "ITEM")
_DATED = ("date", "byline", "meta", "names")
_ENTRY = 130  # characters: a longer line is text, whatever it begins with


def is_timed(one: Observation) -> bool:
    """Whether a line begins with a time of day or holds nothing else."""
    return "clock-" in one.joined  # "clock-first" or "clock-whole"


def entries_as_text(labels: list[str], seen: Sequence[Observation]) -> None:
    """Makes sub-headings of timed headlines below one headline with a lead and a byline, or a word for live coverage.

    A digest whose headlines carry times names its outlet above them, but no author, and each may have a byline of its own.
    """
    head = next((i for i, label in enumerate(labels) if label == "TITLE"), None)
    if head is None or is_timed(seen[head]):
        return
    lead = next((i for i in range(head, len(labels)) if labels[i] in _TEXT and seen[i].length > 60), None)
    if lead is None:
        return
    timed = [i for i in range(lead, len(labels)) if seen[i].length <= _ENTRY and is_timed(seen[i])]
    if len(timed) < 3 or any(label == "TITLE" for label in labels[head + 1 : timed[0]]):
        return
    if any(labels[i] in ("PRE", "POST") and seen[i].kind in _DATED for i in range(timed[0], timed[-1])):
        return
    credited = any(seen[i].kind in _CREDITS or "byline=" in seen[i].joined for i in range(lead)) or any(
        labels[i] == "POST" and seen[i].kind in _DATED for i in range(head, lead)
    )
    if not credited and not any(":live" in one.joined for one in seen[:lead]):
        return
    below = False
    for i in range(timed[0], len(labels)):
        entry = seen[i].length <= _ENTRY and is_timed(seen[i])
        label = labels[i]
        if label == "TITLE" and not entry and not below and i > timed[-1]:
            return
        if entry or label in ("TITLE", "TITLE_I", "LABEL", "PRE", "POST"):
            labels[i] = "SUBHEAD" if entry or label.startswith("TITLE") else "BODY"
        elif label in ("DECK", "BRIEF"):
            labels[i] = "BODY"
        below = entry
        if i > timed[-1] and label in ("FURN", "END"):
            return
