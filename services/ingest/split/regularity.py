"""What the regular setting of a page leaves no doubt about: numbered headlines, date lines over each of them, adverts."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

from services.ingest.split.headings import listed_parts, parts_of_articles, questions
from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation

_PARTS = (
    "BODY",
    "BODY_I",
    "ITEM",
    "ITEM_I",
    "SUBHEAD",
    "INSERT",
    "FURN",
    "LABEL",
    "PRE",
    "DECK",
    "BRIEF",
    "POST",
    "END",
)
_DATED = ("date=whole", "date=whole-dated", "date=place+date", "date=first", "date=last", "date=inside")
_HEADLINE = 130  # characters
_FIELD = 80
_NAME = 20


def regular(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Puts labels right, in place."""
    _without_addresses(labels, seen, lines)
    questions(labels, seen, lines)
    listed_parts(labels, seen, lines)
    _datelined(labels, seen, lines)
    _fields_below_headlines(labels, seen, lines)
    _missing_numbers(labels, seen, lines)
    _numbered_lists(labels, seen, lines)
    _date_lines_above(labels, seen, lines)
    _same_lines(labels, seen)
    _fields_under_headlines(labels, seen, lines)
    parts_of_articles(labels, seen, lines)
    _adverts(labels, seen)
    _section_over_the_page(labels, seen, lines)
    _sentences_across_furniture(labels, seen, lines)


def is_dated(one: Observation) -> bool:
    """Whether a short line holds a full date."""
    return one.length <= _HEADLINE and any(atom in _DATED for atom in one.atoms)


def is_fields(one: Observation) -> bool:
    """Whether a line holds fields set apart, a date or a time among them: ``Valley Post · 3 hours ago · 12 comments``."""
    return any(atom in ("pipes=2", "pipes=3") for atom in one.atoms) and any(
        atom.startswith(("date=", "clock", "any:ago")) for atom in one.atoms
    )


