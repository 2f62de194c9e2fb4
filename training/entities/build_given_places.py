"""Writes ``data/given_places.txt``: given names of people that are names of countries, capitals or large towns too.

    python -m training.entities.build_given_places NAMES_FOLDER

NAMES_FOLDER holds ``dist.female.first`` and ``dist.male.first``: the given names of nine in ten people in the United
States' census of 1990 (public domain; in the PyPI package ``names``). To them come those of ``data/given_names.txt``. Of all
of them every one is kept that is, by itself, the name under which ``data/places.tsv`` files a country, a capital, a town of
the English-speaking countries or a town from 100,000 inhabitants elsewhere.
"""

from __future__ import annotations

import sys
from pathlib import Path

from services.enrich.entities.gazetteer import DATA, given_names
from services.enrich.folding import fold

_ENGLISH_SPEAKING = frozenset({"US", "CA", "GB", "IE", "AU", "NZ"})
_LARGE = 100_000  # inhabitants
_HEADER = """\
# Given names that are names of countries, capitals or towns too, folded. Built, never edited:
# training/entities/build_given_places.py says from what and by which rule.
"""


def places() -> frozenset[str]:
    found: set[str] = set()
    for line in (DATA / "places.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, canonical, _, country, population, _ = line.split("\t")
        if kind != "city" or country in _ENGLISH_SPEAKING or int(population) >= _LARGE:
            found.add(fold(canonical))
    return frozenset(name for name in found if name.isalpha())


def people(folder: Path) -> frozenset[str]:
    lines = [
        line
        for file in ("dist.female.first", "dist.male.first")
        for line in (folder / file).read_text(encoding="ascii").splitlines()
    ]
    return frozenset(fold(line.split()[0]) for line in lines if line) | given_names()


def main() -> None:
    names = sorted(places() & people(Path(sys.argv[1])))
    text = "\n".join(" ".join(names[first : first + 14]) for first in range(0, len(names), 14))
    (DATA / "given_places.txt").write_text(f"{_HEADER}{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
