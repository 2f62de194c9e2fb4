"""Second-pass features: how alike lines of the document were labelled in the first pass.

Headlines of one digest are set alike and stand alike (a label above, a byline below, two blank lines); sub-headings of its
long article are set alike too, but otherwise. No window of neighbours shows that, so the labeller reads each text twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from services.ingest.split.features import Group, Layout, setting
from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation

_SIDES = {
    "LABEL": "L", "PRE": "P", "TITLE": "T", "TITLE_I": "T", "DECK": "D", "DECK_I": "D", "POST": "M", "FURN": "F", "END": "E",
    "INSERT": "I",
}  # fmt: skip


def consistency(
    lines: Sequence[Line], seen: Sequence[Observation], layout: Layout, labels: Sequence[str]
) -> Iterator[Group]:
    """One group for each line, from the labels of the first pass."""
    count = len(lines)
    gaps = [layout.gap(line) for line in lines]
    head_gaps = _head_gaps(gaps, labels)
    sides = [_SIDES.get(label, "B") for label in labels]
    settings: list[Group | None] = [setting(lines[i], seen[i], gaps[i]) for i in range(count)]
    of_setting: dict[Group, Counter[str]] = defaultdict(Counter)
    above: Counter[str] = Counter()
    below: Counter[str] = Counter()
    title_gaps: Counter[str] = Counter()
    titles = 0
    for i in range(count):
        key = settings[i]
        if key is not None:
            of_setting[key][_heading(labels[i])] += 1
        if labels[i] == "TITLE":
            titles += 1
            above[_above(sides, i)] += 1
            below[_below(sides, i)] += 1
            title_gaps[head_gaps[i]] += 1
    last = -1
    padded = ["^", "^", *labels, "$", "$"]
    for i in range(count):
        own = labels[i]
        around = (padded[i], padded[i + 1], own, padded[i + 3], padded[i + 4])
        key = settings[i]
        if key is None:
            yield ("t", around)
        else:
            mine = of_setting[key]
            heading = _heading(own)
            others = mine.total() - 1
            self_title = own == "TITLE"
            rest = max(0, titles - self_title)
            yield (
                "u", around, own,
                _share(mine["T"] - (heading == "T"), others), _share(mine["S"] - (heading == "S"), others), min(others, 3),
                _share(above[_above(sides, i)] - self_title, rest), _share(below[_below(sides, i)] - self_title, rest),
                _share(title_gaps[head_gaps[i]] - self_title, rest), _many(rest), _distance(i - last if last >= 0 else 0),
            )  # fmt: skip
        if own == "TITLE":
            last = i


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
        _, _, own, title, subhead, size, above, below, gap, many, distance = group
        found += [
            f"ut={own},{title}", f"us={own},{subhead}", f"uts={own},{title},{subhead},{size}", f"ua={own},{above}",
            f"ub={own},{below}", f"ug={own},{gap}", f"uab={own},{above},{below}", f"ugab={own},{gap},{above},{below}",
            f"un={own},{many}", f"ud={own},{distance}", f"uall={own},{title},{subhead},{above},{below},{gap}",
            f"uta={own},{title},{above}", f"utg={own},{title},{gap}", f"unab={own},{many},{above},{below}",
        ]  # fmt: skip
    return found


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
