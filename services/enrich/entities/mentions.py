"""From the words of one article to its mentions of people, organisations and places, before they get their names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import Protocol

from services.enrich.entities.ambiguity import (
    is_adjective,
    is_common_word,
    is_given_name,
    opens_with_common_word,
)
from services.enrich.entities.gazetteer import Gazetteer, Match, given_names, organization_words, title_words
from services.enrich.entities.mention import Field, Mention
from services.enrich.entities.recognizer import Span
from services.enrich.entities.spread import spread
from services.enrich.entities.tokens import Token, Tokens, sentences, tokenize
from services.enrich.folding import fold
from shared.contracts import EntityType

_TYPES = {"PER": EntityType.PERSON, "ORG": EntityType.ORGANIZATION, "LOC": EntityType.PLACE}
_NOT_NAMES = frozenset(
    "he she it they we you i him her them his this that who the a an ai ajo ata ato ne ju une "
    "od u na za so vo po do s sa kod iz o me te nga per nje from in at on for by with and "
    "on ona ono oni one mi vi ja toj taa toa tie nie"
    .split()
)  # fmt: skip
# What the gazetteer alone is trusted with: a known name that the model passed over.
_GAZETTEER_CONFIDENCE = 0.8
# Below it a span that holds a known country beside other words is taken for the country alone.
_UNSURE = 0.5
_SURELY_A_NAME = 7  # letters; 'Senegali' is no other word's form


class Reader(Protocol):
    """What finds the spans of names: our own models, or an operator's choice."""

    @property
    def reads_small_letters(self) -> bool:
        """Whether a span without any capital is believed: 'tirana', 'lufthansa'."""

    def read(
        self, sentences: Sequence[Sequence[str]], matches: Sequence[Sequence[Match]], language: str
    ) -> list[list[Span]]:
        """The spans of each sentence, in order, never overlapping; ``matches``: what the gazetteer finds in each."""


def read_article(
    fields: Sequence[tuple[Field, str]], language: str, reader: Reader, gazetteer: Gazetteer
) -> list[Mention]:
    """Mentions of the whole article, in order, never overlapping: what one place shows, another is read by."""
    words = {field: tokenize(text, language) for field, text in fields}
    ranges = [
        (field, words[field], first, last)
        for field, text in fields
        for first, last in sentences(words[field], text)
    ]
    texts = [tokens.words[first:last] for _, tokens, first, last in ranges]
    known = [
        [match for match in gazetteer.matches(text, language) if not is_common_word(text, match, language)]
        for text in texts
    ]
    found: list[Mention] = []
    # All sentences at once: a title alone would take a reader half as long as the whole body.
    read = reader.read(texts, known, language)
    for (field, tokens, first, last), text, matches, spans in zip(ranges, texts, known, read, strict=True):
        sentence = _Sentence(field, tokens, first, text, matches, language)
        sentence.read_spans(spans, reader.reads_small_letters)
        sentence.add_known()
        sentence.add_quoted()
        in_order = sorted(sentence.found, key=lambda mention: mention.start)
        found.extend(_with_neighbours(in_order, tokens, first, last))
    return spread(found, words, language)


