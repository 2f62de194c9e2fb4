"""Known places, organisations and people: found in text whatever their case ending or script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from services.enrich.entities.inflection import base_forms
from services.enrich.entities.tokens import tokenize
from services.enrich.folding import fold

DATA = Path(__file__).parent / "data"

# Two-letter abbreviations are words in other languages ("be", "ke", "us"): each counts only where news uses it.
_SHORT = {
    "BE": {"sq"}, "KE": {"sq"}, "US": {"en"}, "UK": {"en", "hbs", "sq"}, "UN": {"en", "de", "hbs"},
    "AP": {"en", "hbs", "sq", "mk"}, "EC": {"en"}, "UE": {"it", "fr", "es"},
}  # fmt: skip


# A region counts like a large town among places of one name: Florida is the state, not the town in Uruguay.
_REGION_WEIGHT = 3_000_000
_REGION = frozenset("AL XK MK RS ME BA HR SI GR BG RO TR IT AT HU".split())


@dataclass(frozen=True, slots=True)
class Entry:
    """``kind``: country, capital, city, region, organization or person. ``population`` is 0 where it does not count."""

    kind: str
    canonical: str
    id: str | None
    country: str | None
    population: int

    @property
    def is_near(self) -> bool:
        """Anything but a town far away, whose foreign spellings meet our words by chance: 'Niša' is Niš, not Nice."""
        return self.kind != "city" or self.country in _REGION


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens [start, end) and every entry that their words may name; ``exact`` when no ending had to be taken off."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class _Phrase:
    """``languages``: those it is a name in, None for all. ``confirms_only``: an ordinary word too, never found by itself."""

    words: tuple[str, ...]
    abbreviation: str | None
    languages: frozenset[str] | None
    confirms_only: bool
    primary: bool
    entry: Entry


class Gazetteer:
    def __init__(self, entries: Iterator[tuple[Entry, Sequence[str]]]) -> None:
        self._by_first: dict[str, list[_Phrase]] = {}
        for entry, names in entries:
            primary, _ = _key(entry.canonical)
            for name in dict.fromkeys(names):
                spelling, confirms_only, languages = _marks(name)
                words, abbreviation = _key(spelling)
                if words:
                    if languages is None and abbreviation is not None:
                        languages = _short_in(abbreviation)
                    phrase = _Phrase(words, abbreviation, languages, confirms_only, words == primary, entry)
                    self._by_first.setdefault(words[0], []).append(phrase)

    def matches(self, words: Sequence[str], language: str) -> list[Match]:
        """Longest matches first come, first served, left to right; only capitalised words start one."""
        found: list[Match] = []
        position = 0
        while position < len(words):
            match = self._longest(words, position, language) if words[position][:1].isupper() else None
            if match is None:
                position += 1
            else:
                found.append(match)
                position = match.end
        return found

    def lookup(self, words: Sequence[str], language: str) -> tuple[Entry, ...]:
        """Entries that exactly these words may name, the closest spelling first."""
        match = self._longest(words, 0, language, confirming=True)
        return match.entries if match is not None and match.end == len(words) else ()

    def _longest(
        self, words: Sequence[str], position: int, language: str, *, confirming: bool = False
    ) -> Match | None:
        best: dict[
            Entry, tuple[bool, bool]
        ] = {}  # entry to (foreign variant, ending taken off): smaller is better
        best_end = position
        for rank, first in enumerate(base_forms(fold(words[position]), language)):
            for phrase in self._by_first.get(first, ()):
                end = position + len(phrase.words)
                if end < best_end or end > len(words) or not self._fits(phrase, words, position, language):
                    continue
                if (rank and not _declinable(phrase.entry)) or (phrase.confirms_only and not confirming):
                    continue
                if end > best_end:
                    best, best_end = {}, end
                foreign_variant = not phrase.primary and not phrase.entry.is_near
                best.setdefault(phrase.entry, (foreign_variant, rank > 0))
        if not best:
            return None
        closest = min(best.values())
        entries = tuple(entry for entry, distance in best.items() if distance == closest)
        return Match(position, best_end, entries, exact=not closest[1])

    @staticmethod
    def _fits(phrase: _Phrase, words: Sequence[str], position: int, language: str) -> bool:
        if phrase.languages is not None and language not in phrase.languages:
            return False
        if phrase.abbreviation is not None:
            return words[position].split("-")[0].split("‑")[0] == phrase.abbreviation
        return all(
            _inflects(words[position + offset], wanted, language)
            for offset, wanted in enumerate(phrase.words[1:], start=1)
        )


def _short_in(abbreviation: str) -> frozenset[str] | None:
    languages = _SHORT.get(abbreviation)
    return None if languages is None else frozenset(languages)


_ALBANIAN_LINKING = frozenset({"e", "i", "te", "se"})


def _inflects(word: str, wanted: str, language: str) -> bool:
    """Albanian joins the parts of a name by an article that changes with the case: Kuvendi i, Kuvendit të."""
    folded = fold(word)
    if language == "sq" and wanted in _ALBANIAN_LINKING:
        return folded in _ALBANIAN_LINKING
    return wanted in base_forms(folded, language)


def _declinable(entry: Entry) -> bool:
    """Towns far away are left to their own name: taking endings off would find Plano, Texas, in every second word."""
    return entry.is_near or entry.population >= 1_000_000


def _key(name: str) -> tuple[tuple[str, ...], str | None]:
    words = tuple(tokenize(name, "sq").words)
    abbreviation = words[0] if len(words) == 1 and words[0].isupper() and len(words[0]) <= 5 else None
    return tuple(fold(word) for word in words), abbreviation


def _marks(name: str) -> tuple[str, bool, frozenset[str] | None]:
    """'Most?@hbs' is the name 'Most', an ordinary word too, in South Slavic text only; see data/organizations.tsv."""
    spelling, _, languages = name.partition("@")
    only = frozenset(languages.split(",")) if languages else None
    return spelling.rstrip("?"), spelling.endswith("?"), only


def _rows(name: str) -> Iterator[list[str]]:
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _entries() -> Iterator[tuple[Entry, Sequence[str]]]:
    for kind, canonical, identifier, country, population, names in _rows("places.tsv"):
        yield Entry(kind, canonical, identifier, country, int(population)), names.split("|")
    for canonical, identifier, names in _rows("regions.tsv"):
        known = None if identifier == "-" else identifier
        yield Entry("region", canonical, known, None, _REGION_WEIGHT), [canonical, *names.split("|")]
    for canonical, identifier, country, names in _rows("organizations.tsv"):
        known, at = (None if value == "-" else value for value in (identifier, country))
        yield Entry("organization", canonical, known, at, 0), names.split("|")
    for canonical, names in _rows("persons.tsv"):
        yield Entry("person", canonical, None, None, 0), names.split("|")


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    return Gazetteer(_entries())


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    text = (DATA / "given_names.txt").read_text(encoding="utf-8")
    return frozenset(
        fold(name) for line in text.splitlines() if not line.startswith("#") for name in line.split()
    )


class WordList:
    """Whole words and, written with a star, stems; all folded."""

    def __init__(self, file: str) -> None:
        text = (DATA / file).read_text(encoding="utf-8")
        words = [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]
        self._whole = frozenset(word for word in words if not word.endswith("*"))
        self._stems = tuple(word[:-1] for word in words if word.endswith("*"))

    def __contains__(self, folded: str) -> bool:
        return folded in self._whole or folded.startswith(self._stems)


@lru_cache(maxsize=1)
def title_words() -> WordList:
    return WordList("titles.txt")


@lru_cache(maxsize=1)
def organization_words() -> WordList:
    return WordList("org_words.txt")
