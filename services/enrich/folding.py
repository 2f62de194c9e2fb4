"""Text folded so that spelling variants of the same words compare equal: case, diacritics, Cyrillic against Latin."""

from __future__ import annotations

import re
import unicodedata

# Serbian, Macedonian and Bulgarian letters; Russian and Ukrainian ones beside them so that any Cyrillic text folds.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "dj", "ѓ": "gj", "е": "e", "ж": "z", "з": "z", "ѕ": "dz",
    "и": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "ћ": "c", "ќ": "kj", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "c", "џ": "dz", "ш": "s",
    "ѐ": "e", "ѝ": "i", "й": "j", "щ": "st", "ъ": "a", "ь": "", "ю": "ju", "я": "ja", "ы": "y", "э": "e", "ё": "e",
    "і": "i", "ї": "i", "є": "je", "ґ": "g", "ў": "u",
}  # fmt: skip
# Letters that Unicode does not decompose into a base and a mark. đ becomes dj, as Djokovic for Đoković.
_LATIN = {"đ": "dj", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h"}
_TABLE = str.maketrans({**_CYRILLIC, **_LATIN, "’": "'", "ʼ": "'", "\u00ad": ""})
_MARKS = re.compile(r"[\u0300-\u036f]+")


def fold(text: str) -> str:
    """Casefolded, Cyrillic in Latin letters, without diacritics: Ђоковић, Đoković and Djokovic all give ``djokovic``.

    The length may change, so offsets into the result mean nothing in the text.
    """
    folded = text.casefold().translate(_TABLE)
    if folded.isascii():
        return folded
    return _MARKS.sub("", unicodedata.normalize("NFKD", folded))
