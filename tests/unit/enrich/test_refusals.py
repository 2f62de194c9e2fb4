"""What is logged about refused records."""

from __future__ import annotations

from typing import Any

import pytest

from services.enrich import refusals
from services.enrich.refusals import Refusals
from services.enrich.transform import Message, Record
from shared.rejection import Rejection
from shared.topics import DEAD_LETTER, ENRICHED, RAW


class Log:
    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    def warning(self, event: str, **fields: Any) -> None:
        self.lines.append({"event": event, **fields})

    def debug(self, event: str, **fields: Any) -> None:
        pass


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    found = Log()
    monkeypatch.setattr(refusals, "log", found)
    return found


def refused(reason: str) -> Message:
    return Message(DEAD_LETTER, b"key", b"{}", [], None, Rejection(reason, "what was wrong"))


RECORD = Record(RAW, 2, 41, None, b"{", [])


def test_a_storm_is_a_few_lines_and_a_count(log: Log) -> None:
    now = 0.0
    said = Refusals(lambda: now)
    for _ in range(1_000):
        said.log(RECORD, refused("invalid_json"))
    said.log(RECORD, refused("missing_field"))
    assert len(log.lines) == 6
    assert log.lines[0]["detail"] == "what was wrong"
    assert (log.lines[0]["topic"], log.lines[0]["partition"], log.lines[0]["offset"]) == (RAW, 2, 41)
    said.summarise()
    assert len(log.lines) == 6
    now = 31.0
    said.summarise()
    assert (log.lines[6]["count"], log.lines[6]["reasons"]) == (995, {"invalid_json": 995})
    said.log(RECORD, refused("invalid_json"))  # shown again
    assert log.lines[7]["event"] == "record refused"
    now = 62.0
    said.summarise()
    assert len(log.lines) == 8  # nothing was left out


def test_what_was_not_refused_is_no_warning(log: Log) -> None:
    said = Refusals(lambda: 0.0)
    said.log(RECORD, Message(ENRICHED, b"key", b"{}", [], "ab"))
    said.log(RECORD, Message(ENRICHED, b"key", None, [], "ab"))
    assert log.lines == []
