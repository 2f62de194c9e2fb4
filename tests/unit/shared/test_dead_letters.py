"""A dead letter keeps the original bytes, says why and where, and counts once however often it is delivered."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts import DeadLetter, RecordOrigin, Stage
from shared.dead_letters import dead_letter, dead_letter_id, dead_letter_message, original_payload
from shared.rejection import Rejection

AT = datetime(2026, 5, 1, tzinfo=UTC)


def _letter(payload: bytes | None, offset: int = 3, **fields: object) -> DeadLetter:
    return dead_letter(
        Stage.ENRICH,
        Rejection("invalid_json", "not valid JSON"),
        AT,
        origin=RecordOrigin(topic="articles.raw", partition=1, offset=offset),
        payload=payload,
        **fields,  # type: ignore[arg-type]
    )


@given(st.binary(max_size=100), st.binary(max_size=20))
def test_the_original_bytes_come_back(payload: bytes, header: bytes) -> None:
    letter = _letter(payload, headers=[("x", header), ("x", None)])
    _, value, _ = dead_letter_message(letter)
    again = DeadLetter.model_validate_json(value)
    assert original_payload(again) == payload
    assert again == letter


def test_a_redelivered_failure_is_the_same_dead_letter() -> None:
    assert dead_letter_id(_letter(b"{")) == dead_letter_id(_letter(b"{"))
    assert dead_letter_id(_letter(b"{")) != dead_letter_id(_letter(b"{", offset=4))


def test_the_article_is_named_where_the_bytes_still_say_which() -> None:
    letter = _letter(b'{"id": "' + b"ab" * 16 + b'", "revision": 4}')
    assert (letter.article_id, letter.revision) == ("ab" * 16, 4)
    assert _letter(b'["id"]').article_id is None
    assert _letter(b"[" * 100_000).article_id is None


def test_the_trace_of_the_failed_record_goes_on() -> None:
    trace = b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01"
    _, _, headers = dead_letter_message(_letter(b"{", headers=[("traceparent", trace)]))
    assert dict(headers)["traceparent"].split(b"-")[1] == b"a" * 32


@pytest.mark.parametrize(
    "payload",
    [
        b'{"id": "\\ud800"}',
        b'{"id": "' + b"x" * 1_000_000 + b'"}',
        b'{"id": "' + b"ab" * 16 + b'", "revision": ' + b"9" * 4_000 + b"}",
        b'{"id": 7, "revision": true}',
    ],
    ids=["lone surrogate", "a megabyte of id", "a revision of 4,000 digits", "wrong types"],
)
def test_a_hostile_claim_of_identity_does_no_harm(payload: bytes) -> None:
    letter = _letter(payload)
    key, value, headers = dead_letter_message(letter)
    assert original_payload(DeadLetter.model_validate_json(value)) == payload
    assert letter.article_id in {None, "ab" * 16}
    assert letter.revision is None
    assert sum(len(content) for _, content in headers) + len(key) < 1_000


def test_a_letter_always_fits_its_topic_and_then_says_where_the_bytes_lie() -> None:
    letter = _letter(b"x" * 20_000_000, key=b"k" * 5_000_000, headers=[("h", b"h" * 5_000_000)])
    _, value, _ = dead_letter_message(letter)
    assert len(value) < 10_000
    assert "articles.raw, partition 1, offset 3" in DeadLetter.model_validate_json(value).detail


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "revision", "x"]), inner)
    ),
)


@given(JSON)
def test_no_json_breaks_a_dead_letter(value: object) -> None:
    payload = json.dumps(value).encode()
    _, sent, _ = dead_letter_message(_letter(payload))
    assert original_payload(DeadLetter.model_validate_json(sent)) == payload
