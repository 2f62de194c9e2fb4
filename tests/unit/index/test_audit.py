from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from services.index.audit.accounts import Audit, Burials, Index, Stream, audit
from services.index.audit.claims import Claim, Unclaimed, enriched_claim, json_object, raw_claim
from services.index.records import LAST_GENERATION
from shared.elastic import external_version
from shared.events import LAST_REVISION
from tests.unit.index.enriched import article_id

RAW, ENRICHED = "articles.raw", "articles.enriched"


class Books:
    """Topics, dead letters and an index, written line by line; offsets below ``*_upto`` are the groups' past."""

    def __init__(self, enriched_upto: int = 1000, indexed_upto: int = 1000) -> None:
        self.enriched_upto, self.indexed_upto = enriched_upto, indexed_upto
        self.raw: list[Claim | Unclaimed] = []
        self.enriched: list[Claim | Unclaimed] = []
        self.burials = Burials()
        self.index = Index()

    def published(self, number: int, revision: int = 1) -> None:
        self.raw.append(claim(number, revision, 0))

    def enrich(self, number: int, revision: int = 1, generation: int = 3) -> None:
        self.enriched.append(claim(number, revision, generation))

    def indexed(
        self, number: int, revision: int = 1, generation: int = 3, *, retracted: bool = False
    ) -> None:
        self.index.add(article_id(number), external_version(revision, generation), retracted=retracted)

    def bury(self, stage: str, topic: str, offset: int) -> None:
        self.burials.add({"stage": stage, "origin": {"topic": topic, "partition": 0, "offset": offset}})

    def close(self, remembered: list[tuple[bytes, int]] | None = None) -> Audit:
        streams = []
        for topic, claims, upto in (
            (RAW, self.raw, self.enriched_upto),
            (ENRICHED, self.enriched, self.indexed_upto),
        ):
            stream = Stream()
            for offset, each in enumerate(claims):
                stream.add((topic, 0, offset), each, settled=offset < upto, burials=self.burials)
            streams.append(stream)
        result = audit(streams[0], streams[1], self.index, self.burials, remembered or [])
        for step in result.steps:
            parts = step.arrived + step.retracted + step.dead_lettered + step.in_flight + step.missing
            assert parts == step.articles
        return result


def claim(number: int, revision: int, generation: int, *, retraction: bool = False) -> Claim:
    return Claim(bytes.fromhex(article_id(number)), external_version(revision, generation), retraction)


def problems(result: Audit) -> list[tuple[str, int]]:
    return [(problem.what, problem.count) for problem in result.problems]


def test_empty_books_balance() -> None:
    assert Books().close().balanced


def test_what_went_all_the_way_balances() -> None:
    books = Books()
    for number in range(5):
        books.published(number)
        books.enrich(number)
        books.indexed(number)
    books.published(0, revision=2)
    books.enrich(0, revision=2)
    books.index = Index()
    for number in range(5):
        books.indexed(number, revision=2 if number == 0 else 1)
    result = books.close()
    assert result.balanced
    assert [step.articles for step in result.steps] == [5, 5]
    assert result.counts["documents"] == 5


def test_an_article_that_was_never_enriched_is_named() -> None:
    books = Books()
    books.published(7)
    (problem,) = books.close().problems
    assert problem.what == "published, but neither enriched nor dead-lettered"
    assert problem.first == (f"{article_id(7)} revision 1",)


def test_the_older_revision_enriched_is_not_enough() -> None:
    books = Books()
    books.published(1, revision=1)
    books.published(1, revision=2)
    books.enrich(1, revision=1)
    books.indexed(1, revision=1)
    assert problems(books.close()) == [("published, but neither enriched nor dead-lettered", 1)]


def test_a_dead_letter_accounts_for_the_record_at_its_place_and_for_no_other() -> None:
    books = Books()
    books.raw = [Unclaimed.UNREADABLE, claim(2, 1, 0), claim(2, 1, 0)]
    books.bury("enrich", RAW, 0)
    books.bury("enrich", RAW, 1)
    result = books.close()
    assert problems(result) == [("published, but neither enriched nor dead-lettered", 1)]
    assert result.steps[0].dead_lettered == 2


def test_an_enriched_article_that_the_index_refused_balances() -> None:
    books = Books()
    books.published(1)
    books.enrich(1)
    books.bury("index", ENRICHED, 0)
    result = books.close()
    assert result.balanced
    assert [step.dead_lettered for step in result.steps] == [1, 1]


