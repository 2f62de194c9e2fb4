"""One record in, one message out, whatever is in the record."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.pipeline import Pipeline
from services.enrich.stage import Draft
from services.enrich.transform import Record, transform
from shared.contracts import DeadLetter, EnrichedArticle, Language
from shared.dead_letters import original_payload
from shared.topics import DEAD_LETTER, ENRICHED, RAW

AT = datetime(2026, 5, 1, tzinfo=UTC)
ARTICLE: dict[str, Any] = {
    "id": "ab" * 16,
    "revision": 3,
    "source": {"name": "Port Daily"},
    "title": "Ferry line opens",
    "body": "It sails twice a day.",
    "language": "en-GB",
    "origin": {"format": "jsonl", "uri": "port.jsonl"},
    "content_hash": "cd" * 32,
    "fetched_at": "2026-04-30T08:00:00Z",
}


class FakeStage:
    def __init__(self, name: str, result: Any, version: int = 1) -> None:
        self.name, self.version, self._result = name, version, result

    def __call__(self, draft: Draft, /) -> Any:
        if isinstance(self._result, Exception):
            raise self._result
        return self._result


def pipeline(**changes: Any) -> Pipeline:
    stages = {
        "language": FakeStage(
            "language", Language(code="en", script="Latn", confidence=0.9, declared="en-GB")
        ),
        "entities": FakeStage("entities", (), version=4),
        "topics": FakeStage("topics", ()),
        "fingerprint": FakeStage("fingerprint", ("0:ab",)),
    }
    return Pipeline(**{**stages, **changes})


def record(value: bytes | None, key: bytes | None = b"key", headers: Any = ()) -> Record:
    return Record(RAW, 2, 41, key, value, headers)


def test_an_article_is_enriched_under_its_own_id() -> None:
    trace = b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01"
    message = transform(
        record(json.dumps(ARTICLE).encode(), headers=[("traceparent", trace)]), pipeline(), AT
    )
    enriched = EnrichedArticle.model_validate_json(message.value or b"")
    assert (message.topic, message.key) == (ENRICHED, ("ab" * 16).encode())
    assert (enriched.title, enriched.revision, enriched.language.declared) == ("Ferry line opens", 3, "en-GB")
    assert enriched.generation == 7
    assert enriched.pipeline == {"language": 1, "entities": 4, "topics": 1, "fingerprint": 1}
    assert dict(message.headers)["traceparent"].split(b"-")[1] == b"a" * 32


def test_a_newer_stage_makes_a_newer_generation() -> None:
    newer = pipeline(topics=FakeStage("topics", (), version=2))
    assert newer.generation > pipeline().generation


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"{", "invalid_json"),
        (json.dumps({**ARTICLE, "title": ""}).encode(), "invalid_field"),
        (json.dumps({name: ARTICLE[name] for name in ARTICLE if name != "title"}).encode(), "missing_field"),
    ],
)
def test_a_bad_record_becomes_a_dead_letter_with_its_place(value: bytes, reason: str) -> None:
    message = transform(record(value), pipeline(), AT)
    letter = DeadLetter.model_validate_json(message.value or b"")
    assert (message.topic, letter.reason) == (DEAD_LETTER, reason)
    assert (letter.origin.topic, letter.origin.partition, letter.origin.offset) == (RAW, 2, 41)
    assert original_payload(letter) == value


def test_a_stage_that_fails_loses_nothing() -> None:
    value = json.dumps(ARTICLE).encode()
    message = transform(
        record(value), pipeline(topics=FakeStage("topics", ZeroDivisionError("no words"))), AT
    )
    letter = DeadLetter.model_validate_json(message.value or b"")
    assert (letter.reason, letter.article_id, letter.revision) == ("stage_failed_topics", "ab" * 16, 3)
    assert "no words" in letter.detail
    assert original_payload(letter) == value


def test_a_bug_outside_the_stages_is_a_dead_letter_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(EnrichedArticle, "model_dump_json", fail)
    value = json.dumps(ARTICLE).encode()
    message = transform(record(value), pipeline(), AT)
    letter = DeadLetter.model_validate_json(message.value or b"")
    assert (letter.reason, message.outcome) == ("enrich_failed", "dead_lettered")
    assert "RecursionError: too deep" in letter.detail
    assert original_payload(letter) == value


@pytest.mark.parametrize(
    ("value", "key", "headers"),
    [
        (json.dumps({**ARTICLE, "body": "x" * 5_000}).encode(), b"key", ()),
        (None, b"k" * 5_000, ()),
        (None, b"key", [("lajmi-reason", b"r" * 5_000)]),
    ],
)
def test_what_would_not_fit_its_topic_is_a_dead_letter(
    value: bytes | None, key: bytes, headers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.enrich.transform._MAX_MESSAGE_BYTES", 4_000)
    message = transform(record(value, key, headers), pipeline(), AT)
    assert message.rejection is not None
    assert message.rejection.reason == "enriched_too_large"
    letter = DeadLetter.model_validate_json(message.value or b"")
    assert original_payload(letter) == value


def test_a_tombstone_goes_on_with_its_revision() -> None:
    message = transform(record(None, headers=[("lajmi-revision", b"3"), ("other", b"x")]), pipeline(), AT)
    assert (message.topic, message.key, message.value) == (ENRICHED, b"key", None)
    assert dict(message.headers)["lajmi-revision"] == b"3"


def test_a_tombstone_without_a_key_is_refused() -> None:
    message = transform(record(None, key=None), pipeline(), AT)
    assert message.rejection is not None
    assert message.rejection.reason == "missing_key"


@given(st.binary(max_size=300), st.one_of(st.none(), st.binary(max_size=20)))
def test_no_bytes_are_lost(value: bytes, key: bytes | None) -> None:
    message = transform(record(value, key), pipeline(), AT)
    assert message.topic == DEAD_LETTER
    assert original_payload(DeadLetter.model_validate_json(message.value or b"")) == value
