from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.decisions import (
    Decision,
    Known,
    Outcome,
    Publication,
    Retracting,
    Retraction,
    decide,
    is_feed_view,
    learn,
    retracting,
)
from services.ingest.state import State
from shared.contracts import InputFormat, Origin, RawArticle, Source
from shared.events import LAST_REVISION

_PAGE, _FEED, _TEXT = InputFormat.HTML, InputFormat.FEED, InputFormat.TEXT


def _article(name: str, text: str, seen_as: InputFormat = _TEXT) -> RawArticle:
    return RawArticle(
        id=name * 32,
        revision=1,
        source=Source(name="gazeta"),
        title="T",
        body=text,
        origin=Origin(format=seen_as, uri="a.txt"),
        content_hash=text.encode().hex().ljust(64, "0"),
        fetched_at=datetime(2025, 6, 23, tzinfo=UTC),
    )


class _Memory:
    """Decides view by view, each in an input of its own, and remembers."""

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}
        self.topic: list[RawArticle | tuple[str, Retraction]] = []
        self._inputs = 0

    def see(self, text: str, seen_as: InputFormat, name: str = "a") -> Decision:
        self._inputs += 1
        (decision,), changed = decide([_article(name, text, seen_as)], self.known, self._inputs)
        self.known |= changed
        if decision.outcome is Outcome.PUBLISHED:
            self.topic.append(decision.article)
        return decision

    def retract(self, *, final: bool, name: str = "a") -> Retracting:
        article_id = name * 32
        before = self.known.get(article_id)
        done = retracting(before, final=final)
        if done is Retracting.RETRACTED:
            retraction = Retraction(LAST_REVISION if final or before is None else before.revision)
            self.known[article_id] = learn(before, retraction)
            self.topic.append((article_id, retraction))
        return done

    def told(self) -> list[tuple[str, Publication | Retraction]]:
        """What the topic says, record by record."""
        return [
            (entry.id, Publication(entry.revision, entry.content_hash, is_feed_view(entry)))
            if isinstance(entry, RawArticle)
            else entry
            for entry in self.topic
        ]


def _seen(memory: _Memory, *views: tuple[str, InputFormat]) -> list[tuple[str, int, bool]]:
    """Outcome (with its reason), revision and whether to look again, of each view."""
    found = []
    for text, seen_as in views:
        decision = memory.see(text, seen_as)
        outcome = f"{decision.outcome}:{decision.reason}" if decision.reason else str(decision.outcome)
        found.append((outcome, decision.article.revision, decision.look_again))
    return found


def _decided(articles: list[RawArticle], known: dict[str, Known]) -> list[tuple[Outcome, int]]:
    return [(d.outcome, d.article.revision) for d in decide(articles, known, run=7)[0]]


def test_new_changed_unchanged_and_duplicate() -> None:
    old = _article("a", "old")
    known = {old.id: Known(4, old.content_hash, run=6)}
    articles = [old, _article("a", "new"), _article("a", "new"), _article("b", "first")]
    assert _decided(articles, known) == [
        (Outcome.UNCHANGED, 4),
        (Outcome.PUBLISHED, 5),
        (Outcome.DUPLICATE, 5),
        (Outcome.PUBLISHED, 1),
    ]


def test_a_taken_revision_of_unknown_text_is_never_used_again() -> None:
    for seen_as in (_TEXT, _FEED):
        article = _article("a", "text", seen_as)
        assert _decided([article], {article.id: Known(4, None)}) == [(Outcome.PUBLISHED, 5)]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["x", "y", "z"]))))
def test_a_revision_is_never_given_to_two_texts(items: list[tuple[str, str]]) -> None:
    decisions, _ = decide([_article(name, text) for name, text in items], {}, run=1)
    texts: dict[tuple[str, int], set[str]] = {}
    for decision in decisions:
        texts.setdefault((decision.article.id, decision.article.revision), set()).add(decision.article.body)
    assert all(len(found) == 1 for found in texts.values())
    published = [
        d.article.revision for d in decisions if d.outcome is Outcome.PUBLISHED and d.article.id[0] == "a"
    ]
    assert published == list(range(1, len(published) + 1))


def test_a_teaser_and_its_page_are_one_article_and_the_page_a_higher_revision() -> None:
    assert _seen(_Memory(), ("teaser", _FEED), ("full text", _PAGE)) == [
        ("published", 1, False),
        ("published", 2, False),
    ]


def test_a_feed_never_replaces_the_page_but_says_when_to_look_at_it_again() -> None:
    assert _seen(
        _Memory(),
        ("teaser", _FEED),
        ("full text", _PAGE),
        ("teaser", _FEED),
        ("new teaser", _FEED),
        ("new teaser", _FEED),
        ("full text, corrected", _PAGE),
        ("new teaser", _FEED),
    )[2:] == [
        ("unchanged", 2, False),
        ("unchanged", 2, True),
        ("unchanged", 2, False),
        ("published", 3, False),
        ("unchanged", 3, False),
    ]


