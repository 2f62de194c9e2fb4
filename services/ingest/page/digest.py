"""Whether a page holds several articles (a newsletter, a digest, a page of teasers), and where each of them stands. Pure.

Headlines of one kind (heading elements of one level, or lines that are bold, a link, or called a title) cut the page into
segments. They are articles only if most of them show that they stand for themselves: a link to a page of their own, a byline
or date of their own, an element of their own; sub-headings of one article show none of this. And they must be what the page
is about: cards below a long text are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from services.ingest.bylines import byline_prefix
from services.ingest.dates import find_date
from services.ingest.lexicon import lexicon, words
from services.ingest.page.article_addresses import may_be_article
from services.ingest.page.frames import HEADINGS, place_of
from services.ingest.page.layout import LaidLine, lay_out
from services.ingest.tidy import comparable
from services.ingest.urls import canonical_url, url_key

_LONGEST_HEADLINE = 200
_SHORTEST_HEADLINE = 8
_LONGEST_LABEL = 40
_TEXT_CHARS = 60  # a line this long is text, a shorter one may be a label, a byline or furniture
# What keeps the time of a hostile page in bounds: lines, headings looked at, characters that they are looked for in.
_MAX_LINES = 5_000
_LOOKED_AT = 100_000
_TITLE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:title|headline|heading|naslov|titull?|titulli|titel|titre|titolo)(?:$|[\s_-])", re.I
)
_CARD_TAGS = frozenset({"article", "li", "tr", "td", "table", "div", "section"})
# Shares. Of the segments that must show that they stand for themselves, and of the text that must stand in them:
_MOST, _NEARLY_ALL = 0.6, 0.8
_SHARE_OF_TEXT = 0.5
_BESIDE = 0.15
_DOMINANT = 0.6
# Characters.
_LONG, _TEASER = 800, 300
_MOST_OFFERS = 2
_TALLEST_CARD = 12
_SEVERAL = 3
_INTRODUCTION, _LONGEST_INTRODUCTION = 250, 1_000  # characters
_FEWEST_WORDS = 3  # of a headline that only its link tells


@dataclass(slots=True)
class Segment:
    """One article's lines: ``above`` its headline (labels, dates), the headline itself, ``below`` it."""

    head: LaidLine
    above: list[LaidLine] = field(default_factory=list)
    below: list[LaidLine] = field(default_factory=list)
    card: Any = None  # the element of its own, if it has one

    @property
    def text_chars(self) -> int:
        return sum(len(line.text) for line in self.below if len(line.text) >= _TEXT_CHARS)


def main_lines(tree: Any) -> list[LaidLine]:
    """The page's lines without its frame: navigation, footers, forms, comments, sidebars."""
    body = tree.find(".//body")
    root = body if body is not None else tree
    skip = frozenset(_frames(root))
    return lay_out(root, skip)[:_MAX_LINES]


def segments(
    lines: Sequence[LaidLine], base: str | None, title: str, main_text: str, *, claims_one: bool
) -> list[Segment]:
    """The articles of a digest, in order; none when the page is one article, or a list of headlines.

    ``claims_one``: the page's own metadata call it an article, so that more must speak against it. ``base``: its address.
    ``title``: the page's. ``main_text``: what an extractor that looks for one text takes for it; where that is something
    else than the segments, the page is about that.
    """
    total = sum(len(line.text) for line in lines if len(line.text) >= _TEXT_CHARS)
    best: list[Segment] = []
    for heads in _head_groups(lines):
        found = [one for one in _cut(lines, heads) if one.text_chars]
        inside = sum(one.text_chars for one in found)
        if (
            len(found) >= (_SEVERAL if claims_one else 2)
            and _stand_for_themselves(
                found, base, _NEARLY_ALL if claims_one else _MOST, claims_one=claims_one
            )
            and not _is_named_after_one(found, title)
            and len({comparable(one.head.text) for one in found}) >= _NEARLY_ALL * len(found)
            and not _is_dominated(found)
            and inside >= (_NEARLY_ALL if claims_one else _SHARE_OF_TEXT) * total
            and _text_beside(main_text, found)
            <= min(max(_INTRODUCTION, inside * _BESIDE), _LONGEST_INTRODUCTION)
            and sum(one.text_chars for one in best) < inside
        ):
            best = found
    return best


def _frames(root: Any) -> Iterable[Any]:
    """Outermost elements that are no content, by tag, role or name."""
    stack = [root]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        framed = (
            element is not root and element.tag in _PLACED and place_of(element, for_reading=True) != "main"
        )
        # A page whose whole content is called a sidebar or a menu is misnamed.
        if framed and (
            element.tag in ("nav", "footer", "form", "aside") or not element.xpath("boolean(.//h1)")
        ):
            yield element
            continue
        stack.extend(element)


