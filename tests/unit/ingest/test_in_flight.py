"""What a process that died was sending is waited for before anything is decided; against fakes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.ingest import topic_log
from services.ingest.in_flight import InFlight
from services.ingest.state import Partition
from services.ingest.topic_log import TopicLog


def test_the_mark_stands_only_while_records_are_on_their_way(tmp_path: Path) -> None:
    in_flight = InFlight(tmp_path / "ingest.db")
    assert not in_flight.is_left
    with in_flight.sending():
        assert InFlight(tmp_path / "ingest.db").is_left
    assert not in_flight.is_left


def test_a_failure_leaves_it_until_somebody_sent_with_success(tmp_path: Path) -> None:
    in_flight = InFlight(tmp_path / "ingest.db")
    with pytest.raises(TimeoutError), in_flight.sending():
        raise TimeoutError
    assert in_flight.is_left
    with in_flight.sending():
        pass
    assert not in_flight.is_left


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class _Log(TopicLog):
    """``answers``: how long each look at the topics takes, and how many records they hold then; the last one for ever."""

    def __init__(self, clock: _Clock, answers: list[tuple[float, int]]) -> None:
        self._clock = clock
        self._answers = answers

    def _ends(self, topics: tuple[str, ...]) -> dict[Partition, int]:
        took, records = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        self._clock.now += took
        return {(topics[0], 0): records}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Clock]:
    clock: Any = _Clock()
    monkeypatch.setattr(topic_log, "time", clock)
    return clock


def test_a_calm_broker_is_waited_for_two_seconds(clock: _Clock) -> None:
    _Log(clock, [(0.001, 5)]).settle()
    assert 102.0 <= clock.now < 102.5


def test_each_arrival_and_each_slow_answer_begins_the_wait_again(clock: _Clock) -> None:
    _Log(clock, [(0.001, 5), (0.001, 5), (0.001, 6)]).settle()
    arrived = clock.now
    assert arrived >= 102.2
    _Log(clock, [(0.001, 5), (10.0, 5), (0.001, 5)]).settle()
    assert clock.now - arrived >= 12.1


def test_a_topic_that_others_write_to_all_the_time_is_not_waited_for_for_ever(clock: _Clock) -> None:
    _Log(clock, [(0.001, number) for number in range(10_000)]).settle()
    assert clock.now < 140
