"""Unicode normalization in time linear in the text, whatever the text is."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

# Putting the marks on one letter in order takes time quadratic in their number: a body of a million of them takes a quarter
# of an hour, in one call that nothing can interrupt. No word of any language is as long as a piece.
_PIECE = re.compile(r"\S{1,256}\s*|\s+")
_LONGEST_WHOLE = 256


def normalized(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """As ``unicodedata.normalize``, but for marks more than 256 characters from their letter: those stay as they are."""
    if len(text) <= _LONGEST_WHOLE:
        return unicodedata.normalize(form, text)
    return "".join([unicodedata.normalize(form, piece) for piece in _PIECE.findall(text)])
