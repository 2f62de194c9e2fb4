"""What a replay runs, what it leaves alone, and which copies it takes up."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka import TopicPartition

from services.enrich.pipeline import Pipeline
from services.enrich.replay import running
from services.enrich.replay.revise import revise
from services.enrich.replay.running import LiveLane, Outcome, Replay
from services.enrich.replay.survey import Survey, Wanted
from services.enrich.stage import Draft
from shared.contracts import EnrichedArticle, Entity, Language, Topic
from shared.rejection import Rejection
from shared.settings import Settings

AT = datetime(2026, 5, 1, tzinfo=UTC)
ENGLISH = Language(code="en", script="Latn", confidence=0.9, declared="en-GB")
ALBANIAN = Language(code="sq", script="Latn", confidence=0.9, declared="en-GB")
OLD_PLACE = Entity(
    text="Ferry", type="place", field="title", start=0, end=5, canonical="Ferry", confidence=0.5
)  # type: ignore[arg-type]
NEW_PLACE = OLD_PLACE.model_copy(update={"canonical": "Ferry (lake)"})
SPORT = Topic(code="15000000", label="sport", confidence=0.9)
NAMES = ("language", "entities", "topics", "fingerprint")


class Stage:
    """A stage that remembers what it was shown."""

    def __init__(self, name: str, version: int, result: Any) -> None:
        self.name, self.version, self._result = name, version, result
        self.seen: list[Draft] = []

    def __call__(self, draft: Draft, /) -> Any:
        self.seen.append(draft)
        if isinstance(self._result, Exception):
            raise self._result
        return self._result


def pipeline(found: Language = ENGLISH, /, **versions: int) -> Pipeline:
    results = {"language": found, "entities": (NEW_PLACE,), "topics": (), "fingerprint": ("00:ff",)}
    return Pipeline(**{name: Stage(name, versions.get(name, 1), results[name]) for name in NAMES})


def ran(stages: Pipeline) -> list[str]:
    return [name for name in NAMES if getattr(stages, name).seen]


def article(**changes: Any) -> EnrichedArticle:
    versions = changes.pop("pipeline", dict.fromkeys(NAMES, 1))
    fields: dict[str, Any] = {
        "id": "0f" * 16, "revision": 7, "source": {"name": "Lake Courier"}, "title": "Ferry line opens",
        "body": "It sails twice a day.", "origin": {"format": "jsonl", "uri": "a.jsonl"}, "content_hash": "ab" * 32,
        "fetched_at": AT, "language": ENGLISH, "entities": (OLD_PLACE,), "topics": (SPORT,), "fingerprint": ("00:ab",),
        "pipeline": versions, "generation": sum(versions.values()), "enriched_at": AT, **changes,
    }  # fmt: skip
    return EnrichedArticle(**fields)


def test_only_the_named_stage_runs_and_all_else_stays() -> None:
    stages = pipeline(entities=3, topics=2)
    before, at = article(), AT.replace(year=2027)
    after = revise(before, stages, {"entities"}, at)
    assert isinstance(after, EnrichedArticle)
    assert ran(stages) == ["entities"]
    assert after.entities == (NEW_PLACE,)
    assert after.pipeline == {"language": 1, "entities": 3, "topics": 1, "fingerprint": 1}
    assert (after.revision, after.generation, after.enriched_at) == (7, before.generation + 2, at)
    same = set(EnrichedArticle.model_fields) - {"entities", "pipeline", "generation", "enriched_at"}
    assert all(getattr(after, name) == getattr(before, name) for name in same)


def test_the_stage_sees_the_article_as_it_was_enriched() -> None:
    stages = pipeline(entities=2)
    before = article(subtitle="A deck", section="Travel", tags=("lake",), url="https://a.example/1")
    revise(before, stages, {"entities"}, AT)
    [draft] = stages.entities.seen  # type: ignore[attr-defined]
    assert draft == Draft(
        title="Ferry line opens", body="It sails twice a day.", declared_language="en-GB", language=ENGLISH,
        subtitle="A deck", section="Travel", tags=("lake",), url="https://a.example/1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("stored", "named"),
    [
        (dict.fromkeys(NAMES, 2), set(NAMES)),  # as new as ours
        (dict.fromkeys(NAMES, 5), set(NAMES)),  # by a newer enricher
        ({**dict.fromkeys(NAMES, 2), "topics": 1}, {"entities"}),  # another stage is stale
    ],
)
def test_what_is_not_older_is_left_alone(stored: dict[str, int], named: set[str]) -> None:
    stages = pipeline(**dict.fromkeys(NAMES, 2))
    assert revise(article(pipeline=stored), stages, named, AT) is None
    assert ran(stages) == []


def test_a_stage_that_did_not_exist_then_runs() -> None:
    after = revise(
        article(pipeline={"language": 1, "entities": 1, "topics": 1}), pipeline(), {"fingerprint"}, AT
    )
    assert isinstance(after, EnrichedArticle)
    assert after.fingerprint == ("00:ff",)
    assert after.generation == 4


def test_another_language_makes_the_stages_that_read_it_run_too() -> None:
    stages = pipeline(ALBANIAN, language=2)
    after = revise(article(), stages, {"language"}, AT)
    assert isinstance(after, EnrichedArticle)
    assert ran(stages) == ["language", "entities", "topics"]
    assert stages.entities.seen[0].language == ALBANIAN  # type: ignore[attr-defined]
    assert (after.language, after.topics) == (ALBANIAN, ())
    same_language = pipeline(ENGLISH, language=2)
    revise(article(), same_language, {"language"}, AT)
    assert ran(same_language) == ["language"]


def test_a_stage_that_fails_leaves_the_article_as_it_was() -> None:
    stages = replace(pipeline(), entities=Stage("entities", 2, ZeroDivisionError("no words")))
    found = revise(article(), stages, {"entities"}, AT)
    assert isinstance(found, Rejection)
    assert found.reason == "stage_failed_entities"


versions = st.fixed_dictionaries({name: st.integers(0, 4) for name in NAMES})


@given(versions, versions, st.sets(st.sampled_from(NAMES)), st.sampled_from([ENGLISH, ALBANIAN]))
def test_a_replay_always_outranks_what_it_was_made_of_and_a_second_finds_nothing(
    stored: dict[str, int], present: dict[str, int], named: set[str], language: Language
) -> None:
    before = article(pipeline=stored)
    after = revise(before, pipeline(language, **present), named, AT)
    assert not isinstance(after, Rejection)
    if after is None:
        return
    assert after.revision == before.revision
    assert after.generation > before.generation
    assert after.generation == sum(after.pipeline.values())
    assert all(after.pipeline[name] >= stored[name] for name in NAMES)
    assert revise(after, pipeline(language, **present), named, AT) is None


@dataclass
class FakeRecord:
    value: bytes | None
    offset: int
    key: bytes = ("0f" * 16).encode()
    partition: int = 0
    headers: tuple[tuple[str, bytes], ...] = ()


def surveyed(copies: list[Any], **limits: Any) -> tuple[int, dict[str, int], list[int]]:
    """Articles, stale ones by versions, and the offsets that are taken up."""
    wanted = Wanted(
        frozenset(limits.pop("stages", ["entities"])), {**dict.fromkeys(NAMES, 1), "entities": 3}, **limits
    )
    records = [
        FakeRecord(copy.model_dump_json().encode(), offset, copy.id.encode())
        if isinstance(copy, EnrichedArticle)
        else replace(copy, offset=offset)
        for offset, copy in enumerate(copies)
    ]
    with Survey(wanted) as survey:
        for record in records:
            survey.add([record])
        survey.finish()
        taken = [record.offset for record in records if survey.wants(0, record.offset)]
        assert all(first <= offset < end for first, end in survey.spans().values() for offset in taken)
        return survey.articles(), dict(survey.stale()), taken


def older(**changes: Any) -> EnrichedArticle:
    return article(pipeline={**dict.fromkeys(NAMES, 1), "entities": 2}, **changes)


def test_only_the_newest_copy_of_an_article_counts() -> None:
    current = article(pipeline={**dict.fromkeys(NAMES, 1), "entities": 3})
    assert surveyed([article(), older()]) == (1, {"entities 2": 1}, [1])
    assert surveyed([article(), older(), current]) == (1, {}, [])
    assert surveyed([current, article()]) == (1, {}, [])  # in whatever order
    assert surveyed([current, older(revision=8)]) == (1, {"entities 2": 1}, [1])  # a newer text
    assert surveyed([older(), older()]) == (1, {"entities 2": 1}, [0])  # the first, as in the index


def test_a_retracted_article_is_not_taken_up() -> None:
    gone = FakeRecord(None, 0)
    up_to_this = FakeRecord(None, 0, headers=(("lajmi-revision", b"7"),))
    assert surveyed([older(), gone]) == (0, {}, [])
    assert surveyed([gone, older()]) == (0, {}, [])
    assert surveyed([up_to_this, older()]) == (0, {}, [])
    assert surveyed([up_to_this, older(revision=8)]) == (1, {"entities 2": 1}, [1])


def test_records_that_are_no_articles_are_passed_over() -> None:
    odd = [
        FakeRecord(b"{", 0),
        FakeRecord(b"\xff", 0),
        FakeRecord(None, 0, key=b"no id"),
        FakeRecord(None, 0, headers=(("lajmi-revision", b"x"),)),
    ]
    assert surveyed([*odd, older()]) == (1, {"entities 2": 1}, [4])


def test_limits_of_time_and_source() -> None:
    day = datetime(2026, 3, 1, tzinfo=UTC)
    dated = older(published_at=day, published_precision="day")
    assert surveyed([dated], since=day)[2] == [0]
    assert surveyed([dated], until=day)[2] == []
    assert surveyed([older()], since=AT, until=AT.replace(year=2027))[2] == [0]  # by the time of fetching
    assert surveyed([older()], until=AT)[2] == []
    assert surveyed([older()], source="Lake Courier")[2] == [0]
    assert surveyed([older()], source="Other")[2] == []


class FakeLane:
    """Kafka and the clock as LiveLane sees them: each look takes the next (committed, end) of ``looks``, the last one for
    ever."""

    def __init__(
        self, looks: list[tuple[int | None, int]], monkeypatch: pytest.MonkeyPatch, begin: int = 0
    ) -> None:
        self.looks, self._begin = looks, begin
        self.looked = 0
        self.now = 0.0
        self.said: list[str] = []
        partition = TopicPartition("articles.raw", 0)
        monkeypatch.setattr(running, "make_consumer", lambda *_, **__: self)
        monkeypatch.setattr(running, "partitions_of", lambda *_: [partition])
        monkeypatch.setattr(running.time, "sleep", self._sleep)
        self.lane = LiveLane(Settings(), self.said.append, lambda: self.now)

    def _sleep(self, seconds: float) -> None:
        self.now += seconds

    def _look(self) -> tuple[int | None, int]:
        return self.looks[min(self.looked, len(self.looks)) - 1]

    def beginning_offsets(self, partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(partitions, self._begin)

    def end_offsets(self, partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
        self.looked += 1
        return dict.fromkeys(partitions, self._look()[1])

    def committed(self, _: TopicPartition) -> int | None:
        return self._look()[0]

    def give_way(self) -> float:
        """Seconds it waited."""
        began = self.now
        self.lane.give_way()
        return self.now - began


def test_a_replay_waits_while_live_articles_are_being_enriched(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka = FakeLane([(None, 900), (300, 900), (600, 900), (850, 900)], monkeypatch)
    assert kafka.give_way() == 6
    assert kafka.give_way() == 0
    assert kafka.looked == 4  # not at each article
    few = FakeLane([(None, 50)], monkeypatch)
    assert few.give_way() == 0


def test_a_replay_does_not_wait_for_an_enricher_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    kafka = FakeLane([(None, 900)], monkeypatch)
    assert kafka.give_way() == 20
    assert "nobody enriches them" in kafka.said[-1]
    kafka.now += 60
    assert kafka.give_way() == 0
    kafka.looks = [(None, 1_900)]  # more come in, and still nobody
    kafka.now += 60
    assert kafka.give_way() == 0


def test_an_enricher_that_only_keeps_pace_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    steady = [(500 * look, 5_000 + 500 * look) for look in range(60)]
    kafka = FakeLane([*steady, (35_000, 35_000)], monkeypatch)
    assert kafka.give_way() == 2 * 60
    assert not any("nobody" in line for line in kafka.said)


def test_an_enricher_that_came_back_is_waited_for_until_the_backlog_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kafka = FakeLane([(0, 500)], monkeypatch)
    assert kafka.give_way() == 20  # nobody enriches
    kafka.looks, kafka.looked = [(10, 5_000), (2_000, 5_000), (4_950, 5_000)], 0
    kafka.now += 60
    assert kafka.give_way() == 4


def test_what_retention_has_deleted_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert FakeLane([(None, 9_000)], monkeypatch, begin=8_950).give_way() == 0
    assert FakeLane([(10, 9_000)], monkeypatch, begin=8_950).give_way() == 0


class FakeProducer:
    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def send(self, _topic: str, **record: Any) -> None:
        self.sent.append(record)


def test_a_copy_under_a_foreign_key_is_published_under_its_own_id() -> None:
    wanted = Wanted(frozenset(["entities"]), {**dict.fromkeys(NAMES, 1), "entities": 3})
    job = Replay(Settings(), pipeline(entities=3), wanted, print)
    before, producer, outcome = older(), FakeProducer(), Outcome()
    record = FakeRecord(before.model_dump_json().encode(), 0, key=b"somebody's")
    job._replay(record, producer, deque(), outcome)  # type: ignore[arg-type]
    assert (outcome.replayed, outcome.failed) == (1, 0)
    assert [sent["key"] for sent in producer.sent] == [before.id.encode()]
