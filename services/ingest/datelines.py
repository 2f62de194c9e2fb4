"""Datelines that run into the text: ``TIRANA, 20 June 2025 (AFP) — The …``, ``June 23, 2025 – Tirana The …``."""

# ruff: noqa: PLR0911 (a dateline is refused case by case)

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from services.ingest.bylines import byline_prefix, is_agency, looks_like_names, parse_authors
from services.ingest.dates import FoundDate, find_date
from services.ingest.lexicon import fold, lexicon
from services.ingest.lexicon.words import WORD

_LONGEST_NAME = 4  # words
_DATE = 40  # characters of a date with its weekday and time
# "Serbia – Hungary 14:13": what looks like a dateline is the first of two teams.
_SCORE = re.compile(r"[^\W\d_][^\d.,;:!?]{1,40}\s\d{1,3}\s?[:–-]\s?\d{1,3}(?![\d%])")
HEAD = 170  # characters: the longest real dateline with byline, place, country, date and agency is ~120
_SEPARATOR = re.compile(r"\s*[–—―]+\s*|\s+-{1,2}\s+|\s*--+\s*|\s+/{1,2}\s+|:\s+|\s*\|\s*")
# What every separator holds: most paragraphs have none, and the search for one takes its time.
_MARK = re.compile(r"[–—―|]|--|[-/:)\]]\.?\s")
_POINT = re.compile(
    r"(?P<place>[^\W\d_][^.,!?:;()\d]{1,40})(?:,\s+(?P<when>\d{1,2}\.?\s+[^\W\d_]{3,12}(?:\s+\d{4})?|[^\W\d_]{3,12}\s+\d{1,2}(?:,?\s+\d{4})?))?\.\s+(?=[^\W\d_]|[“„\"«])"
)
_CLOSING = re.compile(r"(?:\)|/|\])\.?\s+")
_AGENCY = re.compile(r"[(/\[]\s*([^()\[\]/]{2,40}(?:/[^()\[\]/]{2,20})?)\s*[)/\]]")
_MONTH_DAY = re.compile(
    r"(?<!\w)(?:\d{1,2}(?:st|nd|rd|th|er|\.)?\s*(?:de\s+)?([^\W\d_]{3,13})\.?|([^\W\d_]{3,13})\.?\s+\d{1,2}(?:st|nd|rd|th)?\.?)(?!\w)"
)
_DOTLESS = frozenset("ığ")  # letters that hardly a Turkish paragraph lacks and no other language here has
_SMALL = frozenset(
    "de del di da na nad sur sous le la les lès en aux and of the i e dhe und et u am an der bei ob".split(
        " "
    )
)
_STARTS = "\"'“”„«‘’‚(—–["


@dataclass(frozen=True, slots=True)
class Dateline:
    """``text[:end]`` is dateline; ``place`` is title-cased; ``authors`` where a byline ran in before it."""

    end: int
    place: str | None
    date: FoundDate | None
    authors: tuple[str, ...]
    agency: bool


def find_dateline(text: str, *, day_first: bool = True) -> Dateline | None:
    """The dateline (or run-in byline or date) at the head of a paragraph; null when the paragraph begins at once."""
    head = text[:HEAD]
    if _MARK.search(head) is None:
        return _pointed(head, text, day_first)
    for separator in chain(_SEPARATOR.finditer(head), _CLOSING.finditer(head)):
        left, end = head[: separator.start()], separator.end()
        mark = separator.group().strip()
        if mark[:1] in (")", "/", "]") and separator.re is _CLOSING:
            left += mark[0]
            if _AGENCY.search(left) is None:
                continue
        elif left.count("(") > left.count(")"):
            continue
        if len(left) > 120:
            break
        found = _read(left, mark, text, end, day_first)
        if found is not None:
            return found if found.date is not None else _with_date_after(found, text, day_first)
    return _pointed(head, text, day_first)


def _with_date_after(found: Dateline, text: str, day_first: bool) -> Dateline:
    """``ANKARA (BHA) - 23 Haziran 2025 - …``: the date between a second pair of marks."""
    date = find_date(text[found.end : found.end + _DATE], day_first=day_first)
    if date is None or date.start:
        return found
    separator = _SEPARATOR.match(text, found.end + date.end)
    if separator is None:
        return found
    return _accept(text, separator.end(), found.place, date, found.authors, agency=found.agency) or found


