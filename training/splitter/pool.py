"""The texts that layouts are filled with: labelled topic articles and the project's own pool; never ``samples/``."""

from __future__ import annotations

import json
import random
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from services.ingest.lexicon.words import FOLDER

TOPICS = Path("training/topics/corpus")
TEXTS = Path("training/splitter/texts")
LANGUAGES = ("en", "sq", "hbs", "mk", "de", "it", "fr", "el", "tr")
_SENTENCE_END = re.compile(r"(?<=[.!?;])[”»\"’]?\s+(?=[^\W\d_a-z])")


@dataclass(frozen=True, slots=True)
class Story:
    title: str
    paragraphs: tuple[str, ...]


@lru_cache(maxsize=1)
def stories() -> dict[str, list[Story]]:
    """Stories by language; languages without any are left out."""
    found: dict[str, list[Story]] = {}
    for language in LANGUAGES:
        pool: list[Story] = []
        for path in [*sorted((TOPICS / language).glob("*.jsonl")), *sorted(TEXTS.glob(f"{language}*.jsonl"))]:
            for row in path.read_text(encoding="utf-8").splitlines():
                if not row.strip():
                    continue
                try:
                    stored = json.loads(row)
                except ValueError:
                    continue  # a corpus that is being written
                paragraphs = tuple(p.strip() for p in re.split(r"\n+", stored["body"]) if p.strip())
                if paragraphs and stored.get("title"):
                    pool.append(Story(stored["title"].strip(), paragraphs))
        if pool:
            found[language] = pool
    return found


def sentences(paragraph: str) -> list[str]:
    return [part for part in _SENTENCE_END.split(paragraph) if part]


@lru_cache(maxsize=32)
def printed(language: str, category: str) -> tuple[str, ...]:
    """Words of one category of the lexicon, as printed labels."""
    stored = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return tuple(stored[category])


def choice(random_: random.Random, packed: str) -> str:
    return random_.choice(packed.split("|"))


_LONG_WORD = re.compile(r"(?<=\s)[^\W\d_]{6,}(?=[\s,.;])")


def key_words(*texts: str) -> list[str]:
    """The longer words of texts: what an article comes back to."""
    return [word for text in texts for word in _LONG_WORD.findall(f" {text} ")]


def cohered(r: random.Random, text: str, words: list[str]) -> str:
    """``text`` from another story with a few words of this one in it, as paragraphs of one article share words."""
    for _ in range(r.choice((0, 0, 1, 1, 2))):
        places = list(_LONG_WORD.finditer(text))
        if not places or not words:
            break
        place = r.choice(places)
        text = text[: place.start()] + r.choice(words) + text[place.end() :]
    return text
