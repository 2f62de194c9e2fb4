"""Builds services/enrich/entities/data/organizations.tsv: identifiers for the organisations that the project names.

    python -m training.entities.build_organizations SOURCES

``organizations.tsv`` beside this module, written for the project, names each organisation, its country, and where its
Wikidata item is stated, as ``source:label[/place]`` joined by ``;``. An identifier is written only where every source named
states exactly one item for exactly that label (and place), and all state the same: else the organisation has none, and the
reason is printed. Nothing but the identifiers is taken from the sources; Wikidata's identifiers are CC0.

SOURCES holds one folder a public repository, ``owner+name``, with its files as they are there:

    sv    confirmordeny/supraverden             international bodies        CC BY-SA 4.0
    os    opensanctions/opensanctions           zavod/.../wikidata/igo.py   MIT
    pf    hdigital/partyfactsdata               political parties           MIT
    reep  withqwerty/reep                       football clubs              CC0
    nsi   osmlab/name-suggestion-index          brands, operators           BSD-3-Clause
    ror   ror-community/ror-updates             universities, ministries    CC0
    fb    villmow/datasets_knowledge_embedding  FB15k-237's Wikidata items  MIT
    ep    everypolitician/everypolitician-data  legislatures (meta.json)    identifiers only
    im    impresso/newsagency-classification    news agencies               MIT
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

NAMED = Path("training/entities/organizations.tsv")
OUTPUT = Path("services/enrich/entities/data/organizations.tsv")
REPORT = Path("training/entities/organization_identifiers.tsv")
HEADER = """\
# canonical	identifier or -	ISO 3166 code or -	names, |-separated, base form: endings and Cyrillic are matched by rule
# A name with a question mark is an ordinary word too: it counts only where the text's own context marks a name (Most?).
# After an @ stand the languages that a name counts in (PD@sq). Of several organisations of one name, the article decides.
# Built by training/entities/build_organizations.py from training/entities/organizations.tsv: change that.
"""
ITEM = re.compile(r"Q[1-9]\d*")
# A source names what it states: (source, label) or (source, label/place) to the items stated.
Index = Mapping[tuple[str, str], set[str]]


def supraverden(folder: Path) -> Iterator[tuple[str, str]]:
    for name, body in yaml.safe_load((folder / "data/general_list.yaml").read_text(encoding="utf-8")).items():
        yield name, str(body.get("Wikidata_code"))


def opensanctions(folder: Path) -> Iterator[tuple[str, str]]:
    text = (folder / "zavod/zavod/shed/wikidata/igo.py").read_text(encoding="utf-8")
    for item, name in re.findall(r'"(Q\d+)": IntlOrg\(\s*"([^"]+)"', text):
        yield name, item


def partyfacts(folder: Path) -> Iterator[tuple[str, str]]:
    with (folder / "import/wikipedia/wikidata.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in {row["name"], row["name_native"]} - {""}:
                yield f"{name}/{row['country']}", row["wikidata_id"]


def reep(folder: Path) -> Iterator[tuple[str, str]]:
    with (folder / "data/teams.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield f"{row['name']}/{row['country']}", row["key_wikidata"]


def name_suggestion_index(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((folder / "data").rglob("*.json")):
        for brand in json.loads(path.read_text(encoding="utf-8")).get("items", []):
            tags = brand.get("tags", {})
            places = ",".join(str(place) for place in brand.get("locationSet", {}).get("include", []))
            for key in ("brand", "operator"):
                names = {tags.get(key), brand.get("displayName")} - {None}
                for name in names if f"{key}:wikidata" in tags else ():
                    yield name, tags[f"{key}:wikidata"]
                    yield f"{name}/{places}", tags[f"{key}:wikidata"]


def research_organizations(folder: Path) -> Iterator[tuple[str, str]]:
    newest: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.rglob("*.json")):  # a record is repeated in each release that changed it
        record = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(record, dict) and "external_ids" in record:
            newest[record["id"]] = record
    for record in newest.values():
        yield from _labelled(record)


def _labelled(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Both schemas of ROR, 1 and 2."""
    if isinstance(record["external_ids"], dict):
        stated = record["external_ids"].get("Wikidata", {})
        country = record.get("country", {}).get("country_code")
        names = [record["name"], *record["aliases"], *(label["label"] for label in record["labels"])]
    else:
        stated = next((one for one in record["external_ids"] if one["type"] == "wikidata"), {})
        country = record["locations"][0]["geonames_details"]["country_code"]
        names = [name["value"] for name in record["names"]]
    items = [stated["preferred"]] if stated.get("preferred") else stated.get("all", [])
    for item in [items] if isinstance(items, str) else items:
        for name in names:
            yield f"{name}/{country}", item


