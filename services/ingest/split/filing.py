"""Names of sections in date lines and bylines: ``Filed under: Erosion``, ``| Rubrika: Društvo``, ``… in Roads``."""

from __future__ import annotations

import re

from services.ingest.lexicon import fold, lexicon, phrase_key
from services.ingest.lexicon.words import WORD

_FILED = 80  # characters
_SECTION = 30  # characters
_TAIL_WORDS = 3
_FIELD_NAME = re.compile(r"^([^\W\d_]{4,12})\s?:\s+(?=\S)")
_BARS = re.compile(r"\s*[|·•]\s*")
SECTION_FIELDS = frozenset(
    phrase_key(text)
    for text in ("section", "category", "rubrika", "kategorija", "kategoria", "рубрика", "категорија", "rubrik", "sezione",
                 "rubrique", "kategori", "κατηγορία", "sección", "secțiune", "oddelek", "seksioni", "ressort", "categoria",
                 "catégorie", "kategorie", "ενότητα", "bölüm")
)  # fmt: skip


def filed_under(text: str) -> str | None:
    """The section of ``Filed under: Erosion``, ``Kategorija: Sport, Vesti``; null for any other line."""
    matches = list(WORD.finditer(text[:_FILED]))
    for count in range(min(len(matches) - 1, 5), 0, -1):
        if tuple(fold(match.group()) for match in matches[:count]) in lexicon().filed:
            rest = text[matches[count - 1].end() :]
            name = re.split(r"[,;|·•]", rest.lstrip(" :–—-"))[0].strip()
            marked = rest.lstrip()[:1] == ":" or count > 1
            fits = len(name) <= _SECTION and name[:1].isupper() and name[-1:] not in ".!?:"
            return name if marked and fits else None
    return None


def without_section(text: str) -> tuple[str, str | None]:
    """(line without the name of its section, that name or null)."""
    if ":" in text and ("|" in text or "·" in text or "•" in text):
        pieces = _BARS.split(text)
        for piece in pieces:
            named = _FIELD_NAME.match(piece)
            if (
                named is not None
                and (key := phrase_key(named[1]))
                and (key in SECTION_FIELDS or key in lexicon().filed)
            ):
                name = piece[named.end() :].split(",")[0].split(";")[0].strip()
                rest = " | ".join(other for other in pieces if other is not piece)
                return (rest, name) if 0 < len(name) <= _SECTION else (text, None)
    return _filed_in(text)


def _filed_in(text: str) -> tuple[str, str | None]:
    """``Posted on 28 September 2025 by Carol Heath in Roads``: what ends such a line and is no town is a section."""
    if len(text) > _FILED + _SECTION or not any(map(str.isdigit, text)):
        return text, None
    tokens = text.split(" ")
    opening = phrase_key(" ".join(tokens[:2]))
    if opening[:1] not in lexicon().dated and opening not in lexicon().dated:
        return text, None
    for count in range(1, min(_TAIL_WORDS, len(tokens) - 3) + 1):
        name = " ".join(tokens[-count:])
        if (fold(tokens[-count - 1]),) not in lexicon().filedins:
            continue
        key = phrase_key(name)
        fits = len(name) <= _SECTION and name[:1].isupper() and name[-1:].isalpha()
        if (
            fits
            and not any(map(str.isdigit, name))
            and (key in lexicon().sections or " ".join(key) not in lexicon().places)
        ):
            return " ".join(tokens[: -count - 1]), name
        return text, None
    return text, None
