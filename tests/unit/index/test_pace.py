from __future__ import annotations

import random

from services.index.pace import FIRST_CEILING_SECONDS, LAST_CEILING_SECONDS, Pace


def highest(_low: float, high: float) -> float:
    return high


def test_ceilings_double_up_to_the_last() -> None:
    pace = Pace(2, highest)
    waits = [pace.failed(now=0.0) for _ in range(12)]
    assert waits[:3] == [FIRST_CEILING_SECONDS, FIRST_CEILING_SECONDS * 2, FIRST_CEILING_SECONDS * 4]
    assert waits[-1] == LAST_CEILING_SECONDS


def test_jitter_is_full() -> None:
    chance = random.Random(1)
    waits = []
    for _ in range(300):
        pace = Pace(2, chance.uniform)
        for _ in range(4):
            wait = pace.failed(0.0)
        waits.append(wait)
    ceiling = FIRST_CEILING_SECONDS * 8
    assert min(waits) < ceiling * 0.05
    assert max(waits) > ceiling * 0.95


def test_while_failing_one_request_at_a_time_and_not_before_the_wait_is_over() -> None:
    pace = Pace(3, highest)
    assert pace.allows(0.0, in_flight=2)
    pace.failed(now=10.0)
    assert not pace.allows(10.0, in_flight=0)
    later = 10.0 + FIRST_CEILING_SECONDS
    assert pace.allows(later, in_flight=0)
    assert not pace.allows(later, in_flight=1)


def test_one_success_restores_full_speed() -> None:
    pace = Pace(3, highest)
    for _ in range(30):
        pace.failed(now=0.0)
    pace.succeeded()
    assert pace.allows(0.0, in_flight=2)
    assert pace.failed(0.0) == FIRST_CEILING_SECONDS
