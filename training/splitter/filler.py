"""What stands in the slots of skeletons: titles, sentences, names, dates and printed phrases of one language."""

# ruff: noqa: PLR0911, PLR0912, PLR0915, E501 (one case for each slot)

from __future__ import annotations

import random
import re

from training.splitter import phrases as ph
from training.splitter import words as w
from training.splitter.article import Writer
from training.splitter.layout import draw
from training.splitter.pool import Story, choice, cohered, key_words, printed, sentences, stories

R = random.Random
_SLOT = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\[\[(.*?)\]\]")


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
