"""Scores the cutting of HTML pages: ``python -m tests.quality.score_pages [--errors]``.

``html/digests`` holds pages with several articles, ``html/single`` pages with one and traps around it (cards, comments,
sub-headings, sidebars); each page has its labels beside it. All are invented for the project.
"""

# ruff: noqa: T201 (a command that prints a table)

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from services.ingest.html import parse_html
from services.ingest.parsed import ParsedArticle

FOLDER = Path(__file__).parent / "html"
SITE = "https://www.gazeta.example/"
FIELDS = ("title", "subtitle", "body", "authors", "date", "dateline", "section", "truncated", "url")


@dataclass(slots=True)
class Score:
    """``right``: of each field, in how many of the expected articles it is exactly right; a missed article misses all."""

    pages: int = 0
    right_count: int = 0
    expected: int = 0
    found: int = 0
    matched: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    errors: list[str] = field(default_factory=list)

    @property
    def boundary_f1(self) -> float:
        return 2 * self.matched / (self.expected + self.found)

    def share(self, name: str) -> float:
        return self.right[name] / self.expected


def score_digests(folder: Path = FOLDER / "digests") -> Score:
    score = Score()
    for path in sorted(folder.glob("*.html")):
        expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
        found = parse_html(path.read_text(encoding="utf-8"), SITE)
        score.pages += 1
        score.right_count += len(found) == len(expected)
        score.expected += len(expected)
        score.found += len(found)
        left = list(found)
        if len(found) != len(expected):
            score.errors.append(f"{path.stem}: {len(found)} articles for {len(expected)}")
        for wanted in expected:
            # An article is found where its text is, whatever the other fields say.
            best = max(left, key=lambda one: _alike(one.body, wanted["body"]), default=None)
            if best is None or _alike(best.body, wanted["body"]) < 0.8:
                score.errors.append(f"{path.stem}: '{wanted['title']}' is missing")
                continue
            left.remove(best)
            score.matched += 1
            for name, value in fields(best).items():
                score.right[name] += value == wanted[name]
                if value != wanted[name]:
                    score.errors.append(f"{path.stem}: {name} is {value!r:.200}, not {wanted[name]!r:.200}")
    return score


def score_singles(folder: Path = FOLDER / "single") -> Score:
    """Title and body alone; of the body, that all of it is there and not much else."""
    score = Score()
    for path in sorted(folder.glob("*.html")):
        wanted = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
        found = parse_html(path.read_text(encoding="utf-8"), SITE + path.stem)
        score.pages += 1
        score.expected += 1
        score.found += len(found)
        score.right_count += len(found) == 1
        if len(found) != 1:
            score.errors.append(f"{path.stem}: {len(found)} articles: {[one.title for one in found]}")
            continue
        score.matched += 1
        score.right["title"] += found[0].title == wanted["title"]
        score.right["body"] += found[0].body == wanted["body"]
        if (found[0].title, found[0].body) != (wanted["title"], wanted["body"]):
            score.errors.append(f"{path.stem}: {found[0].title!r}\n{found[0].body}")
    return score


def fields(article: ParsedArticle) -> dict[str, object]:
    return {
        "title": article.title,
        "subtitle": article.subtitle,
        "body": article.body,
        "authors": list(article.authors),
        "date": article.published_at.date().isoformat() if article.published_at else None,
        "dateline": article.dateline,
        "section": article.section,
        "truncated": article.truncated,
        "url": article.url,
    }


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def main() -> None:
    for name, score in (("digests", score_digests()), ("single", score_singles())):
        print(
            f"{name}: {score.pages} pages, right number of articles {score.right_count / score.pages:.3f}, ",
            end="",
        )
        print(f"boundary F1 {score.boundary_f1:.3f}")
        print("  " + ", ".join(f"{field} {score.share(field):.3f}" for field in FIELDS if score.right[field]))
        if "--errors" in sys.argv:
            print("\n".join(score.errors))


if __name__ == "__main__":
    main()
