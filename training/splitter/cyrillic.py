"""Serbian Latin to Cyrillic, for layouts in that script."""

from __future__ import annotations

_PAIRS = {"lj": "љ", "nj": "њ", "dž": "џ"}
_SINGLE = dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True))


def to_cyrillic(text: str) -> str:
    """Every Latin letter of Serbian in Cyrillic; addresses and foreign letters stay."""
    return " ".join(token if _is_address(token) else _word(token) for token in text.split(" "))


def _is_address(token: str) -> bool:
    return "@" in token or "http" in token or "www" in token or ".com" in token


def _word(token: str) -> str:
    result = []
    position = 0
    while position < len(token):
        pair = token[position : position + 2]
        low = pair.lower()
        if low in _PAIRS:
            letter = _PAIRS[low]
            position += 2
            result.append(letter.upper() if pair[0].isupper() else letter)
            continue
        letter = token[position]
        mapped = _SINGLE.get(letter.lower(), letter)
        result.append(mapped.upper() if letter.isupper() and mapped != letter else mapped)
        position += 1
    return "".join(result)
