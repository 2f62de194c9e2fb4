"""Reads the labelled sentences that the entity models learn from: Universal NER, other open sets, the project's own."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

from training.entities.sentences import files, read_sentences

TYPES = {"PER", "ORG", "LOC"}
Sentence = tuple[list[str], list[str]]


def read_iob2(path: Path) -> Iterator[Sentence]:
    words: list[str] = []
    labels: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            if words:
                yield words, labels
            words, labels = [], []
        elif not line.startswith("#"):
            columns = line.split("\t")
            words.append(columns[1])
            labels.append(columns[2] if columns[2][2:] in TYPES else "O")
    if words:
        yield words, labels


def cyrillic(words: list[str]) -> list[str]:
    """Serbian in its other script: the model must not care."""
    digraphs = {
        "lj": "љ",
        "nj": "њ",
        "dž": "џ",
        "Lj": "Љ",
        "Nj": "Њ",
        "Dž": "Џ",
        "LJ": "Љ",
        "NJ": "Њ",
        "DŽ": "Џ",
    }
    table = str.maketrans(
        "abvgdđežzijklmnoprstćufhcčšABVGDĐEŽZIJKLMNOPRSTĆUFHCČŠ",
        "абвгдђежзијклмнопрстћуфхцчшАБВГДЂЕЖЗИЈКЛМНОПРСТЋУФХЦЧШ",
    )
    turned = []
    for word in words:
        letters = word
        for latin, letter in digraphs.items():
            letters = letters.replace(latin, letter)
        turned.append(letters.translate(table))
    return turned


SMALL_WORDS = set(
    "a an the and or but of in on at to for from by with over as is "
    "i u na o za od do po s sa k e të së në me për nga".split()
)


def as_headline(words: list[str]) -> list[str]:
    """The Way Headlines Capitalise Words: without such sentences the model takes every capital for a name."""
    return [
        word if position and word.lower() in SMALL_WORDS else word[:1].upper() + word[1:]
        for position, word in enumerate(words)
    ]


def augmented(sentences: Iterator[Sentence], english: bool) -> Iterator[Sentence]:
    """Every sentence, some of them once more as a headline (English only) or in capitals. Same choice at every run."""
    chance = random.Random(20261123)
    for words, labels in sentences:
        yield words, labels
        draw = chance.random()
        if english and draw < 0.3 and 4 <= len(words) <= 25:
            yield as_headline(words), labels
        elif draw > 0.95:
            yield [word.upper() for word in words], labels


OWN = ("sq", "mk")


def is_dev(scenario: str) -> bool:
    """A fifth of the scenarios, whole: sentences of one story never stand on both sides."""
    return int(hashlib.sha256(scenario.encode()).hexdigest(), 16) % 5 == 1


def own_sentences(language: str, *, dev: bool, writer: int | None = None) -> Iterator[Sentence]:
    """Of all who wrote them, or of one ``writer`` only (1, 2, …): a model is not to learn one person's hand."""
    for path in files(language, writer):
        for scenario, words, labels in read_sentences(path):
            if is_dev(scenario) == dev:
                yield words, labels
