"""The stages in their order, and a RawArticle turned into an EnrichedArticle. Pure: the time is handed in."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from services.enrich.entities.profile import FAST, Profile
from services.enrich.stage import UNDETERMINED, Draft, Stage
from shared.contracts import EnrichedArticle, Entity, Language, RawArticle, Topic
from shared.rejection import Rejection

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Enrichment:
    """What the stages found about one draft."""

    language: Language
    entities: tuple[Entity, ...]
    topics: tuple[Topic, ...]
    fingerprint: tuple[str, ...]


class _StageError(Exception):
    def __init__(self, rejection: Rejection) -> None:
        super().__init__(rejection.detail)
        self.rejection = rejection


@dataclass(frozen=True, slots=True)
class Pipeline:
    language: Stage[Language]
    entities: Stage[tuple[Entity, ...]]
    topics: Stage[tuple[Topic, ...]]
    fingerprint: Stage[tuple[str, ...]]

    @property
    def versions(self) -> dict[str, int]:
        """Stage name to stage version, in the order in which the stages run."""
        stages: tuple[Stage[object], ...] = (self.language, self.entities, self.topics, self.fingerprint)
        return {stage.name: stage.version for stage in stages}

    @property
    def generation(self) -> int:
        """Grows whenever the version of any stage grows, so that a newer enrichment of one revision wins."""
        return sum(self.versions.values())

    def analyse(self, draft: Draft) -> Enrichment | Rejection:
        """Run every stage. Reasons of rejection: ``stage_failed_`` and the stage's name."""
        try:
            draft = replace(draft, language=_run(self.language, draft))
            return Enrichment(
                language=draft.language,
                entities=_run(self.entities, draft),
                topics=_run(self.topics, draft),
                fingerprint=_run(self.fingerprint, draft),
            )
        except _StageError as failure:
            return failure.rejection

    def enrich(self, raw: RawArticle, at: datetime) -> EnrichedArticle | Rejection:
        """The enriched article, or why there is none. ``at`` becomes ``enriched_at``."""
        found = self.analyse(draft_of(raw))
        if isinstance(found, Rejection):
            return found
        # Shallow, so that sub-models stay what they are and nothing is validated (or copied) twice.
        fields = {name: getattr(raw, name) for name in RawArticle.model_fields if name != "language"}
        return EnrichedArticle(
            **fields,
            language=found.language,
            entities=found.entities,
            topics=found.topics,
            fingerprint=found.fingerprint,
            pipeline=self.versions,
            generation=self.generation,
            enriched_at=at,
        )


def draft_of(article: RawArticle | EnrichedArticle) -> Draft:
    """What the stages see of it; of an article that was enriched before, with the language that was found then."""
    if isinstance(article, EnrichedArticle):
        language, declared = article.language, article.language.declared
    else:
        language, declared = UNDETERMINED, article.language
    return Draft(
        title=article.title,
        body=article.body,
        declared_language=declared,
        language=language,
        subtitle=article.subtitle,
        section=article.section,
        tags=article.tags,
        url=article.url,
    )


def run_stage(stage: Stage[Result], draft: Draft) -> Result | Rejection:
    """What one stage finds. Reasons of rejection: ``stage_failed_`` and the stage's name."""
    try:
        return _run(stage, draft)
    except _StageError as failure:
        return failure.rejection


def _run(stage: Stage[Result], draft: Draft) -> Result:
    try:
        return stage(draft)
    except Exception as error:  # whatever a stage does, the record must end somewhere: among the dead letters
        place = traceback.extract_tb(error.__traceback__)[-1]
        detail = f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
        raise _StageError(
            Rejection(f"stage_failed_{stage.name}", f"the {stage.name} stage failed: {detail}")
        ) from error


def load_pipeline(progress: Callable[[str], None] = lambda _: None, profile: Profile = FAST) -> Pipeline:
    """Every stage with its model, read from the installed package; ``progress`` is told each stage's name first.

    ``profile``: what finds entities. Raises UserError where it needs what is not installed.
    """
    # Imported here: a process that only handles records (or a test with its own stages) need not load every model.
    from services.enrich import entities, fingerprint, language, topics  # noqa: PLC0415

    def load(name: str, loader: Callable[[], Stage[Result]]) -> Stage[Result]:
        progress(name)
        return loader()

    return Pipeline(
        language=load("language", language.load),
        entities=load("entities", lambda: entities.load(profile)),
        topics=load("topics", topics.load),
        fingerprint=load("fingerprint", fingerprint.load),
    )
