"""Classes of words learnt from much text: words used alike share one. What a model knows of a word that it never saw tagged.

A file of classes is a plain ``.npz``: its words, the class of each, and for each class the attributes (features' names) that
it gives. How the files are made and from what: training/entities/word_classes.py and models/MODEL_CARD.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent / "models"
_NONE: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordClasses:
    """``numbers``: word, in Latin letters with its case, to its row in ``attributes``."""

    numbers: Mapping[str, int]
    attributes: Sequence[tuple[str, ...]]

    @classmethod
    def load(cls, path: Path) -> WordClasses:
        with np.load(path, allow_pickle=False) as stored:
            words = stored["words"].tobytes().decode("utf-8").split("\n")
            numbers = stored["numbers"].tolist()
            attributes = [
                tuple(line.split()) for line in stored["attributes"].tobytes().decode("utf-8").split("\n")
            ]
        if len(words) != len(numbers):
            raise ValueError(f"{path}: {len(numbers)} classes for {len(words)} words")
        return cls(dict(zip(words, numbers, strict=True)), attributes)

    def save(self, path: Path) -> None:
        words = sorted(self.numbers)
        np.savez_compressed(
            path,
            words=np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8),
            numbers=np.array([self.numbers[word] for word in words], dtype=np.uint16),
            attributes=np.frombuffer(
                "\n".join(" ".join(row) for row in self.attributes).encode("utf-8"), dtype=np.uint8
            ),
        )

    def of(self, word: str) -> tuple[str, ...]:
        """The attributes of a word in Latin letters; none where neither it nor its usual case is known."""
        number = self.numbers.get(word)
        if number is None and word.isupper():
            number = self.numbers.get(word.capitalize())
        if number is None and not word.islower():
            number = self.numbers.get(word.lower())
        return _NONE if number is None else self.attributes[number]


@cache
def word_classes(language: str) -> tuple[WordClasses, ...]:
    """Each set of classes that the language has."""
    paths = (FOLDER / f"{kind}_{language}.npz" for kind in ("brown", "meanings"))
    return tuple(WordClasses.load(path) for path in paths if path.exists())
