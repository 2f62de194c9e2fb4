"""Which values of a facet somebody means: ``nato`` NATO, ``djokovic`` Novak Đoković, ``EU`` European Union. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from services.search.languages import language_code, script_code
from shared.folding import fold, folded_words

# Small words that initials leave out.
_UNCOUNTED = frozenset(["of", "the", "and", "for", "in", "on", "i", "e", "dhe", "te", "za", "u", "na"])
_LONGEST_ACRONYM = 6

# Elasticsearch refuses longer patterns (index.max_regex_length is 1000).
_MAX_PATTERN = 960
_SEPARATOR = ".+"
# Latin with its European extensions, Greek, Cyrillic: every letter beyond stands for itself alone.
_LETTERS = (range(0x30, 0x180), range(0x218, 0x21C), range(0x370, 0x460))


def _sources() -> dict[str, str]:
    found: dict[str, str] = defaultdict(str)
    for block in _LETTERS:
        for character in map(chr, block):
            if character.isalnum():
                found[fold(character)] += character
    return dict(found)


# What a folded letter (or two: dj) may have been.
_SOURCES = _sources()


def canonical_code(facet: str, value: str) -> str | None:
    """For facets that hold codes: the code, so that nothing needs to be looked up."""
    if facet == "language":
        return language_code(value)
    return script_code(value) if facet == "script" else None


def lookup_pattern(facet: str, value: str) -> str | None:
    """A regular expression (Lucene's) that matches every value that may be meant, and others; None when there is none."""
    words = folded_words(value)
    if not words:
        return None
    patterns = ["", *map(_word_pattern, words)]
    pattern = ".*" + _SEPARATOR.join(patterns[1:])
    while len(pattern) > _MAX_PATTERN:
        patterns.pop()
        pattern = ".*" + _SEPARATOR.join(patterns[1:])
    pattern += ".*"
    if facet == "organization" and len(words) == 1 and 2 <= len(words[0]) <= _LONGEST_ACRONYM:
        initials = ".* ".join(_letter_pattern(letter) for letter in words[0]) + ".*"
        if len(pattern) + len(initials) < _MAX_PATTERN:
            pattern = f"({pattern}|{initials})"
    return pattern


def meant(facet: str, value: str, candidates: Iterable[str]) -> list[str]:
    """Of the candidates the values that ``value`` means, best first.

    A spelling of the whole name wins over longer names that contain it, so that the place *Kosovo* leaves out *Kosovo
    Polje*; but one word for a person is a surname, and means everybody of that name. An organisation may be given by its
    initials. Else the words must stand in the name, whole and in this order.
    """
    words = folded_words(value)
    if not words:
        return []
    names = [(name, folded_words(name)) for name in candidates]
    same = [name for name, its_words in names if its_words == words]
    containing = [name for name, its_words in names if _contains(its_words, words)]
    if facet == "person" and len(words) == 1:
        return containing
    if facet == "organization" and len(words) == 1:
        same += [name for name, its_words in names if _initials(its_words) == words[0] and name not in same]
    return same or containing


def _contains(name: Sequence[str], words: Sequence[str]) -> bool:
    span = len(words)
    return any(tuple(name[at : at + span]) == tuple(words) for at in range(len(name) - span + 1))


def _initials(words: Sequence[str]) -> str | None:
    counted = [word for word in words if word not in _UNCOUNTED]
    return "".join(word[0] for word in counted) if len(counted) > 1 else None


def _word_pattern(word: str) -> str:
    """A letter may have been one sign with the next (dj was đ), which is then missing: rather too much matches."""
    pattern = ""
    missing = False
    for at, letter in enumerate(word):
        joined = _SOURCES.get(word[at : at + 2], "") if at + 1 < len(word) else ""
        pattern += _letter_pattern(letter, joined) + ("?" if missing else "")
        missing = bool(joined)
    return pattern


def _letter_pattern(letter: str, joined: str = "") -> str:
    """A class of letters only: nothing in it needs escaping."""
    return f"[{''.join(dict.fromkeys(_SOURCES.get(letter, '') + letter + letter.upper() + joined))}]"
