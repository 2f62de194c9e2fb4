"""Labels put right where the lines themselves, or the document as a whole, leave no doubt."""

from __future__ import annotations

from collections.abc import Sequence

from services.ingest.split.consistency import cohesion
from services.ingest.split.coverage import entries_as_text
from services.ingest.split.features import echoes_of
from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation
from services.ingest.split.pages import without_running_heads
from services.ingest.split.paragraphs_of_one import last_words, paragraphs_of_one
from services.ingest.split.regularity import is_fields, regular
from services.ingest.split.threads import comments_as_furniture

_SENTENCE, _FULL_TEXT = 50, 110  # characters: no headline is longer, and few lines of furniture
_RUNNING = ("para", "sentence", "open", "cut")
_FULL = 24  # characters: a shorter line in capitals may have ended where it wished
_DATED = ("date", "byline", "meta", "clock", "ago", "names")
_TEXT = ("BODY", "BODY_I", "ITEM", "ITEM_I", "SUBHEAD", "INSERT", "BRIEF")
# Furniture after which an article is over, whatever stands below.
_CLOSING = frozenset(
    ("readmore", "original", "share", "comments", "related", "copyright", "subscribe", "navigation", "contact", "furniture",
     "furniture-start", "readmore:", "original:", "related:", "cookie", "page", "number", "meta", "date")
)  # fmt: skip


def settled(labels: Sequence[str], seen: Sequence[Observation], lines: Sequence[Line]) -> list[str]:
    """Labels put right where what a line says leaves no doubt, or where the document does."""
    result = list(labels)
    without_running_heads(result, seen, lines)
    entries_as_text(result, seen)
    comments_as_furniture(result, seen)
    regular(result, seen, lines)
    _join_capitals(result, seen, lines)
    _demote_crowded_headlines(result, seen, lines)
    _promote_labelled_headlines(result, seen)
    paragraphs_of_one(result, seen, lines)
    headed = sum(label == "TITLE" for label in labels)
    for index, one in enumerate(seen):
        label = result[index]
        before = result[index - 1] if index else "FURN"
        if label == "PRE" and one.kind == "sections":
            result[index] = "LABEL"
        elif label == "LABEL" and one.kind in _DATED and one.kind != "names" and _says_when(one):
            result[index] = "PRE"
        elif label in ("TITLE", "DECK") and lines[index].text.startswith(("http://", "https://", "www.")):
            result[index] = "POST" if before in ("TITLE", "TITLE_I", "POST") else "FURN"
        elif label == "DECK" and (one.kind in _DATED or is_fields(one)):
            result[index] = "POST"
        elif label == "POST" and before in ("TITLE", "TITLE_I") and _is_deck(one):
            result[index] = "DECK"
        elif label == "BRIEF" and headed > 1 and index and not _stands_out(one):
            # In a digest with headlines a plain paragraph begins no article: it goes on with the one before it.
            _go_on(result, seen, index)
    last_words(result, seen)
    return result


def as_one(labels: Sequence[str], seen: Sequence[Observation]) -> list[str]:
    """Labels of a text in which no article was made out: a short line right above long sentences is their headline."""
    result = list(labels)
    texts = [
        i
        for i, one in enumerate(seen)
        if one.length > _SENTENCE and (one.sentence or one.length > _FULL_TEXT) and one.kind in _RUNNING
    ]
    head = texts[0] - 1 if texts else -1
    if head < 0 or seen[head].length > _FULL_TEXT or seen[head].kind in _CLOSING:
        return result
    result[head] = "TITLE"
    if head and seen[head - 1].kind == "sections":
        result[head - 1] = "LABEL"
    for i in texts:
        result[i] = "BODY"
    return result


