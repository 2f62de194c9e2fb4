"""The name a reader would file an entity under, and its identifier where no guess is needed."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from services.enrich.entities.ambiguity import Evidence, may_be_another, place_meant
from services.enrich.entities.gazetteer import Entry, Gazetteer
from services.enrich.entities.inflection import base_forms
from services.enrich.entities.mention import Mention
from services.enrich.entities.nominative import nominative
from services.enrich.folding import fold
from services.enrich.transliteration import to_latin
from shared.contracts import EntityType

_HYPHEN_ENDING = re.compile(r"(?<=\w)[-‑][a-zëçа-яјљњћђџ]{1,4}$")
_KINDS = {
    EntityType.PLACE: ("country", "capital", "city", "region"),
    EntityType.ORGANIZATION: ("organization",),
    EntityType.PERSON: ("person",),
}
# A far larger town of the same name is the one meant; ten times leaves the pairs of equal name in GeoNames unlinked.
_DOMINANT = 10


@dataclass(frozen=True, slots=True)
class Name:
    """``known``: it is in the gazetteer. ``country``: ISO 3166 code of a place or organisation that is of one country."""

    canonical: str
    id: str | None
    known: bool
    country: str | None = None


def canonical_name(words: Sequence[str], type_: EntityType, language: str, gazetteer: Gazetteer) -> Name:
    """From the gazetteer where exactly one entry fits; else the base form of the words, Latin script, without an id."""
    entries = [entry for entry in gazetteer.lookup(words, language) if entry.kind in _KINDS[type_]]
    home = _HOME.get(language, frozenset())
    if type_ is EntityType.PLACE:
        entries = _at_home(words, _by_its_name(words, entries), language, home)
    chosen = _choose(entries, home)
    if chosen is None and type_ is EntityType.PLACE:
        chosen = _choose(_administered(words, language, gazetteer), home)
    if chosen is not None:
        return _named(chosen)
    return Name(base_name(words, type_, language), None, known=False)


def _named(entry: Entry) -> Name:
    return Name(entry.canonical, entry.id, known=True, country=entry.country)


def place_in_context(
    mention: Mention, name: Name, language: str, gazetteer: Gazetteer, evidence: Evidence
) -> Name:
    """The place that is meant here of those that have the name; without an identifier where none is clearly meant."""
    opens = not any(word[:1].isalnum() for word in mention.before)
    if name.id is not None and not opens and not may_be_another(mention.words, mention.before, mention.after):
        return name
    entries = [
        entry for entry in gazetteer.lookup(mention.words, language) if entry.kind in _KINDS[EntityType.PLACE]
    ]
    if not entries:
        return name
    meant = place_meant(mention.words, mention.before, mention.after, entries, language, evidence)
    if not meant:
        return Name(base_name(mention.words, EntityType.PLACE, language), None, known=False)
    if _is_perhaps_a_word(mention, meant, language, evidence):
        return Name(base_name(mention.words, EntityType.PLACE, language), None, known=False)
    home = _HOME.get(language, frozenset())
    meant = _at_home(mention.words, _by_its_name(mention.words, meant), language, home)
    chosen = _choose(meant, home)
    if chosen is None or chosen.id is None:
        there = _choose([entry for entry in meant if (entry.country or "") in evidence.countries], home)
        chosen = there if there is not None and there.id is not None else chosen
    return name if chosen is None else _named(chosen)


_INFLECTING = frozenset({"sq", "hbs", "mk", "sl", "bg"})
_SHORT_NAME = 6  # letters; a longer one is seldom another word's form


def _is_perhaps_a_word(mention: Mention, entries: Sequence[Entry], language: str, evidence: Evidence) -> bool:
    """A short word that begins a sentence has a capital whatever it is; 'Uji' is water sooner than a town far away."""
    return (
        language in _INFLECTING
        and len(mention.words) == 1
        and len(mention.words[0]) <= _SHORT_NAME
        and not any(word[:1].isalnum() for word in mention.before)
        and not any(entry.is_well_known for entry in entries)
        and not any(evidence.countries.get(entry.country or "", 0) > 1 for entry in entries)
    )


# How many times as often as any other country whose organisation has the same name an article speaks of the one meant.
_CLEARLY = 2


def organization_in_context(
    words: Sequence[str],
    language: str,
    gazetteer: Gazetteer,
    named: Container[str],
    countries: Mapping[str, int],
) -> Name | None:
    """Which organisation an article means by a name that others have too (SDP, Kuvendi): None where it does not say.

    ``named``: canonical names that the article gives in full. ``countries``: how often it speaks of each.
    """
    entries = [entry for entry in gazetteer.lookup(words, language) if entry.kind == "organization"]
    candidates = [entry for entry in entries if not _is_shared_name(entry)]
    in_full = [entry for entry in candidates if entry.canonical in named]
    if len(in_full) == 1:
        return _named(in_full[0])
    ranked = sorted(candidates, key=lambda entry: -countries.get(entry.country or "", 0))
    counts = [countries.get(entry.country or "", 0) for entry in ranked]
    spoken_of = bool(counts) and counts[0] > 0 and _CLEARLY * counts[0] >= max(countries.values())
    if spoken_of and (len(counts) == 1 or counts[0] >= _CLEARLY * counts[1]):
        return _named(ranked[0])
    return None


def _is_shared_name(entry: Entry) -> bool:
    """Not an organisation but a name that several have, in the list so that it is filed under one spelling."""
    return entry.kind == "organization" and entry.id is None and entry.country is None


# A town of the countries whose language the article is in is meant before one of its name elsewhere: Bor, Bar.
_HOME = {
    "hbs": frozenset({"RS", "HR", "BA", "ME"}), "sq": frozenset({"AL", "XK", "MK", "ME"}), "mk": frozenset({"MK"}),
    "it": frozenset({"IT"}), "de": frozenset({"DE", "AT", "CH"}), "sl": frozenset({"SI"}), "bg": frozenset({"BG"}),
    "el": frozenset({"GR"}), "tr": frozenset({"TR"}),
}  # fmt: skip
_AT_HOME = 16
_NOBODY_CALLS_IT_SO = 300_000


def _weight(entry: Entry, home: Container[str]) -> int:
    return (
        max(entry.population, 1)
        * (3 if entry.kind == "capital" else 1)
        * (_AT_HOME if entry.country in home else 1)
    )


def _by_its_name(words: Sequence[str], entries: Sequence[Entry]) -> list[Entry]:
    """Without old names of other towns where a large one bears the name today: Amman was Philadelphia."""
    name = fold(" ".join(words))
    bearers = [entry for entry in entries if fold(entry.canonical) == name]
    large = any(entry.population >= _NOBODY_CALLS_IT_SO for entry in bearers)
    return bearers if large and all(entry.kind in {"city", "capital"} for entry in entries) else list(entries)


def _at_home(
    words: Sequence[str], entries: Sequence[Entry], language: str, home: Container[str]
) -> list[Entry]:
    """Of towns whose names an inflected form may come from, those where the language is spoken: 'u Baru' is not Bari."""
    if len(words) > 1 or any(entry.kind != "city" for entry in entries):
        return list(entries)
    name = fold(words[0])
    forms = base_forms(name, language)
    there = [entry for entry in entries if entry.country in home and fold(entry.canonical) in forms]
    return list(entries) if not there or any(fold(entry.canonical) == name for entry in entries) else there


def _choose(entries: Sequence[Entry], home: Container[str] = frozenset()) -> Entry | None:
    """The one meant, or None where two are about as likely: never a guess."""
    if not entries:
        return None
    for kinds in (("country",), ("organization",), ("person",)):
        of_kind = [entry for entry in entries if entry.kind in kinds]
        if len(of_kind) > 1 and any(map(_is_shared_name, of_kind)):
            return next(filter(_is_shared_name, of_kind))
        if of_kind:
            return of_kind[0] if len({entry.canonical for entry in of_kind}) == 1 else None
    ranked = sorted(entries, key=lambda entry: -_weight(entry, home))
    if len(ranked) == 1 or _weight(ranked[0], home) >= _DOMINANT * max(_weight(ranked[1], home), 1):
        return ranked[0]
    # Several towns share the name: it can be filed under the name they share, but not under one of their identifiers.
    if len({entry.canonical for entry in ranked}) == 1:
        return Entry("city", ranked[0].canonical, None, None, 0)
    return None


# 'Tirana Municipality', 'Bashkia e Tiranës', 'Grad Zagreb': where it is meant as a place, it is filed under the town.
_ADMINISTRATION = frozenset(
    "municipality city district region county province bashkia bashkise bashkine komuna komunes "
    "komunen qarku qarkut rrethi rrethit opcina opcine opcini opstina opstine opstini opstinata "
    "grad grada gradu gradot zupanija zupanije zupaniji okrug okruga"
    .split()
)  # fmt: skip
_LINKING = frozenset({"of", "the", "e", "i", "te", "se", "na"})


def _administered(words: Sequence[str], language: str, gazetteer: Gazetteer) -> Sequence[Entry]:
    folded = [fold(word) for word in words]
    if not any(word in _ADMINISTRATION for word in folded):
        return ()
    rest = [word for word, key in zip(words, folded, strict=True) if key not in _ADMINISTRATION | _LINKING]
    return (
        [entry for entry in gazetteer.lookup(rest, language) if entry.kind in _KINDS[EntityType.PLACE]]
        if rest
        else ()
    )


def base_name(words: Sequence[str], type_: EntityType, language: str) -> str:
    """Words of a name the gazetteer does not know, in Latin script, with what inflection can safely be taken off."""
    plain = [_HYPHEN_ENDING.sub("", word) for word in words]
    if type_ is EntityType.PERSON:
        plain = nominative(plain, language)
    elif language == "hbs":
        plain = _feminine_nominative([to_latin(word) for word in plain])
    joined = to_latin(" ".join(plain)).strip(" .,;:-–—'\"’“”„")
    joined = re.sub(r"\s+([.,'’])", r"\1", joined)
    return re.sub(r"\s*-\s*", "-", joined) or to_latin(" ".join(words))


_FEMININE_ADJECTIVE = re.compile(r"(?<=[sčc]k)(?:e|oj|u|om)$")
_FEMININE_NOUN = re.compile(r"(?<=\w{3})(?:e|i|u|om)$")


def _feminine_nominative(words: list[str]) -> list[str]:
    """'Zadarske županije' is Zadarska županija: adjectives in -ska with a noun after them show the case."""
    *adjectives, noun = words
    if (
        not adjectives
        or not all(map(_FEMININE_ADJECTIVE.search, adjectives))
        or not _FEMININE_NOUN.search(noun)
    ):
        return words
    return [*(_FEMININE_ADJECTIVE.sub("a", word) for word in adjectives), _FEMININE_NOUN.sub("a", noun)]
