"""Second-pass features: how alike lines of the document were labelled in the first pass.

Headlines of one digest are set alike and stand alike (a label above, a byline below, two blank lines); sub-headings of its
long article are set alike too, but otherwise. No window of neighbours shows that, so the labeller reads each text twice.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from services.ingest.split.features import Group, Layout, setting
from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation

_SIDES = {
    "LABEL": "L", "PRE": "P", "TITLE": "T", "TITLE_I": "T", "DECK": "D", "DECK_I": "D", "POST": "M", "FURN": "F", "END": "E",
    "INSERT": "I",
}  # fmt: skip

LENGTHS = (0, 60, 140, 300, 700, 1500)  # characters: limits of the classes that lengths of texts fall into
RATIOS = (0.1, 0.3, 0.7, 1.5, 3)  # to the usual length
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_READ = ("BODY", "BODY_I", "ITEM", "ITEM_I", "BRIEF", "SUBHEAD", "TITLE", "TITLE_I", "DECK", "DECK_I")
_TEXT = frozenset(("BODY", "BODY_I", "ITEM", "ITEM_I", "BRIEF"))


class LabelGroups:
    """The one group of each line, from the labels of the first pass."""

    def __init__(
        self, lines: Sequence[Line], seen: Sequence[Observation], layout: Layout, labels: Sequence[str]
    ) -> None:
        count = len(lines)
        self.labels = labels
        gaps = layout.gaps
        self.head_gaps = _head_gaps(gaps, labels)
        self.sides = sides = [_SIDES.get(label, "B") for label in labels]
        self.settings = [
            setting(line, one, gap) if one.begins != "a" else None
            for line, one, gap in zip(lines, seen, gaps, strict=True)
        ]
        self.of_setting: dict[Group, Counter[str]] = defaultdict(Counter)
        self.above: Counter[str] = Counter()
        self.below: Counter[str] = Counter()
        self.title_gaps: Counter[str] = Counter()
        titles = [i for i, label in enumerate(labels) if label == "TITLE"]
        self.titles = len(titles)
        for i, key in enumerate(self.settings):
            if key is not None:
                self.of_setting[key][_heading(labels[i])] += 1
        self.totals = {key: counts.total() for key, counts in self.of_setting.items()}
        for i in titles:
            self.above[_above(sides, i)] += 1
            self.below[_below(sides, i)] += 1
            self.title_gaps[self.head_gaps[i]] += 1
        before = np.searchsorted(
            np.array(titles, dtype=np.int64), np.arange(count)
        )  # headlines above each line
        last = np.array([-1, *titles])[before]
        self.last: list[int] = last.tolist()  # the headline before each line, -1 for none
        self.since, self.until = _texts_around(layout.lengths, labels, last)
        lengths = sorted(self.until[i] for i in titles)
        self.usual = lengths[len(lengths) // 2] if lengths else 0
        self.limits = [limit * self.usual for limit in RATIOS]
        self.listed = [at for _, at in layout.echoes]
        self.first = titles[0] if titles else count
        self.shared = cohesion(lines, seen, labels)
        self.shared_in: dict[Group, list[int]] = defaultdict(list)
        for key, pair in zip(self.settings, self.shared, strict=True):
            if pair is not None and key is not None:
                self.shared_in[key].append(pair[0])
        self.padded = ["^", "^", *labels, "$", "$"]

    def _ratio(self, length: int) -> str:
        return _RATIO_NAMES[bisect_left(self.limits, length)] if self.usual > 0 else "n"

    def rows(self) -> Iterator[Group]:
        return (self.row(i) for i in range(len(self.labels)))

    def row(self, i: int) -> Group:
        own = self.labels[i]
        around = tuple(self.padded[i : i + 5])
        key = self.settings[i]
        if key is None:
            return ("t", around)
        mine, sides, gap = self.of_setting[key], self.sides, self.head_gaps[i]
        heading = _heading(own)
        others = self.totals[key] - 1
        self_title = own == "TITLE"
        rest = max(0, self.titles - self_title)
        return (
            "u", around, own,
            _share(mine["T"] - (heading == "T"), others), _share(mine["S"] - (heading == "S"), others), min(others, 3),
            _share(self.above[_above(sides, i)] - self_title, rest),
            _share(self.below[_below(sides, i)] - self_title, rest),
            _share(self.title_gaps[gap] - self_title, rest), _many(rest),
            _distance(i - self.last[i] if self.last[i] >= 0 else 0),
            _length(self.since[i]), _length(self.until[i]), self._ratio(self.until[i]),
            "" if self.listed[i] < 0 else "top" if self.listed[i] < self.first else "in",
            *_cohesive(self.shared[i], self.shared_in.get(key, ())),
        )  # fmt: skip


def consistency(
    lines: Sequence[Line], seen: Sequence[Observation], layout: Layout, labels: Sequence[str]
) -> Iterator[Group]:
    """One group for each line, from the labels of the first pass."""
    return LabelGroups(lines, seen, layout, labels).rows()


def consistency_names(group: Group) -> list[str]:
    """The feature names of a group of :func:`consistency`."""
    around = group[1]
    assert isinstance(around, tuple)  # noqa: S101
    before2, before, own, after, after2 = around
    found = [
        f"1={own}", f"1-={before},{own}", f"1+={own},{after}", f"1-+={before},{own},{after}",
        f"1--={before2},{before},{own}", f"1++={own},{after},{after2}",
    ]  # fmt: skip
    if group[0] == "u":
        (
            _,
            _,
            own,
            title,
            subhead,
            size,
            above,
            below,
            gap,
            many,
            distance,
            since,
            until,
            ratio,
            listed,
            mine,
            alike,
        ) = group
        found += [
            f"ut={own},{title}", f"us={own},{subhead}", f"uts={own},{title},{subhead},{size}", f"ua={own},{above}",
            f"ub={own},{below}", f"ug={own},{gap}", f"uab={own},{above},{below}", f"ugab={own},{gap},{above},{below}",
            f"un={own},{many}", f"ud={own},{distance}", f"uall={own},{title},{subhead},{above},{below},{gap}",
            f"uta={own},{title},{above}", f"utg={own},{title},{gap}", f"unab={own},{many},{above},{below}",
            f"vs={own},{since}", f"vu={own},{until}", f"vr={own},{ratio}", f"vsu={own},{since},{until}",
            f"vrt={own},{ratio},{title}",
            f"vun={own},{until},{many}", f"el={own},{listed}", f"elt={own},{listed},{title}",
            f"co={own},{mine}", f"cs={own},{alike}", f"cst={own},{alike},{title}", f"cog={own},{mine},{gap}",
        ]  # fmt: skip
    return found


_LONG_DOCUMENT = 4000  # lines: in longer ones words are not compared, which costs more than all the rest


def cohesion(
    lines: Sequence[Line], seen: Sequence[Observation], labels: Sequence[str]
) -> list[tuple[int, int] | None]:
    """For lines that head something: (stems that the text below shares with the text above, stems above); null for others.

    The parts of one article come back to the same words; another article seldom does (Hearst 1997, TextTiling).
    """
    count = len(lines)
    result: list[tuple[int, int] | None] = [None] * count
    if count > _LONG_DOCUMENT:
        return result
    stems: dict[int, frozenset[str]] = {}

    def stems_of(i: int) -> frozenset[str]:
        if i not in stems:
            stems[i] = frozenset(word.lower()[:6] for word in _LONG_WORD.findall(lines[i].text[:600]))
        return stems[i]

    for i in range(1, count):
        if labels[i] not in ("TITLE", "SUBHEAD") and (
            seen[i].sentence or seen[i].length > 110 or labels[i] not in ("BODY", "FURN")
        ):
            continue
        above: set[str] = set()
        length, j = 0, i - 1
        while j >= 0 and length < 1500 and i - j < 40:
            if labels[j] in _READ:
                above |= stems_of(j)
                length += seen[j].length
            if labels[j] == "TITLE":
                break
            j -= 1
        if length < 60:
            continue
        below = set(stems_of(i))
        length, j = 0, i + 1
        while (
            j < count
            and length < 500
            and j - i < 12
            and labels[j] not in ("TITLE", "LABEL", "PRE", "SUBHEAD")
        ):
            if labels[j] in _READ:
                below |= stems_of(j)
                length += seen[j].length
            j += 1
        if len(below) > 2:
            result[i] = (len(above & below), len(above))
    return result


def _cohesive(own: tuple[int, int] | None, alike: Sequence[int]) -> tuple[str, str]:
    mine = "n" if own is None else f"{min(own[0], 3)}{'s' if own[1] < 20 else 'm' if own[1] < 60 else 'l'}"
    if len(alike) < 2:
        return mine, "n"
    mean = sum(alike) / len(alike)
    return (
        mine,
        f"{'0' if mean < 0.25 else 'l' if mean < 0.7 else 'm' if mean < 1.3 else 'h'}{min(len(alike), 4)}",
    )


def _texts_around(
    lengths: NDArray[np.int64], labels: Sequence[str], last: NDArray[np.int64]
) -> tuple[list[int], list[int]]:
    """Characters of text between each line and the headlines before (``last``) and after it."""
    texts = np.where(np.array([label in _TEXT for label in labels], dtype=bool), lengths, 0)
    total = np.concatenate(([0], np.cumsum(texts)))
    titles = np.flatnonzero(np.array([label == "TITLE" for label in labels], dtype=bool))
    count = len(labels)
    ahead = np.append(titles, count)[np.searchsorted(titles, np.arange(count), side="right")]
    since = total[:-1] - total[np.maximum(last, 0)]
    until = total[ahead] - total[1:]
    return since.tolist(), until.tolist()


_LENGTH_NAMES = (*map(str, LENGTHS), "more")
_RATIO_NAMES = (*map(str, RATIOS), "more")


def _length(characters: int) -> str:
    return _LENGTH_NAMES[bisect_left(LENGTHS, characters)]


def _head_gaps(gaps: Sequence[str], labels: Sequence[str]) -> list[str]:
    """The gap above each line, or above the section label and date lines that stand right over it."""
    result = list(gaps)
    for i in range(1, len(gaps)):
        if labels[i - 1] in ("LABEL", "PRE"):
            result[i] = result[i - 1]
    return result


def _heading(label: str) -> str:
    return "T" if label == "TITLE" else "S" if label == "SUBHEAD" else "-"


def _above(sides: Sequence[str], i: int) -> str:
    return sides[i - 1] if i else "^"


def _below(sides: Sequence[str], i: int) -> str:
    return sides[i + 1] if i + 1 < len(sides) else "$"


def _share(part: int, whole: int) -> str:
    if whole <= 0:
        return "n"
    share = part / whole
    return "0" if share <= 0 else "l" if share < 0.34 else "m" if share < 0.75 else "h" if share < 1 else "1"


def _many(count: int) -> str:
    return str(count) if count < 3 else "3" if count < 6 else "6"


def _distance(lines: int) -> str:
    return str(lines) if lines < 4 else "4" if lines < 7 else "7" if lines < 15 else "15"
