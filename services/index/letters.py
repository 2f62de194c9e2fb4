"""Sending dead letters: acknowledged by the broker, or back for another try."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable

from kafka import KafkaProducer
from kafka.errors import KafkaError, MessageSizeTooLargeError

from services.index.pipeline import Letter
from shared.contracts import DeadLetter
from shared.dead_letters import dead_letter_message
from shared.topics import DEAD_LETTER


class LetterSender:
    def __init__(self, producer: KafkaProducer, topic: str = DEAD_LETTER) -> None:
        self._producer = producer
        self._topic = topic

    def send(self, letter: Letter, done: Callable[[Letter, str | None], None]) -> None:
        """Send; ``done(letter, None)`` follows once it is acknowledged, ``done(letter, why)`` when it was not.

        ``done`` may run in the producer's thread.
        """
        try:
            future = self._deliver(letter.content)
        except KafkaError as error:
            done(letter, str(error))
            return
        future.add_callback(lambda _: done(letter, None))
        future.add_errback(lambda error: done(letter, str(error)))

    def _deliver(self, letter: DeadLetter):  # type: ignore[no-untyped-def]  # kafka's own future, untyped
        key, value, headers = dead_letter_message(letter)
        try:
            return self._producer.send(self._topic, key=key, value=value, headers=headers)
        except MessageSizeTooLargeError:
            key, value, headers = dead_letter_message(without_payload(letter))
            return self._producer.send(self._topic, key=key, value=value, headers=headers)


def without_payload(letter: DeadLetter) -> DeadLetter:
    """The same letter for a record so large that its base64 form exceeds what the topic takes.

    A letter that says where the record lies is worth more than an indexer that stands still before it.
    """
    size = len(b64decode(letter.payload_base64 or ""))
    where = letter.origin
    return letter.model_copy(
        update={
            "payload_base64": None,
            "detail": f"{letter.detail} (payload of {size} bytes left out: too large for the topic; it is record "
            f"{where.offset} of {where.topic}, partition {where.partition})",
        }
    )
