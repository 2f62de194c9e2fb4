"""Features of lines in their document. Each line has a few *groups*: hashable keys, each standing for several features.

A group's emission (the sum of its features' weights) is computed once and cached by the labeller, so a long document
costs a dictionary look-up per group and line, and a short one the feature strings themselves.
"""

# ruff: noqa: PLR0911, E501 (one case for each kind of group)

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from services.ingest.split.lines import Line
from services.ingest.split.observe import SEPARATOR, Observation

Group = tuple[object, ...]
CANDIDATE = 130  # characters: longer lines are hardly headlines
EDGE = Observation("edge", "^", "^", 0, "", (), True, "edge", "", (), -1, 0)


class Layout:
    """What only the whole document shows: its gaps, its width, what repeats in it."""

    def __init__(self, lines: Sequence[Line], seen: Sequence[Observation]) -> None:
        gaps = Counter(min(line.blank_before, 6) for line in lines[1:])
        total = max(1, len(lines) - 1)
        positive = sorted(gap for gap in gaps if gap)
        self.gap_styles = min(len(positive), 3)
        self.small_gap = positive[0] if positive else 1
        self.blank_share = sum(gaps[gap] for gap in positive) / total
        self.keys = Counter(one.repeating for one in seen if one.repeating)
        self.width = _wrap_width(lines, seen)
        self.echoes = echoes_of(seen)
        self.separators = sum(line.separated for line in lines)
        self.style = f"{self.gap_styles}{'w' if self.width else 'u'}{_share(self.blank_share)}{'s' if self.separators else ''}"

    def gap(self, line: Line) -> str:
        if line.separated:
            return "="
        blank = line.blank_before
        if blank == 0:
            return "0"
        if self.gap_styles <= 1:
            return "1"
        return "s" if blank <= self.small_gap else "b"


def _share(value: float) -> str:
    return "0" if value == 0 else "l" if value < 0.35 else "m" if value < 0.75 else "h"


def _wrap_width(lines: Sequence[Line], seen: Sequence[Observation]) -> int:
    """The column at which the text was hard-wrapped, 0 when it was not."""
    lengths = sorted(len(line.text) for line in lines)
    if not lengths:
        return 0
    longest = lengths[int(len(lengths) * 0.97)]
    if not 35 <= longest <= 140:
        return 0
    full = running = 0
    for index in range(len(lines) - 1):
        if lines[index + 1].blank_before or lines[index + 1].separated:
            continue
        if not seen[index].sentence and len(lines[index].text) > longest * 0.6:
            running += 1
            full += len(lines[index].text) + 1 + seen[index + 1].first_word > longest - 2
    return longest if running >= 4 and running > len(lines) * 0.12 and full > running * 0.5 else 0


class LineGroups:
    """The groups of each line of a document; ``rows`` gives them in order, ``names`` says what a group stands for."""

    def __init__(self, lines: Sequence[Line], seen: Sequence[Observation], layout: Layout) -> None:
        count = len(lines)
        self.lines, self.seen, self.layout = lines, seen, layout
        self.gaps = [layout.gap(line) for line in lines] + ["$"]
        if count:
            self.gaps[0] = "^"
        gaps, width = self.gaps, layout.width
        self.fits = [_fit(seen[i], seen[i + 1], gaps[i + 1], width) for i in range(count - 1)] + ["$"]
        self.signatures = _signatures(lines, seen, gaps)
        self.numbers = _numbering(seen)
        self.repeated = Counter(signature for signature in self.signatures if signature)
        self.top = max(self.repeated.values(), default=0)

    def rows(self) -> Iterator[list[Group]]:
        return (self.row(i) for i in range(len(self.lines)))

    def row(self, i: int) -> list[Group]:
        """The groups of line ``i``: first one of each kind that every line has, then of ``q``, ``s`` and ``e`` what it has."""
        seen, gaps, fits, layout = self.seen, self.gaps, self.fits, self.layout
        count = len(seen)
        one, line = seen[i], self.lines[i]
        before = seen[i - 1] if i else EDGE
        before2 = seen[i - 2] if i > 1 else EDGE
        after = seen[i + 1] if i + 1 < count else EDGE
        after2 = seen[i + 2] if i + 2 < count else EDGE
        gap, gap_after = gaps[i], gaps[i + 1]
        fit = fits[i - 1] if i else "^"
        row: list[Group] = [
            ("a", one.joined),
            ("p", before.joined),
            ("n", after.joined),
            ("k", before.kind, gap, one.kind, gap_after, after.kind),
            ("w", before.ends, size(before.length), gap, one.begins, fit, one.kind, before.kind),
            ("f", one.kind, gap_after, after.kind, gaps[i + 2] if i + 2 < count else "$", after2.kind),
            ("b", before2.kind, gaps[i - 1] if i else "^", before.kind, gap, one.kind),
            ("o", one.kind, fits[i], gap, layout.style, "u" if line.underlined else "", min(line.indent, 3)),
            ("d", one.kind, position(i, count), line.new_page, layout.style),
        ]
        if self.numbers[i]:
            row.append(("q", self.numbers[i], one.kind, gap))
        if self.is_candidate(i):
            signature = self.signatures[i]
            alike = self.repeated[signature] if signature else 0
            repeats = layout.keys[one.repeating]
            leads = alike == self.top and self.top > 1
            row.append(("s", one.kind, times(repeats), times(alike), leads, self.overlap(i), gap))
            if layout.echoes[i][0]:
                row.append(("e", layout.echoes[i][0], one.kind, gap))
        return row

    def is_candidate(self, i: int) -> bool:
        """Whether line ``i`` may be a headline: no long one, none that goes on from a full line above."""
        one = self.seen[i]
        return one.length <= CANDIDATE and not (one.begins == "a" and i > 0 and self.fits[i - 1] == "full")

    def overlap(self, i: int) -> str:
        return _overlap(i, self.seen, self.lines)


