"""The words a reader types. Any text gives a query: a typing mistake makes a poor one at worst, never an error.

Kosovo elections          both words
"Security Council"        a phrase, in exactly these forms
-football                 not this
Vučić OR Kurti            either; binds its two neighbours, as on the web: ``a b OR c`` is ``a (b OR c)``
(a OR b) (c OR d)         groups
title:NATO  source:reuters  person:"Novak Đoković"
parliam*                  any ending
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.search.errors import InvalidSearchError
from services.search.fields import ALIASES, BODY, FACETS, SUBTITLE, TITLE

MAX_CHARACTERS = 1_000
# Each term asks some 25 fields; Elasticsearch's own limit on clauses is far above fifty of them.
MAX_TERMS = 50
_MAX_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Term:
    """Words to be found one behind the other; ``field`` None is anywhere in the text."""

    text: str
    field: str | None = None
    quoted: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class FacetTerm:
    """A value of a facet as the reader writes it, such as ``person:djokovic``."""

    facet: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    clause: Clause


@dataclass(frozen=True, slots=True)
class AllOf:
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    clauses: tuple[Clause, ...]


Clause = Term | FacetTerm | Not | AllOf | AnyOf

_TEXT_FIELDS = (TITLE, SUBTITLE, BODY)
_KNOWN_FIELDS = {name: name for name in (*_TEXT_FIELDS, *FACETS)} | ALIASES

_QUOTES = '"“”„‟«»'
_TOKEN = re.compile(
    rf"""\s*(?:
        (?P<open>\() | (?P<close>\)) |
        (?P<minus>[-−](?=[^\s)])) |
        (?P<field>[^\W\d_]+):(?=[^\s)]) |
        [{_QUOTES}](?P<quoted>[^{_QUOTES}]*)[{_QUOTES}]? |
        (?P<word>[^\s(){_QUOTES}]+)
    )""",
    re.VERBOSE,
)


def parse(text: str) -> Clause | None:
    """What the words ask for; None when they ask for everything (nothing, ``*``, or signs alone).

    Raises InvalidSearchError for a text beyond the limits.
    """
    if len(text) > MAX_CHARACTERS:
        raise InvalidSearchError(
            "q", f"the query has {len(text):,} characters, the limit is {MAX_CHARACTERS:,}: search for less"
        )
    parser = _Parser(text)
    clause = parser.expression(None, 0)
    if parser.terms > MAX_TERMS:
        raise InvalidSearchError(
            "q", f"the query has {parser.terms} words, the limit is {MAX_TERMS}: search for less"
        )
    return clause


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self.terms = 0

    def expression(self, field: str | None, depth: int) -> Clause | None:
        """Clauses that must all hold, up to the closing bracket of this group or the end."""
        every: list[Clause] = []
        either = False  # an OR stands before the next clause
        joined = False  # the last clause already came from an OR
        while self._at < len(self._tokens):
            kind, _ = self._tokens[self._at]
            if kind == "close":
                self._at += 1
                if depth:
                    break
                continue  # closes nothing
            if kind == "or":
                self._at += 1
                either = bool(every)
                continue
            clause = self._operand(field, depth)
            if clause is None:
                continue
            if either:
                last = every[-1]
                before = last.clauses if joined and isinstance(last, AnyOf) else (last,)
                every[-1] = AnyOf((*before, clause))
            else:
                every.append(clause)
            joined, either = either, False
        return _all_of(every)

    def _operand(self, field: str | None, depth: int) -> Clause | None:
        kind, value = self._tokens[self._at]
        self._at += 1
        if kind == "minus":
            if self._at == len(self._tokens) or self._tokens[self._at][0] in {"or", "close"}:
                return None
            clause = self._operand(field, depth)
            return Not(clause) if clause is not None else None
        if kind == "field":
            return self._operand(value, depth) if self._at < len(self._tokens) else None
        if kind == "open":
            # Brackets nested deeper than anybody means are read as if they were not there.
            return self.expression(field, depth + 1) if depth < _MAX_DEPTH else None
        return self._leaf(kind, value, field)

    def _leaf(self, kind: str, value: str, field: str | None) -> Clause | None:
        text = value.strip()
        if not any(character.isalnum() for character in text):
            return None
        self.terms += 1
        if field is not None and field not in _TEXT_FIELDS:
            return FacetTerm(field, text)
        if kind == "quoted":
            return Term(text, field, quoted=True)
        # One letter with a star would match a good part of the dictionary.
        prefix = text.endswith("*") and sum(map(str.isalnum, text)) >= 2
        return Term(text.rstrip("*"), field, prefix=prefix)


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    while match := _TOKEN.match(text, at):
        kind, value = str(match.lastgroup), match[str(match.lastgroup)]
        at = match.end()
        if kind == "field":
            name = _KNOWN_FIELDS.get(value.lower())
            if name is None:  # a colon like any other: 12:30, http://…
                word = _TOKEN_WORD.match(text, match.start("field"))
                assert word is not None  # noqa: S101  the field's own letters match
                kind, value, at = "word", word[0], word.end()
            else:
                value = name
        if kind == "word":
            kind = {"OR": "or", "|": "or", "||": "or", "AND": "and", "&&": "and", "NOT": "minus"}.get(
                value, kind
            )
        if kind == "minus" and found and found[-1][0] == "minus":
            continue
        if kind != "and":
            found.append((kind, value))
    return found


_TOKEN_WORD = re.compile(rf"[^\s(){_QUOTES}]+")


def _all_of(clauses: list[Clause]) -> Clause | None:
    if len(clauses) < 2:
        return clauses[0] if clauses else None
    return AllOf(tuple(clauses))