def test_an_unreadable_record_without_a_dead_letter_is_named_by_its_place() -> None:
    books = Books()
    books.raw = [Unclaimed.UNREADABLE]
    books.enriched = [Unclaimed.UNREADABLE]
    result = books.close()
    assert [problem.first for problem in result.problems] == [
        (f"{RAW} partition 0 offset 0",),
        (f"{ENRICHED} partition 0 offset 0",),
    ]


def test_what_is_ahead_of_the_groups_is_in_flight_and_no_loss() -> None:
    books = Books(enriched_upto=1, indexed_upto=0)
    books.raw = [claim(1, 1, 0), claim(1, 2, 0), claim(2, 1, 0), Unclaimed.UNREADABLE]
    books.enrich(1, revision=1)
    result = books.close()
    assert result.balanced
    assert result.in_flight == 4
    assert result.steps[0].in_flight == 3


def test_a_newer_copy_in_flight_does_not_hide_that_the_settled_one_is_missing() -> None:
    books = Books(enriched_upto=1)
    books.published(1, revision=1)
    books.published(1, revision=2)
    assert problems(books.close()) == [("published, but neither enriched nor dead-lettered", 1)]


def test_an_enriched_article_that_is_not_in_the_index_is_named() -> None:
    books = Books()
    books.enrich(1)
    assert problems(books.close()) == [("enriched, but not in the index", 1)]


def test_an_older_or_an_unknown_newer_version_in_the_index_is_named() -> None:
    books = Books()
    for number, (revision, generation) in enumerate([(1, 3), (3, 3), (2, 2)]):
        books.enrich(number, revision=2, generation=3)
        books.indexed(number, revision=revision, generation=generation)
    result = books.close()
    assert problems(result) == [("in the index at another version than the newest enriched", 3)]
    assert f"{article_id(0)} revision 1 generation 3; enriched: {article_id(0)} revision 2 generation 3" in (
        result.problems[0].first
    )


def test_a_document_that_nobody_published_is_named() -> None:
    books = Books()
    books.indexed(9)
    books.index.add("made-by-hand", 1, retracted=False)
    (problem,) = books.close().problems
    assert problem.what == "in the index, but never enriched"
    assert problem.first == (article_id(9), "made-by-hand")


def test_an_article_in_two_indices_at_once_is_named() -> None:
    books = Books()
    books.enrich(1)
    books.indexed(1)
    books.indexed(1)
    assert problems(books.close()) == [("in the index twice", 1)]


def test_a_retraction_is_followed_to_its_marker() -> None:
    books = Books()
    for number in (1, 2):
        books.published(number)
        books.enrich(number)
        books.raw.append(claim(number, 1, LAST_GENERATION, retraction=True))
        books.enriched.append(claim(number, 1, LAST_GENERATION, retraction=True))
    books.indexed(1, 1, LAST_GENERATION, retracted=True)
    books.indexed(2)  # the retraction did not reach it
    result = books.close()
    assert problems(result) == [("in the index at another version than the newest enriched", 1)]
    assert result.steps[0].retracted == 2
    assert result.counts["documents"] == 1


def test_a_tombstone_that_compaction_removed_still_accounts_for_its_article_through_the_marker() -> None:
    books = Books()
    books.published(1)
    books.raw.append(claim(1, LAST_REVISION, LAST_GENERATION, retraction=True))
    books.indexed(1, LAST_REVISION, LAST_GENERATION, retracted=True)
    result = books.close()
    assert result.balanced
    assert result.steps[0].retracted == 1


def test_a_document_whose_newest_revision_the_index_refused_is_no_stranger_after_compaction() -> None:
    books = Books()
    books.published(1, revision=2)
    books.enrich(1, revision=2)
    books.bury("index", ENRICHED, 0)
    books.indexed(1, revision=1)
    assert books.close().balanced


def test_what_ingest_remembers_must_be_on_its_topics() -> None:
    books = Books()
    books.published(1)
    books.enrich(1)
    books.indexed(1)
    one, two = (bytes.fromhex(article_id(number)) for number in (1, 2))
    assert books.close([(one, 1)]).balanced
    assert problems(books.close([(one, 1), (two, 1)])) == [("published by ingest, but not on its topics", 1)]


