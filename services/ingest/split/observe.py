"""What one line looks like by itself: a handful of named properties, the raw material of the labeller's features."""

# ruff: noqa: PLR0911, PLR0912, PLR0915 (a line is classified case by case)

from __future__ import annotations

import re
import string
import sys
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from services.ingest.bylines import is_agency
from services.ingest.datelines import find_dateline
from services.ingest.lexicon import fold, lexicon
from services.ingest.lexicon.words import WORD
from services.ingest.split.lines import opens_quotation
from services.ingest.split.properties import (
    byline_of,
    case_of,
    date_of,
    has_section_prefix,
    is_contact,
    is_place,
    kind_of,
    leading_capitals,
    phrases_of,
)

SHORT = 160  # characters: longer lines are text, whatever they say
_HEAD, _TAIL = 200, 60

MARKER = re.compile(
    r"(?P<heading>#{1,6}\s+)|(?P<bold>\*\*|__)(?=\S)|(?P<starred>\*\*\s+)(?=\S)|(?P<number>(?:[(\[](?:\d{1,3}|[IVX]{1,4})\.?[)\]]|(?:\d{1,3}|[IVX]{1,4})[.)\]])(?!\d)\s*(?=\S)"
    r"|(?:No\.?|Nr\.?|№|#)\s?\d{1,3}[.:)]?\s+|[(\[]\d{1,2}(?:/|\s\w{1,4}\s)\d{1,2}[)\]]\s*(?=\S)|[(\[]?[A-Za-zА-Ша-ш][)\]]\s+(?=\S)|\d{1,2}/\d{1,2}\s+(?=[^\W\d])|\d{1,2}\s?[-–—/|]\s(?=\S)|\d{1,2}\ufe0f?\u20e3\s*)"
    r"|(?P<bullet>[•●▪■►▶➤➜→◦‣·»›✓✔★☆◆◇*+]\s*(?=[^\s*]))|(?P<dash>[-–—―]\s*(?=[^\s\d-]))|(?P<quoted>>\s?)"
    r"|(?P<emoji>[\U0001F300-\U0001FAFF\u2600-\u27BF]\ufe0f?\s*)"
)
_CLOCK = re.compile(r"(?<![\d.:])(?:[01]?\d|2[0-3])[:.][0-5]\d(?![\d.])(?!\s?%)")
_MINUTES = re.compile(r"\d[:.][0-5]\d")  # what every time of day holds: found much faster than a whole one
_LEADING_CLOCK = re.compile(
    r"\[?\(?(?:[01]?\d|2[0-3])[:.][0-5]\d\)?\]?(?:\s?(?:h|Uhr|[ap]\.?m\.?))?(?!\d)\s*[-–—|:.]?\s*"
)
_SENTENCE = re.compile(r"[.!?…][\"”“»’)]*\s+[\"“„«(]?[^\W\d_a-zà-öø-ÿšđčćžа-яѓќљњџјα-ω]")
_DIGIT = re.compile(r"\d")
_PIPE = re.compile(r"[|·•»>]")
_ELLIPSIS = re.compile(r"(?:\.\.+|…|\[\s*(?:\.\.+|…)\s*\]|\(\s*(?:\.\.+|…)\s*\))$")
_TERM = re.compile(r"[^\W_][^.:?!]{1,60}:\s+\S")
_DIGITS = re.compile(r"\d+")
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдѓежзѕијклљмнњопрстќуфхцчџш")
SEPARATOR = "\x1f"
_LENGTHS = (3, 8, 15, 25, 40, 55, 70, 85, 100, 130, 170, 250, 400)
_SENTENCE_ENDS = (".", "!", "?", "q.")
_ENDINGS = {
    **dict.fromkeys(string.ascii_lowercase, "a"),
    **dict.fromkeys(string.ascii_uppercase, "u"),
    ",": ",",
}
_CLOSERS = "\"”“»’'«)]*_"


@dataclass(frozen=True, slots=True)
class Observation:
    """``kind``: one coarse word for the line; ``key``: its folded words, when short.

    ``joined`` is all its properties as one interned string: its hash is kept, where a tuple would be hashed at each look-up,
    and the lines of a long text share a few thousand of them.
    """

    kind: str
    begins: str
    ends: str
    length: int
    marker: str
    key: tuple[str, ...]
    sentence: bool  # ends as a sentence does
    joined: str
    level: str  # its heading level or capitals, when it could be a heading
    repeating: tuple[str, ...]  # its words without page numbers and dates: what a running head repeats
    number: int  # of a numbered line, else -1
    first_word: int  # length of its first word, to see whether it would have fitted on the line before

    @property
    def atoms(self) -> list[str]:
        return self.joined.split(SEPARATOR)


