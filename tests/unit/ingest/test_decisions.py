from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.decisions import Known, Outcome, decide
from shared.contracts import InputFormat, Origin, RawArticle, Source


def _article(name: str, text: str) -> RawArticle:
    return RawArticle(
        id=name * 32,
        revision=1,
        source=Source(name="gazeta"),
        title="T",
        body=text,
        origin=Origin(format=InputFormat.TEXT, uri="a.txt"),
        content_hash=text.encode().hex().ljust(64, "0"),
        fetched_at=datetime(2025, 6, 23, tzinfo=UTC),
    )


def _decided(articles: list[RawArticle], known: dict[str, Known]) -> list[tuple[Outcome, int]]:
    return [(d.outcome, d.article.revision) for d in decide(articles, known, run=7)]


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
    article = _article("a", "text")
    assert _decided([article], {article.id: Known(4, None)}) == [(Outcome.PUBLISHED, 5)]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["x", "y", "z"]))))
def test_a_revision_is_never_given_to_two_texts(items: list[tuple[str, str]]) -> None:
    decisions = decide([_article(name, text) for name, text in items], {}, run=1)
    texts: dict[tuple[str, int], set[str]] = {}
    for decision in decisions:
        texts.setdefault((decision.article.id, decision.article.revision), set()).add(decision.article.body)
    assert all(len(found) == 1 for found in texts.values())
    published = [
        d.article.revision for d in decisions if d.outcome is Outcome.PUBLISHED and d.article.id[0] == "a"
    ]
    assert published == list(range(1, len(published) + 1))
