from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.web.politeness import FAILURES_THAT_OPEN, PATIENCE_SECONDS, Conduct

_TIMES = st.floats(min_value=0, max_value=1e6)


@given(_TIMES, st.floats(min_value=0, max_value=100), st.floats(min_value=0, max_value=100))
def test_two_starts_are_a_delay_apart(at: float, delay: float, later: float) -> None:
    conduct = Conduct()
    conduct.started(at, delay)
    now = at + later
    assert now + conduct.wait_seconds(now) >= at + delay - 1e-6


def test_failures_in_a_row_open_the_circuit_for_a_while_and_then_longer() -> None:
    conduct = Conduct()
    for _ in range(FAILURES_THAT_OPEN):
        assert conduct.refusal("a.example", 0) is None
        conduct.failed(0)
    first = conduct.refusal("a.example", 0)
    assert first is not None
    assert first.reason == "host_unreachable"
    assert first.soft
    reopened = first.retry_after_seconds or 0
    assert conduct.refusal("a.example", reopened) is None
    conduct.failed(reopened)
    second = conduct.refusal("a.example", reopened)
    assert second is not None
    assert (second.retry_after_seconds or 0) > reopened


def test_an_answer_closes_the_circuit() -> None:
    conduct = Conduct()
    for _ in range(FAILURES_THAT_OPEN - 1):
        conduct.failed(0)
    conduct.answered()
    conduct.failed(0)
    assert conduct.refusal("a.example", 0) is None


@given(st.lists(_TIMES, max_size=50))
def test_however_often_it_fails_it_is_tried_again_within_the_hour(times: list[float]) -> None:
    conduct = Conduct()
    for at in sorted(times):
        conduct.failed(at)
    last = max(times, default=0)
    assert conduct.refusal("a.example", last + 3_600) is None


def test_a_short_wait_is_waited_a_long_one_is_told() -> None:
    conduct = Conduct()
    conduct.asked_to_wait(10, PATIENCE_SECONDS)
    assert conduct.refusal("a.example", 10) is None
    assert conduct.wait_seconds(10) == PATIENCE_SECONDS
    conduct.asked_to_wait(10, 600)
    conduct.asked_to_wait(10, 1)
    refusal = conduct.refusal("a.example", 10)
    assert refusal is not None
    assert (refusal.reason, refusal.retry_after_seconds) == ("host_asked_to_wait", 600)
    assert conduct.refusal("a.example", 610) is None
