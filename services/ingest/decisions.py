"""Which revision an article gets, and whether it is published at all. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.contracts import RawArticle


class Outcome(StrEnum):
    """Every item of an input has exactly one."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"  # this very content is published already
    DUPLICATE = "duplicate"  # it came before in the same run
    REJECTED = "rejected"  # a whole file or address gave nothing that could be kept
    DEAD_LETTERED = "dead_lettered"


@dataclass(frozen=True, slots=True)
class Known:
    """What is published of an article. ``content_hash`` null: the text is not known, only that the revision is taken."""

    revision: int
    content_hash: str | None
    run: int | None = None  # the run that published it, null when it was learned from the topic


@dataclass(frozen=True, slots=True)
class Decision:
    article: RawArticle  # with the revision it is, or was, published at
    outcome: Outcome


def decide(articles: Iterable[RawArticle], known: Mapping[str, Known], run: int) -> list[Decision]:
    """In order: new content becomes the next revision, known content nothing."""
    latest = dict(known)
    decisions = []
    for article in articles:
        before = latest.get(article.id)
        if before is not None and before.content_hash == article.content_hash:
            outcome = Outcome.DUPLICATE if before.run == run else Outcome.UNCHANGED
            revision = before.revision
        else:
            outcome = Outcome.PUBLISHED
            revision = before.revision + 1 if before is not None else 1
            latest[article.id] = Known(revision, article.content_hash, run)
        if article.revision != revision:
            article = article.model_copy(update={"revision": revision})  # noqa: PLW2901
        decisions.append(Decision(article, outcome))
    return decisions