def _without_addresses(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """An address, a telephone number or an account is no headline; a short line right above one may be."""
    for i, one in enumerate(seen):
        if labels[i] != "TITLE" or one.kind != "contact" or one.marker:
            continue
        labels[i] = "FURN"
        if (
            i
            and not lines[i].blank_before
            and lines[i - 1].blank_before
            and labels[i - 1] in ("LABEL", "FURN", "SUBHEAD")
        ):
            labels[i - 1], labels[i] = "TITLE", "POST"


def _fields_below_headlines(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Fields right below a short line that has a gap above are that headline's."""
    for i in range(1, len(labels)):
        one, above = seen[i], seen[i - 1]
        if labels[i] != "TITLE" or not is_fields(one) or lines[i].blank_before or lines[i].separated:
            continue
        apart = i == 1 or lines[i - 1].blank_before > 0 or lines[i - 1].separated
        if (
            apart
            and above.length <= _HEADLINE
            and not above.sentence
            and labels[i - 1] in ("LABEL", "FURN", "SUBHEAD", "ITEM", "BODY", "DECK")
        ):
            labels[i - 1], labels[i] = "TITLE", "POST"


def _missing_numbers(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Where headlines count 1, 2, 4, a line numbered 3 in the same way between the last two is a headline too."""
    heads = [i for i, label in enumerate(labels) if label == "TITLE" and seen[i].number >= 0]
    if len(heads) < 3 or any(seen[b].number <= seen[a].number for a, b in itertools.pairwise(heads)):
        return
    for first, last in itertools.pairwise(heads):
        wanted = seen[first].number + 1
        if wanted + 1 != seen[last].number:
            continue
        mark = lines[first].text[0]
        for i in range(first + 1, last):
            same = seen[i].number == wanted and lines[i].text[0].isdigit() == mark.isdigit()
            alike = (
                lines[i].blank_before == lines[last].blank_before
                and lines[i].separated == lines[last].separated
            )
            if same and alike and seen[i].length <= _HEADLINE and labels[i] in _PARTS:
                labels[i] = "TITLE"
                break


def _numbered_lists(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Consecutive numbers on lines right below each other are a list, its last line too."""
    for i in range(2, len(labels)):
        if labels[i] != "TITLE" or seen[i].number < 2 or lines[i].blank_before or lines[i].separated:
            continue
        if seen[i - 1].number == seen[i].number - 1 and labels[i - 1] in ("ITEM", "FURN", "BODY", "INSERT"):
            labels[i] = labels[i - 1]


def _date_lines_above(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A dated line right on top of a headline, where at least two have one, is the article's."""
    found = [
        i - 1
        for i, label in enumerate(labels)
        if label == "TITLE"
        and i
        and is_dated(seen[i - 1])
        and not lines[i].blank_before
        and not seen[i - 1].sentence
    ]
    if len(found) < 2:
        return
    for i in found:
        if labels[i] in ("FURN", "END", "LABEL", "POST"):
            labels[i] = "PRE"
    _heads_below_dates(labels, seen, lines, {lines[i].blank_before for i in found})


def _heads_below_dates(
    labels: list[str], seen: Sequence[Observation], lines: Sequence[Line], gaps: set[int]
) -> None:
    """Where dates stand alone on top of headlines, the short line below another such date is a headline too."""
    for i in range(1, len(labels) - 2):
        if seen[i].kind != "date" or lines[i].blank_before not in gaps or not lines[i].blank_before:
            continue
        below, text = i + 1, i + 2
        short = seen[below].length <= _HEADLINE and not seen[below].sentence and not lines[below].blank_before
        if short and labels[below] in ("BODY", "SUBHEAD", "ITEM", "DECK", "FURN") and labels[text] == "BODY":
            labels[i], labels[below] = "PRE", "TITLE"


def _same_lines(labels: list[str], seen: Sequence[Observation]) -> None:
    """Lines that say the same but for their numbers, three times or more, are the same thing: furniture, or a field."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for i, one in enumerate(seen):
        if one.repeating and one.length <= _FIELD and not one.sentence:
            groups.setdefault(one.repeating, []).append(i)
    for group in groups.values():
        if len(group) < 3:
            continue
        label, count = Counter(labels[i] for i in group).most_common(1)[0]
        if label in ("FURN", "POST", "PRE", "INSERT", "END") and count * 3 >= len(group) * 2:
            for i in group:
                if labels[i] in ("BODY", "ITEM", "SUBHEAD"):
                    labels[i] = label


def _fields_under_headlines(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """``Source: …`` under one headline is a field under all of them; so are dates and "an hour ago" right below any."""
    names = Counter(
        one.key[0]
        for one, label, line in zip(seen, labels, lines, strict=True)
        if label == "POST" and one.key and ":" in line.text[:_NAME]
    )
    for i in range(1, len(labels)):
        if labels[i] != "BODY" or labels[i - 1] not in ("TITLE", "TITLE_I", "DECK", "DECK_I", "POST"):
            continue
        one = seen[i]
        named = bool(one.key) and names[one.key[0]] >= 2 and ":" in lines[i].text[:_NAME]
        # The only line of text, or one that goes on in the next, is text whatever it looks like.
        if i + 1 >= len(labels) or labels[i + 1] not in ("BODY", "SUBHEAD", "ITEM", "INSERT", "DECK", "POST"):
            continue
        if named or (
            one.kind in ("ago", "date", "byline") and not one.sentence and "dateline" not in one.joined
        ):
            labels[i] = "POST"


def _adverts(labels: list[str], seen: Sequence[Observation]) -> None:
    """What stands under a line that says "a message from our partner" is no article."""
    for i, one in enumerate(seen):
        if labels[i] not in ("TITLE", "LABEL"):
            continue
        if one.kind != "advert" and not (one.length <= _FIELD and "start:advert" in one.joined):
            continue
        labels[i] = "FURN"
        for j in range(i + 1, len(labels)):
            if labels[j] not in ("TITLE", "TITLE_I", "DECK", "BODY", "BODY_I", "ITEM") or (
                labels[j] == "TITLE" and j > i + 1
            ):
                break
            labels[j] = "FURN"


def _section_over_the_page(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A known section word right above the first headline names the section, unless it ends a row of such words."""
    first = next((i for i, label in enumerate(labels) if label in ("TITLE", "PRE", "BRIEF")), 0)
    if (
        not first
        or labels[first] == "BRIEF"
        or labels[first - 1] != "FURN"
        or seen[first - 1].kind != "sections"
    ):
        return
    if first == 1 or lines[first - 1].blank_before or len(seen[first - 2].key) > 2:
        labels[first - 1] = "LABEL"


def _sentences_across_furniture(
    labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]
) -> None:
    """A "headline" in lower case after furniture below an unfinished line goes on with it, if others begin in capitals."""
    heads = [i for i, label in enumerate(labels) if label == "TITLE"]
    lower = [i for i in heads if lines[i].text[0].islower()]
    if not lower or len(lower) * 3 > len(heads):
        return
    for i in lower:
        above = i - 1
        while above > 0 and i - above < 5 and labels[above] in ("FURN", "INSERT"):
            above -= 1
        if above < 0 or labels[above] not in ("BODY", "BODY_I", "ITEM", "ITEM_I") or seen[above].sentence:
            continue
        for j in range(above + 1, i):
            labels[j] = "INSERT"
        labels[i] = "BODY_I"


def _datelined(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Where headlines stand right on datelines, a short line with a gap above that stands right on one is a headline."""

    def on_dateline(i: int) -> bool:
        return i + 1 < len(seen) and not lines[i + 1].blank_before and "dateline" in seen[i + 1].joined

    if sum(label == "TITLE" and on_dateline(i) for i, label in enumerate(labels)) < 2:
        return
    for i in range(1, len(labels)):
        apart = lines[i].blank_before > 0 or lines[i].separated
        if (
            (
                labels[i] in ("BODY", "SUBHEAD", "ITEM")
                and apart
                and on_dateline(i)
                and seen[i].length <= _HEADLINE
            )
            and labels[i + 1] == "BODY"
            and "dateline" not in seen[i].joined
        ):
            labels[i] = "TITLE"
