"""Who is meant by the short names of an article: 'Kurti', 'A. Kurti' and 'Kurtit' are Albin Kurti where only he is named."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from services.enrich.entities.canonical import Name
from services.enrich.entities.inflection import base_forms
from services.enrich.entities.mention import Mention
from services.enrich.folding import fold
from shared.contracts import EntityType

# Before a name these say that a place is meant, where a person of the article has the same name: 'in Jordan'.
_BEFORE_PLACES = {
    "en": frozenset("in at from to near of across through into around outside via toward towards".split()),
    "hbs": frozenset("u iz na prema preko kroz blizu do kod у из на према преко кроз близу до код".split()),
    "mk": frozenset("во од на кон низ преку до кај".split()),
    "sq": frozenset("në nga drejt përmes pranë te".split()),
    "de": frozenset("in aus nach bei über durch".split()),
    "it": frozenset("in a da dal dalla nel nella del della verso".split()),
}
# A single word that the model surely took for an organisation stays one.
_SURE = 0.9
# Names that begin alike are compared with each other. An article has a handful; a list of thousands of candidates would take
# time quadratic in them, and tells nobody who is meant by a short form.
MOST_ALIKE = 40

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    mention: Mention
    name: Name


def same_people(named: Sequence[Named], language: str) -> list[Named]:
    """Every short or inflected name of a person with the full name that the article gives, where it can be only one."""
    full = _full_names(named, language)
    if not full:
        return list(named)
    short = _short_forms(set(full.values()))
    return [_read(item, full, short, language) for item in named]


def _is_full(item: Named) -> bool:
    words = item.name.canonical.split()
    return (
        item.mention.type is EntityType.PERSON
        and len(words) > 1
        and not _is_initial(words[0])
        and not words[-1].islower()
    )


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1


def _full_names(named: Iterable[Named], language: str) -> dict[str, Name]:
    """Each full name as the article has it to the one it is filed under: forms of one name come together."""
    names: dict[str, Name] = {}
    counts: Counter[str] = Counter()
    for item in named:
        if _is_full(item):
            names.setdefault(item.name.canonical, item.name)
            counts[item.name.canonical] += 1
    # Endings change neither how a name's words begin nor how many they are: few names have to be compared.
    alike: dict[tuple[str, ...], list[Name]] = defaultdict(list)
    for name in names.values():
        alike[_beginnings(name.canonical)].append(name)
    return {
        canonical: name
        if name.known or len(alike[_beginnings(canonical)]) > MOST_ALIKE
        else _best(name, alike[_beginnings(canonical)], counts, language)
        for canonical, name in names.items()
    }


def _beginnings(name: str) -> tuple[str, ...]:
    return tuple(word[:2] for word in fold(name).split())


def _best(name: Name, others: Iterable[Name], counts: Mapping[str, int], language: str) -> Name:
    """The name that ``name`` is a form of: a known one, else the most frequent, else the shortest."""
    bases = [
        other
        for other in others
        if other is not name
        and _derives(name.canonical, other.canonical, language)
        # Where each may be a form of the other, the rank decides, the same way for both.
        and (
            not _derives(other.canonical, name.canonical, language)
            or _rank(other, counts) < _rank(name, counts)
        )
    ]
    return min(bases, key=lambda base: _rank(base, counts), default=name)


def _rank(name: Name, counts: Mapping[str, int]) -> tuple[bool, int, int, str]:
    return not name.known, -counts[name.canonical], len(name.canonical), name.canonical


def _derives(form: str, base: str, language: str) -> bool:
    """Whether ``form`` may be ``base`` inflected: of 'Ivana Horvat' and 'Ivan Horvat' each is somebody."""
    forms, bases = fold(form).split(), fold(base).split()
    if len(forms) != len(bases) or forms == bases:
        return forms == bases and form != base
    if not all(wanted in base_forms(word, language) for word, wanted in zip(forms, bases, strict=True)):
        return False
    if forms[-1] != bases[-1]:
        # Albanian declines the last word alone; a man's surname is declined with his given name.
        return language != "sq" or forms[:-1] == bases[:-1]
    # A surname as it stands beside another given name: a woman's, whose two forms both end in a vowel.
    return language == "hbs" and bases[0].endswith("a") and not forms[0].endswith("a")


def _short_forms(people: Iterable[Name]) -> Mapping[Words, set[Name]]:
    """Folded surnames, with what precedes them but the given name, and given names, to whom they may mean."""
    surnames: dict[Words, set[Name]] = defaultdict(set)
    given: dict[Words, set[Name]] = defaultdict(set)
    for person in people:
        words = fold(person.canonical).split()
        for start in range(1, len(words)):
            surnames[tuple(words[start:])].add(person)
        for part in words[-1].split("-"):
            surnames[(part,)].add(person)
        given[(words[0],)].add(person)
    for word, persons in given.items():
        if word not in surnames:
            surnames[word] = persons
    return surnames


def _read(item: Named, full: Mapping[str, Name], short: Mapping[Words, set[Name]], language: str) -> Named:
    mention = item.mention
    if _is_full(item):
        return Named(mention, full[item.name.canonical])
    if not _may_be_person(item, language):
        return item
    for form in _forms(mention.words, language):
        people = short.get(form)
        if people is None and len(form) > 1 and _is_initial(form[0]):
            namesakes = short.get(form[-1:], set())
            if len(namesakes) > MOST_ALIKE:
                return item
            people = {
                person for person in namesakes if fold(person.canonical).startswith(form[0].rstrip("."))
            }
        if people:
            if len(people) > 1:
                return item  # two of one surname: never a guess
            return Named(replace(mention, type=EntityType.PERSON), next(iter(people)))
    return item


_POSSESSIVE = re.compile(r"(?:ov|ev|in)(?:a|o|e|i|u|og|oga|om|oj|im|ih|ima)?$")
_SHORTEST_NAME = 3


def _forms(words: Sequence[str], language: str) -> list[Words]:
    """The folded words, the last one in each form that it may come from; South Slavic makes adjectives of names."""
    *head, last = [fold(word) for word in words if word != "."]
    forms = [(*head, form) for form in base_forms(last, language)]
    adjective = _POSSESSIVE.search(last) if language in {"hbs", "mk"} else None
    if adjective and adjective.start() >= _SHORTEST_NAME:
        stem = last[: adjective.start()]
        forms += [(*head, stem), (*head, stem + "a"), (*head, stem + "o")]
    return forms


def _may_be_person(item: Named, language: str) -> bool:
    """A person by type; or one word that is no known country or organisation, or is one only by its name."""
    mention = item.mention
    if mention.type is EntityType.PERSON:
        return not item.name.known or item.name.id is None
    if len(mention.tokens) != 1:
        return False
    if mention.type is EntityType.ORGANIZATION:
        return not item.name.known and mention.confidence < _SURE
    before = mention.before[-1].lower() if mention.before else ""
    return before not in _BEFORE_PLACES.get(language, frozenset())
