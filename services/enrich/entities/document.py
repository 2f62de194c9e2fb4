"""The sense of a whole article: every mention with its name, one name for all that the article itself ties together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from services.enrich.entities.ambiguity import Evidence, is_state
from services.enrich.entities.canonical import (
    Name,
    canonical_name,
    organization_in_context,
    place_in_context,
)
from services.enrich.entities.gazetteer import Gazetteer
from services.enrich.entities.inflection import base_forms
from services.enrich.entities.mention import Mention
from services.enrich.entities.people import MOST_ALIKE, Named, same_people
from services.enrich.folding import fold
from shared.contracts import EntityType

__all__ = ["Named", "resolve"]


def resolve(mentions: Sequence[Mention], language: str, gazetteer: Gazetteer) -> list[Named]:
    """Every mention with its name; one name for all mentions that the article itself ties together."""
    named = [
        Named(mention, canonical_name(mention.words, mention.type, language, gazetteer))
        for mention in mentions
    ]
    named = _places(named, language, gazetteer)
    named = _organizations_of_one_name(named, language, gazetteer)
    named = _abbreviations(named)
    named = same_people(named, language)
    return _one_spelling(named, language)


def _places(named: list[Named], language: str, gazetteer: Gazetteer) -> list[Named]:
    """Georgia, Birmingham and Santa Fe by what stands around them and what else the article speaks of."""
    countries = Counter(
        item.name.country
        for item in named
        if item.name.country is not None and item.mention.type is not EntityType.PERSON
    )
    states = any(
        item.mention.type is EntityType.PLACE
        and is_state(item.mention.words)
        and fold(item.mention.words[0]) not in {"georgia", "washington"}
        for item in named
    )
    evidence = Evidence(countries, states)
    return [
        Named(item.mention, place_in_context(item.mention, item.name, language, gazetteer, evidence))
        if item.mention.type is EntityType.PLACE
        else item
        for item in named
    ]


def _organizations_of_one_name(named: list[Named], language: str, gazetteer: Gazetteer) -> list[Named]:
    """SDP is a party of Croatia, of Bosnia and of Montenegro: the one named in full here, or of the country spoken of."""
    known = {item.name.canonical for item in named if item.name.known}
    countries = Counter(item.name.country for item in named if item.name.country is not None)
    return [
        Named(item.mention, meant)
        if item.mention.type is EntityType.ORGANIZATION
        and (not item.name.known or (item.name.id is None and item.name.country is None))
        and (meant := organization_in_context(item.mention.words, language, gazetteer, known, countries))
        else item
        for item in named
    ]


_SHORTEST_ABBREVIATION, _LONGEST_ABBREVIATION = 2, 8


def _abbreviations(named: list[Named]) -> list[Named]:
    """'Lëvizja Vetëvendosje (LVV)' says what LVV is, here and further down."""
    meant: dict[str, Name] = {}
    for item in named:
        if (
            item.mention.type is not EntityType.ORGANIZATION
            or len(item.mention.tokens) < _SHORTEST_ABBREVIATION
        ):
            continue
        after = item.mention.after
        if (
            len(after) > 2
            and after[0] == "("
            and after[2] == ")"
            and _abbreviates(after[1], item.mention.words)
        ):
            meant.setdefault(after[1], item.name)
    for item in named:
        if _is_bracketed_town(item):
            meant.setdefault(item.mention.words[0], Name(item.mention.words[0], None, known=False))
    if not meant:
        return named
    # Where the list knows the abbreviation and not the words in full, they are filed under what it knows.
    by_full = {
        meant[item.mention.words[0]].canonical: item.name
        for item in named
        if item.mention.type is EntityType.ORGANIZATION and item.name.id is not None
        and item.mention.words[0] in meant and len(item.mention.tokens) == 1
        and meant[item.mention.words[0]].id is None
    }  # fmt: skip
    return [_spelt_out(item, meant, by_full) for item in named]


def _is_bracketed_town(item: Named) -> bool:
    """'Baltic Amber Registry Index (BARI)', a town by its letters: capitals that shorten what is before."""
    words, before = item.mention.words, [word for word in item.mention.before if word[:1].isupper()]
    return (
        item.mention.type is EntityType.PLACE
        and (item.name.id or "").startswith("geonames:")
        and len(words) == 1
        and words[0].isupper()
        and item.mention.before[-1:] == ("(",)
        and item.mention.after[:1] == (")",)
        and len(before) >= _SHORTEST_ABBREVIATION
        and fold(words[0]).endswith("".join(fold(word)[:1] for word in before[-len(words[0]) :]))
    )


def _spelt_out(item: Named, meant: dict[str, Name], by_full: dict[str, Name]) -> Named:
    if (
        item.mention.type is EntityType.PLACE
        and item.mention.words[0] in meant
        and len(item.mention.tokens) == 1
    ):
        # The article itself says that these letters are an organisation's here, whatever else is called so.
        return Named(replace(item.mention, type=EntityType.ORGANIZATION), meant[item.mention.words[0]])
    if item.mention.type is not EntityType.ORGANIZATION:
        return item
    head, _, _ = item.mention.words[0].replace("‑", "-").partition("-")
    name = item.name
    if len(item.mention.tokens) == 1 and head in meant and (name.id is None or meant[head].id is not None):
        name = meant[head]
    return Named(item.mention, by_full.get(name.canonical, name))


def _abbreviates(abbreviation: str, words: Sequence[str]) -> bool:
    """Whether its letters are initials of the words, in their order; small joining words may be left out."""
    letters = fold(abbreviation)
    if not (
        _SHORTEST_ABBREVIATION <= len(abbreviation) <= _LONGEST_ABBREVIATION
        and sum(letter.isupper() for letter in abbreviation) >= _SHORTEST_ABBREVIATION
    ):
        return False
    initials = iter([part[0] for word in words for part in fold(word).split("-") if part])
    found = sum(any(letter == initial for initial in initials) for letter in letters)
    return letters[0] == fold(words[0])[:1] and found >= min(2, len(letters))


def _one_spelling(named: list[Named], language: str) -> list[Named]:
    """Unknown names that differ only by endings ('Adrijaneksa', 'Adrijaneks') are filed under their base form here."""
    unknown = dict.fromkeys(
        (item.mention.type, item.name.canonical)
        for item in named
        if not item.name.known and not (item.mention.type is EntityType.PERSON and " " in item.name.canonical)
    )
    alike: dict[tuple[EntityType, tuple[str, ...]], list[tuple[str, list[str]]]] = {}
    for type_, name in unknown:
        words = fold(name).split(" ")
        alike.setdefault((type_, tuple(word[:2] for word in words)), []).append((name, words))
    replacement: dict[tuple[EntityType, str], Name] = {}
    for (type_, _), names in alike.items():
        if len(names) > MOST_ALIKE:
            continue
        for name, words in names:
            for base, base_words in names:
                # The shorter one is the base: case endings are added in all these languages, seldom taken away.
                if (
                    base != name
                    and (len(base), base) < (len(name), name)
                    and all(
                        wanted in base_forms(word, language)
                        for word, wanted in zip(words, base_words, strict=True)
                    )
                ):
                    replacement[type_, name] = replacement.get((type_, base), Name(base, None, known=False))
                    break
    return [
        Named(item.mention, replacement.get((item.mention.type, item.name.canonical), item.name))
        if not item.name.known
        else item
        for item in named
    ]
