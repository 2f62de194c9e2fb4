"""Random layouts: how one digest prints its articles. Every property is drawn by itself, so families are combinations."""

# ruff: noqa: E501 (tables of layouts)

from __future__ import annotations

import random
from dataclasses import dataclass, field

R = random.Random


def weighted(random_: R, options: dict[str, float]) -> str:
    return random_.choices(list(options), list(options.values()))[0]


@dataclass(slots=True)
class Layout:
    """``gap_*`` are blank lines before the article, between its head and body, between paragraphs, inside its head."""

    language: str
    cyrillic: bool = False
    section: str = "none"  # none | line | prefix | group | after
    section_style: str = "{}"
    title: str = "{}"
    title_case: str = "as is"
    above: list[str] = field(default_factory=list)  # fields printed before the title
    below: list[str] = field(default_factory=list)
    at_end: list[str] = field(default_factory=list)
    joined: str = ""  # separator when head fields share a line
    inline: str = ""  # inline dateline style
    deck: float = 0.0
    deck_style: str = "{}"
    body: str = "short"  # teaser | short | long | mixed
    subheads: str = "{}"
    gap_article: int = 1
    gap_head: int = 1
    gap_paragraph: int = 1
    gap_meta: int = 0
    gap_section: int = 0
    gap_jitter: float = 0.0
    separator: str = ""
    tail: str = ""  # furniture after each article
    inline_tail: str = ""  # read more at the end of the last paragraph
    wrap: int = 0
    split_lines: float = 0.0
    hyphens: float = 0.0  # share of wraps that break a word
    field_mark: str = ""  # emphasis around date lines and bylines: *, _, bold
    ruled_labels: bool = False  # section labels stand between two rules
    odd_labels: float = 0.0  # share of section labels that no lexicon knows
    indent: str = ""
    furniture: float = 0.5  # how much page furniture
    mail: bool = False
    running_head: bool = False  # the page's head comes again on every page
    dropout: float = 0.05
    mixture: float = 0.0  # share of articles that are set in another way than the rest
    related: float = 0.0
    insert: float = 0.0
    kind: str = "digest"  # digest | single | briefs | runin
    date_form: int = 0
    byline_form: int = 0
    bylined_desk: float = 0.15


TITLES = {
    "{}": 12.0, "## {}": 1.2, "# {}": 0.5, "### {}": 0.8, "**{}**": 1.5, "{i}. {}": 1.6, "{i}) {}": 0.5, "[{i}] {}": 0.3,
    "• {}": 0.8, "* {}": 0.5, "- {}": 0.4, "■ {}": 0.4, "► {}": 0.5, "» {}": 0.3, "_{}_": 0.2, "{t} {}": 0.3, "{t} – {}": 0.4,
    "{}===": 0.5, "{}---": 0.5, "“{}”": 0.1, "{e} {}": 0.5, "#{i} {}": 0.15, "{ii} | {}": 0.15, "[{t}] {}": 0.2, ">> {}": 0.2,
    "{i}/ {}": 0.1, "== {} ==": 0.15, "{i} – {}": 0.15, "● {}": 0.3, "{i}. **{}**": 0.2, "◆ {}": 0.15, "({i}) {}": 0.15,
    "+++ {} +++": 0.2, "+++ {t} {} +++": 0.15, "▪ {} ▪": 0.15, "*** {} ***": 0.15, "{h}: {}": 0.5, ">>> {}": 0.1, "{t} | {}": 0.3, "*{}*": 0.2, "{i}️⃣ {}": 0.15,
}  # fmt: skip
SECTIONS = {
    "{}": 8.0, "[{}]": 0.8, "## {}": 0.4, "— {} —": 0.4, "{} |": 0.3, "**{}**": 0.5, "» {}": 0.3, "=== {} ===": 0.4, "{}:": 0.5,
    "--- {} ---": 0.3, "■ {}": 0.3, "# {}": 0.3, "*** {} ***": 0.2, "/ {} /": 0.2, "● {}": 0.2, "{} / {2}": 0.4, "{} > {2}": 0.2,
    "» {} «": 0.1, "Home > {}": 0.1, "{}===": 0.15, "{}---": 0.15, "[ {} ]": 0.2,
}  # fmt: skip
SUBHEADS = {
    "{}": 8.0,
    "**{}**": 2.0,
    "### {}": 1.0,
    "{}:": 0.6,
    "{U}": 1.2,
    "#### {}": 0.3,
    "*{}*": 0.3,
    "{i}. {}": 0.4,
    "_{}_": 0.2,
    "– {}": 0.1,
}
JOINS = {
    "": 6.0,
    " | ": 3.0,
    " · ": 1.0,
    ", ": 1.5,
    " - ": 0.7,
    " – ": 1.0,
    " / ": 0.5,
    "  ": 0.3,
    " • ": 0.6,
    " — ": 0.4,
}
SEPARATORS = (
    "---",
    "***",
    "* * *",
    "-----",
    "=====",
    "__________",
    "• • •",
    "------------------------------",
    "~~~",
    "#",
    "⁂",
    "+++",
    "—",
    "================================",
)


