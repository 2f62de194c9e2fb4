"""Title, section, authors, date and place from the lines around an article's text."""

# ruff: noqa: PLR0912, E501 (word lists, and one case for each kind of field)

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from services.ingest.bylines import byline_prefix, is_agency, looks_like_names, parse_authors
from services.ingest.datelines import title_case
from services.ingest.dates import FoundDate, find_date
from services.ingest.lexicon import fold, lexicon, phrase_key
from services.ingest.lexicon.words import WORD
from services.ingest.split.certain import channel, cue_name
from services.ingest.split.filing import SECTION_FIELDS, filed_under, without_section
from services.ingest.split.lines import opens_quotation
from services.ingest.split.signatures import desk_below
from services.ingest.split.sources import is_role
from services.ingest.split.under_headlines import reporter
from services.ingest.split.wires import wire_desk

_MARKERS = re.compile(
    r"^(?:#{1,6}\s+|\*\*\s+|>+\s?|[•●▪■►▶➤➜→◦‣·»›✓✔★☆◆◇*+]\s*(?=[^\s*])|[-–—―]\s+|=+\s+|"
    r"[(\[]\d{1,3}(?:/|\s\w{1,4}\s)\d{1,3}[)\]]\s*|[(\[]?[A-Za-zА-Ша-ш][)\]]\s+|\d{1,2}/\d{1,2}\s+(?=[^\W\d])|[(\[]?(?:\d{1,3}|[IVX]{1,4})[.)\]](?!\d)\s*|(?:No\.?|Nr\.?|№|#)\s?\d{1,3}[.:)]?\s+|\d{1,3}\s?[-–—/|]\s+|\d{1,2}\ufe0f?\u20e3\s*|"
    r"[\U0001F300-\U0001FAFF\u2600-\u27BF]\ufe0f?\s*)"
)
_CLOCK = re.compile(r"^[\[(]?(?:[01]?\d|2[0-3])[:.][0-5]\d[\])]?(?:\s?(?:h|Uhr|[ap]\.?m\.?))?\s*[-–—|:]?\s+")
_FRAME = re.compile(r"^([^\w\s\"“„«‘'(\[¿¡]{1,5})\s+(\S.*\S)\s+\1$")
_CLOSING_MARKS = frozenset("#=*_+<«|")
_FIELD_NAME = re.compile(r"^([^\W\d_]{4,12})\s?:\s+(?=\S)")
_EMPHASIS = ("+++", "**", "__", "*", "_")
_DECORATION = " \t|/\\[](){}<>»«*_#=~–—-•●■►▶◆◇·:+>"
_PREFIX = re.compile(
    r"^(?:\[(?P<bracketed>[^\]]{2,40})\]|(?P<plain>[^:|\]/–—]{2,40}?)\s*(?P<mark>[:|/]|\s[–—-]\s))\s*(?=\S)"
)
# "Villeneuve, le 4 mars": what is left of a place and its date; names are not set so.
_PLACE_THE = re.compile(r"([^\W\d_][^,|]{1,30}),\s+(?:le|den|am|dne|dana|li|lì|më|на|στις)")
_BRACKETED = 12  # characters before the day in brackets: "(Mon "
_PAGE_REFERENCE = re.compile(r"\s\(([^()]{3,80})\)$")
_BARS = re.compile(r"\s*[|·•]\s*")
_CRUMB = re.compile(r"\s+[>»›/→]\s+")
_FIELDS = re.compile(r"\s*[|·•»]\s*|\s+[–—/-]\s+|\s{2,}|;\s+|(?<=\)),?\s+|\s*,\s+(?=\d)")
# Sections that name a genre: a colon after one is a label even where it stands alone in its document.
_GENRES = frozenset(
    phrase_key(text)
    for text in (
        "news", "news analysis", "analysis", "opinion", "editorial", "interview", "comment", "commentary", "feature", "review",
        "report", "explainer", "fact check", "profile", "column", "op-ed", "in brief", "breaking", "breaking news", "exclusive",
        "analizë", "analiza", "opinion", "intervistë", "intervista", "editorial", "koment", "reportazh", "lajm", "intervju",
        "razgovor", "komentar", "kolumna", "reportaža", "osvrt", "stav", "анализа", "интервју", "колумна", "коментар",
        "став", "репортажа", "analyse", "kommentar", "leitartikel", "reportage", "gastbeitrag", "porträt", "analisi",
        "intervista", "commento", "editoriale", "l'analisi", "inchiesta", "entretien", "tribune", "éditorial", "chronique",
        "enquête", "décryptage", "ανάλυση", "συνέντευξη", "γνώμη", "άποψη", "ρεπορτάζ", "σχόλιο", "analiz", "röportaj", "yorum",
        "görüş", "söyleşi", "análisis", "entrevista", "analiză", "interviu", "анализ", "интервю", "мнение", "mnenje",
    )
)  # fmt: skip


