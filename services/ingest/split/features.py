"""Features of lines in their document. Each line has a few *groups*: hashable keys, each standing for several features.

A group's emission (the sum of its features' weights) is computed once and cached by the labeller, so a long document
costs a dictionary look-up per group and line, and a short one the feature strings themselves.
"""

# ruff: noqa: E501 (one case for each kind of group)

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from services.ingest.split.inventory import Inventory, joined, numbered
from services.ingest.split.lines import Line
from services.ingest.split.observe import Observation

Group = tuple[object, ...]
CANDIDATE = 130  # characters: longer lines are hardly headlines
EDGE = Observation("edge", "^", "^", 0, "", (), True, "edge", "", (), -1, 0)


class Layout:
    """What only the whole document shows: its gaps, its width, what repeats in it."""

    def __init__(self, lines: Sequence[Line], seen: Sequence[Observation]) -> None:
        self.inventory = Inventory(seen)
        blanks = [line.blank_before for line in lines]
        counts = Counter[int]()
        for blank, lines_below in Counter(blanks[1:]).items():
            counts[min(blank, 6)] += lines_below
        total = max(1, len(lines) - 1)
        positive = sorted(gap for gap in counts if gap)
        self.gap_styles = min(len(positive), 3)
        self.small_gap = positive[0] if positive else 1
        self.blank_share = sum(counts[gap] for gap in positive) / total
        self.keys = _repeated(self.inventory)
        self.echoes = echoes_of(seen, inventory=self.inventory)
        separated = [line.separated for line in lines]
        self.separators = sum(separated)
        gap_of = {blank: self._gap(blank) for blank in set(blanks)}
        self.gaps = [
            "=" if rule else gap_of[blank] for blank, rule in zip(blanks, separated, strict=True)
        ]  # above each line
        self.lengths = self.inventory.values(_LENGTH)
        self.first_words = self.inventory.values(_FIRST_WORD)
        self.sentences = self.inventory.values(_IS_SENTENCE).astype(bool)
        self.width = self._wrap_width()
        self.style = f"{self.gap_styles}{'w' if self.width else 'u'}{_share(self.blank_share)}{'s' if self.separators else ''}"

    def _gap(self, blank: int) -> str:
        if blank == 0:
            return "0"
        if self.gap_styles <= 1:
            return "1"
        return "s" if blank <= self.small_gap else "b"

    def _wrap_width(self) -> int:
        """The column at which the text was hard-wrapped, 0 when it was not."""
        count = len(self.lengths)
        if not count:
            return 0
        longest = int(np.sort(self.lengths)[int(count * 0.97)])
        if not 35 <= longest <= 140:
            return 0
        adjoining = np.array([gap == "0" for gap in self.gaps[1:]], dtype=bool)
        above = self.lengths[:-1]
        running = adjoining & ~self.sentences[:-1] & (above > longest * 0.6)
        full = running & (above + 1 + self.first_words[1:] > longest - 2)
        runs = int(running.sum())
        return longest if runs >= 4 and runs > count * 0.12 and int(full.sum()) > runs * 0.5 else 0


_LENGTH, _FIRST_WORD, _IS_SENTENCE = attrgetter("length"), attrgetter("first_word"), attrgetter("sentence")
_KIND, _MARKER, _LEVEL = attrgetter("kind"), attrgetter("marker"), attrgetter("level")


def _repeated(inventory: Inventory) -> Counter[tuple[str, ...]]:
    """How many lines have the same words, but for numbers and dates."""
    found: Counter[tuple[str, ...]] = Counter()
    for one, count in zip(inventory.ones, np.bincount(inventory.which).tolist(), strict=True):
        if one.repeating:
            found[one.repeating] += count
    return found


def _share(value: float) -> str:
    return "0" if value == 0 else "l" if value < 0.35 else "m" if value < 0.75 else "h"