def _pointed(head: str, text: str, day_first: bool) -> Dateline | None:
    """``TRIESTE. The …``, ``ATHENS, May 14. The …``: a place that a point sets off, in capitals or a known one."""
    opening, _, rest = head.partition(" ")
    following = rest.partition(" ")[0]
    if opening.isalpha() and following.isalpha() and following[0].islower() and fold(following) not in _SMALL:
        return None  # a sentence: most paragraphs are done with their second word
    match = _POINT.match(head) if "." in head else None
    if match is None:
        return None
    place, when = match["place"].strip(), match["when"]
    tokens = place.split()
    if not all(token[:1].isupper() or fold(token) in _SMALL for token in tokens):
        return None
    capitals = place.isupper() and len(place) >= 4
    date = None
    if when is not None:
        date = find_date(when, day_first=day_first)
        found = _MONTH_DAY.search(when)
        if date is None and (found is None or fold(found[1] or found[2]) not in lexicon().months):
            return None
        if not capitals and not _known(place):
            return None
    elif not _known(place) or len(tokens) > 3 or len(text) < match.end() + 30:
        return None
    return _accept(text, match.end(), title_case(place), date, (), agency=False)


def _read(left: str, mark: str, text: str, end: int, day_first: bool) -> Dateline | None:
    rest, agency = left, False
    wire = _AGENCY.search(rest)
    if wire is not None and (
        is_agency(wire[1]) or (wire.end() >= len(rest.rstrip(" .")) and _short_name(wire[1]))
    ):
        rest, agency = rest[: wire.start()] + " " + rest[wire.end() :], True
    date = find_date(rest, day_first=day_first) if any(map(str.isdigit, rest)) else None
    partial = False
    if date is not None:
        rest = rest[: date.start] + " , " + rest[date.end :]
    elif any(map(str.isdigit, rest)):
        bare = _MONTH_DAY.sub(lambda m: " , " if fold(m[1] or m[2]) in lexicon().months else m[0], rest)
        partial, rest = bare != rest, bare
    if date is not None or partial:
        rest = ", ".join(part if _known(part) else _without_weekdays(part) for part in rest.split(","))
    if any(map(str.isdigit, rest)):
        return None
    rest = re.sub(r"\s*,(?:\s*,)*\s*", ", ", rest).strip(" ,.;|/–—-()")
    authors: tuple[str, ...] = ()
    prefix = byline_prefix(rest)
    if prefix:
        rest, authors = _run_in_byline(rest[prefix:].strip(), rest[:prefix])
        if not authors:
            return None
    if not rest:
        if date is None and not authors and not (agency and partial):
            return None
        if not authors and mark == ":" and date is None:
            return None
        place_end, place = _place_after(text, end) if date is not None and not authors else (end, None)
        return _accept(text, place_end, place, date, authors, agency)
    if agency is False and "," in rest and is_agency(rest.rsplit(",", 1)[1]):
        rest, agency = rest.rsplit(",", 1)[0], True
    if not _is_place(rest, certain=date is not None or partial or agency, mark=mark):
        return None
    return _accept(text, end, title_case(rest), date, authors, agency)


def _accept(
    text: str, end: int, place: str | None, date: FoundDate | None, authors: tuple[str, ...], agency: bool
) -> Dateline | None:
    following = text[end : end + 2]
    if not following or not (following[0].isupper() or following[0].isdigit() or following[0] in _STARTS):
        return None
    if date is None and not agency and _SCORE.match(text, end) is not None:
        return None
    if place is not None and "i" in place and not _DOTLESS.isdisjoint(text):
        place = _turkish(place, text[:end])
    return Dateline(end, place, date, authors, agency)


def _turkish(place: str, printed: str) -> str:
    """``place`` with the ``ı`` that stands in a Turkish text for the ``I`` of its capitals."""
    at = printed.find(place.upper().replace("İ", "I"))
    if at < 0:
        return place
    capitals = printed[at : at + len(place)]
    if len(capitals) != len(place):
        return place
    return "".join(
        "ı" if c == "i" and capital == "I" else c for c, capital in zip(place, capitals, strict=True)
    )


def _short_name(text: str) -> bool:
    return text[:1].isupper() and text.count(" ") <= 2 and not any(c.isdigit() for c in text)


