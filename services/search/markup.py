"""A text cut into pieces at its entities, so that a template can mark them and escape every piece. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shared.contracts import Entity

_BLANK_LINE = re.compile(r"\s*\n\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Segment:
    text: str
    entity: Entity | None = None


def segments(text: str, entities: Iterable[Entity]) -> list[Segment]:
    """Pieces that together are exactly ``text``.

    Of entities that overlap the first, then the longest, is kept. One that does not stand where it says it does is left out:
    an unmarked name is better than a marked half of another word. Offsets are code points, as Python counts.
    """
    found: list[Segment] = []
    at = 0
    for entity in sorted(entities, key=lambda one: (one.start, -one.end)):
        if entity.start < at or not entity.text or text[entity.start : entity.end] != entity.text:
            continue
        if entity.start > at:
            found.append(Segment(text[at : entity.start]))
        found.append(Segment(entity.text, entity))
        at = entity.start + len(entity.text)
    if at < len(text):
        found.append(Segment(text[at:]))
    return found


def paragraphs(text: str, entities: Iterable[Entity]) -> list[list[Segment]]:
    """The same, in paragraphs: what blank lines separate. An entity across a blank line is marked in neither part."""
    split: list[list[Segment]] = [[]]
    for segment in segments(text, entities):
        first, *others = _BLANK_LINE.split(segment.text)
        entity = segment.entity if not others else None
        split[-1].append(Segment(first, entity))
        split += [[Segment(other, entity)] for other in others]
    filled = ([segment for segment in paragraph if segment.text] for paragraph in split)
    return [paragraph for paragraph in filled if paragraph]
