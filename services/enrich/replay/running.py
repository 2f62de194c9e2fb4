"""A replay: read what was enriched, run the stages that have become newer, publish the result beside the old copy."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from kafka import KafkaConsumer, KafkaProducer

from services.enrich.pipeline import Pipeline
from services.enrich.replay.revise import revise
from services.enrich.replay.survey import Survey, Wanted
from shared.clock import now
from shared.contracts import EnrichedArticle
from shared.decoding import decode
from shared.events import enriched_headers
from shared.kafka import make_consumer, make_producer, partitions_of, read_spans
from shared.rejection import Rejection
from shared.settings import Settings
from shared.topics import ENRICHED, MAX_DEAD_LETTER_BYTES, RAW

_MAX_IN_FLIGHT = 200  # results sent and not yet acknowledged
_MAX_MESSAGE_BYTES = MAX_DEAD_LETTER_BYTES - 64 * 1024  # headers and framing need the rest
_FAILURES_NAMED = 20
# Live articles go first: a replay waits while more than these wait to be enriched and somebody is enriching them.
_LIVE_BEHIND = 100
_ASK_LIVE_SECONDS = 2.0
_UNTENDED_SECONDS = 20.0  # without progress: no enricher runs
_SAY_SECONDS = 10.0

# What is done, of how much: for a progress bar.
Report = Callable[[int, int], None]


@dataclass(slots=True)
class Outcome:
    articles: int = 0  # that there are
    stale: Counter[str] = field(default_factory=Counter)  # by stages to run and their versions until now
    replayed: int = 0
    failures: Counter[str] = field(default_factory=Counter)  # by reason
    first_failures: list[str] = field(default_factory=list)

    @property
    def wanted(self) -> int:
        return self.stale.total()

    @property
    def failed(self) -> int:
        return self.failures.total()

    def fail(self, article: str, rejection: Rejection) -> None:
        self.failures[rejection.reason] += 1
        if len(self.first_failures) < _FAILURES_NAMED:
            self.first_failures.append(f"{article}: {rejection.detail}")


class Replay:
    """Safe to kill and to start again at any time: what it published is found up to date by the next one."""

    def __init__(
        self, settings: Settings, pipeline: Pipeline, wanted: Wanted, say: Callable[[str], None]
    ) -> None:
        """``say`` is told, in a line, why nothing moves."""
        self._settings = settings
        self._pipeline = pipeline
        self._wanted = wanted
        self._say = say

    def read(self, survey: Survey, report: Report) -> None:
        """Tell ``survey`` what stands on ``articles.enriched`` now."""
        with self._consumer() as consumer:
            partitions = partitions_of(consumer, [ENRICHED])
            begins, ends = consumer.beginning_offsets(partitions), consumer.end_offsets(partitions)
            total = sum(ends[at] - begins[at] for at in partitions)
            done = 0
            spans = {(at.topic, at.partition): (begins[at], ends[at]) for at in partitions}
            for batch in read_spans(consumer, spans):
                survey.add(batch)
                done += len(batch)
                report(done, total)
        survey.finish()

    def run(self, survey: Survey, outcome: Outcome, report: Report) -> None:
        """Enrich every stale copy anew and publish it. Raises KafkaError when Kafka does not take one."""
        spans = {(ENRICHED, partition): span for partition, span in survey.spans().items()}
        producer = make_producer(self._settings, "lajmi-replay")
        sent: deque[Any] = deque()
        live = LiveLane(self._settings, self._say)
        try:
            with self._consumer() as consumer:
                for batch in read_spans(consumer, spans):
                    for record in batch:
                        if survey.wants(record.partition, record.offset):
                            live.give_way()
                            self._replay(record, producer, sent, outcome)
                            report(outcome.replayed + outcome.failed, outcome.wanted)
                while sent:
                    sent.popleft().get(timeout=150)
        finally:
            live.close()
            producer.close(timeout=30)

    def _replay(self, record: Any, producer: KafkaProducer, sent: deque[Any], outcome: Outcome) -> None:
        article_id = (record.key or b"").decode("utf-8", "replace")
        found = self._revised(record)
        if isinstance(found, Rejection):
            outcome.fail(article_id, found)
            return
        key, value, headers = found
        sent.append(producer.send(ENRICHED, key=key, value=value, headers=headers))
        outcome.replayed += 1
        while len(sent) > _MAX_IN_FLIGHT:
            sent.popleft().get(timeout=150)  # a producer gives up after 120 s

    def _revised(self, record: Any) -> tuple[bytes, bytes, list[tuple[str, bytes]]] | Rejection:
        article = decode(record.value, EnrichedArticle)
        if isinstance(article, Rejection):
            return article
        revised = revise(article, self._pipeline, self._wanted.stages, now())
        if isinstance(revised, Rejection):
            return revised
        if revised is None:  # the survey saw the same record
            return Rejection("up_to_date", "nothing of it is stale any more")
        value = revised.model_dump_json().encode()
        if len(value) > _MAX_MESSAGE_BYTES:
            return Rejection("enriched_too_large", f"enriched anew, it has {len(value):,} bytes")
        # Under its own id, whatever the record's key: into its own partition, behind the copy that it replaces.
        return revised.id.encode(), value, enriched_headers(revised, record.headers or ())

    @contextmanager
    def _consumer(self) -> Iterator[KafkaConsumer]:
        opened = make_consumer(self._settings, "lajmi-replay", max_poll_records=500)
        try:
            yield opened
        finally:
            opened.close()


class LiveLane:
    """Whether live articles wait to be enriched: a replay takes processor time from them, so it lets them go first."""

    def __init__(
        self, settings: Settings, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._consumer = make_consumer(settings, "lajmi-replay", group_id=settings.enrich_group)
        self._partitions = partitions_of(self._consumer, [RAW])
        self._say = say
        self._clock = clock
        self._asked = clock() - _ASK_LIVE_SECONDS
        self._untended: int | None = None  # what was committed when nobody was seen to enrich

    def close(self) -> None:
        self._consumer.close(autocommit=False)

    def give_way(self) -> None:
        """Wait while more live articles are behind than a moment's worth, unless nobody enriches them."""
        if self._clock() - self._asked < _ASK_LIVE_SECONDS:
            return
        behind, committed = self._look()
        moved = said = self._clock()
        while behind > _LIVE_BEHIND and committed != self._untended:
            if self._clock() - said >= _SAY_SECONDS:
                said = self._clock()
                self._say(f"waiting: {behind:,} live articles are enriched first")
            time.sleep(_ASK_LIVE_SECONDS)
            before = committed
            behind, committed = self._look()
            # Not by how many wait: as many may come in as are enriched.
            if committed != before:
                moved = self._clock()
            elif behind > _LIVE_BEHIND and self._clock() - moved >= _UNTENDED_SECONDS:
                self._untended = committed
                self._say(f"{behind:,} live articles wait, but nobody enriches them: going on")
        self._asked = self._clock()

    def _look(self) -> tuple[int, int]:
        """Articles that wait, and the sum of the committed offsets: it changes whenever somebody has enriched some."""
        begins = self._consumer.beginning_offsets(self._partitions)
        ends = self._consumer.end_offsets(self._partitions)
        committed = {at: self._consumer.committed(at) for at in self._partitions}
        behind = 0
        for at, offset in committed.items():
            # Retention may have deleted what was not enriched: that waits no more.
            behind += max(0, ends[at] - max(begins[at], offset or 0))
        return behind, sum(offset or 0 for offset in committed.values())
