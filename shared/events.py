"""Message headers: CloudEvents 1.0 in Kafka binary mode, and W3C trace context carried from hop to hop.

Sources: CloudEvents Kafka protocol binding 1.0.2 (``ce_`` prefix, ``content-type``); W3C Trace Context level 1.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from shared.contracts import EnrichedArticle, RawArticle

Headers = list[tuple[str, bytes]]

RAW_TYPE = "org.lajmi.article.raw.v1"
ENRICHED_TYPE = "org.lajmi.article.enriched.v1"
RETRACTED_TYPE = "org.lajmi.article.retracted.v1"  # a record without a value: its key is the id
DEAD_LETTER_TYPE = "org.lajmi.article.dead-letter.v1"

# On a tombstone (a null value): the last revision it retracts. Without it the retraction is final.
REVISION_HEADER = "lajmi-revision"
REASON_HEADER = "lajmi-reason"  # on a tombstone, where somebody gave one: for people, in UTF-8
LAST_REVISION = (
    2**31 - 1
)  # RawArticle.revision is below 2**31: a retraction of this one is of all that can come

_TRACEPARENT = re.compile(r"^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$")


def next_traceparent(incoming: Iterable[tuple[str, bytes | None]] = ()) -> str:
    """The traceparent for an outgoing message: same trace as the incoming one with a new span, or a new sampled trace."""
    for key, value in incoming:
        if key == "traceparent" and value is not None:
            match = _TRACEPARENT.match(value.decode("ascii", "replace"))
            if match:
                return f"00-{match[1]}-{_random_hex(64)}-{match[3]}"
    digits = _random_hex(192)
    return f"00-{digits[:32]}-{digits[32:]}-01"


def _random_hex(bits: int) -> str:
    """Never a half of zeros, which the standard forbids. No secret, so no system call: they cost a tenth of publishing."""
    return f"{random.getrandbits(bits) | 1 << (bits - 1) | 1:0{bits // 4}x}"


def cloudevent_headers(
    event_type: str, event_id: str, service: str, subject: str, at: datetime, traceparent: str
) -> Headers:
    """Headers of one event. ``event_id`` repeats when the same event is sent again: consumers may de-duplicate on it."""
    return [
        ("ce_specversion", b"1.0"),
        ("ce_type", event_type.encode()),
        ("ce_source", b"/lajmi/" + service.encode()),
        ("ce_id", event_id.encode()),
        ("ce_time", at.isoformat().encode()),
        ("ce_subject", subject.encode()),
        ("content-type", b"application/json"),
        ("traceparent", traceparent.encode()),
    ]


def raw_headers(article: RawArticle, incoming: Iterable[tuple[str, bytes | None]] = ()) -> Headers:
    event_id = f"{article.id}.{article.revision}"
    return cloudevent_headers(
        RAW_TYPE, event_id, "ingest", article.id, article.fetched_at, next_traceparent(incoming)
    )


def enriched_headers(article: EnrichedArticle, incoming: Iterable[tuple[str, bytes | None]] = ()) -> Headers:
    event_id = f"{article.id}.{article.revision}.{article.generation}"
    return cloudevent_headers(
        ENRICHED_TYPE, event_id, "enrich", article.id, article.enriched_at, next_traceparent(incoming)
    )


def retracted_headers(
    service: str,
    article_id: str,
    revision: bytes | None,
    at: datetime,
    incoming: Iterable[tuple[str, bytes | None]] = (),
    reason: bytes | None = None,
) -> Headers:
    """Headers of a tombstone sent by ``service``. ``revision`` is the last one it retracts, None when it is final."""
    event_id = f"{article_id}.{revision.decode('ascii', 'replace') if revision else 'final'}.retracted"
    headers = cloudevent_headers(
        RETRACTED_TYPE, event_id, service, article_id, at, next_traceparent(incoming)
    )
    if revision is not None:
        headers.append((REVISION_HEADER, revision))
    if reason is not None:
        headers.append((REASON_HEADER, reason))
    return headers


def retracted_revision(headers: Sequence[tuple[str, bytes | None]]) -> int:
    """The last revision a tombstone retracts; ``LAST_REVISION`` when its headers do not say.

    Raises ValueError when the header is there but is no revision.
    """
    for name, value in headers:
        if name == REVISION_HEADER:
            text = (value or b"").decode("ascii", "replace")
            if not text.isdecimal() or not 1 <= int(text) <= LAST_REVISION:
                raise ValueError(f"header {REVISION_HEADER} must be a revision (1 or more), it is {text!r}")
            return int(text)
    return LAST_REVISION
