"""Answers of Elasticsearch as the search service gets them, and an archive that gives them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from services.search.errors import NoArchiveYetError
from services.search.request import SearchRequest
from services.search.results import Copy, Results, StoredArticle, to_hit, to_results

ID = "0123456789abcdef0123456789abcdef"
NOW = datetime(2025, 6, 25, 12, tzinfo=UTC)


def fields(**changes: Any) -> dict[str, Any]:
    """An article as the index holds it."""
    return {
        "id": ID,
        "revision": 1,
        "title": "Novak Đoković plays in Belgrade",
        "body": "Novak Đoković plays.\n\nBelgrade is sold out.",
        "url": "https://paper.example/1",
        "source": "Paper",
        "section": "Sport",
        "authors": ["Ana Anić"],
        "language": "en",
        "script": "Latn",
        "published_at": "2025-06-24T00:00:00Z",
        "published_precision": "day",
        "fetched_at": "2025-06-24T08:30:00Z",
        "truncated": False,
        "person": ["Novak Đoković"],
        "organization": [],
        "place": ["Belgrade"],
        "topic": ["sport"],
        "topics": [{"code": "15000000", "label": "sport", "confidence": 0.91}],
        "entities": [
            entity("Novak Đoković", "person", "body", 0, "Novak Đoković", "wikidata:Q5812"),
            entity("Belgrade", "place", "body", 22, "Belgrade"),
        ],
        "fingerprint": ["00:aa", "01:bb"],
        **changes,
    }


def entity(
    text: str, kind: str, field: str, start: int, canonical: str, id: str | None = None
) -> dict[str, Any]:
    return {"text": text, "type": kind, "field": field, "start": start, "end": start + len(text),
            "canonical": canonical, "id": id, "confidence": 0.9}  # fmt: skip


def answer(
    *hits: Mapping[str, Any], total: int | None = None, facets: Mapping[str, Mapping[str, int]] | None = None
) -> dict[str, Any]:
    """What ``_search`` returns for these documents; each may bring its ``highlight``."""
    found = [
        {"_score": 1.5, "_source": {name: value for name, value in hit.items() if name != "highlight"},
         "highlight": hit.get("highlight", {"body": [str(hit["body"])]})}
        for hit in hits
    ]  # fmt: skip
    return {
        "took": 3,
        "timed_out": False,
        "_shards": {"failed": 0},
        "hits": {"total": {"value": len(hits) if total is None else total}, "hits": found},
        "aggregations": {
            "dates": {
                "interval": "7d",
                "buckets": [
                    {"key": 1_749_945_600_000, "doc_count": 2},
                    {"key": 1_750_550_400_000, "doc_count": 1},
                ],
            },
            **{
                facet: {"buckets": [{"key": key, "doc_count": count} for key, count in values.items()]}
                for facet, values in (facets or {}).items()
            },
        },
    }  # fmt: skip


def results(*hits: Mapping[str, Any], **more: Any) -> Results:
    return to_results(answer(*hits, **more), {})


class FakeArchive:
    """Stands where Elasticsearch would: what it holds, or the error it answers with."""

    def __init__(
        self, *stored: Mapping[str, Any], error: Exception | None = None, copies: tuple[Copy, ...] = ()
    ) -> None:
        self._stored = stored
        self._error = error
        self._copies = copies
        self.asked: list[SearchRequest] = []

    def search(self, request: SearchRequest, now: datetime) -> Results:
        self.asked.append(request)
        if self._error is not None:
            raise self._error
        facets = {"person": {"Novak Đoković": 3, "Ana Anić": 1}, "language": {"en": 2}}
        return results(*self._stored, facets=facets if self._stored else {})

    def article(self, article_id: str) -> StoredArticle | None:
        if self._error is not None:
            raise self._error
        found = [stored for stored in self._stored if stored["id"] == article_id]
        return StoredArticle(found[0], self._copies) if found else None

    def size(self) -> int:
        if isinstance(self._error, NoArchiveYetError):
            raise self._error
        return len(self._stored)

    def answers(self) -> bool:
        return self._error is None


def copy_of(document: Mapping[str, Any], share: float) -> Copy:
    return Copy(to_hit({"_source": document, "_score": 1.0}), share)
