"""py3langid's model applied to many pieces of text at once, told the script of each.

Its own code judges one text at a time, mostly in the overhead of small arrays. The features of a piece are found the same
way here (a walk over its bytes through the model's automaton), and weighed for all pieces together. The model: Lui and
Baldwin, 2012 (langid.py), naive Bayes over byte n-grams.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from services.enrich.language.candidates import CANDIDATES, group

# Labels less likely than this are left out of the sums.
_NEGLIGIBLE = 1e-4

# Of a feature's count in one piece.
_LOG1P = np.log1p(np.arange(1_000, dtype=np.float32))

CODES: tuple[str, ...] = tuple(sorted({group(label) for labels in CANDIDATES.values() for label in labels}))
"""What texts are judged to be in: ISO 639-1, ``hbs``, or ``zxx`` for no language."""
_NUMBER = {code: number for number, code in enumerate(CODES)}
Odds = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Script:
    """The model's columns for a script's labels. ``labels`` (columns, labels): some labels have two columns; ``codes``
    (labels, CODES)."""

    table: NDArray[np.float16]
    prior: NDArray[np.float32]
    labels: NDArray[np.float32]
    codes: NDArray[np.float64]


class Identifier:
    def __init__(self) -> None:
        """Reads the model from the installed package; most of a second."""
        model: Any = LanguageIdentifier.from_model_file(MODEL_FILE)
        self._moves = model.tk_nextmove
        self._rows = [row << 8 for row in model.tk_row]
        self._features = model.tk_output
        self._scripts: Mapping[str, _Script] = {
            script: _script(model, labels) for script, labels in CANDIDATES.items()
        }

    def distributions(self, texts: Sequence[str], script: str) -> Odds:
        """(texts, CODES): how likely each text is in each language; each row sums to about 1."""
        model = self._scripts[script]
        found: list[int] = []
        counts: list[int] = []
        sharpness: list[float] = []
        for text in texts:
            data = _encoded(text)
            before = len(found)
            self._walk(data, found)
            counts.append(len(found) - before)
            sharpness.append(1.0 / math.sqrt(len(data) or 1))
        scores = np.zeros((len(texts), len(model.prior)), dtype=np.float32)
        if found:
            numbers, places = np.unique(np.array(found), return_inverse=True)
            cells = np.repeat(np.arange(len(texts)) * len(numbers), counts) + places
            times = np.bincount(cells, minlength=len(texts) * len(numbers)).reshape(len(texts), -1)
            known = np.array(counts) > 0
            weights = _LOG1P[np.minimum(times[known], len(_LOG1P) - 1)]
            scores[known] = weights @ model.table[numbers].astype(np.float32) + model.prior
        scores *= np.array(sharpness, dtype=np.float32)[:, None]
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        odds = odds @ model.labels
        odds[odds < _NEGLIGIBLE] = 0
        of_codes: Odds = odds @ model.codes
        return of_codes

    def _walk(self, data: bytes, found: list[int]) -> None:
        moves, rows, features = self._moves, self._rows, self._features
        state = 0
        for byte in data:
            state = moves[rows[state] + byte]
            feature = features[state]
            if feature >= 0:
                found.append(feature)


def _script(model: Any, labels: Sequence[str]) -> _Script:
    columns = [number for number, label in enumerate(model.nb_classes) if label in labels]
    wanted = sorted({model.nb_classes[column] for column in columns})
    if len(wanted) != len(set(labels)):
        raise ValueError(f"the language model lacks {sorted(set(labels) - set(wanted))}")
    merged = np.zeros((len(columns), len(wanted)), dtype=np.float32)
    for row, column in enumerate(columns):
        merged[row, wanted.index(model.nb_classes[column])] = 1
    codes = np.zeros((len(wanted), len(CODES)))
    for row, label in enumerate(wanted):
        codes[row, _NUMBER[group(label)]] = 1
    return _Script(
        model.nb_ptc[:, columns], np.asarray(model.nb_pc[columns], dtype=np.float32), merged, codes
    )


def _encoded(text: str) -> bytes:
    """As the model was trained."""
    if text.isupper():
        text = text.lower()
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")
