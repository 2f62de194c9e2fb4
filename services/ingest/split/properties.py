"""Single properties of a short line: its case, phrases, date, byline, and the one word that sums them up."""

# ruff: noqa: PLR0911, PLR0912 (a line is classified case by case)

from __future__ import annotations

import re

from services.ingest.bylines import byline_prefix, looks_like_names
from services.ingest.dates import find_date
from services.ingest.lexicon import fold, lexicon
from services.ingest.lexicon.words import WORD

_DOMAIN = re.compile(r"\.(?:com|org|net|al|mk|rs|hr|ba|de|it|fr|gr|tr|info|eu)(?!\w)", re.I)
_MAIL = re.compile(r"\S@\S|(?<!\w)@\w{3,}")
# A telephone number closes a short line: "Ads: 011/555-0123", "call 555 0110."; years and prices have no such groups.
_PHONE = re.compile(
    r"(?<![\d.,])(?:\+\d{1,3}[ /-]?)?(?:\(?\d{2,4}\)?[ /-]){1,3}\d{3,4}(?:[ -]\d{2,4})?[.)]?$"
)
_YEARLIKE = re.compile(r"(?:19|20)\d\d|\d{1,2}[./]\s?\d{1,2}[./]")
_INTRODUCING = 14  # words: a longer line that begins with "Today" or "Photo" is a sentence
_PHONE_LINE = 90  # characters
_FURNITURE = frozenset(("readmore", "original", "share", "cookie", "subscribe", "copyright", "related", "advert",
                        "navigation", "comments", "photo", "page", "ago"))  # fmt: skip
_AFTER_NAMES = re.compile(r"\s*[|·•/,(]\s*|\s+[–—-]\s+|\s{2,}|\d")
_PREFIX = re.compile(r"\[?([^:|\]/–—]{2,30}?)\s*(?:[:|\]/]|\s[–—-]\s)\s*(?=\S)")
# What a line is that holds nothing else, the most telling first.
_WHOLE = ("sections", "readmore", "original", "advert", "share", "related", "subscribe", "cookie", "copyright",
          "navigation", "comments", "photo")  # fmt: skip
_TELLING = frozenset(("outlet", "live", "shortened"))
_PARTIAL = re.compile(
    r"(?<!\w)(?:(\d{1,2})(?:st|nd|rd|th|\.)?\s+([^\W\d_]{3,13})|([^\W\d_]{3,13})\.?\s+(\d{1,2})(?:st|nd|rd|th)?)(?!\w)"
)


def is_contact(text: str) -> bool:
    if "." in text:
        if "www." in text or "http" in text:
            return True
        match = _DOMAIN.search(text)
        while match is not None:
            if match.start() and (text[match.start() - 1].isalnum() or text[match.start() - 1] in "_-"):
                return True
            match = _DOMAIN.search(text, match.end())
    if "@" in text and _MAIL.search(text) is not None:
        return True
    return len(text) <= _PHONE_LINE and text[-1:] in "0123456789.)" and _is_phone(text)


def _is_phone(text: str) -> bool:
    match = _PHONE.search(text) if any(map(str.isdecimal, text[-2:])) else None
    if match is None or sum(c.isdigit() for c in match.group()) < 7:
        return False
    years = all(group[:2] in ("19", "20") and len(group) == 4 for group in re.findall(r"\d+", match.group()))
    return not years and find_date(text) is None


def leading_capitals(text: str) -> int:
    if text[1:2].islower():
        return 0  # most texts are done with their second letter
    count = 0
    for word in text.split()[:12]:
        if not word.isupper() or not any(c.isalpha() for c in word):
            break
        count += 1
    return count


def case_of(bare: str, tokens: list[str]) -> str:
    letters = [t for t in tokens if t[0].isalpha()]
    if not letters:
        return "none"
    if bare.isupper():
        return "capitals"
    if len(letters) >= 3 and leading_capitals(bare) >= 2:
        return "capitals-lead"
    long_words = [t for t in letters[1:] if len(t) > 3]
    if long_words:
        share = len([t for t in long_words if t[0].isupper()]) / len(long_words)
        return "title" if share > 0.85 and len(letters) > 1 else "mixed" if share > 0.4 else "sentence"
    return "title" if all(t[0].isupper() for t in letters) else "sentence"


def phrases_of(folded: list[str]) -> tuple[list[str], list[str], list[str], float]:
    whole: list[str] = []
    starts: list[str] = []
    anywhere: set[str] = set()
    covered = 0
    count = len(folded)
    for begin, end, categories in lexicon().find(folded):
        if begin == 0 and end == count:
            whole.extend(categories)
        elif begin == 0:
            starts.extend(categories)
        if not _TELLING.isdisjoint(categories):
            anywhere.update(_TELLING.intersection(categories))
        if not _FURNITURE.isdisjoint(categories):
            covered += end - begin
            if end - begin > 1 or len(folded[begin]) > 4:
                anywhere.update(_FURNITURE.intersection(categories))
    return whole, starts, sorted(anywhere), covered / count if count else 0.0


