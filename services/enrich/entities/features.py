"""What the entity model sees of a word. Every feature depends on one word or on a pair, so its score can be cached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from services.enrich.entities.gazetteer import Gazetteer, Match, given_names, organization_words, title_words
from services.enrich.entities.inflection import base_forms
from services.enrich.entities.word_classes import word_classes
from services.enrich.folding import fold
from services.enrich.transliteration import to_latin

WINDOW = (-2, -1, 0, 1, 2)
# One sign for each kind: the training data writes plain ones, newspapers typographic ones.
_PLAIN_SIGNS = str.maketrans("“”„‟«»‘’‚–—−‑", '""""""\'\'\'----')
# Attributes of a neighbour that help; a word two away says little beyond what it is.
_NEAR = ("w=", "s3=", "sh=", "given", "title", "org", "b4=", "b6=", "b10=", "b=")
_FAR = ("w=", "sh=", "title", "b4=", "b6=", "b10=")


def plain(word: str) -> str:
    return to_latin(word).lower().translate(_PLAIN_SIGNS)


@lru_cache(maxsize=16_384)
def shape(word: str) -> str:
    """'Tirana' → 'Xx', 'NATO-s' → 'X-x', '2025' → 'd', 'U.S.' → 'X.X.': runs of one kind collapsed."""
    if word.isalpha():  # nearly every word is one of these
        if word.islower():
            return "x"
        if word[1:].islower() and word[0].isupper():
            return "Xx"
    kinds: list[str] = []
    for character in word.translate(_PLAIN_SIGNS):
        if character.isupper():
            kind = "X"
        elif character.isalpha():
            kind = "x"
        elif character.isdigit():
            kind = "d"
        else:
            kind = character
        if not kinds or kinds[-1] != kind:
            kinds.append(kind)
    collapsed = "".join(kinds[:6])
    return "XX" if collapsed == "X" and len(word) > 1 else collapsed


def word_attributes(words: Sequence[str], language: str) -> list[list[str]]:
    """Of each word, ``w=`` and ``sh=`` first. For many at once: the classes of all are looked up in one step."""
    attributes = [_own_attributes(word, language) for word in words]
    for classes in word_classes(language):
        for own, further in zip(attributes, classes.of([to_latin(word) for word in words]), strict=True):
            own.extend(further)
    return attributes


def _own_attributes(word: str, language: str) -> list[str]:
    lower = plain(word)
    folded = fold(word)
    attributes = [f"w={lower}", f"sh={shape(word)}"]
    length = len(lower)
    attributes += [f"s{size}={lower[-size:]}" for size in (2, 3, 4) if length > size]
    attributes += [f"p{size}={lower[:size]}" for size in (3, 4, 5) if length > size]
    if word[:1].isupper():
        names = given_names()
        if any(form in names for form in base_forms(folded, language)):
            attributes.append("given")
    if folded in title_words():
        attributes.append("title")
    if folded in organization_words():
        attributes.append("org")
    return attributes


def positioned(attributes: Sequence[str], distance: int) -> list[str]:
    """Feature names that a word with these attributes gives to the word ``distance`` before it in the window."""
    if distance == 0:
        return list(attributes)
    wanted = _NEAR if abs(distance) == 1 else _FAR
    return [f"{distance:+d}{attribute}" for attribute in attributes if attribute.startswith(wanted)]


def pair_features(left: str, right: str) -> tuple[list[str], list[str]]:
    """Features of two neighbouring words, for the left and for the right one: their shapes, and each seen by the other."""
    left_shape, right_shape = shape(left), shape(right)
    shapes = f"{left_shape}|{right_shape}"
    return (
        [f"next={shapes}", f"nextw={left_shape}|{plain(right)}"],
        [f"prev={shapes}", f"prevw={plain(left)}|{right_shape}"],
    )


def place_features(position: int, capitals: bool) -> list[str]:
    """Features of where a word stands: first words and all-capital lines are capitalised for no reason of their own."""
    features = ["first"] if position == 0 else []
    if capitals:
        features.append("capitals")
    return features


def mostly_capitals(words: Sequence[str]) -> bool:
    letters = [word for word in words if word[:1].isalpha()]
    return len(letters) >= 3 and sum(word[:1].isupper() for word in letters) >= 0.75 * len(letters)


def gazetteer_flags(matches: Iterable[Match]) -> list[tuple[int, str]]:
    """(position, 'B-kind' or 'I-kind') of each word that is in a match of the gazetteer."""
    return [
        (position, f"{'B' if position == match.start else 'I'}-{match.entries[0].kind}")
        for match in matches
        for position in range(match.start, match.end)
    ]


def flag_feature(flag: str, distance: int) -> str:
    """What a flagged word gives to the word from which it is ``distance`` away."""
    return f"{distance:+d}gaz={flag}"


def sentence_features(words: Sequence[str], language: str, gazetteer: Gazetteer) -> list[list[str]]:
    """All feature names of each word of a sentence: what training sees. Run time sums the same, cached by word."""
    attributes = word_attributes(words, language)
    flags = dict(gazetteer_flags(gazetteer.matches(words, language)))
    capitals = mostly_capitals(words)
    rows: list[list[str]] = []
    for position in range(len(words)):
        row = place_features(position, capitals)
        row += [
            flag_feature(flags[position + distance], distance)
            for distance in (-1, 0, 1)
            if position + distance in flags
        ]
        for distance in WINDOW:
            neighbour = position + distance
            if 0 <= neighbour < len(words):
                row += positioned(attributes[neighbour], distance)
        if position + 1 < len(words):
            row += pair_features(words[position], words[position + 1])[0]
        if position > 0:
            row += pair_features(words[position - 1], words[position])[1]
        rows.append(row)
    return rows
