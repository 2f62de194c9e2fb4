"""What a record says it is, as far as that can be read. Pure.

No more is asked: whether a record is a valid article is the services' business, and shows in the dead letters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from pydantic import BaseModel, Field

from services.index.records import LAST_GENERATION
from shared.contracts import ArticleId
from shared.decoding import decode
from shared.elastic import external_version
from shared.events import retracted_revision
from shared.rejection import Rejection

_ARTICLE_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Claim:
    """An article (its id as 16 bytes) at an external version."""

    article: bytes
    version: int
    retraction: bool = False


class _RawIdentity(BaseModel):
    """As in the contracts and read by the same reader, so that the audit and the services agree on what is readable."""

    id: ArticleId
    revision: Annotated[int, Field(ge=1, lt=2**31)]


class _EnrichedIdentity(_RawIdentity):
    generation: Annotated[int, Field(ge=0, le=LAST_GENERATION)]


class Unclaimed(Enum):
    UNREADABLE = 1  # has to have a dead letter
    HANDED_ON = 2  # a tombstone that enrichment passes on as it is: the indexer judges it


def article_of(text: object) -> bytes | None:
    return bytes.fromhex(text) if isinstance(text, str) and _ARTICLE_ID.fullmatch(text) else None


def raw_claim(
    key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes | None]]
) -> Claim | Unclaimed:
    """Of a record of ``articles.raw``: any enrichment of its revision satisfies it."""
    if value is None:
        claim = _retraction(key, headers)
        return Unclaimed.HANDED_ON if claim is Unclaimed.UNREADABLE and key else claim
    identity = decode(value, _RawIdentity)
    if isinstance(identity, Rejection):
        return Unclaimed.UNREADABLE
    return Claim(bytes.fromhex(identity.id), external_version(identity.revision, 0))


def enriched_claim(
    key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes | None]]
) -> Claim | Unclaimed:
    if value is None:
        return _retraction(key, headers)
    identity = decode(value, _EnrichedIdentity)
    if isinstance(identity, Rejection):
        return Unclaimed.UNREADABLE
    return Claim(bytes.fromhex(identity.id), external_version(identity.revision, identity.generation))


def _retraction(key: bytes | None, headers: Sequence[tuple[str, bytes | None]]) -> Claim | Unclaimed:
    article = article_of((key or b"").decode("ascii", "replace"))
    try:
        revision = retracted_revision(headers)
    except ValueError:
        return Unclaimed.UNREADABLE
    if article is None:
        return Unclaimed.UNREADABLE
    return Claim(article, external_version(revision, LAST_GENERATION), retraction=True)


def json_object(value: bytes | None) -> Mapping[str, object] | None:
    """None for whatever is no JSON object, or nested too deeply to be read."""
    try:
        content = json.loads(value or b"null")
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
