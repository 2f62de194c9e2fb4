"""Which languages a text in a script may be in, and what sources mean by the language they declare.

py3langid knows 140 labels; told the script, it needs to choose among few, and confusing labels nobody writes news in
(Breton, Esperanto, Volapük …) stay out. ``zxx`` is its label for what is no language at all.
"""

from __future__ import annotations

NO_LANGUAGE = "zxx"

CANDIDATES: dict[str, tuple[str, ...]] = {
    "Latn": (
        "sq", "hr", "bs", "sr", "sl", "ro", "tr", "hu", "en", "de", "it", "fr", "es", "pt", "nl", "pl", "cs", "sk",
        "da", "sv", "no", "nn", "fi", "et", "lv", "lt", "ca", "eu", "gl", "is", "ga", "cy", "mt", "lb", "la", "az",
        "uz", "id", "ms", "vi", "sw", "so", "af", NO_LANGUAGE,
    ),
    "Cyrl": ("sr", "mk", "bg", "ru", "uk", "be", "kk", "ky", "mn", "tg", NO_LANGUAGE),
    "Grek": ("el", NO_LANGUAGE),
    "Arab": ("ar", "fa", "ur", "ps", "ku", "ug", NO_LANGUAGE),
    "Hebr": ("he", NO_LANGUAGE),
    "Armn": ("hy", NO_LANGUAGE),
    "Geor": ("ka", NO_LANGUAGE),
    "Deva": ("hi", "mr", "ne", NO_LANGUAGE),
    "Beng": ("bn", "as", NO_LANGUAGE),
    "Guru": ("pa", NO_LANGUAGE),
    "Gujr": ("gu", NO_LANGUAGE),
    "Taml": ("ta", NO_LANGUAGE),
    "Telu": ("te", NO_LANGUAGE),
    "Knda": ("kn", NO_LANGUAGE),
    "Mlym": ("ml", NO_LANGUAGE),
    "Sinh": ("si", NO_LANGUAGE),
    "Thai": ("th", NO_LANGUAGE),
    "Ethi": ("am", NO_LANGUAGE),
    "Hang": ("ko", NO_LANGUAGE),
    "Jpan": ("ja", NO_LANGUAGE),
    "Hani": ("zh", "ja", NO_LANGUAGE),
}  # fmt: skip

# No tool separates the written standards of Bosnian, Croatian, Montenegrin and Serbian reliably; they are one group.
_BCMS = ("hbs", "sh", "hr", "bs", "sr", "srp", "hrv", "bos", "cnr", "me", "scr", "scc")
_SAME = {
    **dict.fromkeys(_BCMS, "hbs"),
    "nb": "no",
    "nn": "no",
    "iw": "he",
    "in": "id",
    "ro-md": "ro",
    "mo": "ro",
}
_ISO_639_2 = {
    "sqi": "sq", "alb": "sq", "mkd": "mk", "mac": "mk", "bul": "bg", "ell": "el", "gre": "el", "ron": "ro",
    "rum": "ro", "tur": "tr", "slv": "sl", "hun": "hu", "eng": "en", "deu": "de", "ger": "de", "ita": "it",
    "fra": "fr", "fre": "fr", "spa": "es", "rus": "ru", "ukr": "uk",
}  # fmt: skip

# Serbian, Macedonian and Bulgarian share most words of a headline but not their alphabets: each letter that a
# language's orthography lacks speaks against it. Russian, Ukrainian and Belarusian complete the set.
_CYRILLIC = {
    "hbs": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюяѝ",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
}
DISTINCT_LETTERS: dict[str, frozenset[str]] = {}
_ALL = frozenset("".join(_CYRILLIC.values()))
for _code, _letters in _CYRILLIC.items():
    DISTINCT_LETTERS[_code] = _ALL - frozenset(_letters)


def group(label: str) -> str:
    """The code we publish for a label of the model: ISO 639-1 or ``hbs``."""
    return _SAME.get(label, label)


def declared_code(tag: str | None) -> str | None:
    """The code that a declared tag stands for (``sr-Cyrl-RS``, ``EN_us``, ``sqi``), or None when it says nothing."""
    if tag is None:
        return None
    primary = tag.strip().replace("_", "-").lower().partition("-")[0]
    code = _ISO_639_2.get(primary, group(primary))
    known = {group(label) for labels in CANDIDATES.values() for label in labels} - {NO_LANGUAGE}
    return code if code in known else None