def test_a_page_that_says_what_the_feed_said_is_not_published_again() -> None:
    """And the feed, which shows the whole text, may go on telling of changes by itself."""
    assert _seen(_Memory(), ("text", _FEED), ("text", _PAGE), ("text, corrected", _FEED)) == [
        ("published", 1, False),
        ("unchanged", 1, False),
        ("published", 2, False),
    ]


def test_there_and_back_again_is_a_change_each_time() -> None:
    for seen_as in (_PAGE, _FEED, _TEXT):
        views = _seen(_Memory(), *((text, seen_as) for text in ("A", "B", "A")))
        assert views == [("published", 1, False), ("published", 2, False), ("published", 3, False)]


def test_after_a_final_retraction_the_article_is_refused_for_ever() -> None:
    memory = _Memory()
    memory.see("text", _PAGE)
    assert memory.retract(final=True) is Retracting.RETRACTED
    views = _seen(memory, ("text", _PAGE), ("another text", _PAGE), ("teaser", _FEED))
    assert {outcome for outcome, _, _ in views} == {"rejected:retracted"}
    assert memory.retract(final=True) is Retracting.ALREADY
    assert memory.retract(final=False) is Retracting.ALREADY


def test_a_page_that_was_gone_comes_back_with_a_higher_revision_but_not_by_its_feed() -> None:
    memory = _Memory()
    _seen(memory, ("teaser", _FEED), ("text", _PAGE))
    assert memory.retract(final=False) is Retracting.RETRACTED
    assert memory.retract(final=False) is Retracting.ALREADY
    assert _seen(memory, ("teaser", _FEED), ("new teaser", _FEED), ("text", _PAGE), ("text", _PAGE)) == [
        ("unchanged:gone", 2, False),
        ("unchanged:gone", 2, True),
        ("published", 3, False),
        ("unchanged", 3, False),
    ]
    assert memory.retract(final=False) is Retracting.RETRACTED  # and it may go again
    assert memory.retract(final=True) is Retracting.RETRACTED  # this time for good


def test_what_was_never_published_is_retracted_by_force_only() -> None:
    assert retracting(None, final=True) is Retracting.UNKNOWN
    assert retracting(None, final=True, force=True) is Retracting.RETRACTED
    assert retracting(None, final=False) is Retracting.UNKNOWN


_STEPS = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.sampled_from(
            [*((text, kind) for text in "xyz" for kind in (_FEED, _PAGE, _TEXT)), "gone", "gone", "final"]
        ),
    ),
    max_size=12,
)
_Step = tuple[str, tuple[str, InputFormat] | str]


def _lived(steps: list[_Step]) -> _Memory:
    memory = _Memory()
    for name, step in steps:
        if isinstance(step, str):
            memory.retract(final=step == "final", name=name)
        else:
            memory.see(*step, name=name)
    return memory


@given(_STEPS, _STEPS, st.randoms(use_true_random=False))
def test_a_memory_rebuilt_from_the_topic_decides_the_same(
    before: list[_Step], after: list[_Step], order: object
) -> None:
    """Through the database, from records in any order, some of them twice. Only the request to look at a page again may
    differ once: the topic does not tell of feed views that were not published."""
    memory = _lived(before)
    told = memory.told()
    told += told[::2]
    order.shuffle(told)  # type: ignore[attr-defined]
    rebuilt = _Memory()
    with TemporaryDirectory() as folder:
        state = State(Path(folder) / "ingest.db")
        with state.exclusive():
            for start in range(0, len(told), 3):
                state.learn(told[start : start + 3])
        rebuilt.known = state.known(["a" * 32, "b" * 32])
        state.close()
    for name, step in after:
        if isinstance(step, str):
            final = step == "final"
            assert memory.retract(final=final, name=name) is rebuilt.retract(final=final, name=name)
            continue
        one, other = memory.see(*step, name=name), rebuilt.see(*step, name=name)
        assert (one.outcome, one.reason, one.article) == (other.outcome, other.reason, other.article)


@given(_STEPS)
def test_a_revision_never_comes_after_a_final_retraction_and_always_counts_up(steps: list[_Step]) -> None:
    last: dict[str, int] = {}
    for article_id, told in _lived(steps).told():
        if isinstance(told, Publication):
            assert told.revision == last.get(article_id, 0) + 1
            last[article_id] = told.revision
        elif told.revision == LAST_REVISION:
            last[article_id] = LAST_REVISION  # no revision can be one higher
        else:
            assert told.revision == last[article_id]
