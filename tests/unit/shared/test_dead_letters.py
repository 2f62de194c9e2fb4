"""A dead letter keeps the original bytes, says why and where, and counts once however often it is delivered."""

from datetime import UTC, datetime

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
    letter = _letter(b'{"id": "abc", "revision": 4}')
    assert (letter.article_id, letter.revision) == ("abc", 4)
    assert _letter(b'["id"]').article_id is None
    assert _letter(b"[" * 100_000).article_id is None


def test_the_trace_of_the_failed_record_goes_on() -> None:
    trace = b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01"
    _, _, headers = dead_letter_message(_letter(b"{", headers=[("traceparent", trace)]))
    assert dict(headers)["traceparent"].split(b"-")[1] == b"a" * 32
