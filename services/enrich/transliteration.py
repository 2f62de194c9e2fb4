"""Cyrillic names in the Latin spelling the region uses: 'Ђоковић' → 'Đoković'. For display; comparison is ``folding``."""

from __future__ import annotations

# Gaj's Latin alphabet for Serbian; Macedonian ѓ ќ ѕ as news agencies of the region print them. Other Cyrillic letters
# (Bulgarian, Russian) get the usual values so that a name still reads.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "đ", "ѓ": "gj", "е": "e", "ж": "ž", "з": "z", "ѕ": "dz",
    "и": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "ћ": "ć", "ќ": "kj", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "č", "џ": "dž", "ш": "š",
    "щ": "št", "ъ": "a", "ь": "", "ю": "ju", "я": "ja", "й": "j", "ы": "y", "э": "e", "ё": "jo", "і": "i", "ї": "ji",
    "є": "je", "ґ": "g", "ѝ": "i", "ѐ": "e", "ў": "u",
}  # fmt: skip


def _table() -> dict[int, str]:
    table = {ord(letter): latin for letter, latin in _CYRILLIC.items()}
    for letter, latin in _CYRILLIC.items():
        table[ord(letter.upper())] = latin[:1].upper() + latin[1:]
    return table


_TO_LATIN = _table()


def to_latin(text: str) -> str:
    """Cyrillic letters as Latin ones, everything else untouched; an all-capitals word stays so ('ЊЕГОШ' → 'NJEGOŠ')."""
    if text.isascii():
        return text
    latin = text.translate(_TO_LATIN)
    return latin.upper() if len(text) > 1 and text.isupper() else latin
