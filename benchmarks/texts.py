"""Realistic articles for the benchmarks, made from the texts that the topic model is trained on."""

from __future__ import annotations

import json
import random
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

_CORPUS = Path(__file__).parent.parent / "training" / "topics" / "corpus"


@dataclass(frozen=True, slots=True)
class Text:
    title: str
    body: str


def texts(
    count: int, *, chars: int = 2_500, seed: int = 1, languages: Collection[str] | None = None
) -> list[Text]:
    """``count`` different articles of about ``chars`` characters in the four languages of the corpus, or some of them.

    A body is whole articles of one language one after the other, so words repeat as in real text, never whole bodies.
    """
    chance = random.Random(seed)
    by_language = [
        [
            json.loads(line)
            for path in sorted(folder.glob("*.jsonl"))
            for line in path.read_text().splitlines()
        ]
        for folder in sorted(_CORPUS.iterdir())
        if folder.is_dir() and (languages is None or folder.name in languages)
    ]
    made = []
    for number in range(count):
        articles = chance.choice(by_language)
        first = chance.choice(articles)
        paragraphs = [first["body"]]
        while sum(map(len, paragraphs)) < chars:
            paragraphs.append(chance.choice(articles)["body"])
        made.append(Text(f"{first['title']} ({number})", "\n\n".join(paragraphs)))
    return made