def test_a_refused_record_is_still_on_its_topic() -> None:
    """Ingest takes in what it sees there, also what enrichment refuses for its other fields."""
    books = Books()
    books.published(1, revision=2)
    books.bury("enrich", RAW, 0)
    one = bytes.fromhex(article_id(1))
    assert books.close([(one, 2)]).balanced
    assert problems(books.close([(one, 3)])) == [("published by ingest, but not on its topics", 1)]


def test_a_ledger_that_cannot_be_read_is_no_balance() -> None:
    result = audit(Stream(), Stream(), Index(), Burials(), ledger_fault="ingest.db: database is locked")
    (problem,) = result.problems
    assert problem.what == "ingest's own ledger cannot be read"
    assert problem.first == ("ingest.db: database is locked",)
    assert not result.balanced


def test_an_item_that_ingest_saw_but_did_not_account_for_is_no_balance() -> None:
    assert audit(Stream(), Stream(), Index(), Burials(), items=(7, 7)).balanced
    (problem,) = audit(Stream(), Stream(), Index(), Burials(), items=(1_234, 1_233)).problems
    assert problem.what == "items of ingest without exactly one outcome"
    assert problem.first == ("1,234 seen, 1,233 outcomes",)


def test_only_the_first_cases_are_named_and_all_are_counted() -> None:
    books = Books()
    for number in range(100):
        books.published(number)
    (problem,) = books.close().problems
    assert (problem.count, len(problem.first)) == (100, 20)


def test_claims_are_read_as_far_as_they_go() -> None:
    key = article_id(5).encode()
    assert raw_claim(
        None, json.dumps({"id": article_id(5), "revision": 2, "generation": 9}).encode(), []
    ) == claim(5, 2, 0)
    assert enriched_claim(
        None, json.dumps({"id": article_id(5), "revision": 2, "generation": 9}).encode(), []
    ) == claim(5, 2, 9)
    assert enriched_claim(key, None, [("lajmi-revision", b"4")]) == claim(
        5, 4, LAST_GENERATION, retraction=True
    )
    for value in (b"", b"{", b"[]", b'{"id":"x","revision":1}', b'{"revision":true}'):
        assert raw_claim(key, value, []) is Unclaimed.UNREADABLE
    assert raw_claim(None, None, []) is Unclaimed.UNREADABLE
    assert raw_claim(b"no id", None, []) is Unclaimed.HANDED_ON
    assert enriched_claim(b"no id", None, []) is Unclaimed.UNREADABLE


def test_the_audit_reads_an_identity_as_the_contract_does() -> None:
    as_text = json.dumps({"id": article_id(5), "revision": "2"}).encode()
    assert raw_claim(None, as_text, []) == claim(5, 2, 0)
    never_published = json.dumps({"id": article_id(5), "revision": 0}).encode()
    assert raw_claim(None, never_published, []) is Unclaimed.UNREADABLE


def test_json_nested_without_end_is_unreadable_and_no_error() -> None:
    nested = b"[" * 100_000
    assert json_object(nested) is None
    assert json_object(b'{"origin": ' + nested) is None
    assert raw_claim(None, nested, []) is Unclaimed.UNREADABLE


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(1, 3)), max_size=30),
    st.sets(st.integers(0, 30)),
    st.integers(0, 30),
    st.integers(0, 30),
)
def test_an_honest_pipeline_balances_wherever_it_is_stopped(
    articles: list[tuple[int, int]], refused: set[int], enriched_upto: int, indexed_upto: int
) -> None:
    """Enrich and index take records in order and refuse some; whatever was done is done honestly."""
    books = Books(enriched_upto)
    for offset, (number, revision) in enumerate(articles):
        books.published(number, revision)
        if offset < enriched_upto:
            if offset in refused:
                books.bury("enrich", RAW, offset)
            else:
                books.enrich(number, revision)
    books.indexed_upto = indexed_upto
    newest: dict[int, int] = {}
    for offset, each in enumerate(books.enriched[:indexed_upto]):
        assert isinstance(each, Claim)
        number, revision = int(each.article.hex(), 16), each.version >> 20
        if offset + 3 in refused:
            books.bury("index", ENRICHED, offset)
        else:
            newest[number] = max(revision, newest.get(number, 0))
    for number, revision in newest.items():
        books.indexed(number, revision)
    assert books.close().balanced
    if newest:
        stolen = next(iter(newest))
        del books.index.versions[bytes.fromhex(article_id(stolen))]
        assert problems(books.close()) == [("enriched, but not in the index", 1)]