def draw(random_: R, language: str) -> Layout:
    """A layout as newspapers, agencies, newsletters and scrapers produce them."""
    r = random_
    chance = r.random
    layout = Layout(language)
    layout.cyrillic = language == "hbs" and chance() < 0.4
    layout.kind = weighted(r, {"digest": 72, "single": 17, "briefs": 3.5, "runin": 7.5})
    layout.section = weighted(r, {"none": 42, "line": 27, "prefix": 11, "group": 14, "after": 6})
    layout.section_style = weighted(r, SECTIONS)
    if chance() < 0.4:
        layout.section_style = layout.section_style.replace("{}", "{U}", 1)
    layout.title = weighted(r, TITLES)
    layout.title_case = weighted(
        r, {"as is": 74, "upper": 17, "title": 9 if language in ("en", "tr", "sq") else 0.5}
    )
    _draw_meta(r, layout)
    layout.deck = r.choice((0.0, 0.0, 0.0, 0.0, 0.35, 0.9, 0.15))
    layout.deck_style = weighted(
        r, {"{}": 8, "*{}*": 1, "_{}_": 0.6, "– {}": 0.4, "({})": 0.2, "### {}": 0.3, "> {}": 0.2, "{U}": 0.2}
    )
    layout.body = weighted(r, {"teaser": 20, "short": 34, "long": 18, "mixed": 28})
    layout.subheads = weighted(r, SUBHEADS)
    _draw_gaps(r, layout)
    if chance() < 0.2 and layout.kind != "briefs":
        layout.separator = r.choice(SEPARATORS)
    layout.tail = weighted(
        r,
        {
            "": 55,
            "readmore": 16,
            "share": 7,
            "original": 5,
            "comments": 4,
            "url": 4,
            "tags": 4,
            "several": 6,
            "ends": 3,
            "bio": 1,
        },
    )
    layout.inline_tail = weighted(
        r, {"": 76, "readmore": 12, "original": 5, "arrow": 3, "url": 2, "bracket": 2}
    )
    if chance() < 0.3:
        layout.wrap = r.choice((34, 42, 48, 58, 60, 64, 66, 68, 70, 72, 72, 74, 76, 78, 80, 80, 90, 100))
        layout.hyphens = r.choice((0.0, 0.0, 0.35))
    elif chance() < 0.12:
        layout.split_lines = r.choice((0.3, 0.6, 0.15))
    layout.field_mark = weighted(r, {"": 88, "*": 4, "_": 2, "bold": 4, "**": 2})
    layout.ruled_labels = chance() < 0.05
    layout.odd_labels = r.choice((0.0, 0.0, 0.2, 1.0))
    if chance() < (0.3 if layout.wrap else 0.05):
        layout.indent = r.choice(("  ", "    ", "\t", "   "))
    layout.furniture = r.choice((0.0, 0.0, 0.3, 0.5, 0.8, 1.0))
    layout.mail = chance() < 0.07
    layout.running_head = chance() < 0.08
    layout.dropout = r.choice((0.0, 0.0, 0.05, 0.15, 0.3))
    layout.related = r.choice((0.0, 0.0, 0.0, 0.0, 0.1, 0.4))
    layout.insert = r.choice((0.0, 0.0, 0.0, 0.1, 0.25))
    layout.mixture = r.choice((0.0, 0.0, 0.0, 0.15, 0.35))
    layout.date_form = r.randrange(100)
    layout.byline_form = r.randrange(100)
    layout.bylined_desk = r.choice((0.0, 0.1, 0.5))
    if layout.kind == "single":
        layout.body = "long" if chance() < 0.75 else "short"
        layout.title = layout.title if "{i" not in layout.title and "{t" not in layout.title else "{}"
        layout.separator = layout.separator if chance() < 0.3 else ""
    return layout


