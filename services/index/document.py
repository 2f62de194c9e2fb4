"""EnrichedArticle to the document that is searched: pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.index.analysis import STEMMING
from shared.contracts import EnrichedArticle, EntityType

# Fields that travel as they are; the others are flattened below.
_COPIED = {
    "id", "revision", "generation", "title", "subtitle", "body", "authors", "tags", "section", "dateline", "url",
    "published_at", "published_precision", "fetched_at", "enriched_at", "truncated", "origin", "provenance", "content_hash",
    "fingerprint", "pipeline", "entities", "topics",
}  # fmt: skip


def to_document(article: EnrichedArticle) -> dict[str, Any]:
    """A JSON-ready document that fits ``mapping.properties``; absent values are left out, lists may be empty."""
    document = article.model_dump(mode="json", include=_COPIED, exclude_none=True)
    names: dict[EntityType, list[str]] = {kind: [] for kind in EntityType}
    for entity in article.entities:
        names[entity.type].append(entity.canonical)
    for kind, canonical in names.items():
        document[kind.value] = _distinct(canonical)
    document["entity_id"] = _distinct(entity.id for entity in article.entities if entity.id)
    document["topic"] = _distinct(topic.label for topic in article.topics)
    document["topic_code"] = _distinct(topic.code for topic in article.topics)
    document["language"] = article.language.code
    document["script"] = article.language.script
    document["language_confidence"] = article.language.confidence
    if article.language.declared is not None:
        document["language_declared"] = article.language.declared
    document["source"] = article.source.name
    if article.source.url is not None:
        document["source_url"] = article.source.url
    if article.language.code in STEMMING:
        texts = (article.title, article.subtitle, article.body)
        document["stemmed"] = {article.language.code: [text for text in texts if text]}
    return document


def retraction_marker(article_id: str, revision: int, generation: int) -> dict[str, Any]:
    """What stays of a retracted article: enough to refuse older copies for ever, and nothing of its text."""
    return {"id": article_id, "revision": revision, "generation": generation, "retracted": True}


def _distinct(values: Iterable[str]) -> list[str]:
    """Each value once, in order of first appearance."""
    return list(dict.fromkeys(values))
