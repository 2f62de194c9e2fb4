"""Sending dead letters: acknowledged by the broker, or back for another try."""

from __future__ import annotations

from collections.abc import Callable

from kafka import KafkaProducer
from kafka.errors import KafkaError

from services.index.pipeline import Letter
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
            key, value, headers = dead_letter_message(letter.content)
            future = self._producer.send(self._topic, key=key, value=value, headers=headers)
        except KafkaError as error:
            done(letter, str(error))
            return
        future.add_callback(lambda _: done(letter, None))
        future.add_errback(lambda error: done(letter, str(error)))
