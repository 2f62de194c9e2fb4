"""structlog for every process: JSON lines, or coloured text on a terminal. Always to stderr: stdout is for results."""

from __future__ import annotations

import logging
import re
import sys
from functools import partial

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from shared.settings import Settings

# What moves a terminal's cursor, changes its state or turns its text round; line ends and tabs are structlog's business.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


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
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))  # libraries: warnings only; ours go through the filter below
    logging.getLogger("lajmi").setLevel(level)
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
    logger: structlog.stdlib.BoundLogger = structlog.get_logger("lajmi")
    return logger