@dataclass(slots=True)
class Meta:
    """What the date lines and bylines of one article say."""

    authors: list[str] = field(default_factory=list)
    date: FoundDate | None = None
    place: str | None = None
    section: str | None = None


def bare_title(text: str) -> str:
    """A headline without list, heading and emphasis markers and without a leading time of day."""
    text = text.strip()
    if text[:1].isalpha() and text[1:2] != ")" and text[-1:] not in _CLOSING_MARKS and ":" not in text[:16]:
        return text
    for _ in range(4):
        before = text
        for mark in _EMPHASIS:
            if len(text) > 2 * len(mark) + 1 and text.startswith(mark) and text.endswith(mark):
                text = text[len(mark) : -len(mark)].strip()
        framed = _FRAME.match(text)
        text = framed[2] if framed is not None else text
        stripped = text if opens_quotation(text) else _MARKERS.sub("", text, count=1)
        text = stripped if any(c.isalpha() for c in stripped) else text
        stripped = _CLOCK.sub("", text, count=1)
        text = stripped if any(c.isalpha() for c in stripped) else text
        named = _FIELD_NAME.match(text)
        if named is not None and phrase_key(named[1]) in lexicon().headlines:
            text = text[named.end() :]
        if text.endswith(("#", "=", "<<", "«")) and text.count("«") <= text.count("»"):
            text = text.rstrip("#= ")
        if text == before:
            break
    return text


def bare_label(text: str) -> str | None:
    """A section label without its decoration; null where it is a number, a time or an ornament."""
    bare = re.sub(r"^\W*\d{1,3}[.)]\s+|\s*\(\d{1,3}\)\W*$", "", text).strip(_DECORATION)
    if not any(c.isalpha() for c in bare):
        return None
    # "Home > Society": the way to a section begins at the front page.
    crumbs = [crumb.strip() for crumb in _CRUMB.split(bare) if crumb.strip()]
    if len(crumbs) > 1 and phrase_key(crumbs[0]) in lexicon().homes:
        bare = " / ".join(crumbs[1:])
    # "Latest", "Most read", "Page 3": the page's own headings name no section.
    key = phrase_key(bare)
    return None if key in lexicon().page_headings and key not in lexicon().sections else bare


def dated_title(title: str, *, day_first: bool) -> tuple[str, FoundDate] | None:
    """(headline, date) where a full date in brackets begins a headline, or one ends it: ``Table of the week 8.11.2025``."""
    if not any(map(str.isdigit, title)):
        return None
    found = find_date(title, day_first=day_first)
    if found is None:
        return None
    before, after = title[: found.start], title[found.end :]
    if after.strip(" )]") == "" and len(before) > 3 and before[-1:] in " ([|":
        bare = before.rstrip(" ([|,–—-·")
    elif before[:1] in "([" and after[:1] in ")]" and len(before) < _BRACKETED:
        bare = after.lstrip(" )]–—-:·")
    else:
        return None
    return (bare, found) if any(map(str.isalpha, bare)) else None


def without_page(title: str, *, day_first: bool = True) -> tuple[str, tuple[str, ...], FoundDate | None]:
    """(headline, authors, date) of ``Two companies, one pipe (J. Cerovac, p. 5)``; as it is where no page is named.

    ``(Prizren Post, p. 11, 03.03.2026)`` names the newspaper first, an author only after it.
    """
    match = _PAGE_REFERENCE.search(title) if title[-1:] == ")" else None
    if match is None or not match.start():
        return title, (), None
    inside = match[1]
    date = find_date(inside, day_first=day_first) if any(map(str.isdigit, inside)) else None
    if date is not None:
        inside = inside[: date.start] + inside[date.end :]
    parts = [part.strip() for part in inside.split(",") if part.strip()]
    keys = [phrase_key(part) for part in parts]
    paged = any(len(key) > 1 and (key[0],) in lexicon().pages and key[1].isdigit() for key in keys)
    if not paged and not (date is not None and len(parts) > 1):
        return title, (), None
    names = parts if date is None else parts[1:]
    return (
        title[: match.start()].rstrip(),
        tuple(part for part in names if looks_like_names(part) and phrase_key(part) not in lexicon().homes),
        date,
    )


@lru_cache(maxsize=1)
def _genres() -> frozenset[tuple[str, ...]]:
    return _GENRES | lexicon().genres


