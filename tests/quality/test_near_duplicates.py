"""The fingerprint on the project's own articles: copies and teasers share a band with their article, other news does not."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from services.enrich.fingerprint import load
from services.enrich.stage import Draft

CORPUS = Path(__file__).parents[2] / "training" / "topics" / "corpus"
STAGE = load()
Article = dict[str, Any]


def bands(title: str, body: str) -> frozenset[str]:
    return frozenset(STAGE(Draft(title=title, body=body)))


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    files = sorted(CORPUS.glob("*/*.jsonl"))
    found = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    random.Random(5).shuffle(found)
    return found[:1_200]


@pytest.fixture(scope="module")
def fingerprints(articles: list[Article]) -> list[frozenset[str]]:
    return [bands(article["title"], article["body"]) for article in articles]


def cut_by_a_third(article: Article, _chance: random.Random) -> str:
    body: str = article["body"]
    return body[: int(len(body) * 0.7)] + "…"


def syndicated(article: Article, chance: random.Random) -> str:
    """As a second paper prints an agency's text: its own dateline and last line, a paragraph less, words changed."""
    paragraphs = article["body"].split("\n\n")
    if len(paragraphs) > 3:
        paragraphs.pop(chance.randrange(1, len(paragraphs)))
    words = [word for word in " ".join(paragraphs).split() if chance.random() > 0.04]
    for _ in range(len(words) // 25 + 1):
        words[chance.randrange(len(words))] = chance.choice(["also", "said", "on", "the", "new"])
    return f"TIRANA, May 5 (Agency) – {' '.join(words)} Additional reporting by our newsroom. Subscribe here."


def first_sentence(article: Article, _chance: random.Random) -> str | None:
    found = re.match(r".{40,}?[.!?][”\"]?(?=\s)", article["body"], re.DOTALL)
    return found[0] if found and len(found[0].split()) >= 10 else None


def first_twenty_words(article: Article, _chance: random.Random) -> str:
    return " ".join(article["body"].split()[:20]) + " [...]"


@pytest.mark.parametrize(
    ("edit", "least"),
    [(cut_by_a_third, 0.99), (syndicated, 0.95), (first_sentence, 0.95), (first_twenty_words, 0.99)],
)
def test_another_version_of_an_article_shares_a_band_with_it(
    edit: Callable[[Article, random.Random], str | None],
    least: float,
    articles: list[Article],
    fingerprints: list[frozenset[str]],
) -> None:
    chance = random.Random(7)
    found = [
        bool(bands("Another headline", version) & known)
        for article, known in zip(articles, fingerprints, strict=True)
        if (version := edit(article, chance)) is not None
    ]
    assert len(found) > 900
    assert sum(found) / len(found) >= least


def test_of_unrelated_pairs_fewer_than_one_in_100_000_shares_a_band(
    articles: list[Article], fingerprints: list[frozenset[str]]
) -> None:
    owners: dict[str, list[int]] = defaultdict(list)
    for number, fingerprint in enumerate(fingerprints):
        for band in fingerprint:
            owners[band].append(number)
    scenarios = [article["scenario"] for article in articles]
    shared = {
        pair
        for numbers in owners.values()
        for pair in combinations(numbers, 2)
        if scenarios[pair[0]] != scenarios[pair[1]]
    }
    pairs = len(articles) * (len(articles) - 1) / 2
    assert len(shared) / pairs <= 1 / 100_000
