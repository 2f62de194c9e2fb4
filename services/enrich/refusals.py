"""What is said about refused records: the first few of each reason in full, a storm of them in numbers."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from threading import Lock
from typing import Any

from services.enrich.transform import Message
from shared.logs import get_logger

log = get_logger()

_WHILE_SECONDS = 30.0
_IN_FULL = 5  # of one reason, in each while


class Refusals:
    """Each refused record is a dead letter with all that is known of it: the log need not repeat a hundred thousand."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._seen: Counter[str] = Counter()
        self._lock = Lock()

    def log(self, record: Any, message: Message) -> None:
        """``record``: what ``message`` was made of (topic, partition, offset). Quiet for what was not refused."""
        if message.rejection is None:
            log.debug("article", stage="enrich", article_id=message.article_id, outcome=message.outcome)
            return
        self.summarise()
        reason = message.rejection.reason
        with self._lock:
            self._seen[reason] += 1
            in_full = self._seen[reason] <= _IN_FULL
        if in_full:
            log.warning(
                "record refused", stage="enrich", outcome=message.outcome, article_id=message.article_id,
                reason=reason, detail=message.rejection.detail,
                topic=record.topic, partition=record.partition, offset=record.offset,
            )  # fmt: skip

    def summarise(self) -> None:
        """When a while is over, say how many were left out of it. To be called now and then, from any thread."""
        with self._lock:
            if self._clock() - self._began < _WHILE_SECONDS:
                return
            left_out = {reason: count - _IN_FULL for reason, count in self._seen.items() if count > _IN_FULL}
            self._began = self._clock()
            self._seen.clear()
        if left_out:
            log.warning(
                "more records refused: all are dead letters", stage="enrich", count=sum(left_out.values()),
                reasons=left_out, seconds=round(_WHILE_SECONDS),
            )  # fmt: skip
