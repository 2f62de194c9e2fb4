"""What faust and aiokafka log, thinned out: while a broker is away they repeat the same four lines ten times a second."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

_LIBRARIES = ("aiokafka", "faust", "mode")
_REPEAT_SECONDS = 30.0


class OncePerWhile(logging.Filter):
    """Lets each message of a library through once per ``_REPEAT_SECONDS``; what its numbers and names are does not count."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith(_LIBRARIES) or record.levelno >= logging.CRITICAL:
            return True
        now = self._clock()
        message = (record.pathname, record.lineno)  # the place, not the text: some texts carry numbers
        if now - self._said.get(message, -_REPEAT_SECONDS) < _REPEAT_SECONDS:
            return False
        self._said[message] = now
        return True


def quieten() -> None:
    """For every handler of the root logger: filters of a logger would not see the records of its children."""
    for handler in logging.getLogger().handlers:
        handler.addFilter(OncePerWhile())