def section_prefix(title: str, *, frequent: bool, barred: bool = False) -> tuple[str, str] | None:
    """(section, title) of ``News Analysis: A shift``; ``frequent``: several headlines of the document are set so.

    ``barred``: whatever few words stand before a bar are a section (see :func:`sources.bar_sets_sections_off`).
    """
    if barred:
        head, bar, rest = title.partition(" | ")
        if bar and rest and len(head) <= _SECTION and head.count(" ") < _SECTION_WORDS:
            return head.strip(), rest.strip()
    match = _PREFIX.match(title)
    if match is None:
        return None
    label = (match["bracketed"] or match["plain"]).strip()
    key = phrase_key(label)
    genres = _genres()
    if match["bracketed"] is not None:
        known = key in lexicon().sections or (frequent and 0 < len(key) <= 3 and any(map(str.isalpha, label)))
    else:
        known = (key in lexicon().sections or key in genres) and " ".join(key) not in lexicon().places
    if not known:
        return None
    mark = (match["mark"] or "[").strip()
    # "Football: …" names the matter and stays; "Opinion: …" names the kind of text.
    if key not in genres and (mark == ":" or (not frequent and mark not in ("[", "|"))):
        return None
    rest = title[match.end() :].strip()
    return (label, rest) if len(rest) > 3 else None


def read_meta(texts: Iterable[str], *, day_first: bool) -> Meta:
    """Authors, date, place and section from date lines and bylines, however they are joined."""
    meta = Meta()
    updated: FoundDate | None = None
    for text in texts:
        desk = wire_desk(text)
        if desk is not None:
            meta.section = meta.section or desk
            continue
        cue = cue_name(text)
        if cue is not None:
            if phrase_key(cue) in lexicon().sections - lexicon().cues:
                meta.section = meta.section or cue
            continue
        text, filed = without_section(text)  # noqa: PLW2901 (the line without what is read)
        meta.section = meta.section or filed
        name = reporter(text)
        if name:
            _add(meta, name)
            continue
        named = channel(text)
        rest = text[len(named) + 1 :] if named is not None else text.strip(" *_")
        dated = False
        while any(map(str.isdigit, rest)) and (found := find_date(rest, day_first=day_first)) is not None:
            if _is_update(rest[: found.start]):
                updated = updated or found
            elif meta.date is None:
                meta.date = found
            dated = True
            rest = rest[: found.start] + " | " + rest[found.end :]
            if len(rest) > 600:
                break
        _read_fields(rest, meta, _barred(text, dated=dated))
    if meta.date is None:
        meta.date = updated
    return meta


def _is_update(before: str) -> bool:
    key = [fold(word) for word in WORD.findall(before)][-3:]
    return any(word in _UPDATES for word in key)


_UPDATES = frozenset(
    fold(w)
    for w in "updated modified përditësuar ažurirano izmenjeno izmjena izmena ажурирано изменето aktualisiert aggiornato modifié "
    "jour ενημερώθηκε ενημέρωση güncelleme güncellenme actualizado actualizat обновено posodobljeno".split()
)


def meta_length(text: str) -> int:
    """How much of a line below a text is its byline, or its date where it has none: counts and buttons behind are neither."""
    end = len(text)
    signed = byline_prefix(text) > 0
    for bar in reversed(list(_BARS.finditer(text))):
        piece = text[bar.end() : end].strip()
        key = phrase_key(piece)
        button = key in lexicon().buttons or any(
            "share" in kinds and (first, last) == (0, len(key)) for first, last, kinds in lexicon().find(key)
        )
        dated = find_date(piece) is not None
        if (dated and not signed) or not (dated or button or not key or _is_noise(piece)):
            break
        end = bar.start()
    return end


def _is_section(bare: str) -> bool:
    """Whether a piece beside a date or a reading time may be a section: one to three words that are no names."""
    words = bare.split()
    return (
        1 <= len(words) <= 3
        and len(bare) <= _SECTION
        and bare[0].isupper()
        and all(word.replace("-", "").replace("’", "").replace("'", "").isalpha() for word in words)
        and phrase_key(bare) not in lexicon().buttons
        and not looks_like_names(bare)
    )


_SECTION = 30  # characters
_SECTION_WORDS = 4


def _barred(text: str, *, dated: bool) -> frozenset[str]:
    """What stands between bars beside a reading time, or, where it is one word, beside a date."""
    pieces = [piece.strip() for piece in _BARS.split(text)]
    if len(pieces) < 2:
        return frozenset()
    timed = any(_is_reading_time(piece) for piece in pieces)
    return frozenset(piece for piece in pieces if timed or (dated and " " not in piece))


