"""A labelled page set anew: other texts, gaps, wraps, marks, furniture, number and order of articles; the same kind of layout."""

# ruff: noqa: PLR0911, PLR0912, E501 (one case for each thing that may be changed)

from __future__ import annotations

import itertools
import random
import re
from dataclasses import dataclass, replace

from services.ingest.datelines import find_dateline
from training.splitter.cyrillic import to_cyrillic
from training.splitter.layout import SEPARATORS, draw
from training.splitter.marked import LabelledPage
from training.splitter.page import Page, bottom, broken, top
from training.splitter.pool import Story, cohered, key_words, sentences, stories

R = random.Random
_HEAD = ("LABEL", "PRE", "TITLE", "BRIEF")
_LEAD = re.compile(r"^(?:\W*\d{1,3}[.)\]/:]?\s+|[^\w\"“„«‘'(]+\s*|\W*\d{1,2}[:.]\d\d\W+)?")
_NUMBER = re.compile(r"\d{1,3}")
_MARKS = (
    "{}",
    "## {}",
    "**{}**",
    "{i}. {}",
    "• {}",
    "■ {}",
    "► {}",
    "* {}",
    "- {}",
    "{i}) {}",
    "### {}",
    "[{i}] {}",
    "_{}_",
    "> {}",
)
_LANGUAGES = {"hr": "hbs", "bs": "hbs", "sr": "hbs", "srlatn": "hbs", "cnr": "hbs"}


@dataclass(slots=True)
class Row:
    """One logical line: wrapped continuations joined."""

    label: str
    text: str
    blank: int
    rule: bool  # a rule stands before it
    underlined: bool
    indent: str
    new_page: bool


def logical_rows(page: LabelledPage) -> tuple[list[Row], bool]:
    """(rows, whether the page was hard-wrapped)."""
    rows: list[Row] = []
    wrapped = 0
    for line, label in zip(page.lines, page.labels, strict=True):
        if label.endswith("_I") and rows:
            last = rows[-1].text
            if last.endswith("-") and line.text[:1].islower():
                rows[-1].text = last[:-1] + line.text
            else:
                rows[-1].text = f"{last} {line.text}"
            wrapped += 1
            continue
        rows.append(
            Row(
                label,
                line.text,
                line.blank_before,
                line.separated,
                line.underlined,
                " " * min(line.indent, 8),
                line.new_page,
            )
        )
    return rows, wrapped > 0.2 * len(rows)


def articles_of(rows: list[Row]) -> tuple[list[Row], list[list[Row]], list[Row]]:
    """(rows before the first article, articles with the furniture after each, rows after the last)."""
    starts: list[int] = []
    for i, row in enumerate(rows):
        if row.label not in _HEAD:
            continue
        before = rows[i - 1].label if i else "FURN"
        if before in ("LABEL", "PRE") or (before == "TITLE" and row.label != "TITLE"):
            continue
        starts.append(i)
    if not starts:
        return rows, [], []
    pieces = [rows[a:b] for a, b in zip(starts, [*starts[1:], len(rows)], strict=True)]
    end = len(pieces[-1])
    while end and pieces[-1][end - 1].label == "FURN":
        end -= 1
    return rows[: starts[0]], [*pieces[:-1], pieces[-1][:end]], pieces[-1][end:]


