"""Entities of whole articles against their marks: spans and types, canonical names, identifiers.

``python -m tests.quality.score_articles [--errors]`` prints a table by language.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from services.enrich.pipeline import load_pipeline
from services.enrich.stage import Draft
from shared.contracts import Entity

FOLDER = Path(__file__).parent / "articles"
_TYPES = {"P": "person", "O": "organization", "L": "place"}
_MARK = re.compile(r"\[([POL]) ([^\]|]+)(?:\|([^\]|]*))?(?:\|([^\]|]+))?\]")
_ANY = "*"


@dataclass(frozen=True, slots=True)
class Mark:
    """``canonical`` and ``id`` are None where nothing is asserted; ``id`` "-" is none at all, "G" any of GeoNames."""

    field: str
    type: str
    start: int
    end: int
    text: str
    canonical: str | None
    id: str | None


@dataclass(frozen=True, slots=True)
class Article:
    name: str
    title: str
    body: str
    marks: tuple[Mark, ...]


@dataclass
class Score:
    """``canonical`` and ``ids``: right and asserted among the spans found."""

    wanted: int = 0
    found: int = 0
    right: int = 0
    canonical: list[bool] = field(default_factory=list)
    ids: list[bool] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.wanted + self.found)

    @staticmethod
    def share(values: list[bool]) -> float:
        return sum(values) / len(values)


def articles(path: Path) -> Iterator[Article]:
    for block in re.split(r"^# ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, title, body = block.strip().split("\n", 2)
        plain_title, title_marks = _unmarked(title, "title")
        plain_body, body_marks = _unmarked(body, "body")
        yield Article(name, plain_title, plain_body, (*title_marks, *body_marks))


def _unmarked(text: str, name: str) -> tuple[str, list[Mark]]:
    plain, marks, last = "", [], 0
    for found in _MARK.finditer(text):
        kind, surface, canonical, identifier = found.groups()
        plain += text[last : found.start()]
        start = len(plain)
        plain += surface
        wanted = None if canonical == _ANY else canonical or surface
        marks.append(Mark(name, _TYPES[kind], start, len(plain), surface, wanted, identifier))
        last = found.end()
    return plain + text[last:], marks


def _is_right_id(wanted: str, found: str | None) -> bool:
    if wanted == "-":
        return found is None
    if wanted == "G":
        return found is not None and found.startswith("geonames:")
    return found == f"wikidata:{wanted}"


def score(path: Path) -> Score:
    pipeline = load_pipeline()
    total = Score()
    for article in articles(path):
        result = pipeline.analyse(Draft(title=article.title, body=article.body))
        found: dict[tuple[str, str, int, int], Entity] = {
            (entity.field, entity.type.value, entity.start, entity.end): entity for entity in result.entities
        }
        wanted = {(mark.field, mark.type, mark.start, mark.end): mark for mark in article.marks}
        total.wanted += len(wanted)
        total.found += len(found)
        total.right += len(wanted.keys() & found.keys())
        for key in sorted(found.keys() - wanted.keys()):
            total.errors.append(f"{article.name}: not a name, or other edges: {key[1]} {found[key].text!r}")
        for key, mark in wanted.items():
            entity = found.get(key)
            if entity is None:
                total.errors.append(f"{article.name}: missed {mark.type} {mark.text!r}")
                continue
            if mark.canonical is not None:
                total.canonical.append(entity.canonical == mark.canonical)
                if not total.canonical[-1]:
                    total.errors.append(
                        f"{article.name}: {mark.text!r} is {mark.canonical!r}, not {entity.canonical!r}"
                    )
            if mark.id is not None:
                total.ids.append(_is_right_id(mark.id, entity.id))
                if not total.ids[-1]:
                    total.errors.append(f"{article.name}: {mark.text!r} has {mark.id}, not {entity.id}")
    return total


def main() -> None:
    console = Console(soft_wrap=True)
    for path in sorted(FOLDER.glob("*.txt")):
        result = score(path)
        console.print(
            f"{path.stem:5} names {result.wanted:4} F1 {result.f1:.3f} canonical {Score.share(result.canonical):.3f} "
            f"id {Score.share(result.ids):.3f}"
        )
        if "--errors" in sys.argv:
            for error in result.errors:
                console.print(f"    {error}", markup=False, highlight=False)


if __name__ == "__main__":
    main()
