"""One enriched article, and the same with some stages run anew. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.enrich.pipeline import Pipeline, draft_of, run_stage
from shared.contracts import EnrichedArticle
from shared.rejection import Rejection

# What reads the language that was found before: another language asks for another answer.
_READ_LANGUAGE = ("entities", "topics")


def stale_stages(stored: Mapping[str, int], current: Mapping[str, int], named: Collection[str]) -> list[str]:
    """Those of the ``named`` stages whose ``stored`` version is older than the ``current`` one, in running order."""
    return [name for name in current if name in named and stored.get(name, 0) < current[name]]


def revise(
    article: EnrichedArticle, pipeline: Pipeline, named: Collection[str], at: datetime
) -> EnrichedArticle | Rejection | None:
    """The article with what the ``named`` stages find now, where they are newer than those it was enriched by; None where
    none is. Everything else stays as it is, the revision above all; ``at`` becomes ``enriched_at``.

    The generation grows by as much as the versions of the stages that ran, so it orders this copy after the one it was
    made of, and before (or beside) one by all present stages. Another language makes the stages that read it run too.
    Reasons of rejection: ``stage_failed_`` and the stage's name.
    """
    current = pipeline.versions
    running = stale_stages(article.pipeline, current, named)
    if not running:
        return None
    draft = draft_of(article)
    changes: dict[str, Any] = {}
    if "language" in running:
        language = run_stage(pipeline.language, draft)
        if isinstance(language, Rejection):
            return language
        changes["language"] = language
        if (language.code, language.script) != (article.language.code, article.language.script):
            # Not where they are newer than ours: then a newer enricher is at work, and this copy is not the last.
            running += [
                name
                for name in _READ_LANGUAGE
                if name not in running and article.pipeline.get(name, 0) <= current[name]
            ]
        draft = replace(draft, language=language)
    for stage in (pipeline.entities, pipeline.topics, pipeline.fingerprint):
        if stage.name in running:
            found = run_stage(stage, draft)
            if isinstance(found, Rejection):
                return found
            changes[stage.name] = found
    grown = sum(current[name] - article.pipeline.get(name, 0) for name in running)
    return article.model_copy(
        update={
            **changes,
            "pipeline": {**article.pipeline, **{name: current[name] for name in running}},
            "generation": article.generation + grown,
            "enriched_at": at,
        }
    )
