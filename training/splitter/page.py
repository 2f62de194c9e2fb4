"""A whole page: articles of one layout amid its furniture, as text with one label for each line that holds something."""

# ruff: noqa: PLR0912, E501, PLW2901 (one case for each kind of furniture)

from __future__ import annotations

import random
from dataclasses import dataclass

from training.splitter import words as w
from training.splitter.article import Row, Writer
from training.splitter.cyrillic import to_cyrillic
from training.splitter.layout import Layout, draw
from training.splitter.pool import choice, printed, stories
from training.splitter.prints import cased

R = random.Random
_CONTINUED = {
    "TITLE": "TITLE_I",
    "DECK": "DECK_I",
    "BODY": "BODY_I",
    "ITEM": "ITEM_I",
    "BRIEF": "BODY_I",
    "SUBHEAD": "SUBHEAD",
}


@dataclass(frozen=True, slots=True)
class Page:
    """``labels`` belongs to the lines of ``text`` that are neither blank nor rules, in order."""

    text: str
    labels: tuple[str, ...]


def generate(seed: int) -> Page:
    r = random.Random(seed)
    pools = stories()
    weights = {"en": 24, "sq": 14, "hbs": 24, "mk": 9, "de": 7, "it": 6, "fr": 6, "el": 5, "tr": 6}
    language = r.choices(list(pools), [weights[code] for code in pools])[0]
    layout = draw(r, language)
    writer = Writer(r, layout)
    rows = top(r, writer)
    count = 1 if layout.kind == "single" else r.choice((2, 3, 4, 5, 6, 8, 12))
    chosen = r.sample(writer.pool, min(count, len(writer.pool)))
    contents = r.random() < 0.12 * (1 + layout.furniture) and count > 2
    if contents:
        rows.extend(table_of_contents(r, writer, [story.title for story in chosen]))
    left = 0
    for position, story in enumerate(chosen):
        if layout.section == "group" and layout.kind != "single" and left == 0:
            left = r.choice((1, 2, 3, 4))
            mark = writer.underlined(layout.section_style)
            text = writer.dress(writer.section(), layout.section_style.removesuffix(mark))
            if r.random() < 0.15:
                text = f"{text} ({left})"
            gap = "tight" if rows and not position and r.random() < 0.4 else "article"
            if layout.ruled_labels:
                rows.append(("", "=" * 20, gap))
                rows.append(("LABEL", text, "tight"))
                rows.append(("", "=" * 20, "tight"))
            else:
                rows.append(("LABEL" + mark, text, gap))
        if layout.separator and position and left != 1:
            rows.append(("", layout.separator, "article"))
        left = max(0, left - 1)
        if layout.running_head and position and r.random() < 0.5:
            rows.append(
                ("FURN", running_head(writer, 2 + position), "article" if r.random() < 0.7 else "tight")
            )
        rows.extend(writer.article(story))
        if r.random() < 0.06 * layout.furniture:
            rows.extend(between(r, writer))
    rows.extend(bottom(r, writer))
    return render(r, rows, layout)