def _bucket(length: int) -> int:
    return bisect_left(_LENGTHS, length)


def observe(text: str) -> Observation:
    """The observation of a clean, not empty line."""
    length = len(text)
    if length > SHORT:
        return _observe_long(text)
    if length > 40 and text[0].islower() and (length > 60 or _DIGIT.search(text) is None):
        return _running(length, _ENDINGS.get(text[-1]) or _ending(text), _first_word(text))
    return _observe_short(text)


@lru_cache(maxsize=16384)
def _running(length: int, ends: str, first_word: int) -> Observation:
    """Text that goes on from the line before: most lines of a hard-wrapped document, told from all others at a glance."""
    joined = sys.intern(SEPARATOR.join((f"len={_bucket(length)}", "begins=a", f"ends={ends}", "kind=lower")))
    return Observation(
        "lower", "a", ends, length, "", (), ends in _SENTENCE_ENDS, joined, "", (), -1, first_word
    )


def _marker(text: str) -> re.Match[str] | None:
    """A list or heading marker; ``23.`` of ``23. lipnja 2025.`` and ``»`` of ``»Ja«, sagt sie`` are none."""
    match = MARKER.match(text)
    if match is not None and text[0] in "»›" and opens_quotation(text):
        return None
    if match is not None and match.lastgroup == "number":
        following = WORD.match(text, match.end())
        if following is not None and (
            fold(following.group()) in lexicon().months or following.group().isdigit()
        ):
            return None
    return match


def _ending(text: str) -> str:
    last = text[-1]
    if last == "." and text[-2:-1] != ".":
        return "."
    if last.isalpha():
        return "u" if last.isupper() else "a"
    if _ELLIPSIS.search(text[-8:]) is not None:
        return "…"
    if last in _CLOSERS:
        before = text.rstrip(_CLOSERS)[-1:]
        if before in (".", "!", "?", "…"):
            return "q."
        return ")" if last in ")]" else "*" if last in "*_" else "q"
    if last.isdigit():
        return "0"
    if last in "?!:;,-–—|>→":
        return last
    return "~"


def _beginning(text: str) -> str:
    first = text[0]
    if first.isalpha():
        return "A" if first.isupper() else "a" if first.islower() else "A"
    if first.isdigit():
        return "0"
    if first in "\"“„«‘”'‹":
        return "q"
    if first in "([":
        return "("
    if first in "»›" and opens_quotation(text):
        return "q"
    if first in "-–—":
        return "-"
    return "~"


@lru_cache(maxsize=4096)
def _observe_long(text: str) -> Observation:
    head, tail = text[:_HEAD], text[-_TAIL:]
    atoms = ["long", f"len={_bucket(len(text))}"]
    marker = ""
    match = _marker(text)
    if match is not None:
        marker = match.lastgroup or ""
        atoms.append(f"marker={marker}")
    begins, ends = _beginning(text), _ending(text)
    sentence = ends in (".", "!", "?", "q.")
    kind = "para" if sentence else "cut" if ends == "…" else "open" if ends != ":" else "para:"
    if begins == "a":
        kind = "lower"
    folded = [fold(word) for word in WORD.findall(head)[:14]]
    for start, _, categories in lexicon().find(folded):
        if start == 0:
            atoms.extend(f"start:{category}" for category in categories)
        elif start < 6:
            atoms.extend(f"early:{category}" for category in categories if category in _EARLY)
    last = WORD.findall(tail, max(0, len(tail) - 32))
    if last and fold(last[-1]) in lexicon().tail_words:
        atoms.extend(f"tail:{category}" for category in sorted(_tail_categories(tail)))
    dateline = find_dateline(text[match.end() if match else 0 :][:_HEAD])
    if dateline is not None:
        atoms.append("dateline")
        if dateline.date is not None:
            atoms.append("dateline+date")
    if _SENTENCE.search(head) is not None:
        atoms.append("sentences")
    if _TERM.match(head) is not None:
        atoms.append("term")
    if _LEADING_CLOCK.match(head) is not None:
        atoms.append("clock-first")
    if marker == "bold":
        atoms.append("bold-lead")
    if leading_capitals(head) >= 3:
        atoms.append("capitals-lead")
    if is_contact(head):
        atoms.append("contact")
    atoms.extend((f"begins={begins}", f"ends={ends}"))
    return Observation(
        kind,
        begins,
        ends,
        len(text),
        marker,
        (),
        sentence,
        sys.intern(SEPARATOR.join(atoms)),
        "",
        (),
        _number(match),
        _first_word(text),
    )


_EARLY = frozenset(("cookie", "subscribe", "copyright", "advert", "original"))


def _tail_categories(tail: str) -> set[str]:
    folded = [fold(word) for word in WORD.findall(tail)]
    found: set[str] = set()
    for _, end, categories in lexicon().find(folded):
        if end == len(folded):
            found.update(c for c in categories if c in ("readmore", "original"))
    return found


