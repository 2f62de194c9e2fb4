"""Against fakes: what is remembered, and when. The real Kafka is in tests/integration/test_ingest.py."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog

from services.ingest.decisions import Outcome
from services.ingest.items import Refused
from services.ingest.publish import Publisher
from services.ingest.state import State
from shared.contracts import DeadLetter, InputFormat, Origin, RawArticle, Source
from shared.errors import UserError
from shared.ledger import read_ledger
from shared.rejection import Rejection
from shared.settings import Settings
from shared.topics import DEAD_LETTER, MAX_RECORD_BYTES, RAW


@dataclass
class _Metadata:
    topic: str
    partition: int
    offset: int


@dataclass
class _Future:
    value: _Metadata
    exception: Exception | None = None

    def succeeded(self) -> bool:
        return self.exception is None

    def get(self) -> _Metadata:
        return self.value


@dataclass
class _Producer:
    """One partition per topic; fails the records whose place is in ``failing``."""

    records: list[tuple[str, bytes, bytes, Any]] = field(default_factory=list)
    failing: set[int] = field(default_factory=set)
    offsets: Counter[str] = field(default_factory=Counter)

    def partitions_for(self, topic: str) -> set[int]:
        return {0}

    def send(
        self, topic: str, *, key: bytes, value: bytes, headers: Any, partition: int | None = None
    ) -> _Future:
        place = len(self.records)
        self.records.append((topic, key, value, headers))
        offset = self.offsets[topic]
        self.offsets[topic] += 1
        return _Future(
            _Metadata(topic, 0, offset), RuntimeError("broker says no") if place in self.failing else None
        )

    def flush(self) -> None:
        pass


class _Log:
    def __init__(self) -> None:
        self.looks = 0

    def catch_up(self, state: State) -> int:
        self.looks += 1
        return 0


def _article(name: str, body: str = "Text.") -> RawArticle:
    return RawArticle(
        id=name * 32,
        revision=1,
        source=Source(name="gazeta"),
        title="T",
        body=body,
        origin=Origin(format=InputFormat.TEXT, uri="a.txt"),
        content_hash=body.encode().hex().ljust(64, "0")[:64],
        fetched_at=datetime(2025, 6, 23, tzinfo=UTC),
    )


@dataclass
class _Setup:
    state: State
    producer: _Producer
    log: _Log
    publisher: Publisher


@pytest.fixture
def setup(tmp_path: Path) -> Iterator[_Setup]:
    state, producer, log = State(tmp_path / "ingest.db"), _Producer(), _Log()
    publisher = Publisher(Settings(), state, log, producer, RAW, run=1)  # type: ignore[arg-type]
    yield _Setup(state, producer, log, publisher)
    state.close()


def test_each_content_is_published_once_keyed_by_its_id(setup: _Setup) -> None:
    result = setup.publisher.publish([_article("a"), _article("b"), _article("a")])
    assert result.outcomes == {("gazeta", Outcome.PUBLISHED, ""): 2, ("gazeta", Outcome.DUPLICATE, ""): 1}
    assert setup.publisher.publish([_article("a"), _article("b")]).outcomes.total() == 2
    topics_and_keys = [(topic, key) for topic, key, _, _ in setup.producer.records]
    assert topics_and_keys == [(RAW, b"a" * 32), (RAW, b"b" * 32)]
    assert dict(setup.producer.records[0][3])["ce_id"] == b"a" * 32 + b".1"


def test_a_changed_body_is_one_higher_revision(setup: _Setup) -> None:
    setup.publisher.publish([_article("a")])
    setup.publisher.publish([_article("a", "Changed.")])
    assert [json.loads(value)["revision"] for _, _, value, _ in setup.producer.records] == [1, 2]


def test_what_kafka_did_not_take_is_not_remembered_and_not_counted(setup: _Setup) -> None:
    setup.producer.failing = {1}
    with pytest.raises(UserError, match="did not take 1 of 2 records"):
        setup.publisher.publish([_article("a"), _article("b")])
    assert setup.state.known(["a" * 32, "b" * 32]) == {}
    assert setup.state.checkpoints() == {}
    ledger = read_ledger(setup.state.path)
    assert ledger is not None
    assert ledger.outcomes == {}


def test_the_topics_are_looked_at_before_each_decision(setup: _Setup) -> None:
    for _ in range(3):
        setup.publisher.publish([_article("a")])
    assert setup.log.looks == 3


def test_checkpoints_move_over_our_own_records_only(setup: _Setup) -> None:
    setup.publisher.publish([_article("a"), _article("b")])
    assert setup.state.checkpoints() == {(RAW, 0): 2}
    setup.producer.offsets[RAW] += 1  # another producer's record stands before our next one
    setup.publisher.publish([_article("c")])
    assert setup.state.checkpoints() == {(RAW, 0): 2}


def test_a_refused_item_becomes_one_dead_letter_with_its_bytes(setup: _Setup) -> None:
    item = Refused(Rejection("invalid_json", "a.jsonl:2: not valid JSON"), "a.jsonl:2", "gazeta", b"{oops")
    for _ in range(2):
        result = setup.publisher.publish([item])
        assert result.outcomes == {("gazeta", Outcome.DEAD_LETTERED, "invalid_json"): 1}
    ((topic, _, value, _),) = setup.producer.records
    letter = DeadLetter.model_validate_json(value)
    assert topic == DEAD_LETTER
    assert (letter.stage, letter.reason, letter.origin.uri) == ("ingest", "invalid_json", "a.jsonl:2")
    assert letter.payload_base64 == "e29vcHM="


def test_an_unreadable_file_is_counted_and_no_dead_letter(setup: _Setup) -> None:
    result = setup.publisher.publish([Refused(Rejection("not_found", "x"), "a.txt", "a")])
    assert result.outcomes == {("a", Outcome.REJECTED, "not_found"): 1}
    assert setup.producer.records == []


def test_a_dead_letter_that_no_topic_could_hold_says_where_its_bytes_are(setup: _Setup) -> None:
    item = Refused(
        Rejection("body_too_large", "a.jsonl:2: x"), "a.jsonl:2", "a", b"x" * (MAX_RECORD_BYTES + 1)
    )
    setup.publisher.publish([item])
    letter = DeadLetter.model_validate_json(setup.producer.records[0][2])
    assert "see the input" in letter.detail
    assert letter.payload_base64 == ""


def test_the_log_has_one_line_a_batch_and_one_a_refusal_articles_only_at_debug(setup: _Setup) -> None:
    refused = Refused(Rejection("invalid_json", "a.jsonl:2: not valid JSON"), "a.jsonl:2", "gazeta", b"{oops")
    with structlog.testing.capture_logs() as logs:
        setup.publisher.publish([_article("a"), _article("b"), _article("a"), refused])
    assert [log["log_level"] for log in logs] == ["debug"] * 3 + ["warning", "info"]
    assert logs[-1]["event"] == "batch published"
    counted = {outcome: logs[-1][outcome] for outcome in ("published", "duplicate", "dead_lettered")}
    assert counted == {"published": 2, "duplicate": 1, "dead_lettered": 1}


def test_items_seen_are_counted_beside_their_outcomes(tmp_path: Path) -> None:
    state = State(tmp_path / "ingest.db")
    run = state.start_run("test", datetime(2025, 6, 23, tzinfo=UTC))
    publisher = Publisher(Settings(), state, _Log(), _Producer(), RAW, run)  # type: ignore[arg-type]
    refused = Refused(Rejection("invalid_json", "a.jsonl:2: not valid JSON"), "a.jsonl:2", "gazeta", b"{oops")
    publisher.publish([_article("a"), _article("a"), refused])
    publisher.retract(["a" * 32], final=True)
    publisher.publish([_article("a"), _article("b")])
    ledger = read_ledger(state.path)
    state.close()
    assert ledger is not None
    assert ledger.seen == 5
    assert ledger.outcomes == {
        ("published", ""): 2,
        ("duplicate", ""): 1,
        ("dead_lettered", "invalid_json"): 1,
        ("rejected", "retracted"): 1,
    }


def test_in_the_next_input_what_came_before_is_unchanged(setup: _Setup) -> None:
    setup.publisher.publish([_article("a")])
    assert setup.publisher.publish([_article("a")]).outcomes == {("gazeta", Outcome.DUPLICATE, ""): 1}
    setup.publisher.next_input()
    assert setup.publisher.publish([_article("a")]).outcomes == {("gazeta", Outcome.UNCHANGED, ""): 1}


def test_a_retraction_that_kafka_did_not_take_is_not_remembered(setup: _Setup) -> None:
    setup.publisher.publish([_article("a")])
    setup.producer.failing = {1}
    with pytest.raises(UserError, match="did not take 1 of 1 records"):
        setup.publisher.retract(["a" * 32], final=True)
    assert not setup.state.known(["a" * 32])["a" * 32].is_retracted