def features(lines: Sequence[Line], seen: Sequence[Observation], layout: Layout) -> Iterator[list[Group]]:
    """Groups of every line, in order; see ``names`` for what a group says."""
    return LineGroups(lines, seen, layout).rows()


def _numbering(seen: Sequence[Observation]) -> list[str]:
    """How a numbered line goes on from the numbered line before it, and how far apart the two stand."""
    result: list[str] = []
    last, at, step = 0, -1, 0
    for i, one in enumerate(seen):
        if one.number < 0:
            result.append("")
            continue
        goes_on = "first" if one.number <= 1 else "next" if one.number == last + 1 else "jump"
        distance = i - at if at >= 0 else 0
        even = "even" if step > 1 and distance > 1 else "list" if distance == 1 else "-"
        result.append(
            f"{goes_on},{'0' if at < 0 else '1' if distance == 1 else '2' if distance < 4 else '4'},{even}"
        )
        last, at, step = one.number, i, distance
    return result


def echoes_of(seen: Sequence[Observation], among: Collection[int] | None = None) -> list[tuple[str, int]]:
    """Where else a line's words stand (before, after it) and the first such line, -1 for none.

    Contents list headlines before them, a list of the most read after them, running heads stand on each page. ``among``:
    only these lines are asked about, the others get nothing.
    """
    # Only what some candidate begins or ends with is looked for in the other lines.
    asked = seen if among is None else [seen[i] for i in among]
    candidates = [one.key for one in asked if len(one.key) > 2 and one.length <= CANDIDATE]
    places: dict[tuple[str, ...], list[int]] = {key[:3]: [] for key in candidates}
    places.update((key[-3:], []) for key in candidates)
    openings = {trigram[0] for trigram in places}
    for i, one in enumerate(seen):
        key = one.key
        if len(key) > 2 and not openings.isdisjoint(key):
            for trigram in zip(key, key[1:], key[2:], strict=False):
                if trigram in places:
                    places[trigram].append(i)
    result: list[tuple[str, int]] = []
    for i, one in enumerate(seen):
        if len(one.key) < 3 or one.length > CANDIDATE or (among is not None and i not in among):
            result.append(("", -1))
            continue
        found, ending = places[one.key[:3]], places[one.key[-3:]]
        before, after = found[0] < i and ending[0] < i, found[-1] > i and ending[-1] > i
        near = "n" if (before and i - found[0] < 3) or (after and found[-1] - i < 3) else ""
        where = "both" if before and after else "before" if before else "after" if after else ""
        result.append((where + near if where else "", found[0] if before else -1))
    return result


def size(length: int) -> str:
    return "s" if length < 45 else "m" if length < 110 else "l"


def times(count: int) -> str:
    return str(count) if count < 3 else "3" if count < 6 else "6"


def position(index: int, count: int) -> str:
    if index < 4:
        return str(index)
    return f"-{count - index}" if count - index <= 4 else ""


def _fit(one: Observation, after: Observation, gap: str, width: int) -> str:
    """Whether a line goes on in the next one: ``full`` when the next word would not have fitted."""
    if gap != "0":
        return "gap"
    if width == 0:
        return "open" if not one.sentence and one.length > 60 else "-"
    if one.length + 1 + after.first_word > width - 2:
        return "full"
    return "brim" if one.length > width * 0.8 else "short"


def _signatures(
    lines: Sequence[Line], seen: Sequence[Observation], gaps: Sequence[str]
) -> list[Group | None]:
    """For lines that could be headlines: how they are set. Headlines of one digest are set alike, sub-headings otherwise."""
    result: list[Group | None] = []
    count = len(lines)
    for i, one in enumerate(seen):
        if one.length > CANDIDATE or one.begins == "a":
            result.append(None)
            continue
        before = seen[i - 1].kind if i else "edge"
        after = seen[i + 1].kind if i + 1 < count else "edge"
        result.append(
            (one.marker, one.level, gaps[i], gaps[i + 1], before in _META and before, after in _META and after,
             lines[i].underlined)
        )  # fmt: skip
    return result


