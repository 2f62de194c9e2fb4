"""Known places, organisations and people: found in text whatever their case ending or script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path

from services.enrich.entities.inflection import base_forms
from services.enrich.entities.tokens import tokenize
from services.enrich.folding import fold
from services.enrich.transliteration import to_latin

DATA = Path(__file__).parent / "data"

# Two-letter abbreviations are words in other languages ("be", "ke", "us"): each counts only where news uses it.
_SHORT = {
    "BE": {"sq"}, "KE": {"sq"}, "US": {"en"}, "UK": {"en", "hbs", "sq"}, "UN": {"en", "de", "hbs"},
    "AP": {"en", "hbs", "sq", "mk"}, "EC": {"en"}, "UE": {"it", "fr", "es"},
}  # fmt: skip
_LONGEST_ABBREVIATION = 5


# A region counts like a large town among places of one name: Florida is the state, not the town in Uruguay.
_REGION_WEIGHT = 3_000_000
REGION = frozenset("AL XK MK RS ME BA HR SI GR BG RO TR IT AT HU".split())
# Inhabitants from which a town far away is known well enough to be written with endings.
_LARGE_TOWN, _WELL_KNOWN = 300_000, 1_000_000
_EUROPE = frozenset("FR DE NL GB ES PT BE CH PL CZ SK UA DK SE NO FI IE".split())
# Capitalised words of some hundred articles; a word's candidates are worked out once.
_MOST_CACHED = 20_000


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
        return self.kind != "city" or self.country in REGION

    @property
    def is_well_known(self) -> bool:
        """Near, or a town large enough to be written with the endings of other languages."""
        return self.is_near or self.population >= (_LARGE_TOWN if self.country in _EUROPE else _WELL_KNOWN)


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens [start, end) and every entry that their words may name; ``exact`` when no ending had to be taken off."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What a name is beside its first word.

    ``languages``: those it is a name in, None for all. ``confirms_only``: an ordinary word too, never found by itself.
    """

    rest: tuple[str, ...]
    entry: Entry
    primary: bool
    abbreviation: str | None = None
    languages: frozenset[str] | None = None
    confirms_only: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A phrase that a word of a text may begin; ``distance``: (foreign variant, ending taken off), smaller is better."""

    number: int  # in the order in which they were found
    phrase: _Phrase
    distance: tuple[bool, bool]


_Alone = tuple[tuple[Entry, ...], bool]  # entries, and whether no ending was taken off


@dataclass(frozen=True, slots=True)
class _Start:
    """What a word of a text may name by itself, as found and as confirmed, and what it may begin, by the second word."""

    alone: _Alone | None
    confirmed: _Alone | None
    longer: dict[str, list[_Candidate]]


class Gazetteer:
    """Names by their first word. Most names are one word of a place without marks: those are kept as bare numbers."""

    def __init__(self, entries: Iterable[tuple[Entry, Sequence[str], Sequence[str]]]) -> None:
        """``entries``: each with its names as written and as folded."""
        self._entries: list[Entry] = []
        # Folded name to the numbers of its entries, twice each, and one more where it is the entry's canonical name: names
        # of one word, and by their first word those of several.
        self._words: dict[str, int | tuple[int, ...]] = {}
        self._longer: dict[str, dict[tuple[str, int], None]] = {}
        # Abbreviations, and names with signs or marks, by their first word.
        self._phrases: dict[str, list[_Phrase]] = {}
        self._starts: dict[tuple[str, str], _Start | None] = {}
        for entry, names, folded_names in entries:
            self._add(entry, names, folded_names)

    def _add(self, entry: Entry, names: Sequence[str], folded_names: Sequence[str]) -> None:
        twice = 2 * len(self._entries)
        self._entries.append(entry)
        own = fold(entry.canonical)
        seen: set[str] = set()
        for name, folded in zip(names, folded_names, strict=True):
            if folded in seen:
                continue
            number = twice + (folded == own)
            if len(name) <= _LONGEST_ABBREVIATION and name.isupper():
                self._add_phrases(name, entry)
            elif folded.isalpha():
                seen.add(folded)
                before = self._words.get(folded)
                if before is None:
                    self._words[folded] = number
                else:
                    self._words[folded] = (*before, number) if isinstance(before, tuple) else (before, number)
            elif folded.replace(" ", "").isalpha():
                seen.add(folded)
                self._longer.setdefault(folded[: folded.index(" ")], {})[folded, number] = None
            else:
                self._add_phrases(name, entry)

    def _add_phrases(self, name: str, entry: Entry) -> None:
        for first, phrase in _phrases(name, entry):
            known = self._phrases.setdefault(first, [])
            if phrase not in known:
                known.append(phrase)

    def matches(self, words: Sequence[str], language: str) -> list[Match]:
        """Longest matches first come, first served, left to right; only capitalised words start one."""
        found: list[Match] = []
        position = 0
        for start, word in enumerate(words):
            if start < position or not word[:1].isupper():
                continue
            begun = self._starting(word, language)
            if begun is not None:
                match = _longest(begun, words, start, language)
                if match is not None:
                    found.append(match)
                    position = match.end
        return found

    def lookup(self, words: Sequence[str], language: str) -> tuple[Entry, ...]:
        """Entries that exactly these words may name, the closest spelling first."""
        start = self._starting(words[0], language) if words else None
        if start is None:
            return ()
        match = _longest(start, words, 0, language, confirming=True)
        return match.entries if match is not None and match.end == len(words) else ()

    def _starting(self, word: str, language: str) -> _Start | None:
        key = (word, language)
        if key in self._starts:
            return self._starts[key]
        if len(self._starts) >= _MOST_CACHED:
            self._starts.clear()
        candidates = list(self._find(word, language))
        found = self._starts[key] = _start(candidates, language) if candidates else None
        return found

    def _find(self, word: str, language: str) -> Iterator[_Candidate]:
        """Phrases that begin with a form of ``word``, in order; towns far away only with the word as it stands."""
        order = count()
        for rank, first in enumerate(base_forms(fold(word), language)):
            for phrase in self._beginning(first):
                if (not rank or _declinable(phrase.entry)) and _fits(phrase, word, language):
                    far_variant = not phrase.primary and not phrase.entry.is_near
                    yield _Candidate(next(order), phrase, (far_variant, rank > 0))

    def _beginning(self, first: str) -> Iterator[_Phrase]:
        numbers = self._words.get(first, ())
        for number in (numbers,) if isinstance(numbers, int) else numbers:
            yield _Phrase((), self._entries[number >> 1], bool(number & 1))
        for name, number in self._longer.get(first, ()):
            yield _Phrase(tuple(name.split(" ")[1:]), self._entries[number >> 1], bool(number & 1))
        yield from self._phrases.get(first, ())


def _start(candidates: Sequence[_Candidate], language: str) -> _Start:
    longer: dict[str, list[_Candidate]] = {}
    for candidate in candidates:
        if candidate.phrase.rest:
            longer.setdefault(_linked(candidate.phrase.rest[0], language), []).append(candidate)
    alone = [candidate for candidate in candidates if not candidate.phrase.rest]
    found = [candidate for candidate in alone if not candidate.phrase.confirms_only]
    return _Start(_closest(found), _closest(alone), longer)


def _closest(candidates: Sequence[_Candidate]) -> _Alone | None:
    if not candidates:
        return None
    best: dict[Entry, tuple[bool, bool]] = {}
    for candidate in candidates:
        best.setdefault(candidate.phrase.entry, candidate.distance)
    closest = min(best.values())
    return tuple(entry for entry, distance in best.items() if distance == closest), not closest[1]


def _fits(phrase: _Phrase, first: str, language: str) -> bool:
    if phrase.languages is not None and language not in phrase.languages:
        return False
    if phrase.abbreviation is None:
        return True
    head, _, _ = first.replace("‑", "-").partition("-")
    return to_latin(head) == phrase.abbreviation


def _longest(
    start: _Start, words: Sequence[str], position: int, language: str, *, confirming: bool = False
) -> Match | None:
    if start.longer and position + 1 < len(words):
        fitting: list[_Candidate] = []
        for form in _forms(words[position + 1], language):
            for candidate in start.longer.get(form, ()):
                if _goes_on(candidate.phrase, words, position, language, confirming):
                    fitting.append(candidate)
        if fitting:
            length = max(len(candidate.phrase.rest) for candidate in fitting)
            fitting = [candidate for candidate in fitting if len(candidate.phrase.rest) == length]
            fitting.sort(key=lambda candidate: candidate.number)
            closest = _closest(fitting)
            if closest is not None:
                return Match(position, position + 1 + length, *closest)
    alone = start.confirmed if confirming else start.alone
    return None if alone is None else Match(position, position + 1, *alone)


def _goes_on(phrase: _Phrase, words: Sequence[str], position: int, language: str, confirming: bool) -> bool:
    """Whether the words after the second are the phrase's too."""
    if position + 1 + len(phrase.rest) > len(words) or (phrase.confirms_only and not confirming):
        return False
    return all(
        _linked(wanted, language) in _forms(words[position + offset], language)
        for offset, wanted in enumerate(phrase.rest[1:], start=2)
    )


