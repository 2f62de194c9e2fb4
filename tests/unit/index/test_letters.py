from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from kafka.errors import KafkaTimeoutError, MessageSizeTooLargeError
from kafka.future import Future

from services.index.letters import LetterSender
from services.index.pipeline import Letter
from services.index.settlement import Ticket
from shared.contracts import DeadLetter, RecordOrigin, Stage
from shared.dead_letters import dead_letter
from shared.rejection import Rejection
from shared.topics import DEAD_LETTER

LETTER = Letter(
    Ticket(("articles.enriched", 3), 1, 1),
    dead_letter(
        Stage.INDEX,
        Rejection("body_too_large", "too long"),
        datetime(2026, 1, 1, tzinfo=UTC),
        origin=RecordOrigin(topic="articles.enriched", partition=3, offset=41),
        payload=b"x" * 5_000,
    ),
)


class FakeProducer:
    """Takes values up to ``limit`` bytes; answers when the test says so."""

    def __init__(self, limit: int = 1_000_000, error: Exception | None = None) -> None:
        self.limit, self.error = limit, error
        self.sent: list[tuple[str, DeadLetter]] = []
        self.future = Future()

    def send(self, topic: str, key: bytes, value: bytes, headers: Any) -> Future:
        if self.error is not None:
            raise self.error
        if len(value) > self.limit:
            raise MessageSizeTooLargeError("too large")
        self.sent.append((topic, DeadLetter.model_validate_json(value)))
        return self.future


def send(producer: FakeProducer) -> list[str | None]:
    done: list[str | None] = []
    LetterSender(producer).send(LETTER, lambda letter, why: done.append(why) if letter is LETTER else None)
    return done


def test_a_letter_is_done_only_when_the_broker_has_it() -> None:
    producer = FakeProducer()
    done = send(producer)
    assert done == []
    producer.future.success(None)
    assert done == [None]
    assert producer.sent == [(DEAD_LETTER, LETTER.content)]


def test_a_letter_that_was_not_taken_comes_back_with_the_reason() -> None:
    later = FakeProducer()
    done = send(later)
    later.future.failure(KafkaTimeoutError("no broker"))
    (why,) = done
    assert why is not None and "no broker" in why
    (at_once,) = send(FakeProducer(error=KafkaTimeoutError("no metadata")))
    assert at_once is not None and "no metadata" in at_once
