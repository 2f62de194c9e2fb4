"""Dead letters: building them from a record that failed, and reading the original back. Pure: sending is the caller's."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import datetime

from shared.contracts import DeadLetter, RecordOrigin, Stage
from shared.events import DEAD_LETTER_TYPE, Headers, cloudevent_headers, next_traceparent
from shared.rejection import Rejection


def _base64(value: bytes | None) -> str | None:
    return None if value is None else b64encode(value).decode("ascii")


def _claimed_identity(payload: bytes | None) -> tuple[str | None, int | None]:
    """The id and revision the bytes claim, where they are readable at all: lets an operator find the article."""
    try:
        claimed = json.loads(payload or b"null")
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(claimed, dict):
        return None, None
    article_id, revision = claimed.get("id"), claimed.get("revision")
    return (
        article_id if isinstance(article_id, str) else None,
        revision if isinstance(revision, int) and not isinstance(revision, bool) else None,
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
        detail=rejection.detail,
        origin=origin,
        article_id=article_id,
        revision=revision,
        key_base64=_base64(key),
        payload_base64=_base64(payload),
        headers=tuple((name, _base64(value)) for name, value in headers),
        failed_at=at,
    )


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
    """Key, value and headers ready to send to ``articles.dead-letter``; the trace of the failed record goes on."""
    incoming = [(name, None if value is None else b64decode(value)) for name, value in letter.headers]
    letter_id = dead_letter_id(letter)
    headers = cloudevent_headers(
        DEAD_LETTER_TYPE, letter_id, letter.stage, letter.article_id or letter_id, letter.failed_at,
        next_traceparent(incoming),
    )  # fmt: skip
    return letter_id.encode(), letter.model_dump_json().encode(), headers