def is_timed(text: str) -> bool:
    """Whether a piece between bars says how long the text takes to read."""
    return any(_is_reading_time(piece) for piece in _BARS.split(text))


def _is_reading_time(text: str) -> bool:
    """``3 min read``; ``3 comments`` is none."""
    if not any(map(str.isdigit, text)):
        return False
    key = [fold(word) for word in WORD.findall(text)]
    return any(
        tuple(key[i:end]) in lexicon().readings for i in range(len(key)) for end in range(i + 1, i + 4)
    )


def _read_fields(text: str, meta: Meta, barred: frozenset[str] = frozenset()) -> None:
    """``barred``: pieces that may be a section though no list knows them."""
    filed = filed_under(text)
    if filed is not None:
        meta.section = meta.section or filed
        return
    whole = text.strip(" |·•–—-,")
    dated = _PLACE_THE.fullmatch(whole)
    if dated is not None and not byline_prefix(whole):
        meta.place = meta.place or title_case(dated[1])
        return
    if not whole or (meta.authors and is_role(whole)):
        return
    desk = desk_below(text)
    if desk is not None:
        _add(meta, desk)
        return
    named = _FIELD_NAME.match(whole)
    if named is not None and phrase_key(named[1]) in SECTION_FIELDS:
        meta.section = meta.section or whole[named.end() :].split(";")[0].strip()
        return
    for piece in _FIELDS.split(whole):
        bare = piece.strip(" \t()[]|·•–—-,;*_/")
        if not bare or "://" in bare:
            continue
        key = phrase_key(bare)
        if not key or key in lexicon().dated:
            continue
        if byline_prefix(piece.strip(" ()[]*_–—-")) and not _is_noise(bare):
            # "Auteur : la rédaction" names a desk in small letters.
            for author in parse_authors(bare) or filter(_is_desk, [bare.partition(":")[2].strip()]):
                _add(meta, author)
        elif key in lexicon().sections:
            meta.section = meta.section or bare
        elif (
            " ".join(key) in lexicon().places or " ".join(phrase_key(bare.split(",")[0])) in lexicon().places
        ):
            place, _, rest = bare.partition(",")
            if rest and looks_like_names(rest.strip()) and " ".join(phrase_key(rest)) not in lexicon().places:
                meta.place = meta.place or title_case(place)
                _add(meta, rest.strip())
            else:
                meta.place = meta.place or title_case(bare)
        elif is_agency(bare):
            continue
        elif len(key) == 1 and bare.isupper() and bare.isalpha() and len(bare) > 3 and piece is not text:
            meta.section = meta.section or bare  # "GRAIN | 17 September 2025"
        elif bare in barred and meta.section is None and _is_section(bare) and not _is_noise(bare):
            meta.section = bare
        elif _is_noise(bare):
            # "Gradski list, str. 12, D. Horvat": the name stands among what is no name.
            for part in bare.split(",") if bare.count(",") > 1 else ():
                name = part.strip()[byline_prefix(part.strip()) :]
                if looks_like_names(name):
                    _add(meta, name)
        elif not lexicon().outlets.isdisjoint(key) and not any((word,) in lexicon().desks for word in key):
            continue  # the name of a newspaper, a channel or a portal, without a word that makes it a byline
        elif looks_like_names(bare) or _is_named_desk(key, bare) or "," in bare or " (" in bare:
            for author in parse_authors(bare):
                if " " in author or _is_named_desk(phrase_key(author), author):
                    _add(meta, author)


def _add(meta: Meta, author: str) -> None:
    if phrase_key(author) in lexicon().nobodies:
        return
    if author not in meta.authors and not any(c.isdigit() for c in author) and not is_agency(author):
        meta.authors.append(author)


def _is_named_desk(key: tuple[str, ...], text: str) -> bool:
    return (
        text[:1].isupper()
        and len(key) <= 5
        and (key in lexicon().desks or any((word,) in lexicon().desks for word in key))
    )


def _is_desk(text: str) -> bool:
    """``la rédaction``, ``redaksia``: a word or two for a desk, no role."""
    key = phrase_key(text)
    plain = 0 < len(key) <= 3 and all(c.isalpha() or c in " '’-" for c in text) and not is_role(text)
    return plain and any((word,) in lexicon().desks for word in key)


def _is_noise(text: str) -> bool:
    """Relative times, reading times, counts."""
    folded = [fold(word) for word in WORD.findall(text)]
    if any(c.isdigit() for c in text):
        return True
    return any(
        {"ago", "comments", "share", "photo", "readmore"} & set(categories)
        and "byline" not in categories
        and (last - first) * 2 >= len(folded)
        for first, last, categories in lexicon().find(folded)
    )
