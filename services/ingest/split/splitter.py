"""Putting articles together from labelled lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.ingest.datelines import Dateline, find_dateline, title_case
from services.ingest.dates import find_date, month_first_evidence
from services.ingest.lexicon import lexicon, phrase_key
from services.ingest.lexicon.words import words
from services.ingest.parsed import ParsedArticle
from services.ingest.split.blocks import Block, Piece, blocks
from services.ingest.split.briefs import brief_separator, brief_title, share_briefs
from services.ingest.split.certain import applied, certain, is_bar, named_fields
from services.ingest.split.composition import authors_of, body_of, subtitle_of
from services.ingest.split.heads import (
    Meta,
    bare_label,
    bare_title,
    dated_title,
    is_timed,
    meta_length,
    read_meta,
    section_prefix,
    without_page,
)
from services.ingest.split.labeller import Labeller, default_labeller
from services.ingest.split.lines import Line, opens_quotation, physical_lines, stored_offset
from services.ingest.split.links import opens_link, without_links
from services.ingest.split.neighbours import neighbourly
from services.ingest.split.observe import Observation, observe
from services.ingest.split.page_lines import page_lines
from services.ingest.split.paragraphs import (
    cut_note,
    cut_note_start,
    is_truncated,
    join_wrapped,
    left_open_by_authors,
    signature,
    tail_start,
    without_field_name,
)
from services.ingest.split.quotations import quotations_over_lines
from services.ingest.split.section_labels import capital_label, capital_labels, section_labels
from services.ingest.split.settled import as_one, settled
from services.ingest.split.signatures import sign_below, without_towns
from services.ingest.split.sources import (
    bar_sets_sections_off,
    outlets_of_sources,
    outlets_with_pages,
    papers_above_bylines,
)
from services.ingest.split.standing import in_their_places
from services.ingest.split.uncollected import uncollected
from services.ingest.split.under_headlines import under_headlines
from services.ingest.truncation import furniture_kind

_LAYOUT_MARKS = re.compile(
    r"(?:(?:#{1,6}|[•●▪■►▶➤➜→◦‣·»›✓✔★☆◆◇+]\ufe0f?|[*–—-](?=\s)|=+(?=\s)|>+|[\U0001F300-\U0001FAFF\u2600-\u27BF]\ufe0f?)\s*|\*\*|__)+"
)
_LETTERED = re.compile(r"^[A-ZА-Ш]\.\s+(?=\w)")
_PLACE_LIKE = re.compile(r"([^\W\d_a-z][^\W\d_]{2,}(?:[ -][^\W\d_]{3,}){0,2})\s+[–—]\s+(?=[^\W\d_a-z])")
_HEADS = frozenset(("TITLE", "TITLE_I", "DECK", "BRIEF"))
_LEADING_ON = 120  # characters


def split(
    text: str, *, default_language: str | None = None, labeller: Labeller | None = None
) -> list[ParsedArticle]:
    """The articles of ``text`` in order, spans in code points of ``text`` as given, disjoint.

    ``default_language`` (BCP 47) is what the source declares: it is passed on, and ``en-US`` reads 06/07/2025 month
    first. A text in which no article can be made out gives an empty list. Never raises on any text; time is linear.
    """
    with uncollected():
        return _split(text, default_language, labeller or default_labeller())


def _split(text: str, default_language: str | None, labeller: Labeller) -> list[ParsedArticle]:
    lines = physical_lines(text)
    if not lines:
        return []
    if "](" in text:
        lines = without_links(lines)
    lines, named = named_fields(lines)
    sure = certain(lines) | named
    seen = [observe(line.text) for line in lines]
    if "»" in text:
        quotations_over_lines(lines, seen)
    labels = _labelled(labeller, lines, seen)
    labels = settled(labels, seen, lines)
    neighbourly(labels, seen, lines)
    in_their_places(labels, seen, lines)
    page_lines(labels, seen, lines)
    section_labels(labels, seen, lines)
    under_headlines(labels, seen, lines)
    applied(labels, sure)
    found = blocks(lines, seen, labels)
    if not found:
        labels = as_one(labels, seen)
        found = blocks(lines, seen, labels)
    document = _Document(text, lines, default_language)
    document.frequent_prefix = _prefixes(lines, found) >= 2
    document.look_at_all(found)
    articles = [article for block in found if (article := document.article(block, labels)) is not None]
    return left_open_by_authors(articles, document.offers)


def _labelled(labeller: Labeller, lines: Sequence[Line], seen: Sequence[Observation]) -> list[str]:
    """The labels of the lines; where a bar of buttons passed for a headline, those that the other lines have without it."""
    labels = list(labeller.label(lines, seen))
    if not any(label in _HEADS and is_bar(line.text) for label, line in zip(labels, lines, strict=True)):
        return labels
    furniture = {i for i, line in enumerate(lines) if is_bar(line.text)}
    kept = [i for i in range(len(lines)) if i not in furniture]
    if not kept:
        return labels
    again = labeller.label([lines[i] for i in kept], [seen[i] for i in kept])
    labels = ["FURN"] * len(lines)
    for i, label in zip(kept, again, strict=True):
        labels[i] = label
    return labels


def _prefixes(lines: Sequence[Line], found: Sequence[Block]) -> int:
    titles = (
        bare_title(join_wrapped([lines[i].text for i in block.title])) for block in found if block.title
    )
    return sum(section_prefix(title, frequent=True) is not None for title in titles)


class _Document:
    """What all articles of one text share."""

    def __init__(self, text: str, lines: Sequence[Line], language: str | None) -> None:
        self.text = text
        self.lines = lines
        self.language = language
        self.offers: list[bool] = []  # whether the page offers the rest of each article
        self.frequent_prefix = False
        self.dated_titles = False
        self.masthead_repeats = [line.text for line in lines].count(lines[0].text) > 2
        self.lettered = False
        self.datelined = False
        self.brief_separator: str | None = None
        self.outlets: frozenset[str] = frozenset()
        self.barred = False  # a bar sets sections off in the headlines of the page
        self.capital_labels = False  # the headlines of the page have labels in capitals
        self.noted = False  # the article being put together ends in a note that it was cut
        self.day_first = not (
            (language or "").lower() in ("en-us", "en_us") or month_first_evidence(text[:2_000_000])
        )

    def look_at_all(self, found: Sequence[Block]) -> None:
        """What several articles of the page have in common: dates in their headlines, what sets those of briefs off."""
        titles = [join_wrapped(self.texts(block.title)) for block in found if block.title]
        self.dated_titles = (
            sum(dated_title(title, day_first=self.day_first) is not None for title in titles) >= 2
        )
        letters = [title[0] for title in titles if _LETTERED.match(title)]
        self.lettered = (
            len(letters) > 2 and letters == sorted(set(letters)) and len(letters) * 2 > len(titles)
        )
        opened = [
            self.lines[b.body[0].lines[0]].text
            for b in found
            if b.title and b.body and b.body[0].kind == "BODY"
        ]
        self.datelined = sum(_PLACE_LIKE.match(text) is not None for text in opened) * 2 > max(3, len(opened))
        briefs = [
            join_wrapped(self.texts(b.body[0].lines)) for b in found if b.body and b.body[0].kind == "BRIEF"
        ]
        self.brief_separator = brief_separator(briefs)
        fields = [text for b in found for text in self.texts([*b.before, *b.below])]
        self.outlets = outlets_with_pages(fields) | outlets_of_sources(fields)
        self.outlets |= papers_above_bylines(
            [self.texts([*b.before, *b.below]) for b in found], day_first=self.day_first
        )
        self.capital_labels = capital_labels([bare_title(title) for title in titles])
        share_briefs(found, self.lines)
        self.barred = bar_sets_sections_off([bare_title(title) for title in titles])

    def texts(self, numbers: Sequence[int]) -> list[str]:
        return [self.lines[number].text for number in numbers]

    def article(self, block: Block, labels: Sequence[str]) -> ParsedArticle | None:
        title = bare_title(join_wrapped(self.texts(block.title)))
        title, on_page, source_date = without_page(title, day_first=self.day_first)
        printed = dated_title(title, day_first=self.day_first) if self.dated_titles else None
        if printed is not None:
            title = printed[0]
        if self.lettered:
            title = _LETTERED.sub("", title)
        section = next(
            (
                label
                for i in reversed(block.labels)
                if (label := bare_label(self.lines[i].text)) and not self._only_date(label)
            ),
            None,
        )
        prefix = section_prefix(title, frequent=self.frequent_prefix, barred=self.barred)
        if prefix is not None:
            section, title = prefix
        offered = self._drop_furniture(block)
        signed_below = sign_below(block, self.lines)
        dated = [i for i in block.labels if self._only_date(self.lines[i].text)]
        meta = read_meta(
            self.texts([*block.below, *block.before, *dated, *block.end]), day_first=self.day_first
        )
        if section is None and block.group_label is not None:
            section = bare_label(self.lines[block.group_label].text)
        if self.capital_labels and not (section or meta.section):
            section, title = capital_label(title) or (section, title)
        self._drop_channel(meta, block)
        meta.authors = [name for name in meta.authors if name not in self.outlets]
        if signed_below or phrase_key(section or "") in lexicon().letters:
            meta.authors = without_towns(meta.authors, self.texts(block.end))
        meta.authors.extend(name for name in on_page if name not in meta.authors)
        pieces, end = self._pieces(block)
        if not pieces:
            return None
        offers_rest = (
            offered or end < self.lines[block.body[-1].lines[-1]].end or self._offers_rest(block, labels)
        )
        first_kind, first_text = pieces[0][0], without_field_name(pieces[0][1])
        if first_kind == "BRIEF" and not title:
            title, first_text = brief_title(first_text, self.brief_separator)
        dateline = find_dateline(first_text, day_first=self.day_first) if first_kind != "SUBHEAD" else None
        place_like = _PLACE_LIKE.match(first_text) if self.datelined and first_kind == "BODY" else None
        if dateline is None and place_like is not None:
            # A village that no list knows, set as the datelines of most articles of the page.
            dateline = Dateline(place_like.end(), title_case(place_like[1]), None, (), agency=False)
        if dateline is not None:
            first_text = first_text[dateline.end :]
        pieces[0] = (first_kind, first_text)
        signed = signature(pieces[-1][1]) if pieces[-1][0] != "SUBHEAD" else None
        if signed is not None:
            signature_text = pieces[-1][1][signed[0] :]
            pieces[-1] = (pieces[-1][0], pieces[-1][1][: signed[0]])
            meta.authors.extend(name for name in signed[1] if name not in meta.authors)
            meta.date = meta.date or find_date(signature_text, day_first=self.day_first)
        body = body_of(pieces)
        if not title or not body.strip():
            return None
        start = self._start(block)
        end = max([end, *(self._signed_end(i) for i in block.end if self._signs(i))])
        date = (
            meta.date
            or source_date
            or (printed[1] if printed is not None else None)
            or (dateline.date if dateline is not None else None)
        )
        self.offers.append(offers_rest)
        return ParsedArticle(
            title=title,
            body=body,
            subtitle=subtitle_of(self.texts(block.deck)),
            authors=authors_of(meta, dateline),
            published_at=date.when if date is not None else None,
            published_precision=date.precision if date is not None else None,
            dateline=(dateline.place if dateline is not None else None) or meta.place,
            section=section or meta.section,
            language=self.language,
            truncated=self.noted
            or self._notes_cut(block, labels)
            or is_truncated(
                pieces[-1][1],
                offers_rest=offers_rest,
                is_item=pieces[-1][0] != "BODY" and pieces[-1][0] != "BRIEF",
            ),
            span=(start, end),
        )

    def _drop_channel(self, meta: Meta, block: Block) -> None:
        """A name above the date of each post that is also the page's first line is the page's, no author."""
        name = phrase_key(self.lines[0].text)
        if self.masthead_repeats and any(phrase_key(self.lines[i].text) == name for i in block.before if i):
            meta.authors = [author for author in meta.authors if phrase_key(author) != name]

    def _only_date(self, text: str) -> bool:
        found = find_date(text, day_first=self.day_first) if any(map(str.isdigit, text)) else None
        return found is not None and not any(map(str.isalnum, text[: found.start] + text[found.end :]))

    def _drop_furniture(self, block: Block) -> bool:
        """Takes lines that offer the rest or name the first print (``The post … appeared first on …``) off the end.

        Whether one of them offered the rest.
        """
        offered = False
        while len(block.body) > 1 and len(block.body[-1].lines) == 1:
            number = block.body[-1].lines[0]
            text = self.lines[number].text
            # "Read it with pictures <https://…>": a short line with an address that is no sentence leads elsewhere.
            leads_on = len(text) <= _LEADING_ON and "://" in text and text[-1] not in ".!?…:"
            kind = furniture_kind(text)
            if not kind and not leads_on:
                break
            offered |= kind == "readmore"
            block.body.pop()
            block.after = number
        return offered

    def _signs(self, number: int) -> bool:
        """Whether a line after the text is the article's own byline or date, not an agency's mark."""
        meta = read_meta([self.lines[number].text], day_first=self.day_first)
        if is_timed(self.lines[number].text):
            return bool(meta.authors)
        return bool(meta.authors or meta.date or meta.place)

    def _signed_end(self, number: int) -> int:
        """Where the byline or date after the text ends, without reading times, counts and buttons behind it."""
        line = self.lines[number]
        length = meta_length(line.text)
        if length == len(line.text):
            return line.end
        return line.start + len(
            self.text[
                line.start : line.start + stored_offset(self.text[line.start : line.end], line.text, length)
            ].rstrip()
        )

    def _start(self, block: Block) -> int:
        """Where the article begins: its number, date line, byline or headline, whichever comes first.

        A section label on a line of its own is the page's (it fills ``section``); bullets and heading marks are layout.
        """
        numbers = [i for i in block.labels if bare_label(self.lines[i].text) is None]
        head = block.title or block.body[0].lines
        first = min([*numbers, *block.before, head[0]])
        start = self.lines[first].start
        if first == head[0]:
            line = self.lines[first]
            marks = None if opens_quotation(line.text) else _LAYOUT_MARKS.match(self.text, start, line.end)
            start = marks.end() if marks is not None and marks.end() < self.lines[first].end else start
            start += opens_link(self.text[start : line.end], line.text)
        return start

    def _pieces(self, block: Block) -> tuple[list[tuple[str, str]], int]:
        """Paragraphs (kind, text) and the offset where the last of them ends, inline furniture cut off."""
        pieces: list[tuple[str, str]] = []
        self.noted = False
        end = self.lines[block.body[-1].lines[-1]].end
        for position, piece in enumerate(block.body):
            texts = self.texts(piece.lines)
            last = position == len(block.body) - 1
            text = join_wrapped(texts)
            cut = tail_start(text) if piece.kind in ("BODY", "BRIEF") else len(text)
            if last and piece.kind in ("BODY", "BRIEF") and 0 < (note := cut_note_start(text[:cut])) < cut:
                cut, self.noted = note, True
            if cut < len(text):
                if last:
                    end = self._stored_end(piece, texts, len(text) - cut)
                text = text[:cut].rstrip()
            if text:
                pieces.append((piece.kind, text))
        return pieces, end

    def _stored_end(self, piece: Piece, texts: Sequence[str], surplus: int) -> int:
        """The stored offset that lies ``surplus`` characters before the end of a joined paragraph."""
        for number, text in zip(reversed(piece.lines), reversed(texts), strict=True):
            if surplus < len(text):
                line = self.lines[number]
                raw = self.text[line.start : line.end]
                kept = text[: len(text) - surplus].rstrip()
                if raw == text:
                    return line.start + len(kept)
                return line.start + len(raw[: stored_offset(raw, text, len(kept))].rstrip())
            surplus -= len(text) + 1
        return self.lines[piece.lines[0]].start

    def _notes_cut(self, block: Block, labels: Sequence[str]) -> bool:
        """Whether a note below says that the text was cut."""
        if block.after is None:
            return False
        for number in range(block.after, min(block.after + 3, len(self.lines))):
            if labels[number] != "FURN":
                break
            if cut_note(self.lines[number].text):
                return True
        return False

    def _offers_rest(self, block: Block, labels: Sequence[str]) -> bool:
        """Whether a read-more line follows."""
        if block.after is None:
            return False
        for number in range(block.after, min(block.after + 3, len(self.lines))):
            line = self.lines[number].text
            leads_on = line[-1] in "→»>"  # “Continue reading “The title” →”
            if labels[number] != "FURN" or len(line) > (200 if leads_on else 60):
                break
            folded = words(line)
            if any(
                "readmore" in c and ((last - first) * 2 > len(folded) or (first == 0 and leads_on))
                for first, last, c in lexicon().find(folded)
            ):
                return True
        return False
