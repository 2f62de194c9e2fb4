"""Words with their offsets, and sentences, as the entity model was trained to see them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, compress, pairwise
from operator import add


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` is exactly the field's [start:end), in code points."""

    text: str
    start: int
    end: int


# An abbreviation keeps its dots (U.S., St., an initial before a name), a word keeps inner apostrophes, dots and hyphens;
# all else is one sign a token.
# White space is a piece too, so that the pieces are the whole text and their lengths say where each stands.
# Most pieces are one of the first two, which the search then need not leave again.
_PIECE = re.compile(
    r"\w++(?![’'.\-‑])| (?!\s)|(?:[^\W\d_]\.){2,}|[A-ZÇĆČĐŠŽЀ-Я]\.(?=\s?[A-ZÇĆČĐŠŽЀ-Я])"
    r"|(?:[MD]rs?|Ms|Sts?|[Pp]rof|dr|Inc|Corp|Ltd|LTD|Co|Jr|Sr|Gen|Sen|Rep|Gov|Capt|Lt|Col|Sgt|Rev|Mt|Ft|[Ss]v)\."
    r"|\w+(?:[’'.\-‑]\w+)*|[^\w\s]|\s+"
)
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

# A longer run of letters is no word: of such only the beginning is looked at, and kept in tables and caches.
LONGEST_WORD = 100
# Longer runs are tables and lists without stops: cut, so that memory and time stay bounded.
_MAX_SENTENCE_TOKENS = 400

# Signs at which a word may come apart, inside of it, and those after which a sentence may end.
_PARTING = re.compile(r"[-‑'’](?=\w)")
_STOPS_AND_CLOSERS = frozenset(".!?…\"'”’»)]")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_ABBREVIATIONS = frozenset(
    "dr mr mrs ms prof st sv gen mag ing vol no nr br art fig tj npr itd god z zj sh p.sh ул бр др проф г".split()
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of one text in columns, as most are never part of a name. ``words[i]`` is text[starts[i]:ends[i]],
    of which no more than ``LONGEST_WORD`` characters."""

    words: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.words)

    def between(self, start: int, end: int) -> tuple[Token, ...]:
        return tuple(map(Token, self.words[start:end], self.starts[start:end], self.ends[start:end]))


def tokenize(text: str, language: str) -> Tokens:
    pieces = _PIECE.findall(text)
    is_word = [not is_space for is_space in map(str.isspace, pieces)]
    words = list(compress(pieces, is_word))
    starts = list(compress(accumulate(map(len, pieces), initial=0), is_word))
    parted = _parted(text, words, starts, language)
    return _shortened(parted or Tokens(words, starts, list(map(add, starts, map(len, words)))))


def _shortened(tokens: Tokens) -> Tokens:
    if len(max(tokens.words, key=len, default="")) <= LONGEST_WORD:
        return tokens
    return Tokens([word[:LONGEST_WORD] for word in tokens.words], tokens.starts, tokens.ends)


def _parted(text: str, words: list[str], starts: list[int], language: str) -> Tokens | None:
    """With the words that come apart at a hyphen or an apostrophe in their parts; None where there is none."""
    places = sorted({bisect_right(starts, match.start()) - 1 for match in _PARTING.finditer(text)})
    split = [
        (place, parts)
        for place in places
        if len(words[place]) <= LONGEST_WORD and len(parts := _split(words[place], language)) > 1
    ]
    if not split:
        return None
    done = 0
    all_words: list[str] = []
    all_starts: list[int] = []
    for place, parts in split:
        all_words += words[done:place]
        all_starts += starts[done:place]
        all_words += parts
        all_starts += accumulate(map(len, parts[:-1]), initial=starts[place])
        done = place + 1
    all_words += words[done:]
    all_starts += starts[done:]
    return Tokens(all_words, all_starts, list(map(add, all_starts, map(len, all_words))))


@lru_cache(maxsize=4_096)
def _split(word: str, language: str) -> tuple[str, ...]:
    """The parts that a word comes apart in; joined they are the word."""
    elision = _ELISION.match(word) if language in _ELIDING else None
    before = [elision.group()] if elision else []
    word = word[elision.end() :] if elision else word
    possessive = _POSSESSIVE.search(word) if language in _ENGLISH_LIKE else None
    stem = word[: possessive.start()] if possessive else word
    hyphen = _HYPHEN.search(stem)
    if hyphen and not _keeps_hyphen(stem, hyphen.start(), language):
        parts = [part for part in re.split(r"([-‑])", stem) if part]
    else:
        parts = [stem]
    if possessive:
        parts.append(possessive.group())
    return (*before, *parts)


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
