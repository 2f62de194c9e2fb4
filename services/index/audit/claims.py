"""What a record says it is, as far as that can be read. Pure.

No more is asked: whether a record is a valid article is the services' business, and shows in the dead letters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeGuard

from services.index.records import LAST_GENERATION, retracted_revision
from shared.elastic import external_version

_ARTICLE_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Claim:
    """An article (its id as 16 bytes) at an external version."""

    article: bytes
    version: int
    retraction: bool = False


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
    content = _object(value)
    article, revision = article_of(content.get("id")), content.get("revision")
    if article is None or not _is_whole(revision, 2**31):
        return Unclaimed.UNREADABLE
    return Claim(article, external_version(revision, 0))


def enriched_claim(
    key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes | None]]
) -> Claim | Unclaimed:
    if value is None:
        return _retraction(key, headers)
    content = _object(value)
    article, revision, generation = (
        article_of(content.get("id")), content.get("revision"), content.get("generation"),
    )  # fmt: skip
    if article is None or not _is_whole(revision, 2**31) or not _is_whole(generation, 2**20):
        return Unclaimed.UNREADABLE
    return Claim(article, external_version(revision, generation))


def _retraction(key: bytes | None, headers: Sequence[tuple[str, bytes | None]]) -> Claim | Unclaimed:
    article = article_of((key or b"").decode("ascii", "replace"))
    try:
        revision = retracted_revision(headers)
    except ValueError:
        return Unclaimed.UNREADABLE
    if article is None:
        return Unclaimed.UNREADABLE
    return Claim(article, external_version(revision, LAST_GENERATION), retraction=True)


def _object(value: bytes) -> Mapping[str, object]:
    try:
        content = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _is_whole(value: object, limit: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < limit
