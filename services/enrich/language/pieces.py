"""A text cut into pieces that are each judged alone, so that a mixed text shows as one."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from services.enrich.language.scripts import letter_scripts, main_scripts

# A language is certain well before this; judging more of a long body would only cost time.
_WINDOW, _WINDOWS = 150, 6
# Below ~40 characters a piece says little; above ~300 it may hide a paragraph in another language.
_SHORTEST, _LONGEST = 35, 300
_SENTENCE_END = re.compile(r"(?<=[.!?…;:])\s+|\n+")
# Tokens that no language owns: addresses, handles, numbers, markup, program text. The possessive quantifier keeps the
# search linear in a text without spaces.
# Thai, kana and Han have no spaces between words: there a number is a token by itself.
_MARKS = r"\d_@#/\\{}<>=$%&*|^~\[\]+"
_UNSPACED = r"\u0e01-\u0e4e\u3041-\u30ff\u3400-\u9fff"
_NO_WORD = re.compile(rf"(?<![^\s{_UNSPACED}])[^\s{_MARKS}{_UNSPACED}]*+[{_MARKS}][^\s{_UNSPACED}]*+")


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    script: str
    letters: int


def sample(text: str) -> str:
    """The text itself, or windows spread evenly over a long one, cut at spaces where there are any."""
    if len(text) <= _WINDOW * _WINDOWS:
        return text
    step = (len(text) - _WINDOW) / (_WINDOWS - 1)
    windows = []
    for number in range(_WINDOWS):
        window = text[int(number * step) :][:_WINDOW]
        head, space, tail = window.partition(" ")
        windows.append(tail.rpartition(" ")[0] or tail if space else head)
    return "\n\n".join(windows)


def without_marks(text: str) -> str:
    """The text without numbers, addresses and markup."""
    return _NO_WORD.sub(" ", text)


def word_share(text: str, plain: str) -> float:
    """Share of the visible characters that stand in plain words: about .95 in prose, below .5 in tables and code.

    ``plain``: the text ``without_marks``.
    """
    visible = len("".join(text.split()))
    # By script, not ``isalpha``: the vowel signs of Indic scripts are letters too.
    letters = int(np.count_nonzero(letter_scripts(plain)))
    return letters / visible if visible else 0.0


def pieces(plain: str) -> list[Piece]:
    """Sentences, short ones joined with their neighbours and long ones cut. ``plain``: a text ``without_marks``."""
    texts: list[str] = []
    pending = ""
    for sentence in _SENTENCE_END.split(plain):
        for start in range(0, len(sentence), _LONGEST):
            pending = f"{pending} {sentence[start : start + _LONGEST].strip()}".strip()
            if len(pending) >= _SHORTEST:
                texts.append(pending)
                pending = ""
    if pending:
        if texts and len(texts[-1]) + len(pending) <= _LONGEST:
            pending = f"{texts.pop()} {pending}"
        texts.append(pending)
    found = map(Piece, texts, *main_scripts(texts))
    return [piece for piece in found if piece.letters]
