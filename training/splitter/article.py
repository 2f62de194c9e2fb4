"""One article as the labelled lines of a layout."""

# ruff: noqa: PLR0911, PLR0912, E501 (one case for each kind of thing that newspapers print)

from __future__ import annotations

import random
import re
from dataclasses import replace

from training.splitter import words as w
from training.splitter.layout import Layout, draw
from training.splitter.pool import Story, choice, printed, sentences, stories

R = random.Random
Row = tuple[str, str, str]  # label, text, gap: article | section | meta | head | paragraph | tight


class Writer:
    """Writes articles of one layout; ``index`` counts them for numbered headlines."""

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

    # -- pieces ---------------------------------------------------------------------------------------------------

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

    # -- body -----------------------------------------------------------------------------------------------------

    def dress(self, text: str, style: str) -> str:
        number = str(self.index)
        heads = w.TITLE_FIELDS
        return (
            style.replace("{h}", heads[self.language]).replace("{e}", w.EMOJI[self.index % len(w.EMOJI)]).replace("{ii}", f"{self.index:02}").replace("{i}", number)
            .replace("{t}", f"{self.clock // 60:02}:{self.clock % 60:02}")
            .replace("{2}", self.section()).replace("{U}", text.upper()).replace("{}", text)
        )  # fmt: skip

    def title_text(self, story: Story) -> str:
        title = story.title
        case = self.layout.title_case
        if case == "upper":
            return title.upper()
        return (
            " ".join(t[:1].upper() + t[1:] if len(t) > 3 else t for t in title.split())
            if case == "title"
            else title
        )

    def underlined(self, style: str) -> str:
        """A heading style that ends in === or --- stands for a rule below the line."""
        return style[-3:] if style.endswith(("{}===", "{}---")) else ""

    def lead_in(self) -> str:
        """A dateline that runs into the first paragraph."""
        r, style = self.r, self.layout.inline
        place = self.place()
        if r.random() < 0.6:
            place = place.upper()
        agency = r.choice(w.AGENCIES)
        dash = r.choice((" – ", " — ", " - ", "— ", " -- "))
        date = self.date(bare=True)
        if style == "wire":
            return (
                f"{place} ({agency}){r.choice((dash, ' '))}"
                if r.random() < 0.7
                else f"{place}, {self.partial()} ({agency}){dash}"
            )
        if style == "plain":
            return f"{place}{dash}"
        if style == "dated":
            return f"{place}, {date}{dash}"
        if style == "date first":
            return (
                f"{date}{dash}{place}{r.choice((dash, ' ', ': '))}" if r.random() < 0.5 else f"{date}{dash}"
            )
        if style == "byline":
            return f"{self.byline().split(',')[0].split(' (')[0].strip('()')} {self.place().upper()}, {date}{dash}"
        if style == "slash":
            return f"{place}, {self.partial()} /{agency}/{r.choice((dash, ' '))}"
        if style == "agency only":
            return f"({agency}) "
        return f"{place}, {self.partial()}{dash}"

    def paragraphs(self, story: Story, size: str) -> list[str]:
        r = self.r
        found = list(story.paragraphs)
        if size == "teaser":
            first = sentences(found[0])
            return [" ".join(first[: r.choice((1, 1, 2, 3))])]
        if size == "short":
            if r.random() < 0.25:
                found += list(r.choice(self.pool).paragraphs)[:2]
            if r.random() < 0.3:
                found = [s for p in found for s in _pieces(r, p)]
            return found[: r.choice((1, 2, 3, 6))]
        for _ in range(r.choice((2, 3, 5, 8))):
            found += r.choice(self.pool).paragraphs
        if r.random() < 0.35:
            # Real paragraphs of long articles are longer than the pool's.
            return [" ".join(found[i : i + 2]) for i in range(0, len(found), 2)][:16]
        if r.random() < 0.5:
            found = [s for p in found for s in _pieces(r, p)]
        return found[:24]

    def cut(self, text: str) -> str:
        """The text cut in mid-sentence, as teasers are."""
        r = self.r
        tokens = text.split()
        if len(tokens) < 10:
            return text
        keep = r.randrange(min(8, len(tokens) - 2), len(tokens) - 1)
        mark = r.choice(("…", " …", "...", " ...", " […]", " [...]", "…", "...", "", " (...)"))
        return " ".join(tokens[:keep]).rstrip(".,;:") + mark

    def body(self, story: Story, size: str, *, subheads: bool) -> tuple[list[Row], bool]:
        """(rows, whether the text was cut)."""
        r, layout = self.r, self.layout
        texts = self.paragraphs(story, size)
        truncated = False
        if (size == "teaser" and r.random() < 0.5) or (size == "short" and r.random() < 0.1):
            before = texts[-1]
            texts[-1] = self.cut(before)
            truncated = before != texts[-1]
        if "{h}" in layout.title and r.random() < 0.6:
            texts[0] = r.choice(w.TEXT_FIELDS[self.language]) + ": " + texts[0]
        if layout.inline and r.random() >= layout.dropout:
            texts[0] = self.lead_in() + texts[0][:1].upper() + texts[0][1:]
        if truncated or (layout.inline_tail and r.random() > layout.dropout and not texts[-1].endswith(":")):
            texts[-1] += self.inline_tail()
        rows: list[Row] = []
        style = weighted_style(r) if size == "long" and subheads else "plain"
        step = r.choice((2, 2, 3, 4))
        count = 0
        for position, text in enumerate(texts):
            inner = 0 < position < len(texts) - 1
            if style == "interview" and position:
                rows.extend(self.question(position))
                rows.append(
                    (
                        "BODY",
                        self.answer(text),
                        "tight" if self.language in "en" and r.random() < 0.2 else "paragraph",
                    )
                )
                continue
            if style == "blog" and position:
                rows.append(("SUBHEAD", f"{23 - position % 20:02}:{r.randrange(60):02}", "paragraph"))
                rows.append(("BODY", text, "tight"))
                continue
            if style in ("subheads", "lists") and inner and position % step == 0:
                count += 1
                heading = self.subhead().replace("{i}", str(count))
                mark = heading[-3:] if heading.endswith(("===", "---")) else ""
                rows.append(("SUBHEAD" + mark, heading.removesuffix(mark), "paragraph"))
                if r.random() < 0.12:
                    items = self.items()
                    rows.append((items[0][0], items[0][1], "subhead"))
                    rows.extend(items[1:])
                    rows.append(("BODY", text, "paragraph"))
                else:
                    rows.append(("BODY", text, "subhead"))
            else:
                rows.append(("BODY", text, "paragraph"))
            if style == "lists" and inner and r.random() < 0.4:
                items = self.items()
                first = "paragraph" if r.random() < 0.4 else items[0][2]
                rows.append((items[0][0], items[0][1], first))
                rows.extend(items[1:])
            if inner and r.random() < layout.insert:
                rows.extend(self.insert())
        if rows:
            rows[0] = (rows[0][0], rows[0][1], "head")
        return rows, truncated

    def inline_tail(self) -> str:
        r, kind = self.r, self.layout.inline_tail
        if kind == "readmore":
            text = r.choice(printed(self.language, "readmore"))
            text = text.capitalize() if r.random() < 0.8 else text
            return r.choice((" {}", " {} »", " {} →", " [{}]", " ({})", " {}...", " > {}", "{}")).format(text)
        if kind == "original":
            return " " + r.choice(("Original post Here", *printed(self.language, "original"))).capitalize()
        if kind == "arrow":
            return r.choice((" »", " →", " >>"))
        if kind == "url":
            return " https://example.com/news/" + str(r.randrange(10_000, 99_999))
        return " [+]" if kind == "bracket" else ""

    def subhead(self) -> str:
        r = self.r
        text = choice(r, w.SUBHEADS[self.language])
        if r.random() < 0.3:
            tokens = r.choice(self.pool).title.split()
            text = " ".join(tokens[: r.randrange(3, 8)]).rstrip(",:;–- ")
            text = text[:1].upper() + text[1:]
        style = self.layout.subheads
        return (
            style.replace("{U}", text.upper()).replace("{}", text)
            if "{i}" not in style
            else style.replace("{}", text)
        )

    def items(self) -> list[Row]:
        r = self.r
        mark = r.choice(("• ", "- ", "* ", "– ", "", "", "{}. ", "{}) ", "· ", "– "))
        term = mark == "" or r.random() < 0.3
        gap = "paragraph" if r.random() < 0.2 else "tight"
        rows: list[Row] = []
        for number in range(1, r.randrange(3, 7)):
            sentence = r.choice(sentences(r.choice(self.pool).paragraphs[0]))
            if r.random() < 0.4:
                sentence = (
                    sentence.rstrip(".")
                    if r.random() < 0.5
                    else " ".join(sentence.split()[: r.randrange(3, 9)]).rstrip(",.;")
                    + r.choice(("", ";", ","))
                )
            if term:
                sentence = choice(r, w.SUBHEADS[self.language]).rstrip("?") + ": " + sentence
            if mark[:1] == "{" and r.random() < 0.15:
                sentence = choice(r, w.QUESTIONS[self.language])
            rows.append(("ITEM", mark.format(number) + sentence, gap))
        if r.random() < 0.12:
            rows = [("ITEM", self.score_line(), "tight") for _ in range(r.randrange(3, 7))]
        return rows

    def score_line(self) -> str:
        r = self.r
        if r.random() < 0.5:
            return f"{self.place()} – {self.place()} {r.randrange(5)}:{r.randrange(5)}"
        return f"{r.choice(('EUR', 'USD', 'CHF', 'GBP', 'EUR/ALL', 'Brent', 'DAX'))} {r.randrange(10, 140)}.{r.randrange(100):02}{r.choice(('', ' (+0.3%)', ' –0.2 %'))}"

    def question(self, position: int) -> list[Row]:
        r = self.r
        text = choice(r, w.QUESTIONS[self.language])
        form = self.layout.byline_form % 5
        marks = w.QUESTION_MARKS
        text = ("{}", f"{marks[self.language]}: {{}}", "**{}**", "– {}", f"{self.paper}: {{}}")[form].format(
            text
        )
        return [("BODY" if form != 2 else "SUBHEAD", text, "paragraph")]

    def answer(self, text: str) -> str:
        form = self.layout.byline_form % 5
        marks = w.ANSWER_MARKS
        return (
            f"{marks[self.language]}: {text}"
            if form == 1
            else f"– {text}"
            if form == 3
            else f"{choice(self.r, w.NAMES[self.language])}: {text}"
            if form == 4
            else text
        )

    def insert(self) -> list[Row]:
        """Furniture that stands inside an article."""
        r = self.r
        roll = r.random()
        if roll < 0.4:
            form = r.choice(
                ("{}: {t}", "{}: {t}", "{} – {t}", "» {}: {t}", "{}\n{t}", "[{}: {t}]", "**{}:** {t}")
            )
            head = r.choice(printed(self.language, "related")).capitalize()
            text = form.format(head, t=r.choice(self.pool).title)
            return [
                ("INSERT", part, "paragraph" if not n else "tight") for n, part in enumerate(text.split("\n"))
            ]
        if roll < 0.7:
            return [("INSERT", self.caption(), "paragraph")]
        if roll < 0.9:
            rows: list[Row] = [("INSERT", _cased(r, r.choice(printed(self.language, "advert"))), "paragraph")]
            if r.random() < 0.4:
                rows.append(("INSERT", choice(r, w.ADS[self.language]), "tight"))
            return rows
        return [("INSERT", _cased(r, r.choice(printed(self.language, "share"))), "paragraph")]

    def caption(self) -> str:
        return choice(self.r, w.CAPTIONS[self.language]).format(
            name=self.name(), place=self.place(), agency=self.r.choice(w.AGENCIES)
        )

    def tail(self, kind: str | None = None) -> list[Row]:
        """Furniture after an article."""
        r = self.r
        kind = kind if kind is not None else self.layout.tail
        if not kind or r.random() < self.layout.dropout:
            return []
        gap = "tight" if r.random() < 0.6 else "paragraph"
        if kind == "several":
            picks = r.sample(
                ("readmore", "share", "comments", "tags", "url", "original"), r.choice((2, 2, 3))
            )
            return [row for pick in picks for row in self.tail(pick)]
        if kind == "readmore":
            text = r.choice(printed(self.language, "readmore")).capitalize()
            if self.layout.title.startswith(("#", "**")) and r.random() < 0.5:
                text = f"[{text}](https://example.com/{r.randrange(9999)})"
            return [
                (
                    "FURN",
                    r.choice(
                        ("{}", "{} »", "{} →", "[{}]", "{}...", "> {}", "({})", "{} >>", "→ {}", "{}…")
                    ).format(text),
                    gap,
                )
            ]
        if kind == "ends":
            return [("FURN", r.choice(w.ENDS), "tight")]
        if kind == "bio":
            return [
                ("FURN", choice(r, w.BIOS[self.language]).format(n=self.name(), p=self.place()), "paragraph")
            ]
        if kind == "share":
            picks = r.sample(printed(self.language, "share"), r.choice((1, 2, 3)))
            text = r.choice((" | ", " ", " · ", "  ")).join(p.capitalize() for p in picks)
            return [("FURN", text, gap)]
        if kind == "original":
            return [
                (
                    "FURN",
                    r.choice(("Original post Here", *printed(self.language, "original"))).capitalize()
                    + r.choice(("", "", f": {self.paper}", ": example.com")),
                    gap,
                )
            ]
        if kind == "comments":
            word = r.choice(printed(self.language, "comments"))
            if r.random() < 0.25:
                filed = {
                    "en": "Filed under: {}",
                    "sq": "Kategoria: {}",
                    "hbs": "Kategorija: {}",
                    "mk": "Категорија: {}",
                    "de": "Kategorie: {}",
                    "it": "Categoria: {}",
                    "fr": "Classé dans : {}",
                    "el": "Κατηγορία: {}",
                    "tr": "Kategori: {}",
                }
                return [
                    (
                        "FURN",
                        filed[self.language].format(self.section())
                        + r.choice(("", f" | {r.randrange(20)} {word} »", f" | {word}")),
                        gap,
                    )
                ]
            return [
                (
                    "FURN",
                    r.choice(("{} {}", "{1} ({0})", "{1}: {0}", "{0} {1} | 12")).format(
                        r.randrange(120), word.capitalize() if r.random() < 0.5 else word
                    ),
                    gap,
                )
            ]
        if kind == "tags":
            head = w.TAG_FIELDS
            picks = [self.place(), self.section(), self.name(), self.place()][: r.choice((2, 3, 4))]
            return [
                (
                    "FURN",
                    r.choice(
                        (
                            f"{head[self.language]}: " + ", ".join(picks),
                            " ".join("#" + p.replace(" ", "") for p in picks),
                        )
                    ),
                    gap,
                )
            ]
        return [
            (
                "FURN",
                r.choice(
                    (
                        "https://example.com/{}/story",
                        "www.example.com/news/{}",
                        "→ https://example.com/a/{}",
                        "Link: https://example.com/{}",
                    )
                ).format(r.randrange(10_000)),
                gap,
            )
        ]

    # -- the article ----------------------------------------------------------------------------------------------

    def article(self, story: Story) -> list[Row]:
        if self.layout.kind == "digest" and self.r.random() < self.layout.mixture:
            usual, self.layout = self.layout, self.varied()
            try:
                return self._article(story)
            finally:
                self.layout = usual
        return self._article(story)

    def varied(self) -> Layout:
        """The layout for an article that is set otherwise: a long one among briefs, one with a deck or a kicker."""
        r, usual = self.r, self.layout
        other = draw(r, usual.language)
        changes: dict[str, object] = {}
        for name in ("body", "deck", "inline", "inline_tail", "tail", "insert", "related"):
            if r.random() < 0.5:
                changes[name] = getattr(other, name)
        if r.random() < 0.3:
            changes["section"] = r.choice(("none", "prefix", "line", "after"))
        if r.random() < 0.2:
            changes.update(above=other.above, below=other.below, at_end=other.at_end, joined=other.joined)
        return replace(usual, **changes)

    def _article(self, story: Story) -> list[Row]:
        r, layout = self.r, self.layout
        self.index += 1
        self.clock = max(0, self.clock - r.randrange(1, 40))
        if layout.kind == "briefs":
            return self.brief(story)
        if layout.kind == "runin":
            return self.run_in(story)
        rows: list[Row] = []
        section = self.section()
        if layout.section == "line" and r.random() >= layout.dropout:
            mark = self.underlined(layout.section_style)
            rows.append(
                ("LABEL" + mark, self.dress(section, layout.section_style.removesuffix(mark)), "article")
            )
        rows.extend(("PRE", text, "section") for text in self.fields(layout.above))
        title = self.title_text(story)
        if layout.section == "prefix" and r.random() < 0.7:
            title = r.choice(("{}: {}", "{} | {}", "{} – {}", "[{}] {}", "{} / {}", "{}: {}")).format(
                section, title
            )
        mark = self.underlined(layout.title)
        rows.append(("TITLE" + mark, self.dress(title, layout.title.removesuffix(mark)), "section"))
        rows[0] = (rows[0][0], rows[0][1], "article")
        if r.random() < layout.deck:
            rows.append(("DECK", self.deck(), r.choice(("meta", "meta", "head"))))
        below = self.fields(layout.below)
        if layout.section == "after" and r.random() < 0.8:
            below = (
                [f"{section}{r.choice((' | ', ' · ', ' – ', ', '))}{below[0]}", *below[1:]]
                if below
                else [section]
            )
        rows.extend(("POST", text, "meta") for text in below)
        if r.random() < 0.04:
            rows.append(("INSERT", self.caption(), "meta"))
        size = layout.body
        if size == "mixed":
            size = r.choice(("teaser", "short", "short", "long", "long"))
        subheads = layout.kind == "single" or self.distinct_subheads() or r.random() < 0.15
        body, truncated = self.body(story, size, subheads=subheads)
        if rows[-1][0] == "DECK" and r.random() < 0.35:
            # A deck that stands apart from the headline and right on top of the text.
            rows[-1] = ("DECK", rows[-1][1], "head")
            body[0] = (body[0][0], body[0][1], "tight")
        rows.extend(body)
        rows.extend(("END", text, r.choice(("tight", "paragraph"))) for text in self.fields(layout.at_end))
        rows.extend(self.tail("readmore" if truncated and r.random() < 0.15 else None))
        if r.random() < layout.related:
            rows.extend(self.related())
        return rows

    def distinct_subheads(self) -> bool:
        """Whether a careful reader could tell this layout's sub-headings from its headlines."""
        layout = self.layout
        plain = layout.title == "{}"
        cues = (
            bool(layout.below or layout.above)
            or layout.section == "line"
            or layout.gap_article > max(1, layout.gap_paragraph)
        )
        return (
            cues
            or layout.subheads != layout.title
            or not plain
            or layout.title_case == "upper"
            or bool(layout.separator)
        )

    def deck(self) -> str:
        r = self.r
        text = r.choice(sentences(r.choice(self.pool).paragraphs[0]))
        if len(text) > 170:
            text = " ".join(text.split()[:16]).rstrip(",;:–")
        keeps_point = (
            self.layout.deck_style != "{}"
            or self.layout.below
            or self.layout.gap_paragraph == 0 < self.layout.gap_head
        )
        text = text if keeps_point and r.random() < 0.4 else text.rstrip(".")
        return self.dress(text, self.layout.deck_style)

    def brief(self, story: Story) -> list[Row]:
        text = " ".join(sentences(story.paragraphs[0])[: self.r.choice((1, 2, 3))])
        text = (self.lead_in() if self.layout.inline else "") + text + self.inline_tail()
        mark = (
            self.layout.title.replace("{}", "")
            if any(c in self.layout.title for c in "•*■►»●◆") and "**" not in self.layout.title
            else ""
        )
        return [("BRIEF", self.dress("", mark) + text if mark else text, "article"), *self.tail()]

    def run_in(self, story: Story) -> list[Row]:
        r = self.r
        title = story.title.rstrip(".")
        body, _ = self.body(story, r.choice(("teaser", "short")), subheads=False)
        style = self.layout.date_form % 6
        lead = (
            ("**{}.** ", "**{}** – ", "{U} – ", "{U}. ", "**{}**: ", "{U}: ")[style]
            .replace("{U}", title.upper())
            .replace("{}", title)
        )
        number = {"{i}. {}": f"{self.index}. ", "• {}": "• ", "* {}": "* ", "- {}": "- "}.get(
            self.layout.title, ""
        )
        rows: list[Row] = [("BRIEF", number + lead + body[0][1], "article"), *body[1:]]
        rows.extend(("END", text, "tight") for text in self.fields(self.layout.at_end))
        return rows + self.tail()

    def related(self) -> list[Row]:
        r = self.r
        rows: list[Row] = [
            (
                "FURN",
                _cased(r, r.choice(printed(self.language, "related"))) + r.choice(("", ":", "")),
                "paragraph",
            )
        ]
        mark = r.choice(("", "• ", "- ", "{}. ", "» ", "* ", ""))
        gap = "tight" if r.random() < 0.85 else "paragraph"
        for number in range(1, r.randrange(2, 6)):
            rows.append(("FURN", mark.format(number) + r.choice(self.pool).title, gap))
        return rows


def weighted_style(r: R) -> str:
    return r.choices(("plain", "subheads", "lists", "interview", "blog"), (18, 45, 24, 9, 4))[0]


def _pieces(r: R, paragraph: str) -> list[str]:
    """A paragraph cut into smaller ones at sentence ends, as web pages do."""
    parts = sentences(paragraph)
    pieces: list[str] = []
    while parts:
        take = r.choice((1, 1, 2, 3))
        pieces.append(" ".join(parts[:take]))
        parts = parts[take:]
    return pieces


def _cased(r: R, text: str) -> str:
    roll = r.random()
    return text.upper() if roll < 0.3 else text.capitalize() if roll < 0.9 else text.title()
