"""Scores the organisations of ``organizations/sentences.txt``: the name each is filed under, and its identifier.

python -m tests.quality.score_organizations [dev|final]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.enrich.entities import load
from services.enrich.entities.gazetteer import DATA
from services.enrich.stage import Draft
from shared.contracts import Entity, EntityType, Language

FILE = Path(__file__).parent / "organizations" / "sentences.txt"
MARKED = re.compile(r"\[([^]=]+) = ([^]]+)\]")
UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Article:
    """``organizations``: (start, end) in code points of ``body`` to canonical name, or ``?`` where none may be guessed."""

    language: str
    body: str
    organizations: dict[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class Score:
    """Of identifiers given, how many are right (``precision``); of organisations with one, how many got it (``recall``)."""

    precision: float
    recall: float
    filed: float
    errors: tuple[str, ...]


def articles(part: str) -> Iterator[Article]:
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for line in lines[part == "final" :: 2]:
        language, text = line.split("\t")
        body, organizations, passed = "", {}, 0
        for marked in MARKED.finditer(text):
            body += text[passed : marked.start()]
            organizations[len(body), len(body) + len(marked[1])] = marked[2]
            body, passed = body + marked[1], marked.end()
        yield Article(language, body + text[passed:], organizations)


def identifiers() -> dict[str, str | None]:
    lines = (DATA / "organizations.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {canonical: None if identifier == "-" else identifier for canonical, identifier, *_ in rows}


def found(article: Article) -> tuple[Entity, ...]:
    script = "Cyrl" if re.search("[а-я]", article.body) else "Latn"
    language = Language(code=article.language, script=script, confidence=1)
    return load()(Draft(title="", body=article.body, language=language))


def score(part: str) -> Score:
    known = identifiers()
    given = right = wanted = linked = filed = total = 0
    errors: list[str] = []
    for article in articles(part):
        entities = {(one.start, one.end): one for one in found(article) if one.field == "body"}
        for place, canonical in article.organizations.items():
            if canonical == UNKNOWN:
                continue
            entity = entities.get(place)
            total += 1
            wanted += known[canonical] is not None
            if (
                entity is not None
                and entity.type is EntityType.ORGANIZATION
                and entity.canonical == canonical
            ):
                filed += 1
                linked += entity.id is not None
            else:
                got = "nothing" if entity is None else f"{entity.type.value} {entity.canonical}"
                errors.append(f"missed {article.language} {canonical}: {got} | {article.body}")
        for place, entity in entities.items():
            if entity.type is EntityType.ORGANIZATION and entity.id is not None:
                given += 1
                meant = article.organizations.get(place, UNKNOWN)
                if meant == entity.canonical:
                    right += 1
                else:
                    errors.append(
                        f"WRONG {article.language} {entity.text} = {entity.canonical}, not {meant} | {article.body}"[
                            :160
                        ]
                    )
    return Score(right / given, linked / wanted, filed / total, tuple(errors))


def main() -> None:
    result = score(sys.argv[1] if len(sys.argv) > 1 else "dev")
    lines = [
        *sorted(result.errors),
        f"identifiers: precision {result.precision:.3f}, recall {result.recall:.3f}",
    ]
    sys.stdout.write("\n".join([*lines, f"filed under the name meant: {result.filed:.3f}", ""]))


if __name__ == "__main__":
    main()
