"""Dead letters: building them from a record that failed, and reading the original back. Pure: sending is the caller's."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime

from shared.contracts import DeadLetter, RecordOrigin, Stage
from shared.events import DEAD_LETTER_TYPE, Headers, cloudevent_headers, next_traceparent
from shared.rejection import Rejection
from shared.topics import MAX_DEAD_LETTER_BYTES

# The broker's limit is on the whole record: key, headers and framing need a little of it.
_MAX_VALUE_BYTES = MAX_DEAD_LETTER_BYTES - 64 * 1024
_MAX_DETAIL_CHARS = 2_000
_ARTICLE_ID = re.compile(r"[0-9a-f]{32}")
_MAX_REVISION = 2**31


def _base64(value: bytes | None) -> str | None:
    return None if value is None else b64encode(value).decode("ascii")


def _claimed_identity(payload: bytes | None) -> tuple[str | None, int | None]:
    """The id and revision the bytes claim, if they could be an article's: lets an operator find it. Anything else in
    their place may be megabytes long or not even text that can be written, and identifies nothing."""
    try:
        claimed = json.loads(payload or b"null")
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(claimed, dict):
        return None, None
    article_id, revision = claimed.get("id"), claimed.get("revision")
    return (
        article_id if isinstance(article_id, str) and _ARTICLE_ID.fullmatch(article_id) else None,
        revision if type(revision) is int and 0 < revision < _MAX_REVISION else None,
    )


def dead_letter(
    stage: Stage,
    rejection: Rejection,
    at: datetime,
    *,
    origin: RecordOrigin,
    key: bytes | None = None,
    payload: bytes | None = None,
    headers: Iterable[tuple[str, bytes | None]] = (),
) -> DeadLetter:
    article_id, revision = _claimed_identity(payload)
    return DeadLetter(
        stage=stage,
        reason=rejection.reason,
        detail=_printable(rejection.detail),
        origin=origin,
        article_id=article_id,
        revision=revision,
        key_base64=_base64(key),
        payload_base64=_base64(payload),
        headers=tuple((name, _base64(value)) for name, value in headers),
        failed_at=at,
    )


def _printable(detail: str) -> str:
    """Bounded, and without lone surrogates, which no encoding of the letter could carry."""
    short = detail if len(detail) <= _MAX_DETAIL_CHARS else f"{detail[:_MAX_DETAIL_CHARS]}…"
    return short.encode("utf-8", "replace").decode("utf-8")


def original_payload(letter: DeadLetter) -> bytes | None:
    return None if letter.payload_base64 is None else b64decode(letter.payload_base64)


def dead_letter_id(letter: DeadLetter) -> str:
    """Same failure, same id: a record that fails again after a redelivery is one dead letter to whoever counts ids."""
    where = letter.origin
    basis = (
        f"{letter.stage}|{where.topic}|{where.partition}|{where.offset}|{where.uri}|{letter.payload_base64}"
    )
    return hashlib.sha256(basis.encode()).hexdigest()[:32]


def dead_letter_message(letter: DeadLetter) -> tuple[bytes, bytes, Headers]:
    """Key, value and headers ready to send to ``articles.dead-letter``; the trace of the failed record goes on.

    The value always fits the topic. A record may not: a broker limits compressed batches, and base64 adds a third. Then
    its bytes are left out and ``detail`` says where they lie: that is worth more than a service that stands still.
    """
    incoming = [(name, None if value is None else b64decode(value)) for name, value in letter.headers]
    letter_id = dead_letter_id(letter)
    headers = cloudevent_headers(
        DEAD_LETTER_TYPE, letter_id, letter.stage, letter.article_id or letter_id, letter.failed_at,
        next_traceparent(incoming),
    )  # fmt: skip
    value = letter.model_dump_json().encode()
    if len(value) > _MAX_VALUE_BYTES:
        value = _without_bytes(letter).model_dump_json().encode()
    return letter_id.encode(), value, headers


def _without_bytes(letter: DeadLetter) -> DeadLetter:
    where = letter.origin
    place = (
        where.uri
        if where.topic is None
        else f"{where.topic}, partition {where.partition}, offset {where.offset}"
    )
    size = len(letter.payload_base64 or "") * 3 // 4
    detail = f"{letter.detail} (its {size:,} bytes, key and headers are too many to keep here: see {place})"
    return letter.model_copy(
        update={"payload_base64": None, "key_base64": None, "headers": (), "detail": detail}
    )