def _join_capitals(result: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Two lines in capitals, one right below the other, are one headline: labels of three words and decks are not set so."""
    for index in range(1, len(result)):
        above, one = seen[index - 1], seen[index]
        if lines[index].blank_before or above.level != "case=capitals" or one.level != "case=capitals":
            continue
        if not above.ends.isalpha() or above.kind == "sections":
            continue
        pair = (result[index - 1], result[index])
        if pair == ("TITLE", "DECK") and above.length >= _FULL:
            result[index] = "TITLE_I"
        elif pair == ("LABEL", "TITLE") and len(above.key) >= 3:
            result[index - 1], result[index] = "TITLE", "TITLE_I"


def _promote_labelled_headlines(result: list[str], seen: Sequence[Observation]) -> None:
    """``Analysis: Can the market work?`` right over a headline is the headline itself, and that one its deck.

    A known section word with a colon opens headlines, not furniture; menus and lists of contents do not stand alone.
    """
    lone = seen[0].kind == "section:" and seen[0].length >= _FULL and "TITLE" not in result
    if lone and result[:2] == ["FURN", "BRIEF"] and not any(one.marker for one in seen):
        # The only headline over plain paragraphs: one article, not short news without headlines.
        result[:] = ["TITLE", *("BODY" if label == "BRIEF" else label for label in result[1:])]
    for index in range(len(result) - 2):
        if result[index] != "FURN" or seen[index].kind != "section:" or seen[index].length < 30:
            continue
        lone = index == 0 or (seen[index - 1].kind != "section:" and result[index - 1] in ("FURN", "END"))
        below = seen[index + 1]
        headline = (
            result[index + 1] == "TITLE" and below.marker == seen[index].marker and below.kind != "section:"
        )
        if lone and headline and result[index + 2] in ("BODY", "POST"):
            result[index], result[index + 1] = "TITLE", "DECK"


def _demote_crowded_headlines(result: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Makes sub-headings of headlines that stand right on the text above them, where others have a gap above.

    Articles on a page are never set closer together than the parts of one. Only lines without any mark, label, date line
    or byline of their own are in question.
    """
    spaced = 0
    crowded: list[int] = []
    for index, label in enumerate(result):
        if label != "TITLE" or not index:
            continue
        head = index
        while head and result[head - 1] in ("LABEL", "PRE"):
            head -= 1
        if head and (lines[head].blank_before or lines[head].separated):
            spaced += 1
        elif (
            head == index
            and result[index - 1] in _TEXT
            and seen[index].marker == ""
            and seen[index].level == ""
        ):
            after = result[index + 1] if index + 1 < len(result) else "FURN"
            if after not in ("POST", "DECK", "TITLE_I") and not lines[index].underlined:
                crowded.append(index)
    if spaced < 2 or not crowded:
        return
    listed = echoes_of(seen, frozenset(crowded))
    shared = cohesion(lines, seen, result)
    first = next((i for i, label in enumerate(result) if label == "TITLE"), 0)
    for index in crowded:
        if 0 <= listed[index][1] < first:
            continue  # a list of contents at the top names it
        if (own := shared[index]) is None or own[
            0
        ] > 0:  # another article seldom comes back to the same words
            result[index] = "SUBHEAD"


def _says_when(one: Observation) -> bool:
    """Whether a line is more than a word such as "today", which section labels hold too."""
    return one.kind != "ago" or "digits" in one.joined or "whole:ago" in one.joined


def _is_deck(one: Observation) -> bool:
    """Whether a line under a headline is a sentence or a phrase rather than a date line or a byline."""
    return (
        one.length > 45
        and one.kind in ("short", "open", "sentence", "question")
        and not any(
            atom.startswith(("date=", "byline=", "clock", "agency", "contact", "pipes")) for atom in one.atoms
        )
    )


def _stands_out(one: Observation) -> bool:
    return one.marker != "" or "capitals-lead" in one.atoms or "case=capitals-lead" in one.atoms


def _go_on(result: list[str], seen: Sequence[Observation], index: int) -> None:
    """Makes a stray paragraph part of the article above it, with the few lines between that were taken for furniture."""
    first = index
    while first and result[first - 1] == "FURN":
        first -= 1
    if first == 0 or result[first - 1] not in _TEXT or index - first > 8:
        result[index] = "FURN"
        return
    if any(seen[i].kind in _CLOSING for i in range(first, index)):
        result[index] = "FURN"
        return
    for i in range(first, index):
        result[i] = "ITEM" if seen[i].marker in ("bullet", "number", "dash") else "BODY"
    result[index] = "BODY"
