"""A record of ``articles.enriched`` to the write it asks for, or a Rejection: pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic_core import to_json

from services.index.document import retraction_marker, to_document
from shared.contracts import EnrichedArticle, RecordOrigin
from shared.decoding import decode
from shared.elastic import external_version
from shared.events import retracted_revision
from shared.rejection import Rejection

# EnrichedArticle.generation is below 2**20.
LAST_GENERATION = 2**20 - 1

_ARTICLE_ID = re.compile(rb"[0-9a-f]{32}")


class Record(Protocol):
    """What we read of kafka-python's ConsumerRecord."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def leader_epoch(self) -> int | None: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes | None]]: ...


@dataclass(frozen=True, slots=True)
class Write:
    """One document and the external version that orders it among all copies of its article."""

    article_id: str
    version: int
    document: bytes


def interpret(record: Record) -> Write | Rejection:
    if record.value is None:
        return _retraction(record)
    article = decode(record.value, EnrichedArticle)
    if isinstance(article, Rejection):
        return article
    return Write(
        article.id, external_version(article.revision, article.generation), to_json(to_document(article))
    )


def _retraction(record: Record) -> Write | Rejection:
    """A tombstone becomes a small document that stays: Elasticsearch forgets the version of a deleted one after a minute,
    and any replay of the article would then bring it back.

    With a ``lajmi-revision`` header the marker outranks every enrichment of that revision and all before it; a later
    revision (the source published the article anew) is shown again. Without one nobody can say which text was meant, so
    the marker outranks everything: the article stays away for good. Neither depends on what the index holds when the
    tombstone arrives, so any order of arrival ends in the same state.
    """
    if record.key is None or not _ARTICLE_ID.fullmatch(record.key):
        return Rejection(
            "invalid_key", f"a tombstone's key must be an article id, this one is {record.key!r}"
        )
    article_id = record.key.decode("ascii")
    try:
        revision = retracted_revision(record.headers)
    except ValueError as error:
        return Rejection("invalid_header", str(error))
    document = to_json(retraction_marker(article_id, revision, LAST_GENERATION))
    return Write(article_id, external_version(revision, LAST_GENERATION), document)


def origin_of(record: Any) -> RecordOrigin:
    return RecordOrigin(topic=record.topic, partition=record.partition, offset=record.offset)
