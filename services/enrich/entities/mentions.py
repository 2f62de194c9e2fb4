"""From the words of one article to its mentions of people, organisations and places, before they get their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from services.enrich.entities.gazetteer import Gazetteer, Match, organization_words, title_words
from services.enrich.entities.recognizer import Span
from services.enrich.entities.tokens import Token, sentences, tokenize
from services.enrich.folding import fold
from shared.contracts import EntityType

Field = Literal["title", "body"]
_TYPES = {"PER": EntityType.PERSON, "ORG": EntityType.ORGANIZATION, "LOC": EntityType.PLACE}
_NOT_NAMES = frozenset(
    "he she it they we you i him her them his this that who the a an ai ajo ata ato ne ju une "
    "od u na za so vo po do s sa kod iz o me te nga per nje from in at on for by with and "
    "on ona ono oni one mi vi ja toj taa toa tie nie"
    .split()
)  # fmt: skip
# What the gazetteer alone is trusted with: a known name that the model passed over.
_GAZETTEER_CONFIDENCE = 0.8


class Reader(Protocol):
    """What finds the spans of names: our own models, or an operator's choice."""

    @property
    def reads_small_letters(self) -> bool:
        """Whether a span without any capital is believed: 'kerala', 'air asia'."""

    def read(
        self, sentences: Sequence[Sequence[str]], matches: Sequence[Sequence[Match]], language: str
    ) -> list[list[Span]]:
        """The spans of each sentence, in order, never overlapping; ``matches``: what the gazetteer finds in each."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens of one mention in ``field``; ``start`` and ``end`` in code points of the field."""

    field: Field
    type: EntityType
    tokens: tuple[Token, ...]
    confidence: float

    @property
    def words(self) -> list[str]:
        return [token.text for token in self.tokens]

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def find_mentions(
    text: str, field: Field, language: str, recognizer: Reader, gazetteer: Gazetteer
) -> Iterator[Mention]:
    """Mentions in order, never overlapping."""
    tokens = tokenize(text, language)
    ranges = sentences(tokens, text)
    texts = [tokens.words[start:end] for start, end in ranges]
    known = [gazetteer.matches(words, language) for words in texts]
    read = recognizer.read(texts, known, language)
    for (first, _), words, matches, spans in zip(ranges, texts, known, read, strict=True):
        taken = [False] * len(words)
        found: list[Mention] = []
        passed = 0
        for span in spans:
            # Spans and matches are both sorted and never overlap among themselves: one walk over each is enough.
            while passed < len(matches) and matches[passed].end <= span.start:
                passed += 1
            near = matches[passed : passed + span.end - span.start + 1]
            if any(_cuts_apart(span, match) for match in near):
                continue  # the whole known name is taken below instead of the piece
            start = _after_office(words, span)
            named = tokens.between(first + start, first + span.end)
            mention = Mention(field, _TYPES[span.label], named, span.probability)
            trimmed = _trimmed(_agreeing(mention, start, span.end, near), recognizer.reads_small_letters)
            if trimmed is not None:
                found.append(trimmed)
                taken[span.start : span.end] = [True] * (span.end - span.start)
        for match in matches:
            if not any(taken[match.start : match.end]):
                missed = _missed(match, tokens.between(first + match.start, first + match.end), field)
                if missed is not None:
                    found.append(missed)
                    taken[match.start : match.end] = [True] * (match.end - match.start)
        for start, end in _quoted_names(words):
            if not any(taken[start:end]):
                named = tokens.between(first + start, first + end)
                found.append(Mention(field, EntityType.ORGANIZATION, named, _GAZETTEER_CONFIDENCE))
        yield from sorted(found, key=lambda mention: mention.start)


_LINKING = frozenset({"of", "the", "e", "i", "te", "se", "na"})