def top(r: R, writer: Writer) -> list[Row]:
    layout, language = writer.layout, writer.language
    rows: list[Row] = []
    add = rows.append
    if layout.mail:
        heads = (
            [h.capitalize() for h in printed(language, "mail")]
            if r.random() < 0.5
            else ["From", "To", "Subject", "Date"]
        )
        for head, value in zip(
            heads,
            (
                f"{writer.paper} <news@example.com>",
                "readers@example.com",
                r.choice(writer.pool).title,
                writer.date(bare=True),
            ),
            strict=False,
        ):
            add(("FURN", f"{head}: {value}", "tight"))
    if r.random() < 0.7 * layout.furniture:
        navigation = r.sample(printed(language, "sections"), r.randrange(3, 8))
        joined = r.choice((" | ", " · ", "  ", " • ", " / ", "\n"))
        if r.random() < 0.5:
            navigation.insert(0, r.choice(printed(language, "navigation")))
        if r.random() < 0.5:
            for part in joined.join(cased(r, n) for n in navigation).split("\n"):
                add(("FURN", part, "tight"))
    if r.random() < 0.3 * layout.furniture:
        parts = w.COOKIES[language].split("|")
        add(("FURN", parts[0], "paragraph"))
        for part in r.sample(parts[1:], r.randrange(0, len(parts))):
            add(("FURN", part, "tight"))
    if layout.running_head:
        add(("FURN", running_head(writer, 1), "paragraph"))
    masthead = not layout.running_head and r.random() < 0.2 + 0.7 * layout.furniture
    if masthead:
        paper = writer.paper if r.random() < 0.6 else choice(r, w.BULLETINS[language])
        if r.random() < 0.25:
            paper = f"{writer.paper} {choice(r, w.BULLETINS[language])}"
        paper = paper.upper() if r.random() < 0.5 else paper
        roll = r.random()
        if roll < 0.3:
            add(("FURN", paper, "paragraph"))
        elif roll < 0.6:
            add(
                (
                    "FURN",
                    f"{paper}{r.choice((' | ', ', ', ' – ', '  '))}{writer.date(bare=True)}",
                    "paragraph",
                )
            )
        elif roll < 0.8:
            add(("FURN", paper, "paragraph"))
            add(("FURN", writer.date(bare=True), "tight"))
        else:
            add(("FURN", paper, "paragraph"))
            add(
                (
                    "FURN",
                    f"{r.choice(('No.', 'Nr.', 'Broj', 'Issue', 'Numri', 'Ausgabe'))} {r.randrange(2000)} | {writer.date(bare=True)} | {r.choice(printed(language, 'page'))} {r.randrange(1, 30)}",
                    "tight",
                )
            )
        for text in r.sample(w.TAGLINES[language].split("|"), r.choice((0, 0, 1, 1, 2))):
            add(
                (
                    "FURN",
                    text.format(n=r.randrange(2, 9), place=writer.place(), date=writer.date(bare=True)),
                    r.choice(("tight", "paragraph")),
                )
            )
        if r.random() < 0.2:
            add(("FURN", cased(r, r.choice(("latest news", *printed(language, "related")))), "paragraph"))
    if layout.mail or r.random() < 0.12 * layout.furniture:
        for part in r.sample(w.GREETINGS[language].split("|"), r.choice((1, 2))):
            add(("FURN", part, "paragraph"))
    if r.random() < 0.08 * layout.furniture:
        add(
            (
                "FURN",
                f"{writer.place()} {r.randrange(-4, 36)}°C | {writer.place()} {r.randrange(-4, 36)}°C",
                "tight",
            )
        )
    return rows


def running_head(writer: Writer, number: int) -> str:
    page = printed(writer.language, "page")[0]
    form = (
        "{paper}  {date}  {page} {n}",
        "{paper} | {page} {n}",
        "{n} | {paper}",
        "{paper} – {date} – {page} {n}",
        "{page} {n}, {paper}",
    )
    kind = writer.layout.date_form % len(form)
    day = writer.day
    return form[kind].format(
        paper=writer.paper.upper(), date=f"{day[0]}.{day[1] + 1}.{day[2]}", page=page.capitalize(), n=number
    )


def table_of_contents(r: R, writer: Writer, titles: list[str]) -> list[Row]:
    rows: list[Row] = []
    if r.random() < 0.85:
        rows.append(
            (
                "FURN",
                cased(r, r.choice(printed(writer.language, "related"))) + r.choice(("", ":")),
                "paragraph",
            )
        )
    mark = r.choice(("", "• ", "- ", "{}. ", "* ", "{}) "))
    listed = list(titles)
    if r.random() < 0.4:
        listed += [r.choice(writer.pool).title for _ in range(r.randrange(1, 4))]
    pages = r.random() < 0.2
    for number, title in enumerate(listed, start=1):
        end = f" {'.' * r.randrange(3, 12) if r.random() < 0.5 else ''} {number + 1}" if pages else ""
        rows.append(("FURN", mark.format(number) + title + end, "tight"))
    return rows


def between(r: R, writer: Writer) -> list[Row]:
    """Furniture of the page between two articles."""
    language = writer.language
    roll = r.random()
    if roll < 0.3:
        return [
            ("FURN", cased(r, r.choice(printed(language, "advert"))), "paragraph"),
            ("FURN", choice(r, w.ADS[language]), "tight"),
        ]
    if roll < 0.5:
        page = r.choice(printed(language, "page"))
        return [
            (
                "FURN",
                r.choice(
                    (
                        f"{page.capitalize()} {r.randrange(1, 40)}",
                        str(r.randrange(1, 40)),
                        f"– {r.randrange(1, 40)} –",
                        f"{writer.paper} | {page} {r.randrange(1, 40)}",
                        f"{r.randrange(1, 40)} {writer.paper.upper()}",
                    )
                ),
                "paragraph",
            )
        ]
    if roll < 0.75:
        return writer.related()
    if roll < 0.9:
        return [
            (
                "FURN",
                choice(r, w.FOOTERS[language]).format(
                    paper=writer.paper, name=writer.name(), place=writer.place()
                ),
                "paragraph",
            )
        ]
    return [("FURN", writer.caption(), "paragraph")]