def setting(line: Line, one: Observation, gap: str) -> Group | None:
    """How a line that could be a heading is set; null where it could not."""
    if one.length > CANDIDATE or one.begins == "a":
        return None
    return (one.marker, one.level, gap, line.underlined, line.separated)


_META = frozenset(
    (
        "sections",
        "date",
        "byline",
        "meta",
        "names",
        "clock",
        "number",
        "readmore",
        "original",
        "agency",
        "label",
    )
)


def _overlap(i: int, seen: Sequence[Observation], lines: Sequence[Line]) -> str:
    """Words that a short line shares with the text below it: a headline's come back in the lead."""
    one = seen[i]
    if one.sentence or one.begins == "a" or one.length > 115 or one.ends in ",;":
        return "-"
    for j in range(i + 1, min(i + 5, len(lines))):
        if seen[j].length > 60:
            return _shared(one.key, lines[j].text[:240])
    return "0" if len(_stems(one.key)) > 1 else "-"


@lru_cache(maxsize=16384)
def _shared(key: tuple[str, ...], text: str) -> str:
    """Kept, as a page with bars of buttons is labelled twice."""
    stems = _stems(key)
    if len(stems) < 2:
        return "-"
    head = text.lower()
    return str(min(sum(stem in head for stem in stems), 3))


def _stems(key: tuple[str, ...]) -> set[str]:
    return {word[:5] for word in key if len(word) > 3}


def names(group: Group) -> list[str]:
    """The feature names that a group stands for."""
    kind, *v = group
    if kind == "a":
        atoms = _atoms(v[0])
        case = next((a for a in atoms if a.startswith("case")), "")
        ends = next((a for a in atoms if a.startswith("ends")), "")
        size = next((a for a in atoms if a.startswith("len")), "")
        return [*atoms, f"{case},{ends}", f"{size},{ends}", f"{case},{size}"]
    if kind in ("p", "n"):
        return [f"{kind}:{a}" for a in _atoms(v[0])]
    if kind == "k":
        before, gap, one, gap_after, after = map(str, v)
        return [
            f"k={one}", f"g={gap}", f"g+={gap_after}", f"k,g={one},{gap}", f"k,g+={one},{gap_after}",
            f"gkg={gap},{one},{gap_after}", f"gg={gap},{gap_after}", f"pk={before},{one}", f"pgk={before},{gap},{one}",
            f"kn={one},{after}", f"kgn={one},{gap_after},{after}", f"pkn={before},{one},{after}",
            f"pgkgn={before},{gap},{one},{gap_after},{after}", f"pg={before},{gap}", f"gn={gap_after},{after}",
        ]  # fmt: skip
    if kind == "w":
        ends, size, gap, begins, fit, one, before = map(str, v)
        return [
            f"w={ends},{gap},{begins}", f"w2={ends},{size},{gap},{begins},{fit}", f"wf={fit},{begins}", f"wk={fit},{one}",
            f"wfk={fit},{ends},{one}", f"fit={fit}", f"wkk={fit},{before},{one}", f"wfe={fit},{ends},{size}",
        ]  # fmt: skip
    if kind == "f":
        one, gap, after, gap2, after2 = map(str, v)
        return [f"f={one},{after},{after2}", f"fg={one},{gap},{after},{gap2},{after2}", f"f2={after2}", f"f3={one},{after2}",
                f"fgg={gap},{gap2}", f"fn={after},{gap2},{after2}"]  # fmt: skip
    if kind == "b":
        before2, gap2, before, gap, one = map(str, v)
        return [f"b={before2},{before},{one}", f"bg={before2},{gap2},{before},{gap},{one}", f"b2={before2}",
                f"b3={before2},{one}", f"bp={before2},{gap2},{before}"]  # fmt: skip
    if kind == "o":
        one, fit, gap, style, underlined, indent = map(str, v)
        return [f"o={one},{fit}", f"og={gap},{style}", f"ogk={gap},{style},{one}", f"fit+={fit}", f"u={underlined}",
                f"uk={underlined},{one}", f"i={indent}", f"ik={indent},{one}", f"of={fit},{gap},{one}"]  # fmt: skip
    if kind == "d":
        one, position, page, style = map(str, v)
        return [f"at={position}", f"atk={position},{one}", f"page={page}", f"style={style}"]
    if kind == "q":
        goes_on, one, gap = map(str, v)
        return [f"q={goes_on}", f"qk={goes_on},{one}", f"qg={goes_on},{gap}"]
    if kind == "e":
        echo, one, gap = map(str, v)
        return [f"e={echo}", f"ek={echo},{one}", f"eg={echo},{gap}"]
    one, repeats, size, top, overlap, gap = map(str, v)
    return [
        f"r={repeats}", f"rk={repeats},{one}", f"s={size}", f"sk={size},{one}", f"top={top}", f"topk={top},{one}",
        f"over={overlap}", f"overk={overlap},{one}", f"overg={overlap},{gap}", f"sg={size},{top},{gap}",
        f"ro={repeats},{overlap}",
    ]  # fmt: skip


def _atoms(value: object) -> list[str]:
    return str(value).split(SEPARATOR)
