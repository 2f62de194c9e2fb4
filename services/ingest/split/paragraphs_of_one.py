"""One article's paragraphs, not short news without headlines: a page has that only where something sets each piece off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from services.ingest.datelines import find_dateline
from services.ingest.lexicon import lexicon, phrase_key
from services.ingest.split.briefs import brief_separator, has_run_in_headline
from services.ingest.split.lines import Line
from services.ingest.split.observe import SHORT, Observation

_TEXT = ("BODY", "BODY_I", "ITEM", "ITEM_I", "SUBHEAD", "INSERT", "BRIEF")
_WHEN = ("date", "meta", "clock", "ago", "byline", "names")
_SENTENCES = ("sentence", "sentence-short")
_FEWEST_WORDS = 4
_OF_THE_PAGE = ("start:", "whole:", "contact", "pipes", "url", "any:copyright")
_SIGNED = re.compile(r"[(\[][^()\[\]]{2,40}[)\]]\W{0,2}$")  # … (Reuters), … [A. K.]
_CLOCK = re.compile(r"^\W{0,2}\d{1,2}[:.]\d\d\b")


def paragraphs_of_one(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Makes text of paragraphs that were taken for briefs, in place, under the only headline or the line that must be it."""
    briefs = [i for i, label in enumerate(labels) if label == "BRIEF"]
    if not briefs or labels.count("TITLE") > 1 or _set_off(briefs, labels, seen, lines):
        return
    if "TITLE" in labels:
        if labels.index("TITLE") > briefs[0]:
            return
    elif not _headed(briefs[0], labels, seen, lines):
        return
    for i in briefs:
        labels[i] = "BODY"


def _set_off(
    briefs: Sequence[int], labels: Sequence[str], seen: Sequence[Observation], lines: Sequence[Line]
) -> bool:
    """Whether half of the paragraphs, or more, say themselves that they are pieces of their own."""
    texts = [lines[i].text for i in briefs]
    if brief_separator(texts) is not None:
        return True
    apart = sum(
        any(label not in _TEXT for label in labels[before + 1 : after]) for before, after in pairwise(briefs)
    )
    led = sum(_led(seen[i], text) for i, text in zip(briefs, texts, strict=True))
    return led * 2 >= len(briefs) or (apart > 0 and apart * 2 >= len(briefs) - 1)


def _led(one: Observation, text: str) -> bool:
    return (
        one.marker != ""
        or "capitals-lead" in one.joined
        or "bold-lead" in one.joined
        or _CLOCK.match(text) is not None
        or _SIGNED.search(text) is not None
        or has_run_in_headline(text)
        or find_dateline(text) is not None
    )


def _headed(first: int, labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> bool:
    """Makes the headline of the line that stands where one does; false where that line is a name of the page, or none."""
    head = first - 1
    while head >= 0 and (seen[head].kind in _WHEN or labels[head] in ("PRE", "POST")):
        head -= 1
    if head < 0 or labels[head] not in ("FURN", "LABEL"):
        return False
    one = seen[head]
    if one.length > SHORT or one.kind in ("sections", "menu") or "date=" in one.joined:
        return False
    if phrase_key(lines[head].text) in lexicon().briefs:
        return False
    labels[head] = "TITLE"
    for i in range(head + 1, first):
        labels[i] = "POST"
    return True


def last_words(labels: list[str], seen: Sequence[Observation]) -> None:
    """Gives the only article of a page its last sentence back, where a short one right below its text passed for furniture.

    A sentence that says something of the page itself (a footer, an offer, a contact) begins with the words of one.
    """
    if labels.count("TITLE") != 1:
        return
    for i in range(labels.index("TITLE") + 1, len(labels)):
        one = seen[i]
        if (
            labels[i] == "FURN"
            and labels[i - 1] in _TEXT
            and one.kind in _SENTENCES
            and one.ends in (".", "q.")
        ):
            if len(one.key) >= _FEWEST_WORDS and not any(atom.startswith(_OF_THE_PAGE) for atom in one.atoms):
                labels[i] = "BODY"
            return
