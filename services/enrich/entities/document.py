"""The sense of a whole article: later short mentions take the name that the article gave in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from services.enrich.entities.canonical import Name, canonical_name, organization_in_context
from services.enrich.entities.gazetteer import Gazetteer
from services.enrich.entities.inflection import base_forms
from services.enrich.entities.mention import Mention
from services.enrich.folding import fold
from shared.contracts import EntityType


@dataclass(frozen=True, slots=True)
class Named:
    mention: Mention
    name: Name


def resolve(mentions: Sequence[Mention], language: str, gazetteer: Gazetteer) -> list[Named]:
    """Every mention with its name; one name for all mentions that the article itself ties together."""
    named = [
        Named(mention, canonical_name(mention.words, mention.type, language, gazetteer))
        for mention in mentions
    ]
    named = _organizations_of_one_name(named, language, gazetteer)
    full = _full_names(named)
    named = [_short_to_full(item, full, language) for item in named]
    return _one_spelling(named, language)


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


def _full_names(named: Iterable[Named]) -> dict[str, Name]:
    """Folded surname to the person the article first gave it to in full."""
    full: dict[str, Name] = {}
    for item in named:
        if item.mention.type is EntityType.PERSON and " " in item.name.canonical:
            full.setdefault(fold(item.name.canonical.split()[-1]), item.name)
    return full


def _short_to_full(item: Named, full: dict[str, Name], language: str) -> Named:
    """A lone surname is that person, also where the model took it for a place (Kos, Split); a country stays a country."""
    if len(item.mention.tokens) != 1 or (item.name.id or "").startswith("wikidata:"):
        return item
    for form in base_forms(fold(item.mention.tokens[0].text), language):
        if form in full:
            return Named(replace(item.mention, type=EntityType.PERSON), full[form])
    return item


def _one_spelling(named: list[Named], language: str) -> list[Named]:
    """Unknown names that differ only by an ending ('Adrijaneksa', 'Adrijaneks') are filed under their base form here."""
    unknown = Counter((item.mention.type, item.name.canonical) for item in named if not item.name.known)
    replacement: dict[tuple[EntityType, str], Name] = {}
    folded = {(type_, fold(name)): name for type_, name in unknown}
    for type_, name in unknown:
        *head, last = fold(name).split(" ")
        for form in base_forms(last, language)[1:]:
            base = folded.get((type_, " ".join([*head, form])))
            # The shorter one is the base: case endings are added in all these languages, seldom taken away.
            if (
                base is not None
                and base != name
                and len(base) <= len(name)
                and (type_, base) not in replacement
            ):
                replacement[type_, name] = Name(base, None, known=False)
                break
    return [
        Named(item.mention, replacement.get((item.mention.type, item.name.canonical), item.name))
        if not item.name.known
        else item
        for item in named
    ]
