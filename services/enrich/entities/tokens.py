"""Words with their offsets, and sentences, as the entity model was trained to see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` is exactly the field's [start:end), in code points."""

    text: str
    start: int
    end: int


# An abbreviation keeps its dots (U.S.), a word keeps inner apostrophes, dots and hyphens; all else is one sign a token.
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:[’'.\-‑]\w+)*|[^\w\s]", re.UNICODE)
_HYPHEN = re.compile(r"[-‑]")
_POSSESSIVE = re.compile(r"[’']s$", re.IGNORECASE)
# NATO-s, BE-së, EU-a, SAD-om: an inflected ending after an abbreviation or a foreign name belongs to the name.
_ENDING = re.compile(r"[a-zëçа-яјљњћђџѓќѕ]{1,4}$")
_ENGLISH_LIKE = frozenset({"en", "de", "it", "fr", "es", "nl"})

# Longer runs are tables and lists without stops: cut, so that memory and time stay bounded.
_MAX_SENTENCE_TOKENS = 400

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_ABBREVIATIONS = frozenset(
    "dr mr mrs ms prof st sv gen mag ing vol no nr br art fig tj npr itd god z zj sh p.sh ул бр др проф г".split()
)


def tokenize(text: str, language: str) -> list[Token]:
    tokens: list[Token] = []
    for match in _WORD.finditer(text):
        tokens.extend(_split(match.group(), match.start(), language))
    return tokens


def _split(word: str, start: int, language: str) -> Iterator[Token]:
    possessive = _POSSESSIVE.search(word) if language in _ENGLISH_LIKE else None
    stem = word[: possessive.start()] if possessive else word
    hyphen = _HYPHEN.search(stem)
    if hyphen and not _keeps_hyphen(stem, hyphen.start(), language):
        position = 0
        for piece in re.split(r"([-‑])", stem):
            if piece:
                yield Token(piece, start + position, start + position + len(piece))
            position += len(piece)
    else:
        yield Token(stem, start, start + len(stem))
    if possessive:
        yield Token(possessive.group(), start + possessive.start(), start + len(word))


def _keeps_hyphen(word: str, position: int, language: str) -> bool:
    after = word[position + 1 :]
    if language not in _ENGLISH_LIKE and word[0].isupper() and _ENDING.match(after):
        return True
    # Double surnames and compound place names are one name: Siljanovska-Davkova, Fushë-Kosovë.
    return word[0].isupper() and after[:1].isupper() and language not in _ENGLISH_LIKE


def sentences(tokens: list[Token], text: str) -> Iterator[list[Token]]:
    """Runs of tokens between sentence ends and line ends. Wrong splits cost little: only the first word's feature."""
    current: list[Token] = []
    for token in tokens:
        if current and (len(current) >= _MAX_SENTENCE_TOKENS or _ends_before(current, token, text)):
            yield current
            current = []
        current.append(token)
    if current:
        yield current


def _ends_before(current: list[Token], token: Token, text: str) -> bool:
    last = current[-1]
    between = text[last.end : token.start]
    if "\n" in between:
        return True
    if not between or not _SENTENCE_END.search(last.text) or token.text[:1].islower():
        # A closing quotation mark after the stop: look one token back.
        return bool(
            between
            and len(current) > 1
            and last.text in '”"»’)'
            and current[-2].text in ".!?…"
            and not token.text[:1].islower()
        )
    if last.text == "." and len(current) > 1:
        before = current[-2].text
        return not (len(before) == 1 or before.isdigit() or before.casefold() in _ABBREVIATIONS)
    return len(last.text) == 1
