"""Layouts written by hand as skeletons, filled with texts of any language.

A skeleton (``skeletons/*.txt``) is one page: each row a code and a text with slots in braces. Codes: ``F`` furniture, ``L``
section label, ``P`` date line or byline before the headline, ``T`` headline (``U`` its second line), ``D`` deck, ``M`` date
line or byline under it, ``B`` paragraph, ``S`` sub-heading, ``I`` list item, ``N`` furniture inside an article, ``E`` byline or
date after it, ``R`` brief, ``-`` a rule. After a code ``?`` leaves the row out of half the pages, ``%`` of half the articles,
``*`` repeats it 0 to 4 times, ``+`` 1 to 5 times. ``@`` stands before and after what is repeated for each article, ``@1`` for a
single one, ``@@`` around what is repeated with its label for each section. ``[[a|b]]`` is one of both, the same on the whole page.
``%wrap`` makes hard-wrapped pages usual, ``%lang=en,de`` keeps a skeleton to some languages.
"""

# ruff: noqa: PLR0912, PLR0915, E501 (one case for each code)

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from training.splitter.filler import Filler
from training.splitter.page import Page, bottom, top
from training.splitter.pool import stories
from training.splitter.reshape import Row, rendered, respace

R = random.Random
FOLDER = Path(__file__).parent / "skeletons"
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
