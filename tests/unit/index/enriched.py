"""Enriched articles and records for the indexer's tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shared.contracts import EnrichedArticle
from shared.topics import ENRICHED


def article_id(number: int) -> str:
    return f"{number:032x}"


def enriched(number: int = 1, **changes: Any) -> EnrichedArticle:
    fields: dict[str, Any] = {
        "id": article_id(number),
        "revision": 1,
        "source": {"name": "Example Times", "url": "https://example.org"},
        "url": f"https://example.org/{number}",
        "title": "Novak Đoković wins in Belgrade",
        "subtitle": "A long final",
        "body": "The ministers watched.\n\nThe elections are next week.",
        "authors": ["A. Writer"],
        "published_at": datetime(2026, 5, 4, 12, 30, tzinfo=UTC),
        "published_precision": "minute",
        "dateline": "Belgrade",
        "section": "Sport",
        "tags": ["tennis"],
        "origin": {"format": "html", "uri": f"https://example.org/{number}"},
        "content_hash": f"{number:064x}",
        "fetched_at": datetime(2026, 5, 4, 13, 0, tzinfo=UTC),
        "language": {"code": "en", "script": "Latn", "confidence": 0.99, "declared": "en-GB"},
        "entities": [
            {
                "text": "Novak Đoković", "type": "person", "field": "title", "start": 0, "end": 13,
                "canonical": "Novak Đoković", "id": "wikidata:Q5812", "confidence": 0.97,
            },
            {
                "text": "Belgrade", "type": "place", "field": "title", "start": 22, "end": 30,
                "canonical": "Belgrade", "id": "geonames:792680", "confidence": 0.95,
            },
        ],
        "topics": [{"code": "15000000", "label": "sport", "confidence": 0.9}],
        "fingerprint": ["0a1b2c3d4e5f6071"],
        "pipeline": {"language": 1},
        "generation": 1,
        "enriched_at": datetime(2026, 5, 4, 13, 1, tzinfo=UTC),
    }  # fmt: skip
    return EnrichedArticle.model_validate(fields | changes)


@dataclass(frozen=True)
class FakeRecord:
    value: bytes | None
    key: bytes | None = None
    partition: int = 0
    offset: int = 0
    topic: str = ENRICHED
    leader_epoch: int | None = 0
    headers: Sequence[tuple[str, bytes | None]] = field(default=())


def record_of(article: EnrichedArticle, partition: int = 0, offset: int = 0) -> FakeRecord:
    return FakeRecord(
        value=article.model_dump_json().encode(),
        key=article.id.encode(),
        partition=partition,
        offset=offset,
    )
