"""A mention of a person, an organisation or a place in an article, before it gets its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.enrich.entities.tokens import Token
from shared.contracts import EntityType

Field = Literal["title", "body"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens of one mention in ``field``; ``start`` and ``end`` in code points of the field.

    ``before`` and ``after``: the few words next to it in its sentence, nearest last and nearest first.
    """

    field: Field
    type: EntityType
    tokens: tuple[Token, ...]
    confidence: float
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        return [token.text for token in self.tokens]

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end