def _without_weekdays(text: str) -> str:
    weekdays = lexicon().weekdays
    return WORD.sub(lambda m: "" if len(m[0]) > 3 and fold(m[0]) in weekdays else m[0], text)


def _run_in_byline(rest: str, prefix: str) -> tuple[str, tuple[str, ...]]:
    """(place, authors) of ``Tirana Times TIRANA, Albania``: the place begins at capitals or is a known one."""
    tokens = rest.split(" ")
    for index in range(1, len(tokens)):
        name, place = " ".join(tokens[:index]).rstrip(","), " ".join(tokens[index:])
        first = tokens[index].strip(",")
        capitals = len(first) >= 3 and first.isupper() and not tokens[index - 1].strip(",").isupper()
        if (capitals or _known(place.split(",")[0])) and _is_place(place, certain=True, mark="—"):
            authors = parse_authors(prefix + name)
            # After "By" even a name that goes on in lower case is one: "By Vardar puls NEGOTINO, 21 June 2025".
            if (
                not authors
                and name[:1].isupper()
                and index < _LONGEST_NAME
                and name.replace(" ", "").isalpha()
            ):
                authors = (name,)
            if authors:
                return place, authors
    authors = parse_authors(prefix + rest) if looks_like_names(rest) else ()
    return "", authors


def _known(place: str) -> bool:
    return " ".join(fold(word) for word in WORD.findall(place)) in lexicon().places


def _is_place(text: str, *, certain: bool, mark: str) -> bool:
    """``certain``: a date or an agency stands beside it, so any few capitalised words name a place."""
    if not 2 <= len(text) <= 60 or text[-1] in '?!…"”':
        return False
    parts = [part.strip() for part in re.split(r"[,/]", text)]
    tokens = text.replace(",", " ").replace("/", " ").split()
    if len(tokens) > 7 or not all(t[:1].isupper() or fold(t) in _SMALL or t == "-" for t in tokens):
        return False
    if any(c in text for c in '“”„«»"!?;:'):
        return False
    if certain:
        return len(tokens) <= 5 or _known(parts[0])
    if mark.startswith(("|", "/")):
        return parts[0].isupper() and _known(parts[0])
    letters = sum(c.isalpha() for c in parts[0])
    if mark == ":":
        return parts[0].isupper() and _known(parts[0])
    if _known(parts[0]):
        return len(tokens) <= 5
    return parts[0].isupper() and letters >= 5 and len(parts[0].split()) <= 3 and len(tokens) <= 5


def _place_after(text: str, start: int) -> tuple[int, str | None]:
    """A known place right after ``June 23, 2025 – ``, itself followed by a separator or by the sentence."""
    matches = list(WORD.finditer(text[start : start + 60]))
    if not matches or matches[0].start() != 0:
        return start, None
    places = lexicon().places
    for count in (3, 2, 1):
        if len(matches) <= count:
            continue
        end = start + matches[count - 1].end()
        if " ".join(fold(m.group()) for m in matches[:count]) not in places or not text[start].isupper():
            continue
        separator = re.compile(r"(?:,\s*[^\W\d_][\w ]{2,24}?)?\s*(?:[–—:|/-]+|\.)\s+").match(text, end)
        if separator is not None and text[separator.end() : separator.end() + 1].isupper():
            return separator.end(), title_case(text[start : separator.end()].strip(" –—:|/-."))
        after = text[end : end + 2]
        # Without a separator only an obvious new sentence shows that the place was not its subject.
        if len(after) == 2 and after[0] == " " and (after[1].isupper() or after[1] in _STARTS):
            return end + 1, title_case(text[start:end])
    return start, None


def title_case(place: str) -> str:
    """``NOVI PAZAR, Serbia`` → ``Novi Pazar, Serbia``; words that are not in capitals stay as they are."""

    def word(match: re.Match[str]) -> str:
        token = match.group()
        if len(token) < 2 or not token.isupper() or (match.start() and place[match.start() - 1] == "."):
            return token
        if len(token) <= 3 and "," in place[: match.start()]:
            return token  # a state or country code after the city
        if match.start() and fold(token) in _SMALL:
            return token.lower()
        return token[0] + token[1:].replace("İ", "i").lower()

    return WORD.sub(word, " ".join(place.split()))