_ALBANIAN_LINKING = frozenset({"e", "i", "te", "se"})


def _linked(folded: str, language: str) -> str:
    """Albanian joins the parts of a name by an article that changes with the case: Kuvendi i, Kuvendit të."""
    return "e" if language == "sq" and folded in _ALBANIAN_LINKING else folded


def _forms(word: str, language: str) -> tuple[str, ...]:
    folded = fold(word)
    if language == "sq" and folded in _ALBANIAN_LINKING:
        return ("e",)
    return base_forms(folded, language)


def _declinable(entry: Entry) -> bool:
    """Towns far away are left to their own name: taking endings off would find Plano, Texas, in every second word."""
    return entry.is_well_known


def _phrases(name: str, entry: Entry) -> Iterator[tuple[str, _Phrase]]:
    """The first word of a name, and the rest; two ways where languages part a word at its hyphen and others do not."""
    spelling, confirms_only, languages = _marks(name)
    own = tuple(fold(word) for word in tokenize(entry.canonical, "sq").words)
    # Albanian keeps hyphens inside names ('Guinea-Bissau'), English parts them; Italian parts an article ("d'Europa").
    for way in (
        "sq",
        *(("en",) if "-" in spelling else ()),
        *(("it",) if {"'", "’"} & set(spelling) else ()),
    ):
        tokens = tokenize(spelling, way).words
        if not tokens:
            continue
        alone = len(tokens) == 1 and tokens[0].isupper() and len(tokens[0]) <= _LONGEST_ABBREVIATION
        abbreviation = to_latin(tokens[0]) if alone else None
        if languages is None and abbreviation in _SHORT:
            languages = frozenset(_SHORT[abbreviation])
        words = tuple(fold(word) for word in tokens)
        yield words[0], _Phrase(words[1:], entry, words == own, abbreviation, languages, confirms_only)


