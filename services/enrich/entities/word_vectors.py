"""Vectors of words: what a large multilingual model knows of each word on its own, kept for the words that news needs.

One table serves every language: words in Latin letters, and those of Macedonian apart (also in Latin letters, but with the
vectors of their Cyrillic form). An unknown word with a capital takes the vector of the nearest base form that is known, so
that an inflected name has its name's. How the table is made: training/entities/word_vectors.py and models/MODEL_CARD.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.enrich.entities.inflection import base_forms
from services.enrich.folding import fold
from services.enrich.transliteration import to_latin

PATH = Path(__file__).parent / "models" / "vectors.npz"
UNKNOWN = 0


@dataclass(frozen=True, slots=True)
class WordVectors:
    """``rows`` (words + 1, dimensions), small integers; the first is that of unknown words. ``words``: word to row, and so
    ``macedonian``; ``folded``: the same for capitalised words without their diacritics, where they have any."""

    words: Mapping[str, int]
    macedonian: Mapping[str, int]
    folded: Mapping[str, int]
    rows: NDArray[np.int8]
    step: float

    @classmethod
    def load(cls, path: Path = PATH) -> WordVectors:
        with np.load(path, allow_pickle=False) as stored:
            latin = stored["words"].tobytes().decode("utf-8").split("\n")
            macedonian = stored["macedonian"].tobytes().decode("utf-8").split("\n")
            rows = stored["rows"].T.copy()
            step = float(stored["step"])
        return cls.of_lists(latin, macedonian, rows, step)

    @classmethod
    def of_lists(
        cls, latin: list[str], macedonian: list[str], rows: NDArray[np.int8], step: float
    ) -> WordVectors:
        """``rows``: that of unknown words, then those of ``latin``, then those of ``macedonian``."""
        if len(rows) != 1 + len(latin) + len(macedonian):
            raise ValueError(f"{len(rows)} vectors for {len(latin)} and {len(macedonian)} words")
        words = dict(zip(latin, range(1, 1 + len(latin)), strict=True))
        of_macedonian = dict(zip(macedonian, range(1 + len(latin), len(rows)), strict=True))
        folded: dict[str, int] = {}
        # Of any other word the folded form is the word in small letters, so it can be found by itself.
        marked = [
            (word, row)
            for row, word in enumerate((*latin, *macedonian), start=1)
            if not word.isascii() and word[0].isupper()
        ]
        together = fold("\n".join(word for word, _ in marked)).split(
            "\n"
        )  # one call is far quicker than one a word
        for form, (_, row) in zip(together, marked, strict=True):
            folded.setdefault(form, row)
        return cls(words, of_macedonian, folded, rows, step)

    def row(self, word: str, language: str) -> int:
        """Of the word as written, else of its usual case, else of a base form that it may come from."""
        latin = to_latin(word)
        if not any(character.isalpha() for character in latin):
            return UNKNOWN
        in_capitals = len(latin) > 1 and latin.isupper()
        forms = (latin, latin.capitalize(), latin.lower()) if in_capitals else (latin,)
        for known in (self.macedonian, self.words) if language == "mk" else (self.words,):
            for form in forms:
                row = known.get(form)
                if row is not None:
                    return row
        if latin[:1].isupper():
            for base in base_forms(fold(latin), language):
                name = base.capitalize()
                row = self.words.get(name) or self.macedonian.get(name) or self.folded.get(base)
                if row is not None:
                    return row
            return self.words.get(latin.lower(), UNKNOWN)
        return UNKNOWN


@cache
def word_vectors() -> WordVectors:
    return WordVectors.load()