def bottom(r: R, writer: Writer) -> list[Row]:
    layout, language = writer.layout, writer.language
    rows: list[Row] = []
    if r.random() < 0.35 * layout.furniture:
        rows.extend(writer.related())
    if r.random() < 0.25 + 0.6 * layout.furniture:
        parts = w.FOOTERS[language].split("|")
        joined = [p.replace(" | ", "|") for p in parts]
        for part in r.sample(joined, min(len(joined), r.randrange(1, 5))):
            text = part.format(paper=writer.paper, name=writer.name(), place=writer.place())
            rows.append(("FURN", text, "paragraph" if not rows or r.random() < 0.3 else "tight"))
    if r.random() < (0.7 if layout.mail else 0.08):
        rows = [
            ("FURN", text, "paragraph")
            for text in r.sample(w.SIGN_OFFS[language].split("|"), r.choice((1, 1, 2)))
        ] + rows
    return rows


def render(r: R, rows: list[Row], layout: Layout) -> Page:
    gaps = {
        "article": layout.gap_article, "section": layout.gap_section, "meta": layout.gap_meta, "head": layout.gap_head,
        "paragraph": layout.gap_paragraph, "tight": 0, "subhead": 0 if r.random() < 0.6 else layout.gap_paragraph,
    }  # fmt: skip
    lines: list[str] = []
    labels: list[str] = []
    newline = "\r\n" if r.random() < 0.06 else "\n"
    for label, text, gap in rows:
        blank = gaps[gap]
        if layout.gap_jitter and r.random() < layout.gap_jitter:
            blank = max(0, blank + r.choice((-1, 1, 1, 2)))
        if lines:
            lines.extend("" for _ in range(blank))
        text = " ".join(text.split())
        if layout.cyrillic:
            text = to_cyrillic(text)
        rule = label[-3:] if label.endswith(("===", "---")) else ""
        label = label.removesuffix(rule)
        if not text:
            continue
        if not label:
            lines.append(text)
            continue
        parts = broken(r, text, label, layout)
        for number, part in enumerate(parts):
            indent = layout.indent if label in ("BODY", "BRIEF") and number == 0 else ""
            lines.append(indent + part)
            labels.append(label if number == 0 else _CONTINUED.get(label, label))
        if rule:
            lines.append(rule[0] * (len(parts[-1]) if r.random() < 0.7 else r.randrange(3, 40)))
    text = newline.join(lines)
    if r.random() < 0.1:
        text = text.replace(" ", "\u00a0", r.randrange(1, 5))
    return Page(text + (newline if r.random() < 0.7 else ""), tuple(labels))


def broken(r: R, text: str, label: str, layout: Layout) -> list[str]:
    """The physical lines of one logical line."""
    if layout.wrap:
        width = layout.wrap
        lines: list[str] = []
        current = ""
        for token in text.split():
            room = width - len(current) - 2
            if current and len(current) + 1 + len(token) > width:
                if (
                    len(token) > 7
                    and 3 <= room < len(token) - 3
                    and token.isalpha()
                    and r.random() < layout.hyphens
                ):
                    lines.append(f"{current} {token[:room]}-")
                    current = token[room:]
                    continue
                lines.append(current)
                current = token
            else:
                current = f"{current} {token}" if current else token
        return [*lines, current] if current else lines
    if (
        layout.split_lines
        and label in ("BODY", "ITEM")
        and len(text) > 120
        and r.random() < layout.split_lines
    ):
        tokens = text.split()
        lines = []
        while len(tokens) > 14 and len(lines) < 5:
            take = r.randrange(8, len(tokens) - 2)
            if tokens[take - 1][-1] in ".!?:…":
                take -= 1
            lines.append(" ".join(tokens[:take]))
            tokens = tokens[take:]
            if r.random() < 0.5:
                break
        return [*lines, " ".join(tokens)]
    return [text]
