"""How many places get the right identifier, and how many a wrong one: the project's own sentences in ``places/``.

    python -m tests.quality.score_places [dev|seen|held] [--errors]

A file holds one language; a line is a short article; lines stand in scenarios, ``= name dev``, ``= name seen`` or, in
``held-LANGUAGE.txt``, ``= name held``. Rules were written against ``dev``; ``seen`` was held back at first, and its errors
have been looked at since. ``held`` was written without a look at what the stage gives, and scored once: the file
``places/README.md`` has that figure. Whoever mends by its errors renames it, and writes another. A place
is marked ``[Shqipërisë]{AL}`` (a country by its ISO 3166 code) or ``[Zadru]{HR:Zadar}`` (a town of GeoNames). With ``?``
after it the identifier may be left out; ``{?}`` takes any or none. Whatever is not marked must not be given the identifier
of a place.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from rich.console import Console

from services.enrich.entities import load
from services.enrich.stage import Draft
from shared.contracts import EntityType, Language

FOLDER = Path(__file__).parent / "places"
PARTS = ("dev", "seen", "held")
LANGUAGES = {"en": "en", "sq": "sq", "hr": "hbs", "sr": "hbs", "mk": "mk", "de": "de", "it": "it"}
_MARKED = re.compile(r"\[([^\]]+)\]\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Place:
    start: int
    end: int
    identifier: str | None  # None: any or none will do
    optional: bool


@dataclass(frozen=True, slots=True)
class Article:
    scenario: str
    part: str
    text: str
    places: tuple[Place, ...]


@dataclass(slots=True)
class Count:
    wanted: int = 0
    right: int = 0
    wrong: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.wanted, 1)


@cache
def _identifiers() -> dict[str, str]:
    rows = (FOLDER / "identifiers.tsv").read_text(encoding="utf-8").splitlines()
    return dict(row.split("\t") for row in rows if not row.startswith("#"))


@cache
def _country_items() -> frozenset[str]:
    return frozenset(
        identifier for identifier in _identifiers().values() if identifier.startswith("wikidata:")
    )


def articles(language: str) -> Iterator[Article]:
    identifiers = _identifiers()
    scenario = part = ""
    lines = [
        line
        for file in (f"{language}.txt", f"held-{language}.txt")
        for line in (FOLDER / file).read_text(encoding="utf-8").splitlines()
    ]
    for line in lines:
        if line.startswith("= "):
            _, scenario, part = line.split(" ")
        elif line:
            yield _article(line, scenario, part, identifiers)


def _article(line: str, scenario: str, part: str, identifiers: dict[str, str]) -> Article:
    text = ""
    places: list[Place] = []
    last = 0
    for marked in _MARKED.finditer(line):
        text += line[last : marked.start()]
        key = marked[2].rstrip("?")
        if key != "-":
            end = len(text) + len(marked[1])
            identifier = identifiers[key] if key else None
            places.append(Place(len(text), end, identifier, marked[2].endswith("?")))
        text += marked[1]
        last = marked.end()
    return Article(scenario, part, text + line[last:], tuple(places))


def score(language: str, part: str) -> tuple[Count, Count]:
    """(countries, towns). A wrong identifier counts against the kind that it names."""
    stage = load()
    countries, towns = Count(), Count()
    for article in articles(language):
        if article.part != part:
            continue
        script = "Cyrl" if any("а" <= letter <= "я" for letter in article.text) else "Latn"
        tag = Language(code=LANGUAGES[language], script=script, confidence=1)
        given = {
            (entity.start, entity.end): entity.id
            for entity in stage(Draft(title="-", body=article.text, language=tag))
            if entity.field == "body" and entity.id is not None and entity.type is EntityType.PLACE
        }
        for place in article.places:
            found = given.pop((place.start, place.end), None)
            if place.identifier is None:
                continue
            count = countries if place.identifier.startswith("wikidata:") else towns
            count.wanted += not (place.optional and found is None)
            if found == place.identifier:
                count.right += 1
            elif found is not None:
                _wrong(countries, towns, found, article.text[place.start : place.end], article)
            elif not place.optional:
                count.errors.append(f"missed {article.text[place.start : place.end]} | {article.text}")
        for (start, end), identifier in given.items():
            _wrong(countries, towns, identifier, article.text[start:end], article)
    return countries, towns


def _wrong(countries: Count, towns: Count, identifier: str, text: str, article: Article) -> None:
    if identifier.startswith("wikidata:") and identifier not in _country_items():
        return  # a part of the world or of a country, of which this set says nothing
    count = countries if identifier.startswith("wikidata:") else towns
    count.wrong += 1
    count.errors.append(f"wrong {text} = {identifier} | {article.text}")


def main() -> None:
    console = Console(markup=False, highlight=False, soft_wrap=True)
    parts = [part for part in PARTS if part in sys.argv] or list(PARTS)
    for part in parts:
        for language in LANGUAGES:
            countries, towns = score(language, part)
            console.print(
                f"{part} {language}  countries P {countries.precision:.3f} R {countries.recall:.3f} of {countries.wanted}"
                f"  towns P {towns.precision:.3f} R {towns.recall:.3f} of {towns.wanted}"
            )
            if "--errors" in sys.argv:
                console.print("".join(f"    {error}\n" for error in countries.errors + towns.errors), end="")


if __name__ == "__main__":
    main()
