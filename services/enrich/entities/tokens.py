"""Words with their offsets, and sentences, as the entity model was trained to see them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise


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
# L'Albania, dell'Aia, d'Italia: an article or preposition joined to a name is no part of it.
_ELISION = re.compile(
    r"(?:l|d|un|dell|all|dall|nell|sull|coll|quell|quest|sant|c|j|m|n|s|t|qu|jusqu|lorsqu|puisqu)[’'](?=\w)",
    re.IGNORECASE,
)
_ELIDING = frozenset({"it", "fr", "ca"})
_ENGLISH_LIKE = frozenset({"en", "de", "it", "fr", "es", "nl"})

# Longer runs are tables and lists without stops: cut, so that memory and time stay bounded.
_MAX_SENTENCE_TOKENS = 400

# Signs at which a word may come apart, and those after which a sentence may end.
_PARTING = frozenset("-‑'’")
_STOPS_AND_CLOSERS = frozenset(".!?…\"'”’»)]")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_ABBREVIATIONS = frozenset(
    "dr mr mrs ms prof st sv gen mag ing vol no nr br art fig tj npr itd god z zj sh p.sh ул бр др проф г".split()
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of one text in columns, as most are never part of a name. ``words[i]`` is text[starts[i]:ends[i]]."""

    words: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.words)

    def between(self, start: int, end: int) -> tuple[Token, ...]:
        return tuple(map(Token, self.words[start:end], self.starts[start:end], self.ends[start:end]))


def tokenize(text: str, language: str) -> Tokens:
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _WORD.finditer(text):
        word = match.group()
        start = match.start()
        # Only a hyphen or an apostrophe can part a word; one sign alone is whole.
        if len(word) > 1 and not _PARTING.isdisjoint(word):
            for token in _split(word, start, language):
                words.append(token.text)
                starts.append(token.start)
                ends.append(token.end)
        else:
            words.append(word)
            starts.append(start)
            ends.append(start + len(word))
    return Tokens(words, starts, ends)


def _split(word: str, start: int, language: str) -> Iterator[Token]:
    elision = _ELISION.match(word) if language in _ELIDING else None
    if elision:
        yield Token(elision.group(), start, start + elision.end())
        word, start = word[elision.end() :], start + elision.end()
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


def sentences(tokens: Tokens, text: str) -> list[tuple[int, int]]:
    """Token ranges between sentence ends and line ends. Wrong splits cost little: only the first word's feature."""
    breaks = [0]
    for position in _candidates(tokens, text):
        if _ends_before(tokens, position, breaks[-1], text):
            _cut(breaks, position)
    _cut(breaks, len(tokens))
    return list(pairwise(breaks))


def _cut(breaks: list[int], position: int) -> None:
    while position - breaks[-1] > _MAX_SENTENCE_TOKENS:
        breaks.append(breaks[-1] + _MAX_SENTENCE_TOKENS)
    if position > breaks[-1]:
        breaks.append(position)


def _candidates(tokens: Tokens, text: str) -> list[int]:
    """Positions of tokens before which a sentence may end, in order: after a stop or a closing sign, or on a new line."""
    count = len(tokens)
    found = {
        position + 1
        for position, word in enumerate(tokens.words)
        if word[-1] in _STOPS_AND_CLOSERS and position + 1 < count
    }
    line_end = text.find("\n")
    while line_end >= 0:
        after = bisect_left(tokens.starts, line_end)
        if after >= count:
            break
        if after:
            found.add(after)
        line_end = text.find("\n", tokens.starts[after])
    return sorted(found)


def _ends_before(tokens: Tokens, position: int, sentence_start: int, text: str) -> bool:
    last, word = tokens.words[position - 1], tokens.words[position]
    between = text[tokens.ends[position - 1] : tokens.starts[position]]
    if "\n" in between:
        return True
    before = tokens.words[position - 2] if position - 1 > sentence_start else None
    if not between or not _SENTENCE_END.search(last) or word[:1].islower():
        # A closing quotation mark after the stop: look one token back.
        return bool(
            between and before is not None and last in '”"»’)' and before in ".!?…" and not word[:1].islower()
        )
    if last == "." and before is not None:
        return not (len(before) == 1 or before.isdigit() or before.casefold() in _ABBREVIATIONS)
    return len(last) == 1