class _Sentence:
    """Collects the mentions of one sentence; ``taken`` are its words that are in one. ``first``: its first token."""

    def __init__(
        self,
        field: Field,
        tokens: Tokens,
        first: int,
        words: Sequence[str],
        matches: Sequence[Match],
        language: str,
    ) -> None:
        self.found: list[Mention] = []
        self._field: Field = field
        self._tokens = tokens
        self._first = first
        self._words = words
        self._matches = matches
        self._language = language
        self._taken = [False] * len(words)

    def read_spans(self, spans: Sequence[Span], small_letters: bool) -> None:
        passed = 0
        for whole in spans:
            # Spans and matches are both sorted and never overlap among themselves: one walk over each is enough.
            while passed < len(self._matches) and self._matches[passed].end <= whole.start:
                passed += 1
            near = self._matches[passed : passed + whole.end - whole.start + 1]
            if any(_cuts_apart(whole, match) for match in near):
                continue  # the whole known name is taken below instead of the piece
            alone = whole.end - whole.start == 1 and not near
            if alone and opens_with_common_word(self._words, whole.start, self._language):
                continue
            for span in _parted(whole, near, self._words):
                self._read(span, near, small_letters)

    def _read(self, span: Span, near: Sequence[Match], small_letters: bool) -> None:
        start, end, type_ = _after_office(self._words, span, near), span.end, _TYPES[span.label]
        if type_ is EntityType.PLACE and is_given_name(self._words, start, end, self._taken):
            end, type_ = end + 1, EntityType.PERSON
        if any(self._taken[start:end]):
            return  # the given name before it took its first word: a surname
        mention = Mention(self._field, type_, self._between(start, end), span.probability)
        trimmed = _trimmed(_agreeing(mention, start, end, near), small_letters)
        if trimmed is not None:
            self.found.append(trimmed)
            self._take(span.start, end)

    def add_known(self) -> None:
        """Known names that the model passed over."""
        known = {position for match in self._matches for position in range(match.start, match.end)}
        for match in self._matches:
            if not (
                any(self._taken[match.start : match.end])
                or is_adjective(self._words, match, self._language)
                or _beside_name(self._words, match, known, self._taken)
            ):
                missed = _missed(match, self._between(match.start, match.end), self._field)
                if missed is not None:
                    self.found.append(missed)
                    self._take(match.start, match.end)

    def add_quoted(self) -> None:
        for start, end in _quoted_names(self._words):
            if not any(self._taken[start:end]):
                named = self._between(start, end)
                self.found.append(Mention(self._field, EntityType.ORGANIZATION, named, _GAZETTEER_CONFIDENCE))

    def _between(self, start: int, end: int) -> tuple[Token, ...]:
        return self._tokens.between(self._first + start, self._first + end)

    def _take(self, start: int, end: int) -> None:
        self._taken[start:end] = [True] * (end - start)


_NEIGHBOURS = 4


def _with_neighbours(found: Sequence[Mention], tokens: Tokens, first: int, last: int) -> Iterator[Mention]:
    position = first
    for mention in found:
        position = bisect_left(tokens.starts, mention.start, position, last)
        end = position + len(mention.tokens)
        yield Mention(
            mention.field,
            mention.type,
            mention.tokens,
            mention.confidence,
            tuple(tokens.words[max(first, position - _NEIGHBOURS) : position]),
            tuple(tokens.words[end : min(last, end + _NEIGHBOURS)]),
        )


# Not South Slavic: "Srbija i Crna Gora" was one country.
_JOINING_PLACES = frozenset({",", "and", "e", "ed", "et", "und", "dhe", "y"})
_PLACES = frozenset({"country", "capital", "city"})


def _parted(span: Span, matches: Sequence[Match], words: Sequence[str]) -> Sequence[Span]:
    """'Tunis Libiju' are two countries; 'Rakete Richtung Japan', of which the model is unsure, is one."""
    within = [match for match in matches if span.start <= match.start and match.end <= span.end]
    countries = [match for match in within if match.entries[0].kind in {"country", "capital"}]
    covered = sum(match.end - match.start for match in countries)
    places = [match for match in within if match.entries[0].kind in _PLACES]
    if len(places) > 1 and span.label == "LOC":
        joining = sum(word in _JOINING_PLACES for word in words[span.start : span.end])
        alone = covered == span.end - span.start
        if alone:
            return [Span("LOC", match.start, match.end, span.probability) for match in countries]
        if joining and sum(match.end - match.start for match in places) + joining == span.end - span.start:
            return [Span("LOC", match.start, match.end, span.probability) for match in places]
    named_after = span.label == "PER" and fold(words[span.start]) in given_names()  # Kathy Ireland
    if len(countries) == 1 and span.probability < _UNSURE and span.label != "ORG" and not named_after:
        return [Span("LOC", countries[0].start, countries[0].end, span.probability)]
    return [span]


