"""Vectors of words: what a large multilingual model knows of each word on its own, kept for the words that news needs.

One table serves every language: words in Latin letters, and those of Macedonian apart (also in Latin letters, but with the
vectors of their Cyrillic form). An unknown word with a capital takes the vector of the nearest base form that is known, so
that an inflected name has its name's. How the table is made: training/entities/word_vectors.py and models/MODEL_CARD.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.enrich.entities.inflection import base_forms
from services.enrich.folding import fold
from services.enrich.string_index import Bytes, Hashes, StringIndex, hashes, hashes_of, lines
from services.enrich.transliteration import to_latin

PATH = Path(__file__).parent / "models" / "vectors.npz"
UNKNOWN = 0

# The three lists of words share one index: what each adds to a word's hash.
_LATIN, _MACEDONIAN, _FOLDED = 0, 1, 2
_OF_LIST = np.array([0, 0x5851F42D4C957F2D, 0x14057B7EF767814F], dtype=np.uint64)
Candidate = tuple[int, str]  # list and form


@dataclass(frozen=True, slots=True)
class WordVectors:
    """``rows`` (words + 1, dimensions), small integers; the first is that of unknown words. ``index``: the rows of words in
    Latin letters, of Macedonian ones, and of capitalised ones without their diacritics, where they have any."""

    index: StringIndex
    rows: NDArray[np.int8]
    step: float

    @classmethod
    def load(cls, path: Path = PATH) -> WordVectors:
        with np.load(path, allow_pickle=False) as stored:
            latin, macedonian = stored["words"], stored["macedonian"]
            rows = stored["rows"].T.copy()
            step = float(stored["step"])
        return cls._of_lines(latin, macedonian, rows, step)

    @classmethod
    def of_lists(
        cls, latin: Sequence[str], macedonian: Sequence[str], rows: NDArray[np.int8], step: float
    ) -> WordVectors:
        """``rows``: that of unknown words, then those of ``latin``, then those of ``macedonian``."""
        return cls._of_lines(_joined(latin), _joined(macedonian), rows, step)

    @classmethod
    def _of_lines(cls, latin: Bytes, macedonian: Bytes, rows: NDArray[np.int8], step: float) -> WordVectors:
        data = np.concatenate([part for word in (latin, macedonian) if len(word) for part in (word, _END)])
        starts, ends = lines(data)
        count = int((latin == _END[0]).sum()) + 1 if len(latin) else 0
        if len(rows) != 1 + len(starts):
            raise ValueError(f"{len(rows)} vectors for {len(starts)} words")
        keys = hashes_of(data, starts, ends)
        keys[count:] ^= _OF_LIST[_MACEDONIAN]
        folded, of_folded = _folded(data, starts, ends)
        numbers = np.concatenate([np.arange(1, 1 + len(keys), dtype=np.int32), of_folded])
        return cls(StringIndex(np.concatenate([keys, folded ^ _OF_LIST[_FOLDED]]), numbers), rows, step)

    def row(self, word: str, language: str) -> int:
        return int(self.rows_of([word], language)[0])

    def rows_of(self, words: Sequence[str], language: str) -> NDArray[np.int32]:
        """Of each word as written, else of its usual case, else of a base form that it may come from."""
        found = self._first([_as_written(word, language) for word in words])
        open_ = np.flatnonzero(found == UNKNOWN).tolist()
        inflected = [(place, forms) for place in open_ if (forms := _base_forms(words[place], language))]
        if inflected:
            found[[place for place, _ in inflected]] = self._first([forms for _, forms in inflected])
        return found

    def _first(self, candidates: Sequence[Sequence[Candidate]]) -> NDArray[np.int32]:
        """For each word the row of the first candidate that is known."""
        rows = np.full(len(candidates), UNKNOWN, dtype=np.int32)
        flat = [candidate for of_word in candidates for candidate in of_word]
        if not flat:
            return rows
        lists = np.array([number for number, _ in flat])
        found = self.index.find(hashes([form for _, form in flat]) ^ _OF_LIST[lists])
        owners = np.repeat(np.arange(len(candidates)), [len(of_word) for of_word in candidates])
        known = np.flatnonzero(found >= 0)[::-1]  # the first of a word is written last
        rows[owners[known]] = found[known]
        return rows


_END = np.frombuffer(b"\n", dtype=np.uint8)


def _joined(words: Iterable[str]) -> Bytes:
    return np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8)


def _folded(
    data: Bytes, starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> tuple[Hashes, NDArray[np.int32]]:
    """Folded forms of words with a capital and a letter beyond ASCII, and the rows of these words. Of any other word the
    folded form is the word in small letters, so it can be found by itself."""
    marked = np.flatnonzero(np.maximum.reduceat(data, starts) >= 0x80) if len(starts) else starts
    if not len(marked):
        return np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int32)
    chosen = np.zeros(len(starts), dtype=np.bool_)
    chosen[marked] = True
    text = data[np.repeat(chosen, ends - starts)].tobytes().decode("utf-8")
    words = [
        (word, row)
        for word, row in zip(text.split("\n"), (marked + 1).tolist(), strict=False)
        if word[0].isupper()
    ]
    # One call is far quicker than one a word.
    forms = fold("\n".join(word for word, _ in words)).split("\n")
    return hashes(forms), np.array([row for _, row in words], dtype=np.int32)


def _as_written(word: str, language: str) -> list[Candidate]:
    latin = to_latin(word)
    if not latin.isalpha() and not any(map(str.isalpha, latin)):
        return []
    forms = [latin]
    if len(latin) > 1 and latin.isupper():
        forms += [latin.capitalize(), latin.lower()]
    candidates = [(_LATIN, form) for form in forms]
    return [(_MACEDONIAN, form) for form in forms] + candidates if language == "mk" else candidates


def _base_forms(word: str, language: str) -> list[Candidate]:
    latin = to_latin(word)
    if not latin[:1].isupper():
        return []
    candidates: list[Candidate] = []
    for base in base_forms(fold(latin), language):
        name = base.capitalize()
        candidates += [(_LATIN, name), (_MACEDONIAN, name), (_FOLDED, base)]
    candidates.append((_LATIN, latin.lower()))
    return candidates


@cache
def word_vectors() -> WordVectors:
    return WordVectors.load()
