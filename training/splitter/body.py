"""The text of one article: paragraphs, sub-headings, lists, interviews."""

# ruff: noqa: PLR0911, PLR0912, E501 (one case for each kind of thing that newspapers print)

from __future__ import annotations

import random

from training.splitter import words as w
from training.splitter.pool import Story, choice, cohered, key_words, printed, sentences
from training.splitter.prints import Printer

R = random.Random
Row = tuple[str, str, str]  # label, text, gap: article | section | meta | head | paragraph | tight


class BodyWriter(Printer):
    """Writes bodies in one layout."""

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
        own = key_words(story.title, *story.paragraphs)
        if size == "teaser":
            first = sentences(found[0])
            return [" ".join(first[: r.choice((1, 1, 2, 3))])]
        if size == "short":
            if r.random() < 0.25:
                found += [cohered(r, p, own) for p in r.choice(self.pool).paragraphs[:2]]
            if r.random() < 0.3:
                found = [s for p in found for s in _pieces(r, p)]
            return found[: r.choice((1, 2, 3, 6))]
        for _ in range(r.choice((2, 3, 5, 8))):
            found += [cohered(r, p, own) for p in r.choice(self.pool).paragraphs]
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