def _after_office(words: Sequence[str], span: Span) -> int:
    """Where the name starts in 'ministrat e Shqipërisë' or 'Presidenti i Kosovës': an office is no organisation."""
    start = span.start
    if span.label == "PER" or fold(words[start]) not in title_words():
        return start
    while start < span.end and fold(words[start]) in title_words():
        start += 1
    linked = start
    while start < span.end and fold(words[start]) in _LINKING:
        start += 1
    return start if linked < start < span.end else span.start  # 'Prime Minister’s Office' is one name


def _cuts_apart(span: Span, match: Match) -> bool:
    """The span holds a part of a known name of several words, but neither all of it nor anything around it."""
    overlaps = span.start < match.end and match.start < span.end
    return (
        overlaps
        and match.start <= span.start
        and span.end <= match.end
        and span.end - span.start < match.end - match.start
    )


def _agreeing(mention: Mention, start: int, end: int, matches: Sequence[Match]) -> Mention:
    """A span that is exactly a known country or organisation has that type, whatever the model thought."""
    for match in matches:
        if (match.start, match.end) == (start, end):
            kind = match.entries[0].kind
            if kind in {"country", "capital"}:
                return replace(mention, type=EntityType.PLACE)
            if kind == "organization":
                return replace(mention, type=EntityType.ORGANIZATION)
            if kind == "person":
                return replace(mention, type=EntityType.PERSON)
    return mention


def _trimmed(mention: Mention, small_letters: bool) -> Mention | None:
    """Without titles before a person and articles before any name; None when nothing of a name is left."""
    tokens = list(mention.tokens)
    while tokens and (
        fold(tokens[0].text) in _NOT_NAMES
        or not any(character.isalnum() for character in tokens[0].text)
        or (mention.type is EntityType.PERSON and len(tokens) > 1 and fold(tokens[0].text) in title_words())
    ):
        tokens.pop(0)
    while tokens and not any(character.isalnum() for character in tokens[-1].text):
        tokens.pop()
    if not tokens:
        return None
    if not small_letters and not any(
        token.text[:1].isupper() or token.text[:1].isdigit() for token in tokens
    ):
        return None
    if all(token.text.isdigit() for token in tokens):
        return None
    return replace(mention, tokens=tuple(tokens))


_OPENING, _CLOSING = frozenset('“„«»"‘‚'), frozenset('”“«»"’')
_LONGEST_QUOTED = 6


def _quoted_names(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Word ranges of names in quotation marks after a word for an organisation: the group “Homeland Justice”."""
    for opening, word in enumerate(words):
        if word not in _OPENING or opening == 0 or fold(words[opening - 1]) not in organization_words():
            continue
        for closing in range(opening + 2, min(opening + 2 + _LONGEST_QUOTED, len(words))):
            if words[closing] in _CLOSING:
                end = closing - 1 if words[closing - 1] in {",", "."} else closing
                inside = words[opening + 1 : end]
                # A quotation is a sentence of small words; a name has capitals at both ends.
                if (
                    inside
                    and inside[0][:1].isupper()
                    and (len(inside) == 1 or any(one[:1].isupper() for one in inside[1:]))
                ):
                    yield opening + 1, end
                break


def _missed(match: Match, tokens: tuple[Token, ...], field: Field) -> Mention | None:
    """A known name the model left out. Small towns share names with words and surnames: the model is believed there."""
    kinds = {entry.kind for entry in match.entries}
    # A first word is capitalised whatever it is: 'Toga' opens a Serbian sentence more often than it means Togo.
    doubtful = match.start == 0 and len(tokens) == 1 and not match.exact
    if kinds & {"country", "capital"} and not doubtful:
        return Mention(field, EntityType.PLACE, tokens, _GAZETTEER_CONFIDENCE)
    if "organization" in kinds:
        return Mention(field, EntityType.ORGANIZATION, tokens, _GAZETTEER_CONFIDENCE)
    if "person" in kinds and len(tokens) > 1:
        return Mention(field, EntityType.PERSON, tokens, _GAZETTEER_CONFIDENCE)
    return None
