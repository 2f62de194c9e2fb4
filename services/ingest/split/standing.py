"""Lines put where they belong by what stands around them: fields and decks below headlines, mastheads and dates above."""

from __future__ import annotations

from collections.abc import Sequence

from services.ingest.bylines import byline_prefix
from services.ingest.dates import find_date
from services.ingest.lexicon import lexicon, phrase_key, words
from services.ingest.split.heads import is_timed, section_prefix
from services.ingest.split.limits import begun_and_ended, where
from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation
from services.ingest.split.sources import is_role, source_line

_HEAD = ("TITLE", "TITLE_I")
_HEADLINE = 130  # characters
_DECK = 45
_TOP = 6  # lines
_TEXT = ("BODY", "BODY_I", "ITEM", "ITEM_I", "SUBHEAD", "BRIEF", "INSERT")
_TELLING = ("date=", "byline=", "clock", "agency", "contact", "pipes", "term", "any:ago")


def in_their_places(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Puts labels right, in place."""
    _rest_of_headlines(labels, seen, lines)
    _slogans(labels, seen, lines)
    _dates_as_headlines(labels, seen, lines)
    _days_above(labels, seen, lines)
    _fields_as_headlines(labels, seen, lines)
    _fields_as_decks(labels, seen, lines)
    _decks_below_bylines(labels, seen, lines)
    _decks_as_headlines(labels, seen, lines)
    _labels_as_others(labels, seen, lines)
    _credits_above(labels, seen, lines)
    begun_and_ended(labels, seen, lines)


def _rest_of_headlines(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A line in lower case right below a headline that is broken already goes on with it."""
    if "TITLE_I" not in labels:
        return
    for i in range(1, len(labels)):
        if (
            labels[i - 1] == "TITLE_I"
            and labels[i] in ("PRE", "LABEL")
            and lines[i].text[0].islower()
            and not lines[i].blank_before
            and seen[i].kind in ("lower", "lower-short")
        ):
            labels[i] = "TITLE_I"


def _slogans(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Below a page's name a slogan over the date of the issue is no headline; what stands below it, over a byline, is."""
    for i in range(1, min(_TOP, len(labels) - 3)):
        if (
            labels[i] != "TITLE"
            or labels[i - 1] != "FURN"
            or lines[i].blank_before
            or lines[i + 1].blank_before
        ):
            continue
        if labels[i + 1] not in ("TITLE_I", "POST", "DECK") or not _is_issue_date(
            lines[i + 1].text, seen[i + 1]
        ):
            continue
        deck = i + 2
        if labels[deck] != "DECK" or not lines[deck].blank_before:
            continue
        end = deck + 1
        while end < len(labels) and labels[end] == "DECK_I":
            end += 1
        if end < len(labels) and labels[end] == "POST":
            labels[i] = labels[i + 1] = "FURN"
            labels[deck:end] = ["TITLE", *["TITLE_I"] * (end - deck - 1)]


def _is_issue_date(text: str, one: Observation) -> bool:
    """``June 2026``, ``Friday, 5 June 2026``."""
    key = words(text[:60])
    months = lexicon().months
    monthly = len(key) == 2 and key[0] in months and key[1].isdecimal() and len(key[1]) == 4
    return monthly or one.kind == "date"


def _dates_as_headlines(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """``Published 8 November 2026 · 11 min read`` is a field: of the headline above it, or of the line below."""
    for i in where(labels, ("TITLE", "FURN")):
        label = labels[i]
        if label == "FURN" and i and "byline=" in seen[i - 1].joined and _only_dated(lines[i].text, seen[i]):
            _under_deck_and_byline(labels, lines, i)
        if label != "TITLE" or not _only_dated(lines[i].text, seen[i]):
            continue
        above = i - 1
        while above >= 0 and labels[above] == "PRE":
            above -= 1
        deck = above
        if above > 0 and labels[above] in ("BODY", "DECK") and labels[above - 1] in _HEAD:
            deck = above - 1
        if deck >= 0 and labels[deck] in _HEAD:
            for j in range(deck + 1, i + 1):
                labels[j] = "DECK" if j == above else "POST"
        elif i + 1 < len(labels) and labels[i + 1] in _HEAD:
            labels[i] = "PRE"
        elif _may_head(i + 1, labels, seen):
            labels[i], labels[i + 1] = "PRE", "TITLE"


def _under_deck_and_byline(labels: list[str], lines: Sequence[Line], date: int) -> None:
    """Headline, one sentence, byline and date, each set off from the text: the sentence is the deck, no article."""
    deck = date - 2
    below = date + 1
    if (
        deck < 1
        or below >= len(labels)
        or labels[below] not in ("BODY", "BRIEF")
        or labels[date - 1] not in ("END", "PRE", "POST", "FURN")
        or labels[deck] not in ("BODY", "DECK")
        or labels[deck - 1] not in _HEAD
        or not (lines[deck].blank_before and lines[date - 1].blank_before and lines[below].blank_before)
    ):
        return
    labels[deck : date + 1] = ["DECK", "POST", "POST"]
    while below < len(labels) and labels[below] in ("BRIEF", "BODY"):
        labels[below] = "BODY"
        below += 1


def _may_head(i: int, labels: Sequence[str], seen: Sequence[Observation]) -> bool:
    """Whether a line may be the headline of the text below it."""
    return (
        i + 1 < len(labels)
        and labels[i] in ("BODY", "DECK", "SUBHEAD")
        and labels[i + 1] in ("BODY", "POST", "DECK")
        and seen[i].length <= _HEADLINE
        and not seen[i].sentence
    )


def _only_dated(text: str, one: Observation) -> bool:
    """Whether a line holds a full date and besides it nothing but a word for it and a reading time."""
    if one.length > _HEADLINE or "date=" not in one.joined:
        return False
    found = find_date(text)
    if found is None:
        return False
    rest = (text[: found.start], text[found.end :])
    return all(
        not any(map(str.isalpha, piece))
        or phrase_key(piece) in lexicon().dated
        or is_timed(piece.strip(" ·|•,–—-"))
        for piece in rest
    )


def _days_above(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """The day above each post of a blog is above the first one too, right below the masthead."""
    heads = [i for i, label in enumerate(labels) if label == "TITLE" and i]
    if len(heads) < 2 or labels[heads[0] - 1] != "FURN":
        return
    own = [i - 1 for i in heads[1:] if labels[i - 1] == "PRE" and _is_day(i - 1, seen, lines)]
    first = heads[0] - 1
    if (
        len(own) == len(heads) - 1
        and _is_day(first, seen, lines)
        and all(
            lines[i].blank_before and lines[i + 1].blank_before == lines[first + 1].blank_before
            for i in (*own, first)
        )
    ):
        labels[first] = "PRE"


def _is_day(i: int, seen: Sequence[Observation], lines: Sequence[Line]) -> bool:
    """A line with nothing but a weekday and a full date."""
    if "date=" not in seen[i].joined:
        return False
    found = find_date(lines[i].text)
    if found is None:
        return False
    rest = words(lines[i].text[: found.start] + " " + lines[i].text[found.end :])
    return len(rest) < 3 and (
        not rest or rest[-1] in lexicon().weekdays or " ".join(rest) in lexicon().weekdays
    )


def _fields_as_decks(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Below a headline ``Outlet: …``, ``Valley Post / Ana Kovač / 2 hours ago`` and, below its byline, a role are fields."""
    for i in range(1, len(labels)):
        above = labels[i - 1]
        if above in _TEXT or above == "FURN":
            continue
        text = lines[i].text
        if (
            labels[i] in ("DECK", "BODY", "SUBHEAD", "FURN", "TITLE_I")
            and above in _HEAD
            and len(text) <= _HEADLINE
        ):
            name, colon, _ = text[:30].partition(":")
            field = bool(colon) and lexicon().fields.get(phrase_key(name)) in (
                "outlet",
                "other",
                "when",
                "author",
            )
            followed = i + 1 < len(labels) and labels[i + 1] in ("POST", "BODY")
            if followed and (
                (field and labels[i + 1] == "POST") or (not lines[i].blank_before and source_line(text))
            ):
                labels[i] = "POST"
        elif (
            above in ("POST", "PRE", "END")
            and labels[i] in ("DECK", "BODY", "SUBHEAD", "FURN", "LABEL")
            and not lines[i].blank_before
            and "byline=" in seen[i - 1].joined
            and is_role(text)
            and not (i + 1 < len(lines) and lines[i + 1].text[0].islower() and not lines[i + 1].blank_before)
        ):
            labels[i] = above


def _fields_as_headlines(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A source line or a role is no headline: the short line above it, or above its byline, is."""
    for i in where(labels, ("TITLE",)):
        if not i or lines[i].blank_before or labels[i + 1 : i + 2] != ["BODY"]:
            continue
        credited = i > 1 and labels[i - 1] in ("PRE", "POST") and "byline=" in seen[i - 1].joined
        if credited and lines[i + 1].blank_before and is_role(lines[i].text):
            head = i - 2
        elif source_line(lines[i].text) is not None:
            head = i - 1
        else:
            continue
        alone = head == 0 or lines[head].blank_before > 0
        if labels[head] in _HEAD or (
            alone
            and labels[head] in ("LABEL", "FURN", "SUBHEAD")
            and seen[head].length <= _HEADLINE
            and not seen[head].sentence
        ):
            labels[head] = "TITLE" if labels[head] not in _HEAD else labels[head]
            labels[head + 1 : i + 1] = ["POST"] * (i - head)


def _decks_below_bylines(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A line of words with a gap above and below, between a byline and the text, is the deck."""
    for i in where(labels, ("POST",)):
        if (
            labels[i - 1] == "POST"
            and labels[i + 1 : i + 2] == ["BODY"]
            and lines[i].blank_before
            and lines[i + 1].blank_before
            and seen[i].kind in ("short", "open", "question")
            and seen[i].length > _DECK
            and not any(atom.startswith(_TELLING) for atom in seen[i].atoms)
        ):
            labels[i] = "DECK"


def _decks_as_headlines(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A second "headline" over a byline, right below one that is a quotation or names its kind of text, is the deck."""
    for i in where(labels[:-1], ("TITLE",)):
        if not i:
            continue
        if (
            i > 1
            and labels[i - 2] in ("PRE", "LABEL", "FURN")
            and labels[i - 1] == "PRE"
            and labels[i + 1] == "BODY"
        ):
            # "Interview: “It saved my back”", a byline, and only then what was taken for the headline.
            named = (
                section_prefix(lines[i - 2].text, frequent=False) if seen[i - 2].kind == "section:" else None
            )
            if named is not None and seen[i - 1].kind == "byline" and lines[i].blank_before:
                labels[i - 2 : i + 1] = ["TITLE", "POST", "DECK"]
        if labels[i - 1] not in _HEAD or labels[i + 1] != "POST":
            continue
        first = i - 1
        while labels[first] == "TITLE_I" and first:
            first -= 1
        quoted = lines[i - 1].text[-1] in '”’»“"' and any(c in lines[first].text for c in '“‘«„"')
        if (
            (quoted or seen[first].kind == "section:")
            and lines[i].blank_before <= 1
            and seen[i].kind != "section:"
        ):
            labels[i] = "DECK"


def _labels_as_others(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Where most headlines stand right below a word for their section, an unknown word there is one too."""
    heads = [i for i, label in enumerate(labels) if label == "TITLE" and i]
    own = [i for i in heads if labels[i - 1] == "LABEL" and not lines[i].blank_before]
    if len(own) >= 2 and len(own) * 2 > len(heads):
        for i in heads:
            word = lines[i - 1].text
            if (
                labels[i - 1] == "PRE"
                and not lines[i].blank_before
                and seen[i - 1].kind == "label"
                and word.isalpha()
            ):
                labels[i - 1] = "LABEL"
    if heads and labels[heads[0] - 1] == "FURN":
        # "CONVERSATION OF THE DAY" in capitals over the only headline: its first word is a section's or a kind of text.
        i = heads[0] - 1
        key = phrase_key(lines[i].text) if lines[i].text.isupper() and seen[i].length <= 40 else ()
        known = lexicon().sections | lexicon().genres
        if (
            i
            and 1 < len(key) <= 4
            and (key[0],) in known
            and len(own) == 0
            and all(word.isalpha() for word in key)
        ):
            labels[i] = "LABEL"


def _credits_above(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Where headlines stand below their bylines, a byline above one more headline is its."""
    heads = [i for i, label in enumerate(labels) if label == "TITLE" and i]
    if sum(labels[i - 1] == "PRE" for i in heads) < 2:
        return
    for i in heads:
        if labels[i - 1] == "FURN" and seen[i - 1].kind == "byline" and byline_prefix(lines[i - 1].text):
            labels[i - 1] = "PRE"
