"""One run of ingest against Kafka: connections opened and checked once, items published in batches."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from kafka.errors import KafkaError

from services.ingest.archive_positions import ArchivePositions
from services.ingest.decisions import Outcome, Retracting
from services.ingest.items import Item, Refused, characters
from services.ingest.publish import BatchResult, Publisher
from services.ingest.state import State
from services.ingest.topic_log import Progress, TopicLog
from shared.clock import now
from shared.errors import UserError
from shared.kafka import make_producer
from shared.settings import Settings
from shared.topics import RAW, RAW_BACKFILL, ensure_topics
from shared.waiting import knock

# One batch is one look at the topics, one wait for acknowledgements and one commit, some 20 ms together; 4,000 articles
# take ~300 ms to send, so a larger one gains little, and holds the lock and memory longer.
BATCH_ITEMS = 4_000
BATCH_CHARS = 12_000_000
BATCH_SECONDS = 1.0  # slow input (pages are parsed at some 30 a second) must not wait for a full batch

_CONNECT_SECONDS = 3.0
_CLOSE_SECONDS = 10

Outcomes = Counter[tuple[str, Outcome, str]]  # items per (source, outcome, reason)


def check_kafka(settings: Settings) -> None:
    """A clear line within seconds when nothing listens; the client library would try for half a minute."""
    try:
        knock(settings.kafka_bootstrap, _CONNECT_SECONDS)
    except OSError as error:
        raise UserError(
            f"Kafka at {settings.kafka_bootstrap} does not answer ({error.strerror or error}): "
            f"start the local one with `lajmi up`, or set LAJMI_KAFKA"
        ) from error


class Session:
    """A context: topics exist, the state knows what they say, and a producer is ready."""

    def __init__(
        self, settings: Settings, command: str, *, backfill: bool = False, progress: Progress | None = None
    ) -> None:
        self.settings = settings
        check_kafka(settings)
        with ExitStack() as opened:  # what is open already is closed when the next one fails
            try:
                ensure_topics(settings)
                state = State(settings.home / "ingest.db")
                opened.callback(state.close)
                log = TopicLog(settings)
                opened.callback(log.close)
                producer = make_producer(settings, "lajmi-ingest")
                opened.callback(producer.close, timeout=_CLOSE_SECONDS)
                with state.exclusive():
                    log.verify(state, progress)
            except KafkaError as error:
                raise _kafka_error(settings, error) from error
            self.run = state.start_run(command, now())
            self._opened = opened.pop_all()
        topic = RAW_BACKFILL if backfill else RAW
        self._publisher = Publisher(settings, state, log, producer, topic, self.run)
        self.archives = ArchivePositions(state)

    def publish(self, items: list[Item]) -> BatchResult:
        try:
            result = self._publisher.publish(items)
        except BaseException as error:
            self.archives.forget()
            if isinstance(error, KafkaError):
                raise _kafka_error(self.settings, error) from error
            raise
        self.archives.settle()
        return result

    def next_input(self) -> None:
        """A service calls this before each file, feed or round: within one input what comes twice is a duplicate, what came
        in an earlier one is unchanged."""
        self._publisher.next_input()

    def retract(
        self, ids: Iterable[str], *, reason: str | None = None, force: bool = False
    ) -> dict[str, Retracting]:
        """Take articles back for good; what was done about each id. ``force``: also those that are not known."""
        return self._retract(ids, final=True, reason=reason, force=force)

    def retract_gone(self, ids: Iterable[str]) -> dict[str, Retracting]:
        """Take back articles whose own pages answered 410, until the pages are there again."""
        return self._retract(ids, final=False, reason="its page answered 410 (gone)")

    def fetched(self, answers: Iterable[tuple[str, str | None]]) -> None:
        """How fetches of sources ended: (name of the source, None or the reason of the failure). The ledger flags sources
        of which every fetch fails."""
        self._publisher.fetched(answers)

    def _retract(
        self, ids: Iterable[str], *, final: bool, reason: str | None, force: bool = False
    ) -> dict[str, Retracting]:
        try:
            return self._publisher.retract(ids, final=final, reason=reason, force=force)
        except KafkaError as error:
            raise _kafka_error(self.settings, error) from error

    def close(self) -> None:
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _kafka_error(settings: Settings, error: KafkaError) -> UserError:
    return UserError(
        f"Kafka at {settings.kafka_bootstrap} failed ({error}): what was not acknowledged is not marked as published; "
        f"run the same command again"
    )


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Bounded by items, by characters and by time."""
    batch: list[Item] = []
    size, started = 0, time.monotonic()
    for item in items:
        if not batch:
            size, started = 0, time.monotonic()
        batch.append(item)
        size += len(item.payload or b"") if isinstance(item, Refused) else characters(item)
        if len(batch) >= BATCH_ITEMS or size >= BATCH_CHARS or time.monotonic() - started >= BATCH_SECONDS:
            yield batch
            batch = []
    if batch:
        yield batch
