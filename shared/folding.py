"""Names and words folded so that their spellings compare equal: the Python twin of the index's folding analyzer.

``tests/integration/test_search.py`` holds both to the same answers.
"""

from __future__ import annotations

import re

from shared.normalization import normalized

# Serbian, Macedonian and Bulgarian Cyrillic in the Latin letters that are left once diacritics are gone; Russian,
# Ukrainian and Belarusian beside them so that any Cyrillic text folds.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "dj", "ѓ": "gj", "е": "e", "ж": "z", "з": "z", "ѕ": "dz",
    "и": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "ћ": "c", "ќ": "kj", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "c", "џ": "dz", "ш": "s",
    "ѐ": "e", "ѝ": "i", "й": "j", "щ": "st", "ъ": "a", "ь": "", "ю": "ju", "я": "ja", "ё": "e", "ы": "i", "э": "e",
    "є": "je", "і": "i", "ї": "ji", "ґ": "g", "ў": "u",
}  # fmt: skip
# Letters that Unicode does not decompose into a base and a mark, or that people type as two.
_LATIN = {
    "đ": "dj", "ǵ": "gj", "ḱ": "kj", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h",
}  # fmt: skip
_APOSTROPHES = dict.fromkeys("'’‘ʼ＇`´", " ")
_INVISIBLE = dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", "")
_TABLE = str.maketrans(_CYRILLIC | _LATIN | _APOSTROPHES | _INVISIBLE)
_MARKS = re.compile(r"[\u0300-\u036f]+")
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Lower case, Cyrillic in Latin letters, no diacritics: Ђоковић, Đoković and Djokovic all give ``djokovic``.

    The length may change, so offsets into the result mean nothing in the text.
    """
    folded = text.casefold()
    if folded.isascii():
        return folded.translate(_TABLE)
    # Composed first: a letter that arrives as base and mark is then found in the table. What compatibility forms leave
    # (™ is TM, ӣ is и) is folded once more.
    folded = normalized("NFC", folded).translate(_TABLE)
    return _MARKS.sub("", normalized("NFKD", folded)).casefold().translate(_TABLE)


def folded_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))