def reshaped(page: LabelledPage, seed: int) -> Page:
    """The page set anew; seed 0 gives it nearly as it is."""
    r = random.Random(f"{page.name} {seed}")
    rows, wrapped = logical_rows(page)
    language = _LANGUAGES.get(page.name.rsplit("-", 1)[1], page.name.rsplit("-", 1)[1])
    pool = stories().get(language) or stories()["en"]
    layout = draw(r, language if language in stories() else "en")
    first, articles, last = articles_of(rows)
    articles = chosen(r, articles)
    articles = [retold(r, article, pool) if r.random() < 0.6 else article for article in articles]
    if r.random() < 0.3:
        restyle(r, articles)
    renumber(articles)
    if r.random() < 0.3:
        first = [row for row in first if r.random() < 0.5]
    if r.random() < 0.3:
        last = [row for row in last if r.random() < 0.5]
    for label, share in (
        ("FURN", 0.15),
        ("POST", 0.08),
        ("PRE", 0.06),
        ("END", 0.1),
        ("DECK", 0.1),
        ("LABEL", 0.06),
        ("INSERT", 0.15),
        ("SUBHEAD", 0.08),
    ):
        if r.random() < share:
            articles = [[row for row in article if row.label != label] for article in articles]
    articles = [
        article for article in articles if any(row.label in ("BODY", "BRIEF", "ITEM") for row in article)
    ]
    if r.random() < 0.15:
        layout.furniture = 0.6
        first = [*_drawn(top(r, _writer(r, layout))), *(first if r.random() < 0.5 else [])]
    if r.random() < 0.15:
        layout.furniture = 0.6
        last = [*(last if r.random() < 0.5 else []), *_drawn(bottom(r, _writer(r, layout)))]
    together = [*first, *(row for article in articles for row in article), *last]
    together = [replace(row) for row in together]
    respace(r, together, {id(article[0]) for article in []})
    layout.indent, layout.split_lines = "", 0.0
    layout.hyphens = r.choice((0.0, 0.0, 0.3))
    if wrapped:
        layout.wrap = 0 if r.random() < 0.35 else r.choice((42, 58, 64, 68, 70, 72, 76, 78, 80, 90))
    else:
        layout.wrap = r.choice((60, 66, 72, 78)) if r.random() < 0.08 else 0
    cyrillic = language == "hbs" and r.random() < 0.15
    return rendered(r, together, layout, cyrillic=cyrillic)


def _writer(r: R, layout: object) -> object:
    from training.splitter.article import Writer  # noqa: PLC0415

    return Writer(r, layout)


def _drawn(rows: list[tuple[str, str, str]]) -> list[Row]:
    gaps = {"article": 2, "paragraph": 1}
    return [
        Row(label, text, gaps.get(gap, 0), False, False, "", False)
        for label, text, gap in rows
        if label and text
    ]


def chosen(r: R, articles: list[list[Row]]) -> list[list[Row]]:
    """Some of the articles in some order, one of them perhaps twice; labels stay with what they head."""
    if len(articles) < 2:
        return articles
    roll = r.random()
    if roll < 0.35:
        return articles
    result = list(articles)
    if roll < 0.75:
        r.shuffle(result)
    if r.random() < 0.5:
        result = result[: r.randrange(1, len(result) + 1)]
    elif r.random() < 0.5:
        result += r.choices(articles, k=r.randrange(1, len(articles) + 1))
    return result


def retold(r: R, article: list[Row], pool: list[Story]) -> list[Row]:
    """The article with another story's headline and first paragraph, each as long as and set as its own."""
    story = r.choice(pool)
    result: list[Row] = []
    told = False
    for row in article:
        if row.label == "TITLE":
            lead = _LEAD.match(row.text)
            prefix = lead.group() if lead is not None else ""
            rest = row.text[len(prefix) :]
            suffix = "**" if rest.endswith("**") else "_" if rest.endswith("_") else ""
            label = re.match(r"[^:|–]{2,24}[:|–]\s", rest)
            kept = label.group() if label is not None and "|" in rest[:26] else ""
            title = story.title
            if len(rest) < 28:
                title = " ".join(title.split()[: max(1, len(rest.split()))]).rstrip(",:;–- ")
            elif len(rest) > 90:
                title = f"{title}, {sentences(story.paragraphs[0])[0].rstrip('.')[:60]}".rsplit(" ", 1)[0]
            title = title.upper() if rest.isupper() else title
            result.append(replace(row, text=prefix + kept + title + suffix))
        elif (
            row.label == "BODY"
            and not told
            and row.text[-1:] in '.”"'
            and find_dateline(row.text) is None
            and row.text[:1].isupper()
        ):
            told = True
            parts = sentences(" ".join(story.paragraphs))
            text = parts[0]
            for part in parts[1:]:
                if len(text) + len(part) > max(60, len(row.text) * 1.15):
                    break
                text = f"{text} {part}"
            text = cohered(
                r, text, key_words(*(one.text for one in article if one is not row and one.label == "BODY"))
            )
            result.append(replace(row, text=text))
        else:
            result.append(row)
    return result


