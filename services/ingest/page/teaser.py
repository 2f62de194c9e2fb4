"""One segment of a digest page to its article: what each line around and below the headline is. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.ingest.bylines import byline_prefix, looks_like_names
from services.ingest.dates import find_date
from services.ingest.editing import edit
from services.ingest.lexicon import lexicon, phrase_key, words
from services.ingest.names import split_authors
from services.ingest.page.digest import Segment, own_address
from services.ingest.page.frames import HEADINGS
from services.ingest.page.layout import LaidLine
from services.ingest.parsed import ParsedArticle, attributed
from services.ingest.tidy import comparable, one_line, tidy_title
from services.ingest.timestamps import Timestamp, parse_timestamp
from shared.contracts import InputFormat, Provenance

_LONGEST_LABEL = 40
_LONGEST_BYLINE = 160
_DECK_CLASS = re.compile(
    r"subtitle|sub-title|standfirst|deck|\bdek\b|podnaslov|nentitull|strapline|chapeau|vorspann|subhead", re.I
)
_SECTION_CLASS = re.compile(r"kicker|category|categor|section|rubrik|label|topic|eyebrow|\bcat\b|tag", re.I)
_BYLINE_CLASS = re.compile(r"byline|author|autor|writer|potpis", re.I)
_LEADING = 4  # lines below a headline among which byline, date and deck are looked for
_FIELDS = re.compile(r"\s*[|·•/]\s*|\s+[–—]\s+")


def read_segment(segment: Segment, base: str | None, language: str | None) -> ParsedArticle:
    """Title or body may come out empty, for the caller to leave out."""
    reader = _Reader(segment)
    title = reader.headline()
    for line in segment.above:
        reader.above(line)
    body = reader.body(segment.below)
    provenance = {"language": Provenance.META}
    if reader.marked:
        provenance["published_at"] = Provenance.MARKUP
    published_at, precision = reader.published or (None, None)
    url = own_address(segment, base)
    if url is not None:
        provenance["url"] = Provenance.MARKUP
    article = ParsedArticle(
        title=title,
        body=body,
        subtitle=reader.subtitle,
        authors=tuple(dict.fromkeys(reader.authors)),
        published_at=published_at,
        published_precision=precision,
        section=reader.section,
        language=language,
        url=url,
        format=InputFormat.HTML,
        provenance=provenance,
    )
    return edit(attributed(article, Provenance.TEXT))


class _Reader:
    def __init__(self, segment: Segment) -> None:
        self.section: str | None = None
        self.subtitle: str | None = None
        self.authors: list[str] = []
        self.published: Timestamp | None = None
        self.marked = False  # the date stands in a time element
        self._segment = segment

    def headline(self) -> str:
        """The headline without the label that some layouts set inside the same heading: ``Sport: Team reaches final``."""
        for part in self._segment.head.element.iter("span", "small", "em", "b", "strong"):
            label, rest = one_line(part.text_content()), self._segment.head.text
            if 1 < len(label) <= _LONGEST_LABEL and rest.startswith(label) and len(label) * 2 < len(rest):
                known = phrase_key(label) in lexicon().sections
                if known or _SECTION_CLASS.search(part.get("class", "")):
                    self.section = label.rstrip(" :|")
                    return tidy_title(rest[len(label) :].lstrip(" :|/•·–—-"))
        return tidy_title(self._segment.head.text)

    def above(self, line: LaidLine) -> None:
        if not self._fields(line) and len(line.text) <= _LONGEST_LABEL and self._names_section(line):
            self.section = line.text

    def body(self, lines: Sequence[LaidLine]) -> str:
        kept: list[LaidLine] = []
        title = comparable(self._segment.head.text)
        for position, line in enumerate(lines):
            if comparable(line.text) == title:
                continue
            leading = not kept and position < _LEADING
            if leading and (self._fields(line) or self._deck(line, lines[position + 1 :])):
                continue
            if leading and len(line.text) <= _LONGEST_LABEL and self._names_section(line):
                self.section = self.section or line.text
                continue
            if self._files_under(line):
                continue
            kind = furniture(line.text)
            if kind == "readmore" or not kind:
                kept.append(line)
        while kept and kept[-1] is not kept[0] and self._fields(kept[-1]):
            kept.pop()  # byline and date below the text
        last_offer = next((line for line in reversed(kept) if furniture(line.text) == "readmore"), None)
        kept = [line for line in kept if line is last_offer or furniture(line.text) != "readmore"]
        if last_offer is not None and kept[-1] is not last_offer:
            kept.remove(last_offer)
        return _joined(kept)

    def _deck(self, line: LaidLine, rest: Sequence[LaidLine]) -> bool:
        is_deck = line.element.tag in HEADINGS or bool(_DECK_CLASS.search(line.element.get("class", "")))
        has_text = any(len(one.text) > _LONGEST_LABEL and not furniture(one.text) for one in rest)
        if is_deck and self.subtitle is None and has_text and len(line.text) > _LONGEST_LABEL // 2:
            self.subtitle = line.text
            return True
        return False

    def _files_under(self, line: LaidLine) -> bool:
        """Whether the line is ``Posted in Sport | 3 Comments``: nothing but links to categories, tags and comments."""
        if len(line.text) > _LONGEST_BYLINE:
            return False
        category = next((link.text for link in line.links if "category" in link.rel), None)
        tagged = any("tag" in link.rel for link in line.links)
        discussed = any("#comment" in link.href or "#respond" in link.href for link in line.links)
        linked = sum(len(link.text) for link in line.links)
        if not (category or tagged or discussed) or 2 * linked < len(line.text):
            return False
        self.section = self.section or category
        return True

    def _names_section(self, line: LaidLine) -> bool:
        if phrase_key(line.text) in lexicon().sections:
            return True
        near = (line.element, line.element.getparent())
        named = any(_SECTION_CLASS.search(one.get("class", "")) for one in near if one is not None)
        return named and len(words(line.text)) <= 3 and not furniture(line.text)

    def _fields(self, line: LaidLine) -> bool:
        """Whether the line is a byline, a date or both, and what it says; sections among its fields are taken too."""
        text = line.text
        if len(text) > _LONGEST_BYLINE:
            return False
        date = find_date(text)
        time = next((one for one in (line.element, *line.element.iter("time")) if one.tag == "time"), None)
        marked = parse_timestamp(time.get("datetime")) if time is not None else None
        timed = one_line(time.text_content()) if time is not None else ""
        if marked is not None and date is None and timed:
            text = text.replace(timed, "|")  # "yesterday", "2 hours ago": the element says when
        rest = text if date is None else f"{text[: date.start]} | {text[date.end :]}"
        parts = [part.strip(" ,.:;()") for part in _FIELDS.split(rest)]
        authors: list[str] = []
        section: str | None = None
        by_class = bool(_BYLINE_CLASS.search(line.element.get("class", "")))
        for part in filter(None, parts):
            prefix = byline_prefix(part)
            if prefix and looks_like_names(part[prefix:].strip(" :")):
                authors += split_authors(part)
            elif phrase_key(part) in lexicon().sections:
                section = part
            elif (
                furniture(part)
                or tuple(words(part)) in lexicon().dated
                or comparable(part) in comparable(timed)
            ):
                continue
            elif (by_class or date is not None or len(parts) > 1) and looks_like_names(part):
                authors += split_authors(part)
            else:
                return False
        if not authors and date is None and marked is None:
            return False
        self.authors += authors
        self.section = self.section or section
        if self.published is None and (marked is not None or date is not None):
            self.marked = marked is not None
            self.published = marked or ((date.when, date.precision) if date is not None else None)
        return True


def furniture(text: str) -> str:
    """What kind of furniture a line is (``readmore``, or any other), or ``""`` for text."""
    said = words(text)
    if not said:
        return "marks"
    if len(text) > 80:
        return ""
    found = lexicon().find(said)
    kinds = [
        set(kinds) - {"sections", "byline", "question", "answer", "headline", "fulltext"}
        for _, _, kinds in found
    ]
    covered = sum(end - start for (start, end, _), kind in zip(found, kinds, strict=True) if kind)
    numbers = sum(word.isdigit() for word in said)
    if not found or covered + numbers < len(said):
        return ""
    return "readmore" if any("readmore" in kind for kind in kinds) else "other"


def _joined(lines: Sequence[LaidLine]) -> str:
    pieces: list[str] = []
    for index, line in enumerate(lines):
        if index:
            pieces.append("\n" if line.is_item and lines[index - 1].is_item else "\n\n")
        pieces.append(line.text)
    return "".join(pieces)
