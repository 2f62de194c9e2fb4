"""What a stage of enrichment is: a pure, named, versioned function from a draft of an article to one result.

Each stage lives in a module or package of ``services.enrich`` with a function ``load()`` that reads its model once and
returns the stage: ``language.load() -> Stage[Language]``, ``entities.load() -> Stage[tuple[Entity, ...]]``,
``topics.load() -> Stage[tuple[Topic, ...]]``, ``fingerprint.load() -> Stage[tuple[str, ...]]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

from shared.contracts import Language

Result_co = TypeVar("Result_co", covariant=True)

# What the stages see before the language stage has run, and for text in which no language could be told.
UNDETERMINED = Language(code="und", script="Zyyy", confidence=0)


@dataclass(frozen=True, slots=True)
class Draft:
    """The part of an article that stages read. ``language`` is set for every stage that follows the language stage.

    ``language.code`` is ISO 639-1, ``hbs`` or ``und``; ``language.script`` ISO 15924; ``declared_language`` is the
    source's own BCP 47 tag, unchecked. Offsets in results count code points of exactly these ``title`` and ``body``.
    """

    title: str
    body: str
    declared_language: str | None = None
    language: Language = UNDETERMINED
    subtitle: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    url: str | None = None


class Stage(Protocol[Result_co]):
    """A stage: no I/O, no clock, no state that one article could leave for the next (caches of pure results are fine).

    For one thread at a time: what a stage knows of words it has met grows as it reads. Time must grow about linearly with
    the text: a body may have 1 M characters.
    An exception is a bug or a hostile input: the pipeline turns it into a rejection, so stages need not guard themselves.
    """

    @property
    def name(self) -> str:
        """Key in ``pipeline``, the same for ever."""

    @property
    def version(self) -> int:
        """Raised by one whenever the same input may give another result: new code, a new model."""

    def __call__(self, draft: Draft, /) -> Result_co: ...
