"""Which revision an article gets, and whether it is published at all. Pure.

An article may be seen in a feed, often as a teaser, and as a text of its own (its page, mostly): both have one id. The text
of its own wins: once it is published, the feed only tells when to look at the page again. Whatever a decision depends on
can be learned from the topics (``learn``), in any order; only the memory of a feed view that was not published cannot:
without it a page may once be looked at in vain, or a little later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from shared.contracts import InputFormat, RawArticle
from shared.events import LAST_REVISION


class Outcome(StrEnum):
    """Every item of an input has exactly one."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"  # this very content is published already, or a better view of the article is
    DUPLICATE = "duplicate"  # it came before in the same input
    REJECTED = (
        "rejected"  # a whole file or address gave nothing that could be kept, or the article is retracted
    )
    DEAD_LETTERED = "dead_lettered"


RETRACTED = "retracted"  # reason of a rejection: the article was taken back for good
GONE = "gone"  # reason of an unchanged item: its page answered 410, and a feed alone does not bring it back


@dataclass(frozen=True, slots=True)
class Known:
    """What is published of an article. ``content_hash`` null: the text is not known, only that the revision is taken."""

    revision: int  # 0: none that we know of, only a retraction
    content_hash: str | None
    run: int | None = None  # the input that published it, null when it was learned from the topic
    from_feed: bool = False  # what is published was seen in a feed, not on a page of its own
    feed_hash: str | None = None  # of the last view in a feed, published or not
    feed_revision: int = 0  # the newest revision at the time of that view
    retracted: int = 0  # the last revision that a tombstone takes back; LAST_REVISION: this and all to come

    @property
    def is_retracted(self) -> bool:
        return 0 < self.retracted >= self.revision


@dataclass(frozen=True, slots=True)
class Publication:
    """What a record of the article says."""

    revision: int
    content_hash: str
    from_feed: bool


@dataclass(frozen=True, slots=True)
class Retraction:
    """What a tombstone says: this revision and all before it are taken back."""

    revision: int


@dataclass(frozen=True, slots=True)
class Decision:
    """``look_again``: the feed shows something new of an article whose own page is published, so that page is to be
    fetched anew. ``reason``: of a rejection, or why an unchanged article cannot be searched."""

    article: RawArticle  # with the revision it is, or was, published at
    outcome: Outcome
    reason: str = ""
    look_again: bool = False


def is_feed_view(article: RawArticle) -> bool:
    return article.origin.format is InputFormat.FEED


def decide(
    articles: Iterable[RawArticle], known: Mapping[str, Known], run: int
) -> tuple[list[Decision], dict[str, Known]]:
    """The decisions in order, and what is known afterwards of each article that became known better.

    ``known``: of these articles. ``run``: the input they belong to, which tells a duplicate from what is unchanged since
    earlier.
    """
    latest = dict(known)
    changed: dict[str, Known] = {}
    decisions = []
    for article in articles:
        before = latest.get(article.id)
        decision, after = _decided(article, before, run)
        if after is not None and after != before:
            latest[article.id] = changed[article.id] = after
        decisions.append(decision)
    return decisions, changed


def _decided(article: RawArticle, before: Known | None, run: int) -> tuple[Decision, Known | None]:
    if before is None:  # most articles are new: nothing here may cost what deciding among views costs
        fed = is_feed_view(article)
        new = Known(1, article.content_hash, run, fed, article.content_hash if fed else None, int(fed))
        return Decision(_at(article, 1), Outcome.PUBLISHED), new
    if before.retracted == LAST_REVISION:
        return Decision(article, Outcome.REJECTED, RETRACTED), before
    fed, gone = is_feed_view(article), before.is_retracted
    if before.content_hash == article.content_hash and not gone:
        outcome = Outcome.DUPLICATE if before.run == run else Outcome.UNCHANGED
        after = _with_feed_view(before, article.content_hash) if fed else before
        return Decision(_at(article, before.revision), outcome), after
    has_page = before.content_hash is not None and not before.from_feed
    if fed and (gone or has_page):
        return _passed_over(article, before, GONE if gone else "")
    return _published(article, before, run)  # new, changed, or there again


def _published(article: RawArticle, before: Known, run: int) -> tuple[Decision, Known]:
    revision = before.revision + 1
    published = Publication(revision, article.content_hash, is_feed_view(article))
    return (
        Decision(_at(article, revision), Outcome.PUBLISHED),
        replace(learn(before, published), run=run),
    )


def _passed_over(article: RawArticle, before: Known, reason: str) -> tuple[Decision, Known]:
    """A view in a feed that is not published: the page knows better, and is asked when the feed says something new."""
    decision = Decision(
        _at(article, before.revision),
        Outcome.UNCHANGED,
        reason,
        look_again=article.content_hash != before.feed_hash,
    )
    return decision, _with_feed_view(before, article.content_hash)


def _with_feed_view(known: Known, content_hash: str) -> Known:
    return replace(known, feed_hash=content_hash, feed_revision=known.revision)


def _at(article: RawArticle, revision: int) -> RawArticle:
    # A copy costs as much as deciding does, and most articles are new: revision 1, as they were made.
    return article if article.revision == revision else article.model_copy(update={"revision": revision})


def learn(before: Known | None, told: Publication | Retraction) -> Known:
    """What is known after a record of a topic was seen, whatever order the records come in: the newest revision wins; of
    one revision, the last text."""
    known = before or Known(0, None)
    if isinstance(told, Retraction):
        if told.revision != LAST_REVISION and told.revision > known.revision:
            # Published by somebody whose record is not here: taken, its text unknown.
            known = replace(known, revision=told.revision, content_hash=None, run=None, from_feed=False)
        return replace(known, retracted=max(known.retracted, told.revision))
    if told.revision >= known.revision:
        ours = (told.revision, told.content_hash) == (known.revision, known.content_hash)
        known = replace(
            known,
            revision=told.revision,
            content_hash=told.content_hash,
            run=known.run if ours else None,
            from_feed=told.from_feed,
        )
    if told.from_feed and told.revision >= known.feed_revision:
        known = replace(known, feed_hash=told.content_hash, feed_revision=told.revision)
    return known


class Retracting(StrEnum):
    """What a wish to retract an article comes to."""

    RETRACTED = "retracted"
    ALREADY = "already retracted"
    UNKNOWN = "unknown"  # nothing was ever published under this id, as far as the topics tell


def retracting(known: Known | None, *, final: bool, force: bool = False) -> Retracting:
    """``final``: for good. ``force``: also an article of which nothing is known."""
    if known is not None and (known.retracted == LAST_REVISION or (known.is_retracted and not final)):
        return Retracting.ALREADY
    if known is None or (known.revision == 0 and not final):
        return Retracting.RETRACTED if force and final else Retracting.UNKNOWN
    return Retracting.RETRACTED
