"""Fields that say where an article stood and who wrote it: outlets with their pages, a reader's source lines, roles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.ingest.bylines import byline_prefix, looks_like_names
from services.ingest.dates import find_date
from services.ingest.lexicon import fold, lexicon, phrase_key
from services.ingest.lexicon.words import WORD

_LONGEST = 140  # characters
_SEPARATED = re.compile(r"\s+[/–—-]\s+|\s*[|·•]\s*")
_POSSESSIVE = re.compile(r"\w[’']s\b")  # "Editor's choice"
_MOST_FIELDS = 4
_LABEL, _LABEL_WORDS = 30, 4  # characters, words of a section
_ROLE_WORDS = 6
_ROLE = 60  # characters
_WHEN_WORDS = 5
_COMPOUND = 8  # letters: "Wirtschaftskorrespondent" ends in a role of that length or more


@dataclass(frozen=True, slots=True)
class SourceLine:
    """``Valley Post / Ana Kovač / 2 hours ago``: ``names`` without the time, which is the last of the fields."""

    names: tuple[str, ...]
    when: str


def source_line(text: str) -> SourceLine | None:
    """The fields of a line below a headline that ends in a date or in how long ago it was; null for any other line."""
    if len(text) > _LONGEST or not any(map(str.isdigit, text)):
        return None
    pieces = [piece.strip() for piece in _SEPARATED.split(text)]
    if not 2 <= len(pieces) <= _MOST_FIELDS or not all(pieces) or not is_when(pieces[-1]):
        return None
    names = tuple(pieces[:-1])
    # A field is a name of something: it begins in a capital and is no sentence.
    return (
        SourceLine(names, pieces[-1])
        if all(name[:1].isupper() and name[-1] not in ".!?…:" and len(name) <= _ROLE for name in names)
        else None
    )


def is_when(text: str) -> bool:
    """Whether a field is nothing but a full date or ``3 hours ago``, in any language."""
    key = [fold(word) for word in WORD.findall(text)]
    if not key:
        return False
    if any(word[0].isdigit() for word in key) and len(key) <= _WHEN_WORDS:
        elapsed = lexicon().elapsed
        if any((word,) in elapsed for word in key) or any(tuple(key[:n]) in elapsed for n in (2, 3)):
            return True
    found = find_date(text)
    return found is not None and not any(map(str.isalpha, text[: found.start] + text[found.end :]))


def is_role(text: str) -> bool:
    """Whether a short line says what its writer is, not who: ``Transport Correspondent``, ``novinarka Vijesti``."""
    if len(text) > _ROLE or not text[:1].isalpha() or text[-1] in ".!?…:;,":
        return False
    if (
        any(map(str.isdigit, text))
        or byline_prefix(text)
        or ":" in text
        or "," in text
        or _POSSESSIVE.search(text)
    ):
        return False
    key = [fold(word) for word in WORD.findall(text)]
    if not 0 < len(key) <= _ROLE_WORDS:
        return False
    roles = lexicon().roles
    return any(word in roles for word in (key[0], key[-1])) or any(
        key[-1].endswith(role) for role in roles if len(role) >= _COMPOUND
    )


def outlets_with_pages(texts: Iterable[str]) -> frozenset[str]:
    """Names that stand right before the number of a page: ``By Ana Kovač, Valley Post, p. 4``, ``Hill Voice, online``."""
    alone: set[str] = set()
    found: Counter[str] = Counter()
    for text in texts:
        if "," not in text or len(text) > _LONGEST:
            continue
        date = find_date(text) if any(map(str.isdigit, text)) else None
        bare = text if date is None else text[: date.start] + "," + text[date.end :]
        pieces = [piece.strip() for piece in bare.split(",") if piece.strip()]
        if len(pieces) < 2 or not _is_page(pieces[-1]) or _is_page(pieces[-2]):
            continue
        outlet = pieces[-2]
        if not byline_prefix(outlet) and outlet[:1].isupper():
            found[outlet] += 1
            if len(pieces) == 2 or not byline_prefix(text):
                alone.add(outlet)
    # Beside a byline it may be a second author, unless it stands beside others' or by itself too.
    return frozenset(outlet for outlet, count in found.items() if count > 1 or outlet in alone)


def _is_page(text: str) -> bool:
    key = phrase_key(text)
    paged = len(key) == 2 and (key[0],) in lexicon().pages and key[1][0].isdigit()
    return paged or key in lexicon().printed


def outlets_of_sources(texts: Sequence[str]) -> frozenset[str]:
    """First fields of source lines, where at least two of them name an outlet, a person and a time."""
    found = [line for text in texts if (line := source_line(text)) is not None]
    full = [line for line in found if len(line.names) > 1 and looks_like_names(line.names[-1])]
    return frozenset(line.names[0] for line in found) if len(full) > 1 else frozenset()


def papers_above_bylines(fields: Iterable[Sequence[str]], *, day_first: bool) -> frozenset[str]:
    """``Glas Luke`` of ``Glas Luke, 3 February 2026`` right above a byline; of all such lines, where two stand so.

    ``fields``: the lines of date and byline of each article.
    """
    above: list[str] = []
    alone: list[str] = []
    for texts in fields:
        for text, below in pairwise((*texts, "")):
            name = _paper(text, day_first=day_first)
            if name is not None:
                (above if byline_prefix(below) else alone).append(name)
    return frozenset((*above, *alone) if len(above) > 1 else above)


def _paper(text: str, *, day_first: bool) -> str | None:
    if len(text) > _LONGEST or not any(map(str.isdigit, text)) or byline_prefix(text):
        return None
    date = find_date(text, day_first=day_first)
    if date is None or any(map(str.isalnum, text[date.end :])):
        return None
    name = text[: date.start].rstrip()
    bare = name.rstrip(" ,|·•–—-/")
    return bare if bare and bare != name and bare[0].isupper() and "," not in bare else None


def bar_sets_sections_off(titles: Sequence[str]) -> bool:
    """Whether several headlines of a page begin with a known section and a bar, as at least half of all do with a word."""
    heads = [head.strip() for title in titles for head, bar, _ in (title.partition(" | "),) if bar]
    heads = [head for head in heads if len(head) <= _LABEL and head.count(" ") < _LABEL_WORDS]
    known = sum(phrase_key(head) in lexicon().sections for head in heads)
    return known > 1 and len(heads) * 2 >= len(titles)
