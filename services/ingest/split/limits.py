"""What begins and ends no article: greetings, parts after a page, reservations; and what does: short news, signatures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from services.ingest.dates import find_date
from services.ingest.lexicon import lexicon, phrase_key
from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation
from services.ingest.split.reservations import is_greeting, is_reservation
from services.ingest.split.signatures import is_signature

_HEAD = ("TITLE", "TITLE_I")
_TEXT = ("BODY", "BODY_I", "ITEM", "ITEM_I", "SUBHEAD", "BRIEF", "INSERT")
_RUNNING_HEAD = 3  # lines
_GREETING = 400  # characters of an introduction


def where(labels: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """The lines with one of some labels."""
    return [i for i, label in enumerate(labels) if label in wanted]


def begun_and_ended(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Puts labels right, in place."""
    _parts_after_a_page(labels, seen, lines)
    _greetings(labels, lines)
    _short_news(labels, seen, lines)
    _reservations(labels, lines)
    _letters(labels, lines)


def _parts_after_a_page(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Below a running head a heading set as the sub-headings are, and as no other headline, heads a part of the article."""

    def setting(i: int) -> tuple[int, int]:
        return min(lines[i].blank_before, 1), min(lines[i + 1].blank_before, 1)

    inner = Counter(setting(i) for i, label in enumerate(labels[:-1]) if label == "SUBHEAD")
    if sum(inner.values()) < 2:
        return
    heads = [i for i, label in enumerate(labels[:-1]) if label == "TITLE" and i and labels[i + 1] == "BODY"]
    after = [i for i in heads if labels[i - 1] == "FURN" and inner[setting(i)] > 1]
    if not after:
        return
    keys = Counter(
        one.repeating for one, label in zip(seen, labels, strict=True) if label in ("FURN", "INSERT")
    )
    below: dict[int, int] = {}  # heading → the last line of text above the running head
    for i in after:
        above = i - 1
        while above and labels[above] == "FURN" and i - above <= _RUNNING_HEAD:
            above -= 1
        repeated = any(seen[j].repeating and keys[seen[j].repeating] > 1 for j in range(above + 1, i))
        if repeated and labels[above] in _TEXT:
            below[i] = above
    others = {setting(i) for i in heads if i not in below}
    for i, above in below.items():
        if others and setting(i) not in others:
            labels[above + 1 : i + 1] = [*["INSERT"] * (i - above - 1), "SUBHEAD"]


def _greetings(labels: list[str], lines: Sequence[Line]) -> None:
    """A few sentences that greet the readers, below the first of several headlines, introduce a newsletter."""
    heads = [i for i, label in enumerate(labels) if label == "TITLE"]
    if len(heads) < 3:
        return
    end = next(
        (i for i in range(heads[0] + 1, len(labels)) if labels[i] in ("LABEL", "PRE", "TITLE", "FURN")),
        len(labels),
    )
    texts = [i for i in range(heads[0], end) if labels[i] in _TEXT]
    plain = all(label in (*_TEXT, *_HEAD, "DECK", "POST") for label in labels[heads[0] : end])
    dated = all(find_date(lines[i].text) for i in range(heads[0], end) if labels[i] == "POST")
    if (
        texts
        and plain
        and dated
        and is_greeting(lines[texts[0]].text)
        and sum(len(lines[i].text) for i in texts) < _GREETING
    ):
        labels[heads[0] : end] = ["FURN"] * (end - heads[0])


def _short_news(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Under a label such as "In brief" a heading set as the headline right below the label begins the next item."""
    if not any(phrase_key(lines[i].text) in lexicon().briefs for i in where(labels, ("LABEL",))):
        return
    label = head = -1
    for i in range(1, len(labels) - 1):
        if labels[i] in ("LABEL", "FURN"):
            head = i
            label = i if labels[i] == "LABEL" and phrase_key(lines[i].text) in lexicon().briefs else -1
        elif (
            label >= 0
            and labels[i] == "SUBHEAD"
            and labels[label + 1] == "TITLE"
            and labels[i - 1] in ("BODY", "BODY_I")
            and labels[head:i].count("BODY") == 1  # a longer text has parts
            and labels[i + 1] == "BODY"
            and lines[i].blank_before
            and lines[i + 1].blank_before == lines[label + 2].blank_before
            and (seen[i].marker, seen[i].level) == (seen[label + 1].marker, seen[label + 1].level)
        ):
            labels[i] = "TITLE"
            head = i


def _reservations(labels: list[str], lines: Sequence[Line]) -> None:
    """A page's reservation below the last paragraph of a text is none of it; a name between the two signs the text."""
    # Only what stands right above furniture or at the very end is a page's.
    for i in [
        j for j, label in enumerate([*labels[1:], "FURN"]) if label == "FURN" and j and labels[j] == "BODY"
    ]:
        if not lines[i].blank_before or not is_reservation(lines[i].text):
            continue
        labels[i] = "FURN"
        name = lines[i - 1].text
        if labels[i - 1] == "TITLE" and i > 1 and labels[i - 2] in _TEXT and is_signature(name):
            labels[i - 1] = "END"
        elif labels[i - 1] == "TITLE":
            labels[i - 1] = "FURN"


def _letters(labels: list[str], lines: Sequence[Line]) -> None:
    """A name below a reader's letter signs it."""
    letters = lexicon().letters
    for head in where(labels, ("TITLE",)):
        kind, colon, _ = lines[head].text[:40].partition(":")
        above = lines[head - 1].text if head and labels[head - 1] == "LABEL" else ""
        if phrase_key(kind if colon else above) not in letters:
            continue
        last = head + 1
        while last < len(labels) and labels[last] in (*_TEXT, *_HEAD[1:], "DECK", "POST"):
            last += 1
        if (
            last < len(labels)
            and labels[last - 1] in _TEXT
            and labels[last] == "FURN"
            and is_signature(lines[last].text)
        ):
            labels[last] = "END"