def restyle(r: R, articles: list[list[Row]]) -> None:
    """Other heading marks, or capitals, on all headlines of a page that have none of their own."""
    titles = [row for article in articles for row in article if row.label == "TITLE"]
    subheads = [row for article in articles for row in article if row.label == "SUBHEAD"]
    if not titles:
        return
    marked = sum(bool(_LEAD.match(row.text).group()) for row in titles) > len(titles) / 2  # type: ignore[union-attr]
    roll = r.random()
    if marked and roll < 0.5:
        for i, article in enumerate(articles):
            articles[i] = [
                replace(row, text=_LEAD.sub("", row.text, count=1).strip("*_") or row.text)
                if row.label == "TITLE"
                else row
                for row in article
            ]
    elif not marked and roll < 0.75:
        style = r.choice(_MARKS)
        number = 0
        for i, article in enumerate(articles):
            rows = []
            for row in article:
                if row.label == "TITLE":
                    number += 1
                    row = replace(row, text=style.replace("{i}", str(number)).replace("{}", row.text))  # noqa: PLW2901
                rows.append(row)
            articles[i] = rows
    elif not subheads or not all(row.text.isupper() for row in subheads):
        for i, article in enumerate(articles):
            articles[i] = [
                replace(row, text=row.text.upper()) if row.label == "TITLE" else row for row in article
            ]


def renumber(articles: list[list[Row]]) -> None:
    """Numbers that count headlines go on counting."""
    number = 0
    for article in articles:
        for j, row in enumerate(article):
            lead = _LEAD.match(row.text)
            if (
                row.label == "TITLE"
                and lead is not None
                and (found := _NUMBER.search(lead.group())) is not None
            ):
                if ":" in lead.group() or int(found.group()) > 60:
                    continue
                number += 1
                article[j] = replace(
                    row, text=row.text[: found.start()] + str(number) + row.text[found.end() :]
                )


def respace(r: R, rows: list[Row], _: object = None) -> None:
    """Other gaps: one change for each kind of place, so that the page stays consistent."""
    roll = r.random()
    if roll < 0.4:
        return
    if roll < 0.5:
        for row in rows:
            row.blank = 0
        return
    if roll < 0.6:
        for row in rows:
            row.blank = max(1, row.blank)
        return
    if roll < 0.7:
        for row in rows:
            row.blank = min(1, row.blank)
        return
    if roll < 0.78:
        for row in rows:
            row.blank *= 2
        return
    if roll < 0.86:
        for row in rows:
            row.rule = False
        return
    if roll < 0.93:
        for before, row in itertools.pairwise(rows):
            if before.label in ("BODY", "ITEM") and row.label == "BODY":
                row.blank = 0 if row.blank else 1
        return
    for before, row in itertools.pairwise(rows):
        if row.label in _HEAD and before.label not in _HEAD:
            row.blank += r.choice((1, 1, 2))


_CONTINUED = {"TITLE": "TITLE_I", "DECK": "DECK_I", "BODY": "BODY_I", "ITEM": "ITEM_I", "BRIEF": "BODY_I"}


def rendered(r: R, rows: list[Row], layout: object, *, cyrillic: bool = False) -> Page:
    """Rows as text with labels."""
    lines: list[str] = []
    labels: list[str] = []
    rule = r.choice(SEPARATORS)
    for row in rows:
        if lines:
            lines.extend("" for _ in range(row.blank))
        if row.rule:
            lines.append(rule)
            if row.blank or r.random() < 0.5:
                lines.append("")
        text = to_cyrillic(row.text) if cyrillic else row.text
        parts = broken(r, " ".join(text.split()), row.label, layout)  # type: ignore[arg-type]
        for number, part in enumerate(parts):
            feed = "\x0c" if row.new_page and number == 0 else ""
            lines.append(feed + (row.indent if number == 0 else "") + part)
            labels.append(row.label if number == 0 else _CONTINUED.get(row.label, row.label))
        if row.underlined:
            lines.append(r.choice("=-") * max(3, len(parts[-1])))
    return Page("\n".join(lines) + "\n", tuple(labels))