def date_of(bare: str, folded: list[str], digit: bool) -> tuple[str, str]:
    """(how a date takes part in the line, the line without it)."""
    if not digit:
        return ("weekday", "") if 1 <= len(folded) <= 2 and folded[-1] in lexicon().weekdays else ("", "")
    if _YEARLIKE.search(bare) is not None:
        found = find_date(bare)
        if found is not None:
            rest = bare[: found.start] + " | " + bare[found.end :]
            left = [fold(w) for w in WORD.findall(rest)]
            if not left:
                return "whole", ""
            if tuple(left) in lexicon().dated or (
                len(left) <= 3 and left[0] in {p[0] for p in lexicon().dated}
            ):
                return "whole-dated", ""
            place = " ".join(left) in lexicon().places
            if place:
                return "place+date", ""
            if found.start == 0 or not any(c.isalnum() for c in bare[: found.start]):
                return "first", rest
            return ("last", rest) if len(bare) - found.end <= 3 else ("inside", rest)
    months = lexicon().months
    for match in () if months.keys().isdisjoint(folded) else _PARTIAL.finditer(bare):
        if fold(match[2] or match[3]) in months:
            rest = bare[: match.start()] + " | " + bare[match.end() :]
            left = [fold(w) for w in WORD.findall(rest)]
            return ("partial-whole", "") if all(w in lexicon().weekdays for w in left) else ("partial", rest)
    return "", ""


def byline_of(bare: str, without_date: str) -> str:
    stripped = bare.strip(" ()[]–—-*_|/")
    length = byline_prefix(stripped)
    if length:
        rest = stripped[length:].lstrip()
        if not rest:
            return "word"
        marked = ":" in stripped[:length]
        first = _AFTER_NAMES.split(rest, maxsplit=1)[0]
        if looks_like_names(first) or (marked and rest[:1].isupper() and len(first) < 45):
            return "whole" if len(rest) - len(first) < 4 else "first"
        if rest[:1].isupper() and len(rest) < 45 and len(first.split()) <= 4:
            return "maybe"
        return "word-first" if rest[:1].isupper() else ""
    if looks_like_names(stripped):
        return "names"
    if without_date:
        pieces = [p.strip(" ,.()–—-") for p in without_date.split("|")]
        if any(p and (looks_like_names(p) or byline_prefix(p)) for p in pieces):
            return "beside-date"
    return ""


def has_section_prefix(bare: str) -> bool:
    """``News Analysis: …``, ``SPORT | …``, ``[Politics] …``: a known section word set off before more text; no menu."""
    opening = WORD.search(bare)
    if opening is None or fold(opening.group()) not in lexicon().section_words:
        return False
    match = _PREFIX.match(bare)
    if match is None or tuple(fold(w) for w in WORD.findall(match[1])) not in lexicon().sections:
        return False
    rest = bare[match.end() :]
    return (
        not any(c in rest for c in "|·•/>")
        and tuple(fold(w) for w in WORD.findall(rest)) not in lexicon().sections
    )


def is_place(folded: list[str]) -> bool:
    return " ".join(folded) in lexicon().places


def kind_of(
    atoms: list[str], whole: list[str], starts: list[str], covered: float, date: str, byline: str, marker: str,
    case: str, begins: str, length: int, count: int, ends: str, dateline: bool,
) -> str:  # fmt: skip
    if count == 0:
        return "ornament"
    for category in _WHOLE if whole else ():
        if category in whole:
            return category
    if date in ("whole", "whole-dated", "place+date", "partial-whole", "weekday"):
        return "date"
    if "clock-whole" in atoms:
        return "clock"
    if byline in ("whole", "first", "word"):
        return "byline"
    if byline == "beside-date" or (date in ("first", "last") and length < 75 and count < 12):
        return "meta"
    if "contact" in atoms and count < 14:
        return "contact"
    if covered >= 0.75:
        return "furniture"
    if "agency" in atoms:
        return "agency"
    if "page" in starts and count <= 3:
        return "page"
    for category in ("photo", "related", "readmore", "original") if starts else ():
        if (
            category in starts
            and count <= _INTRODUCING
            and (ends in (":", "»", ">", "→") or "term" in atoms or category == "original")
        ):
            return f"{category}:"
    if "cookie" in starts or "subscribe" in starts or "copyright" in starts:
        return "furniture-start"
    if (
        count <= 5
        and ("ago" in starts or "ago" in whole or "any:ago" in atoms)
        and ("digits" in atoms or length < 24)
    ):
        return "ago"
    if count == 1 and "digits" in atoms:
        return "number"
    if marker in ("heading", "bold") and length < 120:
        return marker
    if begins == "a" and not marker:
        return "lower" if length > 40 else "lower-short"
    if byline == "names":
        return "names"
    if "section-prefix" in atoms:
        return "section:"
    if dateline:
        return "dateline"
    prefix = marker + " " if marker in ("number", "bullet", "dash", "emoji", "quoted") else ""
    if case == "capitals" and length < 110:
        return prefix + ("capitals" if count > 2 else "capitals-short")
    if ends == ":":
        return prefix + "short:"
    if ends in (".", "q.", "!", "…"):
        return prefix + ("sentence" if length > 60 else "sentence-short")
    if ends == "?":
        return prefix + "question"
    if ends == ",":
        return prefix + "open"
    return prefix + ("label" if count <= 2 and length < 28 else "short" if length <= 110 else "open")
