"""Names of authors from a printed byline, in any of Lajmi's languages."""

from __future__ import annotations

import re
from functools import lru_cache

from services.ingest.lexicon import fold, lexicon, phrase_key
from services.ingest.lexicon.words import WORD

_BRACKETS = " \t()[]{}<>*_~–—-|/·•:;,."
_CONTACT = re.compile(r"\(?\s*(?:\S+@\S+|@\w+|https?://\S+|www\.\S+)\s*\)?")
_FIELDS = re.compile(r"\s+[|·•/–—]+\s+|\s{3,}|\s*[|·•]\s*|\s-\s|\s*\(|\)\s*|;\s*")
_ARTICLE = re.compile(r"^(?:the|die|der|la|le|il|η|ο)\s+(?=[A-ZΑ-Ω])")
_DIGIT = re.compile(r"\d")
_POSSESSIVE = re.compile(r"\w[’']s\b")
# What is left of "Posted by Greta on" once the date is gone.
_TRAILING = re.compile(r"\s+(?:on|at|më|na|dana|am|um|vom|le|il|στις|на|u|tarihinde)[\s,|]*$")
_LIST = re.compile(r"\s*[,&]\s*")
_AGENCIES = re.compile(r"[,/&+-]|\s+(?:i|and|dhe|und|et|e)\s+")
_LONGEST_WORD = 64  # letters: as in WORD
_NAME_WORD = re.compile(r"^(?:[^\W\d_]\.?|[^\W\d_][\w’'.-]*)$")
_PARTICLES = frozenset(
    "de da di del della dos du la le van von der den ten zu af al el bin ibn y i e".split(" ")
)


@lru_cache(maxsize=1)
def _opening_words() -> frozenset[str]:
    return frozenset(phrase[0] for phrase in lexicon().bylines | lexicon().credits if phrase)


@lru_cache(maxsize=1)
def _agency_words() -> frozenset[str]:
    """What the names of agencies begin with: most lines are done with their first word."""
    return frozenset(name[0] for name in lexicon().agencies if name)


def byline_prefix(text: str) -> int:
    """Length of the byline words (``By``, ``Nga``, ``Piše:``) that ``text`` begins with, 0 when it begins otherwise."""
    opening = WORD.search(text, 0, 60)
    if opening is None or fold(opening.group()) not in _opening_words():
        return 0
    bylines = lexicon().bylines
    best = 0
    folded: list[str] = []
    for match in WORD.finditer(text[:60]):
        if len(folded) >= 5:
            break
        folded.append(fold(match.group()))
        if tuple(folded) in bylines or (
            tuple(folded) in lexicon().credits and text[match.end() : match.end() + 3].lstrip()[:1] == ":"
        ):
            best = match.end()
    if not best:
        return 0
    while best < len(text) and text[best] in " :–—-\t.*_":
        best += 1
    return best


def parse_authors(text: str) -> tuple[str, ...]:
    """People or named desks in a byline, as printed, without ``By`` and the like, roles, places and addresses."""
    bare = _CONTACT.sub(" ", text).strip(_BRACKETS)
    while (length := byline_prefix(bare)) and length < len(bare):
        bare = bare[length:].strip(_BRACKETS)
    bare = _TRAILING.sub("", _ARTICLE.sub("", bare))
    names: list[str] = []
    fields = [field.strip(_BRACKETS) for field in _FIELDS.split(bare)]
    for position, field in enumerate(field for field in fields if field):
        if position and names:
            break  # what follows the names after a bar or in brackets is a role, a place or an agency
        for part in _split_names(field):
            if names and _is_role(part):
                continue
            if _is_name(part) and phrase_key(part) not in lexicon().bylines:
                names.append(part)
    return tuple(dict.fromkeys(names))


def looks_like_names(text: str) -> bool:
    """Whether ``text`` is nothing but one to four names (two to four words each) or a named desk."""
    if not 4 <= len(text) <= 120:
        return False
    bare = text.strip(_BRACKETS)
    opens = bare[:1].isupper() or bare[:1] == "&" or bare[:1].isspace()
    if not opens or _DIGIT.search(text) is not None:
        return False
    tokens = text.split()
    if (
        not 2 <= len(tokens) <= 20
        or len([token for token in tokens if token[0].islower()]) > 5
        or _POSSESSIVE.search(text) is not None
        or all(len(token.strip(_BRACKETS)) < 2 for token in tokens)
    ):
        return False
    parts = _split_names(bare)
    return 0 < len(parts) <= 4 and all(
        1 <= part.count(" ") <= (3 if _has_desk(part) or _has_particle(part) else 2)
        and len(part) <= 40
        and _is_name(part)
        for part in parts
    )


def _has_desk(part: str) -> bool:
    return any((word,) in lexicon().desks for word in phrase_key(part))


def _has_particle(part: str) -> bool:
    return any(token.islower() for token in part.split())


def is_agency(text: str) -> bool:
    """Whether ``text`` names news agencies only (``Beta``, ``AP/Reuters``)."""
    bare = text.strip(_BRACKETS)
    opening = WORD.search(bare)
    known = opening is not None and fold(opening.group()) in _agency_words()
    if not known and not bare[:1].isspace():
        return False
    parts = [part for part in _AGENCIES.split(bare) if part.strip()]
    agencies = lexicon().agencies
    return bool(parts) and (
        all(phrase_key(part) in agencies for part in parts) or phrase_key(text) in agencies
    )


def _split_names(field: str) -> list[str]:
    parts: list[str] = []
    for chunk in _LIST.split(field):
        tokens = chunk.split()
        current: list[str] = []
        for index, token in enumerate(tokens):
            between = token.islower() and current and current[-1][:1].isupper()
            following = tokens[index + 1] if between and index + 1 < len(tokens) else ""
            if following[:1].isupper() and fold(token) in lexicon().conjunctions:
                parts.append(" ".join(current))
                current = []
            else:
                current.append(token)
        if current:
            parts.append(" ".join(current))
    return [
        part.strip(_BRACKETS) if not part.endswith("Jr.") else part for part in parts if part.strip(_BRACKETS)
    ]


def _is_name(part: str) -> bool:
    tokens = part.split()
    if not 1 <= len(tokens) <= 6 or not (part[:1].isupper() and part[:1].isalpha()):
        return False
    if _is_desk(tokens[0]):
        return True  # "Redaction of the Valley Post": a desk may go on in lower case
    return all(
        (_NAME_WORD.match(token) is not None and (token[:1].isupper() or fold(token) in _PARTICLES))
        or _is_desk(token)
        for token in tokens
    )


def _is_desk(token: str) -> bool:
    one_word = token.isalpha() and len(token) <= _LONGEST_WORD
    return ((fold(token),) if one_word else phrase_key(token)) in lexicon().desks


def _is_role(part: str) -> bool:
    key = phrase_key(part)
    if part[:1].islower() or " ".join(key) in lexicon().places or key in lexicon().agencies:
        return True
    return any((word,) in lexicon().desks for word in key) and not part.istitle()