def _beside_name(words: Sequence[str], match: Match, known: Set[int], taken: Sequence[bool]) -> bool:
    """Whether a capitalised word that is no known name stands beside it: 'Paris Tillworth', 'Upper Jordan'.

    ``known``: positions of the words that are in known names.
    """
    if match.end - match.start > 1:
        return False
    for position in (match.start - 1, match.end):
        if not 0 <= position < len(words) or position in known or taken[position]:
            continue
        word = words[position]
        # Before the name the sentence may begin, or an office stand.
        if word[:1].isupper() and not (
            position < match.start and (position == 0 or fold(word).rstrip(".") in title_words())
        ):
            return True
    return False


_LINKING = frozenset({"of", "the", "e", "i", "te", "se", "na"})


def _after_office(words: Sequence[str], span: Span, matches: Sequence[Match]) -> int:
    """Where the name starts in 'ministrat e Shqipërisë' or 'Presidenti i Kosovës': an office is no organisation."""
    start = span.start
    if span.label == "PER" or fold(words[start]) not in title_words():
        return start
    if any(match.start == start and match.end - start > 1 for match in matches):
        return start  # 'Mbretëria e Bashkuar' is a country, though 'mbreti' is a title
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


_TYPE_OF_KIND = {
    "country": EntityType.PLACE,
    "capital": EntityType.PLACE,
    "organization": EntityType.ORGANIZATION,
    "person": EntityType.PERSON,
}


def _agreeing(mention: Mention, start: int, end: int, matches: Sequence[Match]) -> Mention:
    """A span that is exactly a known country or organisation has that type, whatever the model thought."""
    for match in matches:
        if (match.start, match.end) == (start, end):
            type_ = _TYPE_OF_KIND.get(match.entries[0].kind, mention.type)
            return mention if type_ is mention.type else replace(mention, type=type_)
    return mention


def _trimmed(mention: Mention, small_letters: bool) -> Mention | None:
    """Without titles before a person and articles before any name; None when nothing of a name is left."""
    tokens = list(mention.tokens)
    while tokens and (
        fold(tokens[0].text) in _NOT_NAMES
        or not any(character.isalnum() for character in tokens[0].text)
        or (
            mention.type is EntityType.PERSON
            and len(tokens) > 1
            and fold(tokens[0].text).rstrip(".") in title_words()
        )
    ):
        tokens.pop(0)
    while tokens and not any(character.isalnum() for character in tokens[-1].text):
        # The dot of an initial that ends a name is part of it: 'Skënder B.'
        if (
            tokens[-1].text == "."
            and len(tokens) > 1
            and len(tokens[-2].text) == 1
            and tokens[-2].text.isupper()
        ):
            break
        tokens.pop()
    if not tokens:
        return None
    if not small_letters and not any(
        token.text[:1].isupper() or token.text[:1].isdigit() for token in tokens
    ):
        return None
    if all(token.text.isdigit() for token in tokens):
        return None
    return mention if len(tokens) == len(mention.tokens) else replace(mention, tokens=tuple(tokens))


_OPENING, _CLOSING = frozenset('“„«»"‘‚'), frozenset('”“«»"’')
_LONGEST_QUOTED = 6


def _quoted_names(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Word ranges of names in quotation marks after a word for an organisation: the group “Northern Lantern”."""
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
    short = len(tokens) == 1 and len(tokens[0].text) < _SURELY_A_NAME
    doubtful = match.start == 0 and short and not match.exact
    if kinds & {"country", "capital"} and not doubtful:
        return Mention(field, EntityType.PLACE, tokens, _GAZETTEER_CONFIDENCE)
    if "organization" in kinds:
        return Mention(field, EntityType.ORGANIZATION, tokens, _GAZETTEER_CONFIDENCE)
    if "person" in kinds and len(tokens) > 1:
        return Mention(field, EntityType.PERSON, tokens, _GAZETTEER_CONFIDENCE)
    return None