def _first_word(text: str) -> int:
    space = text.find(" ", 0, 40)
    return space if space > 0 else min(len(text), 40)


@lru_cache(maxsize=16384)
def _observe_short(text: str) -> Observation:
    match = _marker(text)
    marker = (match.lastgroup or "") if match is not None else ""
    bare = text[match.end() :] if match is not None else text
    if marker == "bold" or bare.endswith(("**", "__")):
        bare = bare.rstrip("*_ ")
    bare = bare.strip() or text
    begins, ends = _beginning(bare), _ending(text if marker != "bold" else bare)
    tokens = WORD.findall(bare)
    folded = list(map(fold, tokens))
    length = len(text)
    sentence = ends in (".", "!", "?", "q.")
    atoms = [f"len={_bucket(length)}", f"words={min(len(tokens), 14)}", f"begins={begins}", f"ends={ends}"]
    level = ""
    if marker:
        atoms.append(f"marker={marker}")
        if marker == "bold":
            atoms.append(
                "bold-whole" if text.endswith(text[:2]) and text.count(text[:2]) == 2 else "bold-part"
            )
        if marker == "heading" and match is not None:
            level = f"level={match.group().count('#')}"
            atoms.append(level)
    case = case_of(bare, tokens)
    atoms.append(f"case={case}")
    level = level or (f"case={case}" if case.startswith("cap") else "")
    whole, starts, anywhere, covered = phrases_of(folded)
    atoms.extend(f"whole:{c}" for c in whole)
    atoms.extend(f"start:{c}" for c in starts)
    atoms.extend(f"any:{c}" for c in anywhere)
    if tokens:
        atoms.append(f"furniture={0 if covered == 0 else 1 if covered < 0.4 else 2 if covered < 0.75 else 3}")
    digit = _DIGIT.search(bare) is not None
    date, rest = date_of(bare, folded, digit)
    if date:
        atoms.append(f"date={date}")
    if digit and length < 90 and _MINUTES.search(bare) is not None and _CLOCK.search(bare) is not None:
        atoms.append("clock")
        if _LEADING_CLOCK.fullmatch(bare):
            atoms.append("clock-whole")
        elif _LEADING_CLOCK.match(bare):
            atoms.append("clock-first")
    byline = byline_of(bare, rest)
    if byline:
        atoms.append(f"byline={byline}")
    pipes = len(_PIPE.findall(bare))
    if pipes:
        atoms.append(f"pipes={min(pipes, 3)}")
    if is_contact(bare):
        atoms.append("contact")
    if bare[:1] in "([" and bare[-1:] in ")]":
        atoms.append("bracketed")
        if is_agency(bare):
            atoms.append("agency")
    elif length < 40 and is_agency(bare):
        atoms.append("agency")
    if _SENTENCE.search(bare) is not None:
        atoms.append("sentences")
    if _TERM.match(bare) is not None:
        atoms.append("term")
    if folded and folded[0] in lexicon().section_words and has_section_prefix(bare):
        atoms.append("section-prefix")
    dateline = length > 45 and find_dateline(bare)
    if dateline:
        atoms.append("dateline")
    elif " " in bare and is_place(folded):
        atoms.append("place")
    if "?" in bare:
        atoms.append("question")
    digits = len(_DIGIT.findall(bare)) if digit else 0
    if digits and digits * 3 >= (len(bare) if len(tokens) > 1 else sum(c.isalnum() for c in bare)):
        atoms.append("digits")
    if not tokens:
        atoms.append("no-words")
    kind = kind_of(
        atoms,
        whole,
        starts,
        covered,
        date,
        byline,
        marker,
        case,
        begins,
        length,
        len(tokens),
        ends,
        bool(dateline),
    )
    atoms.append(f"kind={kind}")
    return Observation(
        kind, begins, ends, length, marker, tuple(folded[:24]), sentence,
        sys.intern(SEPARATOR.join(atoms)), level, _repeating(folded, digits), _number(match), _first_word(text),
    )  # fmt: skip


def _number(match: re.Match[str] | None) -> int:
    if match is None or match.lastgroup != "number":
        return -1
    text = match.group()
    digits = _DIGITS.search(text)
    if digits is not None:
        return int(digits.group())
    letter = text.strip("()[] ").lower()
    return next((row.index(letter) + 1 for row in _ALPHABETS if len(letter) == 1 and letter in row), -1)


def _repeating(folded: list[str], digits: int) -> tuple[str, ...]:
    if digits:
        bare = tuple(word for word in folded[:24] if not word[0].isdigit())
        if len(bare) > 1:
            return bare
    return tuple(folded[:24])