class LineGroups:
    """The groups of each line of a document; ``rows`` gives them in order, see ``feature_names`` for what a group stands for."""

    def __init__(self, lines: Sequence[Line], seen: Sequence[Observation], layout: Layout) -> None:
        count = len(lines)
        self.lines, self.seen, self.layout = lines, seen, layout
        self.gaps = [*layout.gaps, "$"]
        if count:
            self.gaps[0] = "^"
        # Of the lines from the second above the document's first to the second below its last.
        self._ones = [EDGE, EDGE, *seen, EDGE, EDGE]
        self._gaps = ["^", *self.gaps, "$"]
        self.fits = _fits(layout, self.gaps)
        lower = layout.inventory.values(_goes_on).astype(bool)
        after_full = np.array(["^", *self.fits[:-1]]) == "full"
        after_full[:1] = False
        short = layout.lengths <= CANDIDATE
        # No long line may be a headline, and none that goes on from a full line above.
        self.candidates: list[bool] = (short & ~(lower & after_full)).tolist()
        self.numbers = _numbering(seen)
        self.alike = _set_alike(lines, layout, self.gaps, short & ~lower)
        self.top = max(self.alike, default=0)
        self.makers = (
            self._own, self._above, self._below, self._kinds, self._joint, self._ahead, self._behind, self._setting,
            self._place,
        )  # fmt: skip

    def rows(self) -> Iterator[list[Group]]:
        return (self.row(i) for i in range(len(self.lines)))

    def row(self, i: int) -> list[Group]:
        """The groups of line ``i``: first one of each kind that every line has, then of ``q``, ``s`` and ``e`` what it has."""
        row = [make(i) for make in self.makers]
        if self.numbers[i]:
            row.append(self.number(i))
        if self.candidates[i]:
            row.append(self.repetition(i))
            if self.layout.echoes[i][0]:
                row.append(self.echo(i))
        return row

    def _own(self, i: int) -> Group:
        return ("a", self.seen[i].joined)

    def _above(self, i: int) -> Group:
        return ("p", self._ones[i + 1].joined)

    def _below(self, i: int) -> Group:
        return ("n", self._ones[i + 3].joined)

    def _kinds(self, i: int) -> Group:
        ones, gaps = self._ones, self.gaps
        return ("k", ones[i + 1].kind, gaps[i], ones[i + 2].kind, gaps[i + 1], ones[i + 3].kind)

    def _joint(self, i: int) -> Group:
        before, one = self._ones[i + 1], self._ones[i + 2]
        fit = self.fits[i - 1] if i else "^"
        return ("w", before.ends, size(before.length), self.gaps[i], one.begins, fit, one.kind, before.kind)

    def _ahead(self, i: int) -> Group:
        ones, gaps = self._ones, self._gaps
        return ("f", ones[i + 2].kind, gaps[i + 2], ones[i + 3].kind, gaps[i + 3], ones[i + 4].kind)

    def _behind(self, i: int) -> Group:
        ones, gaps = self._ones, self._gaps
        return ("b", ones[i].kind, gaps[i], ones[i + 1].kind, gaps[i + 1], ones[i + 2].kind)

    def _setting(self, i: int) -> Group:
        line, kind = self.lines[i], self.seen[i].kind
        underlined = "u" if line.underlined else ""
        return ("o", kind, self.fits[i], self.gaps[i], self.layout.style, underlined, min(line.indent, 3))

    def _place(self, i: int) -> Group:
        count = len(self.seen)
        return ("d", self.seen[i].kind, position(i, count), self.lines[i].new_page, self.layout.style)

    def number(self, i: int) -> Group:
        return ("q", self.numbers[i], self.seen[i].kind, self.gaps[i])

    def repetition(self, i: int) -> Group:
        one, alike = self.seen[i], self.alike[i]
        leads = alike == self.top and self.top > 1
        repeats = times(self.layout.keys[one.repeating])
        return ("s", one.kind, repeats, times(alike), leads, self.overlap(i), self.gaps[i])

    def echo(self, i: int) -> Group:
        return ("e", self.layout.echoes[i][0], self.seen[i].kind, self.gaps[i])

    def overlap(self, i: int) -> str:
        return _overlap(i, self.seen, self.lines)


def features(lines: Sequence[Line], seen: Sequence[Observation], layout: Layout) -> Iterator[list[Group]]:
    """Groups of every line, in order; see ``feature_names`` for what a group says."""
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