def freebase(folder: Path) -> Iterator[tuple[str, str]]:
    stated = json.loads((folder / "FB15k-237/entity2wikidata.json").read_text(encoding="utf-8"))
    for entity in stated.values():
        for name in {entity["label"], *entity["alternatives"]}:
            yield name, str(entity.get("wikidata_id"))


def everypolitician(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((folder / "data").glob("*/*/meta.json")):
        yield "/".join(path.parts[-3:-1]), str(json.loads(path.read_text(encoding="utf-8")).get("wikidata"))


def impresso(folder: Path) -> Iterator[tuple[str, str]]:
    """Annotated newspapers: what nine in ten of an agency's mentions are linked to."""
    linked: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted((folder / "data/annotated_data").rglob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            columns = line.split("\t")
            if len(columns) > 7 and ITEM.fullmatch(columns[7]) and "ent.pressagency." in columns[3]:
                linked[columns[3].rpartition(".")[2]][columns[7]] += 1
    for agency, items in linked.items():
        item, times = items.most_common(1)[0]
        if times >= 0.9 * items.total():
            yield agency, item


READERS = {
    "sv": ("confirmordeny+supraverden", supraverden),
    "os": ("opensanctions+opensanctions", opensanctions),
    "pf": ("hdigital+partyfactsdata", partyfacts),
    "reep": ("withqwerty+reep", reep),
    "nsi": ("osmlab+name-suggestion-index", name_suggestion_index),
    "ror": ("ror-community+ror-updates", research_organizations),
    "fb": ("villmow+datasets_knowledge_embedding", freebase),
    "ep": ("everypolitician+everypolitician-data", everypolitician),
    "im": ("impresso+newsagency-classification", impresso),
}


def read_sources(folder: Path) -> Index:
    index: dict[tuple[str, str], set[str]] = defaultdict(set)
    for source, (repository, reader) in READERS.items():
        for label, item in reader(folder / repository):
            if ITEM.fullmatch(item):
                index[source, label].add(item)
    return index


def identifier(stated: str, index: Index) -> str:
    """The one item that all of ``stated`` (``source:label;…``) state; ValueError with the reason where there is none."""
    found: dict[str, str] = {}
    for claim in stated.split(";"):
        source, _, label = claim.partition(":")
        items = index.get((source, label), set())
        if len(items) != 1:
            raise ValueError(f"{claim}: {len(items)} items {sorted(items)}")
        found[claim] = next(iter(items))
    if len(set(found.values())) != 1:
        raise ValueError(f"sources differ: {found}")
    return next(iter(found.values()))


def main() -> None:
    index = read_sources(Path(sys.argv[1]))
    rows: list[str] = []
    report: list[str] = []
    taken: dict[str, str] = {}
    for line in NAMED.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        canonical, country, stated, names = line.split("\t")
        item = "-"
        if stated != "-":
            try:
                item = identifier(stated, index)
            except ValueError as error:
                print(f"{canonical}: {error}")
        if item != "-":
            if item in taken:
                raise SystemExit(f"{item} is both {taken[item]} and {canonical}")
            taken[item] = canonical
            report.append(f"{canonical}\twikidata:{item}\t{stated}\n")
        rows.append(f"{canonical}\t{'-' if item == '-' else f'wikidata:{item}'}\t{country}\t{names}\n")
    OUTPUT.write_text(HEADER + "".join(rows), encoding="utf-8")
    REPORT.write_text("# canonical\tidentifier\tstated by\n" + "".join(report), encoding="utf-8")
    twice = sum(row.count(";") > 0 for row in report)
    print(f"{len(rows)} organisations, {len(report)} with an identifier, {twice} of these from two sources")


if __name__ == "__main__":
    main()
