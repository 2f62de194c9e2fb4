"""Names, dates, bylines and datelines as one layout prints them."""

# ruff: noqa: PLR0911 (one case for each kind of thing that newspapers print)

from __future__ import annotations

import random
import re

from training.splitter import words as w
from training.splitter.layout import Layout
from training.splitter.pool import choice, printed, stories

R = random.Random
Row = tuple[str, str, str]  # label, text, gap: article | section | meta | head | paragraph | tight


class Printer:
    """Prints the small things of one layout; ``index`` counts its articles for numbered headlines."""

    def __init__(self, r: R, layout: Layout) -> None:
        self.r = r
        self.layout = layout
        self.language = layout.language
        self.pool = stories()[layout.language]
        self.index = 0
        self.clock = r.randrange(6, 23) * 60
        self.paper = choice(r, w.PAPERS[self.language])
        self.day = (r.randrange(1, 29), r.randrange(12), r.choice((2023, 2024, 2025, 2025, 2026)))
        self.sections = r.sample(printed(self.language, "sections"), 8)

    def name(self) -> str:
        return choice(self.r, w.NAMES[self.language])

    def names(self) -> str:
        if self.r.random() < self.layout.bylined_desk:
            return choice(self.r, w.DESKS[self.language]).format(paper=self.paper)
        if self.r.random() < 0.12:
            joint = w.AND
            return f"{self.name()} {joint[self.language]} {self.name()}"
        name = self.name()
        if self.r.random() < 0.1:
            first, _, last = name.partition(" ")
            name = f"{first[0]}. {last}"
        return name.upper() if self.r.random() < 0.06 else name

    def byline(self) -> str:
        forms = w.BYLINES[self.language].split("|")
        form = forms[self.layout.byline_form % len(forms)]
        name = self.names()
        text = form.replace("{n}", name).replace("{N}", name.upper())
        roll = self.r.random()
        if roll < 0.08:
            text += ", " + choice(self.r, w.ROLES[self.language])
        elif roll < 0.11:
            text += " (name@example.com)"
        elif roll < 0.13:
            text = f"({text})"
        elif roll < 0.16:
            text += f" / {choice(self.r, w.PLACES[self.language])}"
        return text

    def date(self, *, bare: bool = False) -> str:
        forms = w.DATE_FORMS[self.language].split("|")
        form = forms[self.layout.date_form % len(forms)]
        day, month, year = self.day
        day = max(1, min(28, day + self.r.randrange(-2, 2)))
        name = w.MONTHS[self.language].split()[month]
        days = w.WEEKDAYS[self.language]
        weekday = self.r.choice(days.split("|") if "|" in days else days.split())
        text = form.format(
            d=day,
            dd=f"{day:02}",
            m=name,
            M=name.capitalize(),
            m3=name[:3],
            n=month + 1,
            mm=f"{month + 1:02}",
            y=year,
            w=weekday,
        )
        if not bare:
            if self.layout.date_form % 3 == 1:
                text += (
                    self.r.choice((" ", ", ", " | ", " - "))
                    + f"{self.r.randrange(24):02}:{self.r.randrange(60):02}"
                )
            if self.layout.date_form % 7 == 2:
                text = choice(self.r, w.DATED[self.language]) + text
            if self.layout.date_form % 19 == 3:
                text = f"({text})"
        return text

    def partial(self) -> str:
        name = w.MONTHS[self.language].split()[self.day[1]]
        point = "." if self.language in ("hbs", "de") else ""
        return f"{self.day[0]}{point} {name}" if self.language != "en" else f"{name} {self.day[0]}"

    def place(self) -> str:
        return choice(self.r, w.PLACES[self.language])

    def section(self) -> str:
        if self.r.random() < self.layout.odd_labels:
            roll = self.r.random()
            if roll < 0.3:
                return choice(self.r, w.PAPERS[self.language])
            if roll < 0.5:
                return self.place()
            if roll < 0.65:
                tokens = self.r.choice(self.pool).title.split()
                return f"{tokens[0]}-{tokens[-1]}".strip("?!.,“”„:").upper()
            return " ".join(self.r.choice(self.pool).title.split()[: self.r.choice((1, 1, 2, 3))]).rstrip(
                ",:;–- "
            )
        return self.r.choice(self.sections)

    def field(self, kind: str) -> str:
        r = self.r
        if kind == "date":
            return self.date()
        if kind == "byline":
            return self.byline()
        if kind == "names":
            name = self.names()
            roll = r.random()
            return (
                f"({name})"
                if roll < 0.15
                else f"— {name}"
                if roll < 0.25
                else f"{name}, {choice(r, w.ROLES[self.language])}"
                if roll < 0.3
                else name
            )
        if kind == "place":
            return self.place() if r.random() < 0.6 else self.place().upper()
        if kind == "relative":
            text = (
                choice(r, w.RELATIVE[self.language])
                .replace("2", str(r.randrange(2, 24)))
                .replace("3", str(r.randrange(2, 24)))
            )
            return text.capitalize() if r.random() < 0.5 else text
        if kind == "source":
            page = f"{r.choice(printed(self.language, 'page'))}. {r.randrange(1, 40)}"
            parts = [choice(r, w.PAPERS[self.language]), page, self.name()][: r.choice((1, 2, 3))]
            return ", ".join(parts)
        if kind == "posted":
            forms = {
                "en": "Posted by {n} on {d}",
                "sq": "Postuar nga {n} më {d}",
                "hbs": "Objavio {n}, {d}",
                "mk": "Објави {n} на {d}",
                "de": "{d} von {n}",
                "it": "{d}, di {n}",
                "fr": "Publié par {n} le {d}",
                "el": "{d} – {n}",
                "tr": "{n} | {d}",
            }
            name = self.name() if r.random() < 0.5 else self.name().split()[0]
            return forms[self.language].format(n=name, d=self.date(bare=True))
        if kind == "partial":
            return self.partial()
        if kind == "clock":
            return f"{r.randrange(24):02}:{r.randrange(60):02}"
        if kind == "agency":
            name = r.choice(w.AGENCIES)
            return r.choice(
                (
                    f"({name})",
                    name,
                    f"/{name}/",
                    f"({name}/{r.choice(w.AGENCIES)})",
                    f"[{name}]",
                    f"({name}) {self.name()[0].lower()}{self.name()[0].lower()}",
                    f"{choice(r, '-|–|— ')}{name}",
                )
            )
        name = self.name().split()
        return r.choice(("({}. {}.)", "{}. {}.", "({}.{}.)")).format(name[0][0], name[-1][0])

    def fields(self, kinds: list[str]) -> list[str]:
        texts = [self.field(kind) for kind in kinds if self.r.random() >= self.layout.dropout]
        mark = self.layout.field_mark
        if mark == "bold":
            texts = [re.sub(r"^([^:]{3,20}:)", r"**\1**", text) for text in texts]
        elif mark:
            texts = [f"{mark}{text}{mark}" for text in texts]
        if not texts:
            return []
        return [self.layout.joined.join(texts)] if self.layout.joined else texts


def cased(r: R, text: str) -> str:
    roll = r.random()
    return text.upper() if roll < 0.3 else text.capitalize() if roll < 0.9 else text.title()
