"""Lines put where they belong by what stands around them: fields and decks below headlines, mastheads and dates above."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from services.ingest.bylines import byline_prefix
from services.ingest.dates import find_date
from services.ingest.lexicon import lexicon, phrase_key, words
from services.ingest.split.heads import is_timed
from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation
from services.ingest.split.reservations import is_greeting, is_reservation
from services.ingest.split.signatures import is_signature
from services.ingest.split.sources import is_role, source_line

_HEAD = ("TITLE", "TITLE_I")
_HEADLINE = 130  # characters
_DECK = 45
_TOP = 6  # lines
_RUNNING_HEAD = 3  # lines
_TEXT = ("BODY", "BODY_I", "ITEM", "ITEM_I", "SUBHEAD", "BRIEF", "INSERT")
_TELLING = ("date=", "byline=", "clock", "agency", "contact", "pipes", "term", "any:ago")
_GREETING = 400  # characters of an introduction


def in_their_places(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """Puts labels right, in place."""
    _rest_of_headlines(labels, seen, lines)
    _slogans(labels, seen, lines)
    _dates_as_headlines(labels, seen, lines)
    _days_above(labels, seen, lines)
    _fields_as_decks(labels, seen, lines)
    _decks_below_bylines(labels, seen, lines)
    _decks_as_headlines(labels, seen, lines)
    _labels_as_others(labels, seen, lines)
    _credits_above(labels, seen, lines)
    _parts_after_a_page(labels, seen, lines)
    _greetings(labels, lines)
    _short_news(labels, seen, lines)
    _reservations(labels, lines)
    _letters(labels, lines)


def _rest_of_headlines(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A line in lower case right below a headline that is broken already goes on with it."""
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
    for i, label in enumerate(labels):
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
        else:
            labels[i] = "FURN"


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
        above, text = labels[i - 1], lines[i].text
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


def _decks_below_bylines(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A line of words with a gap above and below, between a byline and the text, is the deck."""
    for i in range(2, len(labels) - 1):
        if (
            labels[i] == "POST"
            and labels[i - 1] == "POST"
            and labels[i + 1] == "BODY"
            and lines[i].blank_before
            and lines[i + 1].blank_before
            and seen[i].kind in ("short", "open", "question")
            and seen[i].length > _DECK
            and not any(atom.startswith(_TELLING) for atom in seen[i].atoms)
        ):
            labels[i] = "DECK"


def _decks_as_headlines(labels: list[str], seen: Sequence[Observation], lines: Sequence[Line]) -> None:
    """A second "headline" over a byline, right below one that is a quotation or names its kind of text, is the deck."""
    for i in range(1, len(labels) - 1):
        if labels[i] != "TITLE" or labels[i - 1] not in _HEAD or labels[i + 1] != "POST":
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
    label = -1
    for i in range(1, len(labels) - 1):
        if labels[i] in ("LABEL", "FURN"):
            label = i if labels[i] == "LABEL" and phrase_key(lines[i].text) in lexicon().briefs else -1
        elif (
            label >= 0
            and labels[i] == "SUBHEAD"
            and labels[label + 1] == "TITLE"
            and labels[i - 1] in ("BODY", "BODY_I")
            and labels[i + 1] == "BODY"
            and lines[i].blank_before
            and lines[i + 1].blank_before == lines[label + 2].blank_before
            and (seen[i].marker, seen[i].level) == (seen[label + 1].marker, seen[label + 1].level)
        ):
            labels[i] = "TITLE"


def _reservations(labels: list[str], lines: Sequence[Line]) -> None:
    """A page's reservation below the last paragraph of a text is none of it; a name between the two signs the text."""
    for i in range(1, len(labels)):
        last = i + 1 == len(labels) or labels[i + 1] not in (*_TEXT, "END", "POST")
        if labels[i] != "BODY" or not last or not lines[i].blank_before or not is_reservation(lines[i].text):
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
    for head, label in enumerate(labels):
        if label != "TITLE":
            continue
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