def echoes_of(
    seen: Sequence[Observation], among: Collection[int] | None = None, inventory: Inventory | None = None
) -> list[tuple[str, int]]:
    """Where else a line's words stand (before, after it) and the first such line, -1 for none.

    Contents list headlines before them, a list of the most read after them, running heads stand on each page. ``among``:
    only these lines are asked about, the others get nothing.
    """
    found = inventory or Inventory(seen)
    count = len(seen)
    firsts, lasts = found.reach()
    asked = range(len(found.ones)) if among is None else set(found.which[list(among)].tolist())
    heads = [place for place in asked if _may_head(found.ones[place])]
    # Only what some candidate begins or ends with is looked for in the other lines: the first and the last that hold it.
    places: dict[tuple[str, ...], list[int]] = {}
    for place in heads:
        key = found.ones[place].key
        places[key[:3]], places[key[-3:]] = [count, -1], [count, -1]
    openings = {trigram[0] for trigram in places}
    for one, first, last in zip(found.ones, firsts.tolist(), lasts.tolist(), strict=True):
        key = one.key
        if len(key) > 2 and not openings.isdisjoint(key):
            for trigram in zip(key, key[1:], key[2:], strict=False):
                reach = places.get(trigram)
                if reach is not None:
                    reach[0] = min(reach[0], first)
                    reach[1] = max(reach[1], last)
    return _echoes(found, heads, places, among)


def _echoes(
    found: Inventory,
    heads: Sequence[int],
    places: dict[tuple[str, ...], list[int]],
    among: Collection[int] | None,
) -> list[tuple[str, int]]:
    count = len(found.which)
    reaches = np.full((len(found.ones), 4), -1, dtype=np.int64)
    reaches[:, ::2] = count
    for place in heads:
        key = found.ones[place].key
        reaches[place] = (*places[key[:3]], *places[key[-3:]])
    lines = np.arange(count)
    first, last, ending_first, ending_last = reaches[found.which].T
    before = (first < lines) & (ending_first < lines)
    after = (last > lines) & (ending_last > lines)
    near = (before & (lines - first < 3)) | (after & (last - lines < 3))
    result = [("", -1)] * count
    told = before | after
    if among is not None:
        told &= np.isin(lines, list(among))
    for i in np.flatnonzero(told).tolist():
        where = "both" if before[i] and after[i] else "before" if before[i] else "after"
        result[i] = (f"{where}{'n' if near[i] else ''}", int(first[i]) if before[i] else -1)
    return result


def _may_head(one: Observation) -> bool:
    return len(one.key) > 2 and one.length <= CANDIDATE


def size(length: int) -> str:
    return "s" if length < 45 else "m" if length < 110 else "l"


def times(count: int) -> str:
    return str(count) if count < 3 else "3" if count < 6 else "6"


def position(index: int, count: int) -> str:
    if index < 4:
        return str(index)
    return f"-{count - index}" if count - index <= 4 else ""


_FITS = ("gap", "open", "-", "full", "brim", "short")


def _fits(layout: Layout, gaps: Sequence[str]) -> list[str]:
    """Whether each line goes on in the next one: ``full`` when the next word would not have fitted; ``$`` for the last."""
    width, lengths = layout.width, layout.lengths[:-1]
    apart = np.array([gap != "0" for gap in gaps[1:-1]], dtype=bool)
    if width == 0:
        adjoining = np.where(~layout.sentences[:-1] & (lengths > 60), 1, 2)
    else:
        full = lengths + 1 + layout.first_words[1:] > width - 2
        adjoining = np.where(full, 3, np.where(lengths > width * 0.8, 4, 5))
    return [*map(_FITS.__getitem__, np.where(apart, 0, adjoining).tolist()), "$"]


def _goes_on(one: Observation) -> bool:
    return one.begins == "a"


def _set_alike(
    lines: Sequence[Line], layout: Layout, gaps: Sequence[str], could_head: NDArray[np.bool_]
) -> list[int]:
    """How many lines that could be headlines are set as each of them; 0 for the others.

    Headlines of one digest are set alike, sub-headings otherwise.
    """
    of_lines = layout.inventory
    kinds = of_lines.codes(_KIND) + 1
    telling = of_lines.values(lambda one: one.kind in _META).astype(bool)
    fields = np.concatenate(([0], np.where(telling, kinds, 0), [0]))
    code = numbered(gaps)
    underlined = np.fromiter((line.underlined for line in lines), np.int64, len(lines))
    key = joined(
        of_lines.codes(_MARKER), of_lines.codes(_LEVEL), code[:-1], code[1:], fields[:-2], fields[2:], underlined
    )  # fmt: skip
    found = np.zeros(len(lines), dtype=np.int64)
    own = key[could_head]
    found[could_head] = np.bincount(own)[own] if len(own) else 0
    alike: list[int] = found.tolist()
    return alike


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
