"""What the enricher has done, and how long each stage took: for its health page, its metrics and its log."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Generic, TypeVar

from services.enrich.pipeline import Pipeline
from services.enrich.stage import Draft, Stage
from services.enrich.transform import Message
from shared.metrics import Observations

Result = TypeVar("Result")

# A stage takes a fraction of a millisecond for a note, some milliseconds for an article and seconds for the longest.
_BUCKETS = (0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.512, 2.048, 8.192)


class Progress:
    """Written by one thread each, read by any."""

    def __init__(self) -> None:
        # By topic of the record, outcome and, where it was refused, the reason.
        self.records: Counter[tuple[str, str, str]] = Counter()
        self.working_since: float | None = None  # when the record in work was taken up
        self.stages: dict[str, Observations] = {}

    def count(self, topic: str, message: Message) -> None:
        reason = "" if message.rejection is None else message.rejection.reason
        self.records[topic, message.outcome, reason] += 1

    def total(self, outcome: str) -> int:
        return sum(count for (_, each, _), count in list(self.records.items()) if each == outcome)

    @contextmanager
    def working(self) -> Iterator[None]:
        self.working_since = time.monotonic()
        try:
            yield
        finally:
            self.working_since = None

    def seconds_in_record(self) -> float:
        since = self.working_since
        return 0.0 if since is None else time.monotonic() - since

    def timed(self, pipeline: Pipeline) -> Pipeline:
        """The same stages; how long each call takes is noted here."""
        return replace(
            pipeline,
            language=self._timed(pipeline.language),
            entities=self._timed(pipeline.entities),
            topics=self._timed(pipeline.topics),
            fingerprint=self._timed(pipeline.fingerprint),
        )

    def _timed(self, stage: Stage[Result]) -> Stage[Result]:
        observations = self.stages[stage.name] = Observations(_BUCKETS)
        return _Timed(stage, observations.add)


class _Timed(Generic[Result]):
    def __init__(self, stage: Stage[Result], note: Callable[[float], None]) -> None:
        self.name = stage.name
        self.version = stage.version
        self._stage = stage
        self._note = note

    def __call__(self, draft: Draft, /) -> Result:
        began = time.perf_counter()
        try:
            return self._stage(draft)
        finally:
            self._note(time.perf_counter() - began)
