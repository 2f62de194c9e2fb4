"""What an article names with confidence in one place is named in its other places too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from services.enrich.entities.ambiguity import opens_with_common_word
from services.enrich.entities.inflection import base_forms
from services.enrich.entities.mention import Field, Mention
from services.enrich.entities.tokens import Tokens
from services.enrich.folding import fold
from shared.contracts import EntityType

# What the model must be to be believed in other places of the article, and below what it gives way to them.
_SURE, _UNSURE = 0.85, 0.6
_SPREAD_CONFIDENCE = 0.7
_SHORTEST = 3
_SHORTEST_SURNAME = 4

Words = tuple[str, ...]


def spread(mentions: Sequence[Mention], words: Mapping[Field, Tokens], language: str) -> list[Mention]:
    """The mentions, doubtful types as the article has them elsewhere, and the same words where they were passed over."""
    read = _one_type(mentions)
    sure: dict[Words, EntityType] = {}
    for mention in read:
        if mention.confidence >= _SURE and _spreads(mention):
            sure.setdefault(tuple(mention.words), mention.type)
    if not sure:
        return read
    read = _with(read, words, lambda field, tokens, taken: _passed_over(field, tokens, sure, taken, language))
    surnames = frozenset(_surnames(read, language))
    return _with(
        read, words, lambda field, tokens, taken: _surnames_alone(field, tokens, surnames, taken, language)
    )


def _with(
    mentions: list[Mention],
    words: Mapping[Field, Tokens],
    finder: Callable[[Field, Tokens, Sequence[Mention]], Iterator[Mention]],
) -> list[Mention]:
    added = [found for field, tokens in words.items() for found in finder(field, tokens, mentions)]
    order = {field: number for number, field in enumerate(words)}
    return (
        sorted([*mentions, *added], key=lambda mention: (order[mention.field], mention.start))
        if added
        else mentions
    )


def _surnames(mentions: Sequence[Mention], language: str) -> Iterator[str]:
    """Folded surnames, and what they may be forms of, of the people whom the article names in full."""
    for mention in mentions:
        if mention.type is EntityType.PERSON and mention.confidence >= _SURE and len(mention.tokens) > 1:
            surname = mention.words[-1]
            if len(surname) >= _SHORTEST_SURNAME and surname.isalpha() and surname[0].isupper():
                yield from base_forms(fold(surname), language)


def _surnames_alone(
    field: Field, tokens: Tokens, surnames: frozenset[str], mentions: Sequence[Mention], language: str
) -> Iterator[Mention]:
    """A surname standing alone, in any of its forms, of a person whom the article names in full elsewhere."""
    if not surnames:
        return
    taken = {
        start
        for mention in mentions
        if mention.field == field
        for start in (token.start for token in mention.tokens)
    }
    small = set(tokens.words)
    for position, word in enumerate(tokens.words):
        if (
            len(word) >= _SHORTEST_SURNAME
            and word[0].isupper()
            and word.isalpha()
            and tokens.starts[position] not in taken
            and word.lower() not in small
            and not surnames.isdisjoint(base_forms(fold(word), language))
            and not _capital(tokens, position - 1)
            and not _capital(tokens, position + 1)
            and not opens_with_common_word(tokens.words[position : position + 1], 0, language)
        ):
            yield Mention(
                field, EntityType.PERSON, tokens.between(position, position + 1), _SPREAD_CONFIDENCE
            )


def _one_type(mentions: Sequence[Mention]) -> list[Mention]:
    weights: dict[Words, Counter[EntityType]] = defaultdict(Counter)
    for mention in mentions:
        weights[tuple(mention.words)][mention.type] += round(1000 * mention.confidence)
    read: list[Mention] = []
    for mention in mentions:
        types = weights[tuple(mention.words)]
        best, weight = types.most_common(1)[0]
        doubtful = mention.confidence < _UNSURE and weight > 2 * types[mention.type]
        read.append(replace(mention, type=best) if doubtful else mention)
    return read


def _spreads(mention: Mention) -> bool:
    """Names that are written as such: every word but small joining ones has a capital."""
    words = mention.words
    return (
        words[0][:1].isupper()
        and words[-1][:1].isupper()
        and sum(len(word) for word in words) >= _SHORTEST
        and not (len(words) == 1 and not words[0].isalpha())
    )


def _passed_over(
    field: Field, tokens: Tokens, sure: Mapping[Words, EntityType], mentions: Sequence[Mention], language: str
) -> Iterator[Mention]:
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in sure:
        lengths[name[0]].add(len(name))
    longest_first = {first: sorted(found, reverse=True) for first, found in lengths.items()}
    taken = [(mention.start, mention.end) for mention in mentions if mention.field == field]
    small = set(tokens.words)
    upcoming = 0
    done = 0
    for position in [place for place, word in enumerate(tokens.words) if word in longest_first]:
        if position < done:
            continue
        start = tokens.starts[position]
        while upcoming < len(taken) and taken[upcoming][1] <= start:
            upcoming += 1
        if upcoming < len(taken) and taken[upcoming][0] <= start:
            continue
        for length in longest_first[tokens.words[position]]:
            end = position + length
            name = tuple(tokens.words[position:end])
            if name not in sure:
                continue
            if upcoming < len(taken) and tokens.ends[end - 1] > taken[upcoming][0]:
                continue
            if len(name) == 1 and (
                name[0].lower() in small
                or opens_with_common_word(tokens.words[position : position + 1], 0, language)
                or _capital(tokens, position - 1)
                or _capital(tokens, end)
            ):
                continue
            yield Mention(field, sure[name], tokens.between(position, end), _SPREAD_CONFIDENCE)
            done = end
            break


def _capital(tokens: Tokens, position: int) -> bool:
    return 0 <= position < len(tokens.words) and tokens.words[position][:1].isupper()