def _marks(name: str) -> tuple[str, bool, frozenset[str] | None]:
    """'Most?@hbs' is the name 'Most', an ordinary word too, in South Slavic text only; see data/organizations.tsv."""
    spelling, _, languages = name.partition("@")
    only = frozenset(languages.split(",")) if languages else None
    return spelling.rstrip("?"), spelling.endswith("?"), only


def _rows(name: str) -> Iterator[tuple[list[str], list[str]]]:
    """The fields of each row, and the names in its last field folded: one call for the file, as folding costs most."""
    text = (DATA / name).read_text(encoding="utf-8")
    for line, folded in zip(text.split("\n"), fold(text).split("\n"), strict=True):
        if line and not line.startswith("#"):
            yield line.split("\t"), folded[folded.rindex("\t") + 1 :].split("|")


def _entries() -> Iterator[tuple[Entry, Sequence[str], Sequence[str]]]:
    for (kind, canonical, identifier, country, population, names), folded in _rows("places.tsv"):
        yield Entry(kind, canonical, identifier, country, int(population)), names.split("|"), folded
    for (canonical, identifier, names), folded in _rows("regions.tsv"):
        entry = Entry("region", canonical, _given(identifier), None, _REGION_WEIGHT)
        yield entry, [canonical, *names.split("|")], [fold(canonical), *folded]
    for (canonical, identifier, country, names), folded in _rows("organizations.tsv"):
        entry = Entry("organization", canonical, _given(identifier), _given(country), 0)
        yield entry, names.split("|"), folded
    for (canonical, names), folded in _rows("persons.tsv"):
        yield Entry("person", canonical, None, None, 0), names.split("|"), folded


def _given(field: str) -> str | None:
    return None if field == "-" else field


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    return Gazetteer(_entries())


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    text = (DATA / "given_names.txt").read_text(encoding="utf-8")
    return frozenset(
        fold(name) for line in text.splitlines() if not line.startswith("#") for name in line.split()
    )


@lru_cache(maxsize=1)
def given_places() -> frozenset[str]:
    """Given names, folded, that are names of places too; by which rule: ``training/entities/build_given_places.py``."""
    text = (DATA / "given_places.txt").read_text(encoding="utf-8")
    return frozenset(name for line in text.splitlines() if not line.startswith("#") for name in line.split())


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
