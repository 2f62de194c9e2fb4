"""The name a reader would file an entity under, and its identifier where no guess is needed."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from services.enrich.entities.gazetteer import Entry, Gazetteer, given_names
from services.enrich.entities.inflection import base_forms
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
    chosen = _choose(entries)
    if chosen is None and type_ is EntityType.PLACE:
        chosen = _choose(_administered(words, language, gazetteer))
    if chosen is not None:
        return _named(chosen)
    return Name(base_name(words, type_, language), None, known=False)


def _named(entry: Entry) -> Name:
    return Name(entry.canonical, entry.id, known=True, country=entry.country)


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
    # Alone of its name here, it is meant unless the article is about other countries: 'Partia Socialiste' in Spain.
    if (spoken_of and (len(counts) == 1 or counts[0] >= _CLEARLY * counts[1])) or (
        len(counts) == 1 and not countries
    ):
        return _named(ranked[0])
    return None


def _is_shared_name(entry: Entry) -> bool:
    """Not an organisation but a name that several have, in the list so that it is filed under one spelling."""
    return entry.kind == "organization" and entry.id is None and entry.country is None


def _choose(entries: Sequence[Entry]) -> Entry | None:
    """The one meant, or None where two are about as likely: never a guess."""
    if not entries:
        return None
    for kinds in (("country",), ("organization",), ("person",)):
        of_kind = [entry for entry in entries if entry.kind in kinds]
        if len(of_kind) > 1 and any(map(_is_shared_name, of_kind)):
            return next(filter(_is_shared_name, of_kind))
        if of_kind:
            return of_kind[0] if len({entry.canonical for entry in of_kind}) == 1 else None
    ranked = sorted(entries, key=lambda entry: -entry.population * (3 if entry.kind == "capital" else 1))
    if len(ranked) == 1 or ranked[0].population >= _DOMINANT * max(ranked[1].population, 1):
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
    joined = to_latin(" ".join(plain)).strip(" .,;:-–—'\"’“”„")
    joined = re.sub(r"\s+([.,'’])", r"\1", joined)
    return re.sub(r"\s*-\s*", "-", joined) or to_latin(" ".join(words))


_SURNAME_ENDINGS = {
    "slavic": (("ićem", "ić"), ("ića", "ić"), ("iću", "ić"), ("skog", "ski"), ("skom", "ski"), ("skim", "ski"),
               ("ćem", "ć"), ("ća", "ć"), ("ću", "ć"), ("vskog", "vski"), ("čkog", "čki"), ("čkom", "čki"),
               ("ova", "ov"), ("ovu", "ov")),
    "sq": (("ës", "a"), ("ën", "a"), ("it", "i"), ("in", "i"), ("ajt", "aj"), ("ajn", "aj"), ("ut", "u"), ("un", "u"),
           ("iqit", "iq"), ("içit", "iç")),
}  # fmt: skip


def nominative(words: Sequence[str], language: str) -> list[str]:
    """A person's name in the nominative, where the surname's ending shows that the name is inflected."""
    if language in {"hbs", "mk"}:
        endings = _SURNAME_ENDINGS["slavic"]
    elif language == "sq":
        endings = _SURNAME_ENDINGS["sq"]
    else:
        return list(words)
    latin = [to_latin(word) for word in words]
    for ending, replacement in endings:
        last = latin[-1]
        if last.endswith(ending) and len(last) - len(ending) >= 3 and (len(latin) > 1 or language != "sq"):
            surname = last[: len(last) - len(ending)] + replacement
            return [*(_given_nominative(word, language) for word in latin[:-1]), surname]
    return latin


def _given_nominative(word: str, language: str) -> str:
    """'Aleksandra' beside an inflected surname is Aleksandar's genitive; 'Ivana' is Ivan's."""
    if language == "sq":
        return word  # Albanian declines only the last word of a full name
    names = given_names()
    folded = fold(word)
    for candidate in base_forms(folded, language)[1:]:
        if candidate in names and candidate != folded:
            return _respell(word, candidate)
    return word


def _respell(word: str, folded_base: str) -> str:
    """The base form written with the letters of ``word`` as far as they agree, so that diacritics survive."""
    shared = 0
    while shared < min(len(word), len(folded_base)) and fold(word[: shared + 1]) == folded_base[: shared + 1]:
        shared += 1
    return word[:shared] + folded_base[shared:]