def _draw_meta(r: R, layout: Layout) -> None:
    fields = weighted(
        r,
        {"": 24, "date": 22, "byline": 14, "byline date": 12, "date byline": 6, "place date": 4, "byline place date": 2,
         "relative": 2, "names": 6, "names date": 5, "partial": 2, "byline relative": 1, "date clock": 1, "source": 2, "posted": 4, "names place": 1,},
    ).split()  # fmt: skip
    where = weighted(r, {"above": 20, "below": 50, "end": 12, "split": 18})
    if where == "above":
        layout.above = fields
    elif where == "below":
        layout.below = fields
    elif where == "end":
        layout.at_end = [f for f in fields if f not in ("relative",)]
    else:
        layout.above = [f for f in fields if f in ("date", "relative", "partial", "place", "clock")]
        layout.below = [f for f in fields if f not in layout.above]
        if r.random() < 0.4:
            layout.at_end, layout.below = layout.below, []
    layout.joined = weighted(r, JOINS)
    if r.random() < 0.28:
        layout.inline = r.choice(
            (
                "wire",
                "wire",
                "plain",
                "plain",
                "dated",
                "dated",
                "date first",
                "byline",
                "slash",
                "agency only",
                "partial",
            )
        )
    if not layout.at_end and r.random() < 0.1:
        layout.at_end = [r.choice(("agency", "initials", "names", "date"))]


def _draw_gaps(r: R, layout: Layout) -> None:
    style = weighted(
        r,
        {
            "all one": 22,
            "none": 12,
            "tight": 22,
            "article only": 12,
            "wide": 10,
            "head apart": 14,
            "random": 8,
        },
    )
    if style == "all one":
        gaps = (1, 1, 1, r.choice((0, 1)), r.choice((0, 1)))
    elif style == "none":
        gaps = (0, 0, 0, 0, 0)
    elif style == "tight":
        gaps = (1, 0, r.choice((0, 1)), 0, 0)
    elif style == "article only":
        gaps = (r.choice((1, 2, 3)), 0, 0, 0, r.choice((0, 0, 1)))
    elif style == "wide":
        gaps = (r.choice((2, 3, 4)), r.choice((0, 1)), 1, 0, r.choice((0, 1)))
    elif style == "head apart":
        gaps = (1, 1, r.choice((0, 0, 1)), 0, 0)
    else:
        gaps = (r.randrange(4), r.randrange(2), r.randrange(2), r.randrange(2), r.randrange(2))
        layout.gap_jitter = 0.2
    layout.gap_article, layout.gap_head, layout.gap_paragraph, layout.gap_meta, layout.gap_section = gaps
    if r.random() < 0.06:
        layout.gap_jitter = 0.15
