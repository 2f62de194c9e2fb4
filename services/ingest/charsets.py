"""The charset of undeclared bytes that are not UTF-8: by alphabets first, by statistics second. Pure.

Statistics alone take Croatian in ISO 8859-2 for windows-1250 (``čiąćenju``) and Turkish in windows-1254 for it too: on the
few accented letters of a short text, which alphabet explains *all* of them says more than frequencies do.
"""

from __future__ import annotations

import re
import string
from itertools import pairwise

from charset_normalizer import from_bytes

# Enough to tell; statistics cost seconds on megabytes.
_SAMPLE_BYTES = 65_536
# In order of preference where several explain a text equally well. No Mac or DOS pages: nothing on the web is in them.
_CHARSETS = (
    "cp1252", "cp1250", "cp1251", "cp1254", "cp1253", "iso8859-2", "iso8859-5", "iso8859-7", "koi8-r", "cp1257",
)  # fmt: skip
_ALPHABETS = {
    name: frozenset(letters + letters.upper())
    for name, letters in {
        "hbs": "čćžšđ", "sl": "čžš", "sq": "ëç", "tr": "çğıöşüâîûİ", "de": "äöüß", "fr": "éèêëàâæçùûüîïôœÿ",
        "it": "àèéìòóù", "es": "áéíóúñü¿¡ºª", "pt": "áâãàçéêíóôõú", "ro": "ăâîşţ", "hu": "áéíóöőúüű", "pl": "ąćęłńóśźż",
        "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "nordic": "åäöæøé", "el": "άέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ",
        "cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюяёђѓєѕіїјљњћќўџґ", "lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž",
    }.items()
}  # fmt: skip
_PUNCTUATION = frozenset("„“”‚‘’«»‹›–—…•·§°€£©®™№\u00a0\u00ad×´½±²³µ¼¾")
_ASCII = frozenset(string.printable)
_WORD = re.compile(r"[^\W\d_]+")
_OTHER_SCRIPT = "[\u0370-\u04ff]"
_BROKEN = re.compile(rf"[A-Za-z]{_OTHER_SCRIPT}|{_OTHER_SCRIPT}[A-Za-z]")
# One odd letter in twenty (a foreign name) is no reason to doubt an alphabet.
_EXPLAINED = 0.95


def detect_encoding(content: bytes) -> str:
    """Name of a codec; cp1252, which fails on next to nothing, when nothing explains the bytes."""
    sample = content[:_SAMPLE_BYTES]
    if _mostly_utf_8(sample):
        return "utf-8"
    explained, encoding = max(
        ((_explained(sample, encoding), encoding) for encoding in _CHARSETS), key=lambda pair: pair[0]
    )
    if explained >= _EXPLAINED:
        return encoding
    best = from_bytes(sample).best()
    return best.encoding if best is not None else "cp1252"


def _mostly_utf_8(sample: bytes) -> bool:
    """A stray bad byte in a long UTF-8 text does not make it another charset."""
    text = sample.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return sum(character > "\x7f" for character in text) > 20 * bad


def _explained(sample: bytes, encoding: str) -> float:
    """The share of non-ASCII letters that one alphabet explains, 0 when the bytes are not legal in this charset.

    A wrong charset also betrays itself by words that mix scripts, or turn to capitals after a small letter.
    """
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    unusual = [character for character in text if character not in _ASCII and character not in _PUNCTUATION]
    if not unusual:
        return 1.0
    broken = sum(len(word) for word in _WORD.findall(text) if not word.isascii() and _is_broken(word))
    explained = max(sum(character in letters for character in unusual) for letters in _ALPHABETS.values())
    return (explained - broken) / len(unusual)


def _is_broken(word: str) -> bool:
    capital_inside = any(before.islower() and after.isupper() for before, after in pairwise(word))
    return capital_inside or _BROKEN.search(word) is not None
