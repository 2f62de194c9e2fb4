"""Layouts written by hand as skeletons, filled with texts of any language.

A skeleton (``skeletons/*.txt``) is one page: each row a code and a text with slots in braces. Codes: ``F`` furniture, ``L``
section label, ``P`` date line or byline before the headline, ``T`` headline (``U`` its second line), ``D`` deck, ``M`` date
line or byline under it, ``B`` paragraph, ``S`` sub-heading, ``I`` list item, ``N`` furniture inside an article, ``E`` byline or
date after it, ``R`` brief, ``-`` a rule. After a code ``?`` leaves the row out of half the pages, ``%`` of half the articles,
``*`` repeats it 0 to 4 times, ``+`` 1 to 5 times. ``@`` stands before and after what is repeated for each article, ``@1`` for a
single one, ``@@`` around what is repeated with its label for each section. ``[[a|b]]`` is one of both, the same on the whole page.
``%wrap`` makes hard-wrapped pages usual, ``%lang=en,de`` keeps a skeleton to some languages.
"""

# ruff: noqa: PLR0911, PLR0912 (one case for each slot and code)

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from training.splitter import phrases as ph
from training.splitter import words as w
from training.splitter.article import Writer
from training.splitter.layout import draw
from training.splitter.page import Page, bottom, top
from training.splitter.pool import Story, choice, cohered, key_words, printed, sentences, stories
from training.splitter.prints import cased
from training.splitter.reshape import Row, rendered, respace

R = random.Random
FOLDER = Path(__file__).parent / "skeletons"
_SLOT = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\[\[(.*?)\]\]")
_ROW = re.compile(r"([A-Z])([?%*+]?) ?(.*)")
_CODES = {"F": "FURN", "L": "LABEL", "P": "PRE", "T": "TITLE", "U": "TITLE_I", "D": "DECK", "M": "POST", "B": "BODY", "S": "SUBHEAD",
          "I": "ITEM", "N": "INSERT", "E": "END", "R": "BRIEF", "C": "BODY_I", "J": "ITEM_I"}  # fmt: skip
_WEIGHTS = {"en": 24, "sq": 14, "hbs": 24, "mk": 10, "de": 8, "it": 7, "fr": 6, "el": 5, "tr": 6}


@dataclass(slots=True)
class Skeleton:
    name: str
    rows: list[str] = field(default_factory=list)
    wrap: bool = False
    languages: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def skeletons() -> tuple[Skeleton, ...]:
    found: list[Skeleton] = []
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("=== "):
                found.append(Skeleton(line[4:].strip()))
            elif line.startswith("%wrap"):
                found[-1].wrap = True
            elif line.startswith("%lang="):
                found[-1].languages = tuple(line[6:].split(","))
            elif found:
                found[-1].rows.append(line.rstrip())
    return tuple(found)


