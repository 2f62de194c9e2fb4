"""What libraries repeat is said once in a while; what we say is always said."""

from __future__ import annotations

import logging

from services.enrich.library_logs import OncePerWhile


def record(name: str, message: str, level: int = logging.WARNING) -> logging.LogRecord:
    line = len(message)  # each message has its own place in the code
    return logging.LogRecord(name, level, __file__, line, message, ("127.0.0.1",), None)


def test_a_library_repeats_itself_at_most_every_half_minute() -> None:
    time = [0.0]
    once = OncePerWhile(clock=lambda: time[0])
    said = []
    for second in range(61):
        time[0] = float(second)
        said.append(once.filter(record("aiokafka.conn", "Unable to connect to %s")))
    assert sum(said) == 3
    assert once.filter(record("aiokafka.conn", "another message"))


def test_our_own_records_and_the_critical_ones_always_pass() -> None:
    once = OncePerWhile(clock=lambda: 0.0)
    assert all(once.filter(record("lajmi", "record refused")) for _ in range(5))
    assert all(once.filter(record("faust.worker", "crashed", logging.CRITICAL)) for _ in range(5))
