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

from services.enrich.string_index import StringIndex, hashes, hashes_of, lines

FOLDER = Path(__file__).parent / "models"


@dataclass(frozen=True, slots=True)
class WordClasses:
    """``index``: word, in Latin letters with its case, to its row in ``attributes``."""

    index: StringIndex
    attributes: Sequence[tuple[str, ...]]

    @classmethod
    def load(cls, path: Path) -> WordClasses:
        with np.load(path, allow_pickle=False) as stored:
            data = np.append(stored["words"], np.uint8(ord("\n")))
            numbers = stored["numbers"].astype(np.int32)
            attributes = [
                tuple(line.split()) for line in stored["attributes"].tobytes().decode("utf-8").split("\n")
            ]
        starts, ends = lines(data)
        if len(starts) != len(numbers):
            raise ValueError(f"{path}: {len(numbers)} classes for {len(starts)} words")
        return cls(StringIndex(hashes_of(data, starts, ends), numbers), attributes)

    def of(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """The attributes of each word, in Latin letters; none where neither it nor its usual case is known."""
        forms, owners = [], []
        for place, word in enumerate(words):
            of_word = [word]
            if word.isupper():
                of_word.append(word.capitalize())
            if not word.islower():
                of_word.append(word.lower())
            forms += of_word
            owners += [place] * len(of_word)
        attributes: list[tuple[str, ...]] = [()] * len(words)
        if forms:
            found = self.index.find(hashes(forms)).tolist()
            for place, number in zip(reversed(owners), reversed(found), strict=True):
                if number >= 0:
                    attributes[place] = self.attributes[number]
        return attributes


def write_word_classes(path: Path, numbers: Mapping[str, int], attributes: Sequence[Sequence[str]]) -> None:
    """``numbers``: word to its row in ``attributes``."""
    words = sorted(numbers)
    np.savez_compressed(
        path,
        words=np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8),
        numbers=np.array([numbers[word] for word in words], dtype=np.uint16),
        attributes=np.frombuffer(
            "\n".join(" ".join(row) for row in attributes).encode("utf-8"), dtype=np.uint8
        ),
    )


@cache
def word_classes(language: str) -> tuple[WordClasses, ...]:
    """Each set of classes that the language has."""
    paths = (FOLDER / f"{kind}_{language}.npz" for kind in ("brown", "meanings"))
    return tuple(WordClasses.load(path) for path in paths if path.exists())
