"""What the indexer says about itself: a summary line now and then, and the details of the health page."""

from __future__ import annotations

import time
from collections.abc import Callable

from services.index.outcomes import Verdict
from services.index.pipeline import Pipeline
from shared.logs import get_logger

log = get_logger()

_SUMMARY_EVERY_SECONDS = 10.0


class Progress:
    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._reported_at = now()
        self._reported = 0
        self._turned_at = now()

    def report(self, pipeline: Pipeline, *, force: bool = False) -> None:
        """Log a summary when articles were settled since the last one and the time has come (or ``force``)."""
        now = self._turned_at = self._now()
        elapsed = now - self._reported_at
        if elapsed < _SUMMARY_EVERY_SECONDS and not force:
            return
        settled = pipeline.counts.total()
        if settled != self._reported:
            log.info(
                "indexing",
                stage="index",
                **{
                    verdict.value: pipeline.counts[verdict]
                    for verdict in Verdict
                    if verdict is not Verdict.RETRY
                },
                articles_per_second=round((settled - self._reported) / max(elapsed, 1e-3), 1),
                unsettled=pipeline.unsettled,
            )
        self._reported = settled
        self._reported_at = now

    @property
    def seconds_since_turn(self) -> float:
        """Since the loop last came round: large means it hangs."""
        return self._now() - self._turned_at