_PLACED = frozenset(
    {"nav", "footer", "form", "aside", "dialog", "div", "section", "ul", "ol", "header", "table", "p"}
)


def _head_groups(lines: Sequence[LaidLine]) -> list[list[int]]:
    """Line numbers of headlines of one kind, for each kind that occurs more than once."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, line in enumerate(lines):
        kind = _head_kind(line)
        if kind is not None:
            groups.setdefault(kind, []).append(index)
    several = [group for group in groups.values() if len(group) > 1]
    # Levels mixed on one page (a large first story, smaller ones below) are tried together as well.
    headings = sorted(index for kind, group in groups.items() if kind[0] == "heading" for index in group)
    if len(headings) > 1 and headings not in several:
        several.append(headings)
    return several


def _head_kind(line: LaidLine) -> tuple[str, ...] | None:
    """What makes a line a headline; None when nothing does."""
    text = line.text
    if not _SHORTEST_HEADLINE // 2 <= len(text) <= _LONGEST_HEADLINE or _is_furniture(text):
        return None
    heading = _heading_of(line)
    if heading is not None:
        return None if phrase_is_section(text) else ("heading", heading.tag)
    if len(text) < _SHORTEST_HEADLINE or line.element.tag == "li" or (text[-1] in ".,;:…" and not line.href):
        return None
    element = line.element
    if any(
        _TITLE_CLASS.search(one.get("class", "")) for one in (element, element.getparent()) if one is not None
    ):
        return ("class", element.tag)
    if line.bold:
        return ("bold",)
    said = [word for word in words(text) if word.isalpha()]
    return ("link",) if line.href and len(said) >= _FEWEST_WORDS and not _is_date(text) else None


def phrase_is_section(text: str) -> bool:
    return tuple(words(text)) in lexicon().sections


def _heading_of(line: LaidLine) -> Any | None:
    element = line.element
    for _ in range(4):
        if element is None:
            return None
        if element.tag in HEADINGS:
            return element
        element = element.getparent()
    return None


def _cut(lines: Sequence[LaidLine], heads: Sequence[int]) -> list[Segment]:
    """Segments from the card around each headline, or from headline to headline where they have none."""
    holders: dict[Any, int] = {}
    for index in heads:
        for element in (lines[index].element, *lines[index].element.iterancestors()):
            holders[element] = holders.get(element, 0) + 1
    cards = [_card(lines[index], holders) for index in heads]
    found = []
    for position, index in enumerate(heads):
        segment = Segment(lines[index], card=cards[position])
        first, last = 0, len(lines)
        if position:
            first = heads[position - 1] + 1
        if position + 1 < len(heads):
            last = heads[position + 1]
        card = cards[position]
        if card is not None:
            segment.above = [line for line in lines[first:index] if _within(line, card)]
            segment.below = [line for line in lines[index + 1 : last] if _within(line, card)]
        else:
            around = lines[index].element
            heading = _heading_of(lines[index])
            around = (heading if heading is not None else around).getparent()
            taken = lines[index + 1 : last]
            if position + 1 == len(heads):
                # The last one ends where the element around it does, or where another headline of its rank begins.
                while around is not None and holders.get(around, 0) < 2:
                    around = around.getparent()
                taken = [line for line in taken if around is None or _within(line, around)]
            segment.below = _without_labels_of_next(taken)
            segment.above = _labels_before(lines[first:index])
        found.append(segment)
    return found


def _card(line: LaidLine, holders: dict[Any, int]) -> Any | None:
    """The largest element that holds this headline alone; None when that is no more than the headline."""
    card = None
    heading = _heading_of(line)
    element = heading if heading is not None else line.element
    head_text = len(line.text)
    for height, one in enumerate((element, *element.iterancestors())):
        if holders.get(one, 0) > 1 or height > _TALLEST_CARD or one.tag in ("body", "html"):
            break
        if one.tag in _CARD_TAGS or one.tag in ("a", "header"):
            card = one
    if card is None or card.tag == "header":
        return None
    inside = len(" ".join(card.text_content().split()))
    return card if inside > head_text + _LONGEST_LABEL else None


def _within(line: LaidLine, card: Any) -> bool:
    element = line.element
    while element is not None:
        if element is card:
            return True
        element = element.getparent()
    return False


def _labels_before(lines: Sequence[LaidLine]) -> list[LaidLine]:
    """The labels and dates that stand right above a headline in a page without cards."""
    found: list[LaidLine] = []
    for line in reversed(lines):
        if len(found) == 2 or len(line.text) > _LONGEST_LABEL or not _is_label(line):
            break
        found.insert(0, line)
    return found


def _without_labels_of_next(lines: Sequence[LaidLine]) -> list[LaidLine]:
    kept = list(lines)
    while kept and len(kept[-1].text) <= _LONGEST_LABEL and phrase_is_section(kept[-1].text):
        kept.pop()
    return kept


def _is_label(line: LaidLine) -> bool:
    return phrase_is_section(line.text) or _is_date(line.text)


def _is_date(text: str) -> bool:
    """Whether a short line is a date, perhaps with a name or a label beside it."""
    date = find_date(text) if len(text) <= _LONGEST_LABEL * 2 else None
    return date is not None and len(text) - (date.end - date.start) <= _LONGEST_LABEL


def _is_furniture(text: str) -> bool:
    said = words(text)
    if not said:
        return True
    found = lexicon().find(said)
    return sum(end - start for start, end, kinds in found if set(kinds) != {"sections"}) == len(said)


def own_address(segment: Segment, base: str | None) -> str | None:
    """The page that a segment stands for: what its headline links to, else its link that offers more."""
    links = [segment.head.href, *(link.href for link in segment.head.links)]
    around = next(
        (one for one in (segment.card, *_around(segment.card)) if one is not None and one.tag == "a"), None
    )
    if around is not None:
        links.append(around.get("href"))
    offers = [link for line in reversed(segment.below) for link in line.links]
    more = [link.href for link in offers if offers_more(link.text)]
    links += more if len(set(more)) <= _MOST_OFFERS else []  # many: a list of other articles
    # A teaser may be one link, picture and text.
    links += [link.href for link in offers if len(link.text) >= _TEXT_CHARS]
    for href in links:
        address = canonical_url(href, base)
        if (
            address is not None
            and url_key(address) is not None
            and may_be_article(address)
            and (base is None or url_key(address) != url_key(base))
        ):
            return address
    return None


def _around(card: Any) -> Iterable[Any]:
    return () if card is None else card.iterancestors()


@lru_cache(maxsize=4_096)
def offers_more(text: str) -> bool:
    said = words(text)
    return any(
        "readmore" in kinds and 2 * (end - start) > len(said) for start, end, kinds in lexicon().find(said)
    )


def _stand_for_themselves(
    found: Sequence[Segment], base: str | None, share: float, *, claims_one: bool
) -> bool:
    standing = 0
    for one in found:
        # A link between two paragraphs is how articles point to others: it takes more than the link to make it a headline.
        loose = _head_kind(one.head) == ("link",) and (one.card is None or claims_one)
        standing += _is_signed(one) or (not loose and own_address(one, base) is not None)
    return standing >= share * len(found)


def is_signature(text: str) -> bool:
    return (bool(byline_prefix(text)) and len(text) < _TEXT_CHARS) or _is_date(text)


def _is_signed(segment: Segment) -> bool:
    """Whether a byline or a date stands right above or below the headline, or at the end."""
    near = [*segment.above[-3:], *segment.below[:3], *segment.below[-1:]]
    short = [line.text for line in near if len(line.text) <= _TEXT_CHARS * 2]
    return any(byline_prefix(text) and len(text) <= _TEXT_CHARS for text in short) or any(
        map(_is_date, short)
    )


def _text_beside(main_text: str, found: Sequence[Segment]) -> int:
    """Characters of ``main_text`` that stand in no segment; it may run lines together, so lines are looked for in it."""
    main = comparable(main_text[:_LOOKED_AT])
    shown = (comparable(line.text) for one in found for line in (*one.above, one.head, *one.below))
    return len(main) - sum(len(text) + 1 for text in islice(shown, _MAX_LINES) if text in main)


def _is_named_after_one(found: Sequence[Segment], title: str) -> bool:
    """A page with the title of one of its headlines is that article; of whole articles in elements of their own, the first
    may have given the page its title.
    """
    if all(one.card is not None and one.card.tag == "article" and one.text_chars >= _TEASER for one in found):
        return False
    return any(comparable(one.head.text) == comparable(title) for one in found)


def _is_dominated(found: Sequence[Segment]) -> bool:
    """Whether one long text stands among much shorter ones: an article and the cards around it."""
    *others, longest = sorted(one.text_chars for one in found)
    return (
        longest > _LONG
        and longest > _DOMINANT * (longest + sum(others))
        and others[len(others) // 2] < longest / 4
    )
