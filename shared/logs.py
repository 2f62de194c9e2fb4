"""structlog for every process: JSON lines, or coloured text on a terminal. Always to stderr: stdout is for results."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Callable
from functools import partial

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from shared.settings import Settings

# What moves a terminal's cursor, changes its state or turns its text round; line ends and tabs are structlog's business.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

_OURS = "lajmi"
_AGAIN_SECONDS = 30.0
_MOST_SAID = 1_000  # different texts remembered


class NotTooOften(logging.Filter):
    """What a library says again within seconds is left out: while Kafka is down its client says one line fifteen times a
    second, and ours are not found among them. How often it was said is added to the next one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.partition(".")[0] == _OURS or record.exc_info:
            return True
        text = record.getMessage()
        at, left_out = self._said.get((record.name, text), (None, 0))
        if at is not None and self._clock() - at < _AGAIN_SECONDS:
            self._said[record.name, text] = at, left_out + 1
            return False
        if len(self._said) >= _MOST_SAID:
            self._said.clear()
        self._said[record.name, text] = self._clock(), 0
        if left_out:
            record.msg, record.args = f"{text} (and {left_out:,} times more before)", ()
        return True


def configure_logging(settings: Settings, service: str) -> None:
    """One schema for our own and the libraries' records: timestamp, level, event, service, then the event's fields."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    as_json = settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())
    shared_processors: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        partial(_of_service, service),
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if as_json:
        renderers: list[Processor] = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    else:
        renderers = [_for_terminals, structlog.dev.ConsoleRenderer()]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared_processors, structlog.stdlib.PositionalArgumentsFormatter()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
        )
    )
    root = logging.getLogger()
    handler.addFilter(NotTooOften())
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))  # libraries: warnings only; ours go through the filter below
    logging.getLogger(_OURS).setLevel(level)
    structlog.configure(
        processors=[*shared_processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _of_service(service: str, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Not a context variable: threads, and the libraries' own, begin without any."""
    event.setdefault("service", service)
    return event


def _for_terminals(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Paths of requests, titles and addresses are others' texts: shown, never obeyed. JSON escapes them by itself."""
    return {
        name: _CONTROL.sub("\ufffd", value) if isinstance(value, str) else value
        for name, value in event.items()
    }


def get_logger() -> structlog.stdlib.BoundLogger:
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(_OURS)
    return logger
