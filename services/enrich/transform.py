"""One record in, one message out: the enriched article, a dead letter, or a tombstone handed on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.enrich.pipeline import Pipeline
from shared.contracts import EnrichedArticle, RawArticle, RecordOrigin, Stage
from shared.dead_letters import dead_letter, dead_letter_message
from shared.decoding import decode
from shared.events import REASON_HEADER, REVISION_HEADER, Headers, enriched_headers, retracted_headers
from shared.rejection import Rejection
from shared.topics import DEAD_LETTER, ENRICHED, MAX_DEAD_LETTER_BYTES

# The broker's limit is for a whole record batch, whose framing needs room too. Only a body made of names alone, a million
# characters of them, comes near it, or a foreign producer's tombstone with a key of that size.
_MAX_MESSAGE_BYTES = MAX_DEAD_LETTER_BYTES - 32 * 1024


@dataclass(frozen=True, slots=True)
class Record:
    """A record as consumed. ``key`` is None when its producer gave none, ``value`` is None for a tombstone."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


@dataclass(frozen=True, slots=True)
class Message:
    """What to send. ``rejection`` says why when it is a dead letter."""

    topic: str
    key: bytes
    value: bytes | None
    headers: Headers
    article_id: str | None
    rejection: Rejection | None = None

    @property
    def outcome(self) -> str:
        """``enriched``, ``retracted`` or ``dead_lettered``."""
        if self.rejection is not None:
            return "dead_lettered"
        return "retracted" if self.value is None else "enriched"


def transform(record: Record, pipeline: Pipeline, at: datetime) -> Message:
    """Never raises for what is in the record: whatever cannot be enriched becomes a dead letter."""
    try:
        message = _message(record, pipeline, at)
    except Exception as error:  # ours to mend; until then it must not stop all that come after it
        detail = f"a bug in enrich: {type(error).__name__}: {error}"
        return _dead_letter(record, Rejection("enrich_failed", detail), at)
    size = size_of(message)
    if size > _MAX_MESSAGE_BYTES:
        detail = f"what comes out has {size:,} bytes, of which the topic takes {_MAX_MESSAGE_BYTES:,}"
        return _dead_letter(record, Rejection("enriched_too_large", detail), at)
    return message


def _message(record: Record, pipeline: Pipeline, at: datetime) -> Message:
    if record.value is None:
        return _tombstone(record, at)
    raw = decode(record.value, RawArticle)
    if isinstance(raw, Rejection):
        return _dead_letter(record, raw, at)
    enriched = pipeline.enrich(raw, at)
    if isinstance(enriched, Rejection):
        return _dead_letter(record, enriched, at)
    return _enriched(enriched, record, at)


def _enriched(article: EnrichedArticle, record: Record, at: datetime) -> Message:
    return Message(
        ENRICHED,
        article.id.encode(),  # never the record's own key: a foreign producer may have chosen another
        article.model_dump_json().encode(),
        enriched_headers(article, record.headers),
        article.id,
    )


def size_of(message: Message) -> int:
    """Bytes, without framing."""
    headers = sum(len(name) + len(value) for name, value in message.headers)
    return len(message.key) + len(message.value or b"") + headers


def _tombstone(record: Record, at: datetime) -> Message:
    """A retraction goes on under the same key. Without a key that can be an article's nobody knows what it retracts."""
    if not record.key:
        return _dead_letter(
            record, Rejection("missing_key", "a tombstone without a key retracts nothing"), at
        )
    given = dict(reversed(record.headers))  # of a header given twice the first counts, as for the indexer
    article_id = record.key.decode("utf-8", "replace")
    headers = retracted_headers(
        "enrich", article_id, given.get(REVISION_HEADER), at, record.headers, given.get(REASON_HEADER)
    )
    return Message(ENRICHED, record.key, None, headers, article_id)


def _dead_letter(record: Record, rejection: Rejection, at: datetime) -> Message:
    origin = RecordOrigin(topic=record.topic, partition=record.partition, offset=record.offset)
    letter = dead_letter(
        Stage.ENRICH,
        rejection,
        at,
        origin=origin,
        key=record.key,
        payload=record.value,
        headers=record.headers,
    )
    key, value, headers = dead_letter_message(letter)
    return Message(DEAD_LETTER, key, value, headers, letter.article_id, rejection)
