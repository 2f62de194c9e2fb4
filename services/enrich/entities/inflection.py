"""From an inflected, folded word to the base forms it may come from: rules of the region's nominal endings.

The rules over-generate on purpose: a candidate counts only when a gazetteer or another mention in the same article confirms
it. Endings are written folded (Latin, no diacritics), as ``services.enrich.folding.fold`` gives them.
"""

from __future__ import annotations

import re
from functools import lru_cache

# (ending, what the base form has there instead), longest first within a language.
_SLAVIC = (
    ("ovima", ""), ("evima", ""), ("skoga", "ski"), ("skome", "ski"), ("ckoga", "cki"),
    ("skog", "ski"), ("skom", "ski"), ("skim", "ski"), ("skih", "ski"), ("skoj", "ska"), ("sku", "ska"), ("ske", "ska"),
    ("skog", "sko"), ("skom", "sko"), ("skoj", "sko"), ("ckog", "cki"), ("ckom", "cki"), ("ckoj", "cka"), ("cku", "cka"),
    ("nog", "ni"), ("nog", "no"), ("nom", "no"), ("nom", "ni"),
    ("noj", "na"), ("nih", "ni"), ("nih", "ne"), ("nim", "ni"), ("nim", "ne"),
    ("vca", "vac"), ("vcu", "vac"), ("vcem", "vac"), ("nca", "nac"), ("ncu", "nac"), ("ncem", "nac"), ("lca", "lac"),
    ("cka", "cak"), ("cku", "cak"), ("ckom", "cak"), ("dra", "dar"), ("dru", "dar"), ("drom", "dar"),
    ("tra", "tar"), ("tru", "tar"), ("trom", "tar"),
    ("ijom", "ija"), ("iji", "ija"), ("iju", "ija"), ("ije", "ija"),
    ("ci", "ka"), ("zi", "ga"), ("si", "ha"),
    ("ama", "e"), ("ama", "a"), ("ima", "i"), ("ima", "e"), ("ih", "e"), ("ih", "i"), ("im", "e"), ("im", "i"),
    ("pca", "bac"), ("pcu", "bac"), ("pcem", "bac"), ("sku", "sak"), ("vaca", "vci"), ("naca", "nci"),
    ("ca", "ec"), ("cu", "ec"), ("cem", "ec"), ("ca", "ac"), ("cu", "ac"), ("cem", "ac"),
    ("oga", "i"), ("og", "i"), ("om", "a"), ("om", "o"), ("om", "i"), ("om", ""), ("em", "e"), ("em", ""), ("oj", "a"),
    ("ova", ""), ("ovi", ""), ("ove", ""), ("ov", ""), ("ev", ""),
    ("ot", ""), ("ta", ""), ("to", ""), ("te", ""),
    ("e", "a"), ("i", "a"), ("u", "a"), ("o", "a"), ("a", ""), ("u", ""), ("e", ""), ("i", ""), ("a", "o"), ("u", "o"),
    ("a", "e"), ("u", "e"), ("a", "i"), ("u", "i"), ("ju", "j"), ("ja", "j"), ("iju", "i"), ("ija", "i"), ("ijem", "i"),
)  # fmt: skip
_ALBANIAN = (
    ("rise", "ri"), ("ajt", "aj"), ("ajn", "aj"), ("ejt", "ej"), ("ejn", "ej"),
    ("ise", "i"), ("ine", "i"), ("ia", "i"), ("ise", "ia"), ("ine", "ia"),
    ("oren", "or"), ("ores", "or"), ("res", "er"), ("ren", "er"), ("ra", "er"),
    ("ves", "ve"), ("jes", "je"), ("jen", "je"), ("ja", "je"), ("ja", ""), ("jes", "ja"), ("jen", "ja"),
    ("jes", ""), ("jen", ""),
    ("se", ""), ("ne", ""), ("es", "e"), ("en", "e"), ("es", "a"), ("en", "a"), ("es", ""), ("en", ""),
    ("a", "e"), ("a", ""), ("it", "i"), ("in", "i"), ("it", ""), ("in", ""), ("i", ""), ("ut", "u"), ("un", "u"),
    ("ut", ""), ("un", ""), ("u", ""), ("eve", "a"), ("eve", "et"), ("eve", "e"), ("eve", ""), ("ave", "a"), ("ave", "at"),
    ("et", ""), ("et", "e"), ("at", "a"), ("s", ""), ("n", ""),
)  # fmt: skip
_GERMAN = (("s", ""), ("en", "e"))
_TURKISH_APOSTROPHE = re.compile(r"[’'].*$")
_HYPHEN_ENDING = re.compile(r"[-‑][a-z]{1,4}$")

_RULES = {
    "hbs": _SLAVIC, "mk": _SLAVIC, "sl": _SLAVIC, "bg": _SLAVIC, "sq": _ALBANIAN,
    "de": _GERMAN, "en": (), "it": (), "fr": (), "es": (),
}  # fmt: skip
_UNKNOWN = _SLAVIC + _ALBANIAN


def _by_last_letter(rules: tuple[tuple[str, str], ...]) -> dict[str, list[tuple[str, str]]]:
    """Rules in their order, by the last letter of the ending: of about a hundred a word needs to try a few."""
    found: dict[str, list[tuple[str, str]]] = {}
    for ending, replacement in rules:
        found.setdefault(ending[-1], []).append((ending, replacement))
    return found


_ENDINGS = {language: _by_last_letter(rules) for language, rules in _RULES.items()}
_UNKNOWN_ENDINGS = _by_last_letter(_UNKNOWN)
_ADJECTIVE = ("ski", "cki")  # 'hrvatski' is no form of Hrvatska, whose dative is 'Hrvatskoj'
_MIN_LEFT = 4  # letters of stem and ending together; what is shorter is too often another word


@lru_cache(maxsize=16_384)  # about 1 KB each
def base_forms(word: str, language: str) -> tuple[str, ...]:
    """The folded word itself first, then its candidates; never empty, at most a few dozen."""
    stripped = _HYPHEN_ENDING.sub("", _TURKISH_APOSTROPHE.sub("", word)) or word
    candidates = dict.fromkeys([word, stripped])
    for ending, replacement in _ENDINGS.get(language, _UNKNOWN_ENDINGS).get(stripped[-1:], ()):
        if (
            stripped.endswith(ending)
            and len(stripped) >= max(_MIN_LEFT, len(ending) + 2)
            and not (ending == "i" and stripped.endswith(_ADJECTIVE))
        ):
            candidates[stripped[: len(stripped) - len(ending)] + replacement] = None
    return tuple(candidates)
