"""What a client is told about each item it pushed. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, Field

from services.ingest.decisions import Decision, Outcome
from services.ingest.items import Item, Refused
from shared.contracts import ArticleId


@dataclass(frozen=True, slots=True)
class Numbered:
    """An item with its place in what was pushed, from 1: in an array or a document by count, in JSON lines the line."""

    position: int
    item: Item


class ItemOutcome(StrEnum):
    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


class ItemAnswer(BaseModel):
    position: int = Field(
        ge=1, description="from 1: place in the array, line of the JSON lines, or place in the document"
    )
    outcome: ItemOutcome = Field(
        description="published: on the topic, acknowledged; unchanged: it was there already; duplicate: it comes earlier in "
        "the same batch; rejected: it is no article"
    )
    id: ArticleId | None = Field(default=None, description="of the article; not for what was rejected")
    revision: int | None = Field(default=None, ge=1, description="that the text is published as")
    reason: str | None = Field(
        default=None, description="why it was rejected, as a stable word; the dead letter has the same"
    )
    detail: str | None = Field(default=None, description="why it was rejected, as a sentence")


class BatchAnswer(BaseModel):
    """Nothing in here can be lost any more: Kafka has acknowledged it."""

    published: int = Field(ge=0)
    unchanged: int = Field(ge=0)
    duplicate: int = Field(ge=0)
    rejected: int = Field(ge=0)
    items: list[ItemAnswer] = Field(description="one for each item, in order")


def batch_answer(items: list[ItemAnswer]) -> BatchAnswer:
    counts = Counter(item.outcome for item in items)
    return BatchAnswer(
        published=counts[ItemOutcome.PUBLISHED],
        unchanged=counts[ItemOutcome.UNCHANGED],
        duplicate=counts[ItemOutcome.DUPLICATE],
        rejected=counts[ItemOutcome.REJECTED],
        items=items,
    )


def item_answers(items: Sequence[Numbered], decisions: Iterator[Decision]) -> list[ItemAnswer]:
    """One answer for each item. ``decisions``: of the articles among them, in order, and perhaps of more after them."""
    seen: set[str] = set()
    answers = []
    for numbered in items:
        if isinstance(numbered.item, Refused):
            rejection = numbered.item.rejection
            answers.append(_rejected(numbered.position, rejection.reason, rejection.detail))
            continue
        decision = next(decisions)
        if decision.article.id != numbered.item.id:
            raise AssertionError(f"decisions are out of order at {numbered.item.id}")
        answers.append(_decided(numbered.position, decision, seen))
        seen.add(decision.article.id)
    return answers


def _decided(position: int, decision: Decision, seen: set[str]) -> ItemAnswer:
    article = decision.article
    if decision.outcome in {Outcome.REJECTED, Outcome.DEAD_LETTERED}:
        detail = f"the article {article.id} is not taken: {decision.reason.replace('_', ' ')}"
        return _rejected(position, decision.reason, detail)
    outcome = ItemOutcome(decision.outcome)
    if outcome is ItemOutcome.DUPLICATE and article.id not in seen:
        # What makes it one came in another request, published together with this one.
        outcome = ItemOutcome.UNCHANGED
    return ItemAnswer(position=position, outcome=outcome, id=article.id, revision=article.revision or None)


def _rejected(position: int, reason: str, detail: str) -> ItemAnswer:
    printable = detail.encode("utf-8", "replace").decode("utf-8")
    return ItemAnswer(position=position, outcome=ItemOutcome.REJECTED, reason=reason, detail=printable)