class Filler:
    """Fills the slots of one page."""

    def __init__(self, r: R, language: str) -> None:
        self.r = r
        self.language = language
        layout = draw(r, language)
        layout.odd_labels = 0.0
        self.writer = Writer(r, layout)
        self.pool = stories()[language]
        self.story: Story = r.choice(self.pool)
        self.left: list[str] = []
        self.told = False
        self.size = r.choice((1, 1, 2, 2, 3))
        self.choices: dict[str, str] = {}
        self.clock = r.randrange(7 * 60, 23 * 60)
        self.step = r.choice((-1, -1, 1))
        self.mark = r.choice((":", ":", ":", "."))
        self.label = self.writer.section()
        self.author = self.writer.name()
        self.number = 0
        self.item = 0
        self.cache: dict[str, str] = {}

    def begin(self, story: Story, *, section: bool = False) -> None:
        self.story = story
        self.number += 1
        self.item = 0
        self.cache.clear()
        self.told = False
        self.author = self.writer.name()
        self.clock = max(1, min(1438, self.clock + self.step * self.r.randrange(2, 55)))
        if section:
            self.label = self.writer.section()
        count = self.r.choice((1, 1, 2, 3, 5))
        self.left = [s for p in story.paragraphs for s in sentences(p)]
        for _ in range(count - 1):
            self.left += self.more()

    def more(self) -> list[str]:
        """Sentences of another story that speak of this one's matters."""
        own = key_words(self.story.title, *self.story.paragraphs)
        return [
            cohered(self.r, s, own) if self.r.random() < 0.6 else s
            for p in self.r.choice(self.pool).paragraphs
            for s in sentences(p)
        ]

    def text(self, row: str) -> str:
        row = _CHOICE.sub(lambda m: self.choices.setdefault(m[1], self.r.choice(m[1].split("|"))), row)
        return _SLOT.sub(lambda m: self.slot(m[1]), row)

    def slot(self, name: str) -> str:
        r, wr, code = self.r, self.writer, self.language
        if name.isupper():
            return self.slot(name.lower()).upper()
        if name == "title":
            return self.story.title
        if name in ("short", "half"):
            tokens = self.story.title.split()
            return " ".join(tokens[: max(2, len(tokens) // 2)]).rstrip(",:;–-")
        if name == "rest":
            tokens = self.story.title.split()
            return " ".join(tokens[max(2, len(tokens) // 2) :]) or "2025"
        if name in ("word", "kicker"):
            return self.cache.setdefault(
                name, " ".join(r.choice(self.pool).title.split()[: r.choice((1, 1, 2))]).strip(',:;–-“”"„?!.')
            )
        if name == "other":
            return r.choice(self.pool).title
        if name == "p":
            return self.paragraph(self.size)
        if name == "long":
            return self.paragraph(r.randrange(4, 8))
        if name == "s":
            return self.paragraph(1)
        if name == "half_sentence":
            return " ".join(self.paragraph(1).split()[: r.randrange(4, 9)]).rstrip(",;:.–-")
        if name == "cut":
            tokens = self.paragraph(2).split()
            return " ".join(tokens[: max(7, len(tokens) - r.randrange(2, 9))]).rstrip(".,;:–-")
        if name == "lower":
            text = self.paragraph(1)
            return text[:1].lower() + text[1:]
        if name == "quote":
            return f"“{self.paragraph(1)}”"
        if name == "by":
            return wr.byline()
        if name == "name":
            return self.author
        if name == "person":
            return wr.name()
        if name == "first":
            return self.author.split()[0]
        if name == "initials":
            parts = self.author.split()
            return f"{parts[0][0]}. {parts[-1][0]}."
        if name == "surname":
            return self.author.split()[-1]
        if name == "date":
            return wr.date(bare=True)
        if name == "dated":
            return choice(r, w.DATED[code]) + wr.date(bare=True)
        if name == "partial":
            return wr.partial()
        if name == "weekday":
            days = w.WEEKDAYS[code]
            return r.choice(days.split("|") if "|" in days else days.split())
        if name == "clock":
            return f"{self.clock // 60:02}{self.mark}{self.clock % 60:02}"
        if name == "later":
            self.clock = max(1, min(1438, self.clock + self.step * r.randrange(2, 40)))
            return self.slot("clock")
        if name == "ago":
            return (
                choice(r, w.RELATIVE[code])
                .replace("2", str(r.randrange(2, 24)))
                .replace("3", str(r.randrange(2, 24)))
            )
        if name == "place":
            return wr.place()
        if name == "section":
            return self.label[:1].upper() + self.label[1:]
        if name == "topic":
            return wr.section().capitalize()
        if name == "paper":
            return wr.paper
        if name == "outlet":
            return choice(r, w.PAPERS[code])
        if name == "agency":
            return r.choice(w.AGENCIES)
        if name == "i":
            return str(self.number)
        if name == "ii":
            return f"{self.number:02}"
        if name == "j":
            self.item += 1
            return str(self.item)
        if name == "roman":
            return ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")[
                (self.number - 1) % 12
            ]
        if name == "n":
            return str(r.choice((r.randrange(2, 40), r.randrange(2, 900))))
        if name == "year":
            return str(wr.day[2])
        if name == "emoji":
            return r.choice(w.EMOJI)
        if name == "subhead":
            return choice(r, w.SUBHEADS[code])
        if name == "question":
            return choice(r, w.QUESTIONS[code])
        if name == "role":
            return choice(r, w.ROLES[code])
        if name == "caption":
            return wr.caption()
        if name == "url":
            return f"https://example.com/{r.choice(('news', 'a', 'story'))}/{r.randrange(10, 99999)}"
        if name in (
            "readmore",
            "share",
            "original",
            "related",
            "advert",
            "comments",
            "navigation",
            "subscribe",
            "copyright",
            "photo",
            "page",
            "cookie",
        ):
            text = r.choice(printed(code, name))
            key = f"{name} {self.number if name in ('share', 'navigation') else ''}"
            text = (
                self.choices.setdefault(key, text)
                if name in ("readmore", "original", "related", "page", "comments")
                else text
            )
            return text[:1].upper() + text[1:]
        tables = {"bulletin": w.BULLETINS, "tagline": w.TAGLINES, "signoff": w.SIGN_OFFS, "greeting": w.GREETINGS, "footer": w.FOOTERS, "ad": w.ADS,
                  "bio": w.BIOS, "cookies": w.COOKIES, "desk": w.DESKS, "remark": ph.REMARKS, "reply": ph.REPLIES, "reading": ph.READING,
                  "source": ph.SOURCES, "appeared": ph.FIRST_APPEARED, "cutnote": ph.CUT_NOTES, "live": ph.LIVE, "closing": ph.CLOSINGS}  # fmt: skip
        if name in tables:
            text = choice(r, tables[name][code])
            if name in ("live", "source", "reply", "reading"):
                text = self.choices.setdefault(name, text)
            values = {
                "paper": wr.paper,
                "name": wr.name(),
                "place": wr.place(),
                "date": wr.date(bare=True),
                "n": str(r.randrange(2, 30)),
                "t": self.story.title,
                "p": wr.paper,
            }
            return re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], wr.name()), text)
        if name == "fieldline":
            head = (
                " ".join(r.choice(self.pool).title.split()[: r.choice((1, 1, 2))])
                .strip(',:;–-“”"„?!.')
                .capitalize()
            )
            value = r.choice(
                (
                    str(r.randrange(1, 90)),
                    f"{r.randrange(1, 90)}.{r.randrange(100, 999)}",
                    wr.place(),
                    wr.name(),
                    self.slot("kicker").lower(),
                    f"{r.randrange(1, 60)} min",
                )
            )
            return f"{head}: {value}"
        if name == "tags":
            return ", ".join((wr.place(), wr.section(), wr.name(), wr.place())[: r.choice((2, 3, 4))])
        if name == "score":
            return wr.score_line()
        if name == "titlefield":
            return w.TITLE_FIELDS[code]
        if name == "textfield":
            return self.choices.setdefault(name, r.choice(w.TEXT_FIELDS[code]))
        if name == "q":
            return w.QUESTION_MARKS[code]
        if name == "a":
            return w.ANSWER_MARKS[code]
        if name == "mail":
            return ("From", "To", "Subject", "Date")[0]
        raise ValueError(f"unknown slot {name}")

    def paragraph(self, count: int) -> str:
        if len(self.left) < count:
            self.left += self.more()
        taken, self.left = self.left[:count], self.left[count:]
        text = " ".join(taken)
        return text if text[-1] in '.!?…”»"' else text + "."


def grown(skeleton: Skeleton, r: R, filler: Filler) -> list[Row]:
    """The rows of one page."""
    result: list[Row] = []
    state = {"blank": 0, "rule": 0}
    dropped: dict[int, bool] = {}

    def put(number: int) -> None:
        line = skeleton.rows[number]
        if not line.strip():
            state["blank"] += 1
            return
        if line.startswith("-"):
            text = line[1:].strip()
            if result and text[:1] == "u":
                result[-1].underlined = True
            else:
                state["rule"] = 1
            return
        match = _ROW.fullmatch(line.strip())
        assert match is not None, line
        code, flags, text = match.groups()
        if "?" in flags and dropped.setdefault(number, r.random() < 0.5):
            return
        if "%" in flags and r.random() < 0.5:
            return
        times = r.randrange(0, 5) if "*" in flags else r.randrange(1, 6) if "+" in flags else 1
        for turn in range(times):
            blank = state["blank"]
            if turn:
                above = skeleton.rows[number - 1] if number else ""
                blank = 1 if code in "B" and not above.strip() else 0
                if code == "B" and above.strip():
                    blank = (
                        1
                        if number + 1 < len(skeleton.rows)
                        and not skeleton.rows[number + 1].strip()
                        and filler.choices.setdefault("gap", r.choice("01")) == "1"
                        else 0
                    )
            indent = " " * (len(line) - len(line.lstrip()))
            result.append(
                Row(_CODES[code], filler.text(text), blank, bool(state["rule"]), False, indent, False)
            )
            state["blank"] = state["rule"] = 0

    marks = [i for i, line in enumerate(skeleton.rows) if line.strip() in ("@", "@1", "@@")]
    i = 0
    while i < len(skeleton.rows):
        mark = skeleton.rows[i].strip()
        if mark not in ("@", "@1", "@@"):
            put(i)
            i += 1
            continue
        end = next(j for j in range(i + 1, len(skeleton.rows)) if skeleton.rows[j].strip() == mark)
        inner = list(range(i + 1, end))
        if mark == "@1":
            filler.begin(r.choice(filler.pool))
            for j in inner:
                put(j)
        elif mark == "@":
            for _ in range(r.choice((2, 3, 3, 4, 5, 7))):
                filler.begin(r.choice(filler.pool), section=True)
                for j in inner:
                    put(j)
        else:
            nested = [j for j in inner if skeleton.rows[j].strip() == "@"]
            for _ in range(r.choice((1, 2, 2, 3, 4))):
                filler.label = filler.writer.section()
                for j in range(i + 1, nested[0]):
                    put(j)
                for _ in range(r.choice((1, 1, 2, 2, 3, 4))):
                    filler.begin(r.choice(filler.pool))
                    for j in range(nested[0] + 1, nested[1]):
                        put(j)
                for j in range(nested[1] + 1, end):
                    put(j)
        i = end + 1
    assert marks, skeleton.name
    return result


def grow(number: int, seed: int) -> Page:
    """One page of skeleton ``number``."""
    r = random.Random(f"skeleton {number} {seed}")
    skeleton = skeletons()[number]
    codes = [code for code in stories() if not skeleton.languages or code in skeleton.languages]
    language = r.choices(codes, [_WEIGHTS[code] for code in codes])[0]
    filler = Filler(r, language)
    rows = grown(skeleton, r, filler)
    layout = filler.writer.layout
    gaps = {"article": 2, "paragraph": 1}
    if r.random() < 0.12:
        layout.furniture = 0.5
        extra = [
            Row(a, b, gaps.get(c, 0), False, False, "", False) for a, b, c in top(r, filler.writer) if a and b
        ]
        rows = extra + rows
    if r.random() < 0.12:
        layout.furniture = 0.5
        rows += [
            Row(a, b, gaps.get(c, 0), False, False, "", False)
            for a, b, c in bottom(r, filler.writer)
            if a and b
        ]
    if r.random() < 0.35:
        respace(r, rows)
    if r.random() < 0.06:
        for row in rows:
            if row.label == "TITLE":
                row.text = row.text.upper()
    layout.indent, layout.split_lines, layout.hyphens = "", 0.0, r.choice((0.0, 0.0, 0.3))
    layout.wrap = (
        r.choice((56, 60, 64, 66, 68, 70, 72, 76, 78, 80))
        if r.random() < (0.85 if skeleton.wrap else 0.08)
        else 0
    )
    return rendered(r, rows, layout, cyrillic=language == "hbs" and r.random() < 0.3)


__all__ = ["cased", "grow", "skeletons"]
