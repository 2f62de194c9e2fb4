"""Waiting for a server to be there: patiently, with a line now and then, and never by crashing."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from threading import Event
from typing import TypeVar

from kafka.errors import KafkaError

from shared.addresses import host_and_port
from shared.errors import UserError
from shared.logs import get_logger
from shared.settings import Settings
from shared.topics import ensure_topics

log = get_logger()

_FIRST_WAIT_SECONDS = 0.5
_LAST_WAIT_SECONDS = 10.0
_SAY_EVERY_SECONDS = 10.0

Result = TypeVar("Result")


class Stopped(Exception):  # noqa: N818  not an error: somebody asked us to stop while we waited
    """Raised out of a wait when the service was asked to stop."""


def wait_until(
    what: str, where: str, attempt: Callable[[], Result], stop: Event, retry_on: tuple[type[Exception], ...]
) -> Result:
    """Call ``attempt`` until it returns; exceptions of ``retry_on`` mean "not yet". Raises Stopped when ``stop`` is set."""
    began = said = time.monotonic()
    wait = _FIRST_WAIT_SECONDS
    first = True
    while not stop.is_set():
        try:
            result = attempt()
        except retry_on as error:
            now = time.monotonic()
            if first or now - said >= _SAY_EVERY_SECONDS:
                log.warning(
                    f"waiting for {what}", where=where, seconds=round(now - began),
                    reason=type(error).__name__, detail=" ".join(str(error).split())[:200],
                )  # fmt: skip
                said, first = now, False
            stop.wait(wait)
            wait = min(_LAST_WAIT_SECONDS, wait * 1.5)
        else:
            if not first:
                log.info(f"{what} is there", where=where, seconds=round(time.monotonic() - began))
            return result
    raise Stopped


def wait_for_kafka(where: str, attempt: Callable[[], Result], stop: Event) -> Result:
    return wait_until("Kafka", where, attempt, stop, (KafkaError, OSError))


def wait_for_topics(settings: Settings, stop: Event) -> None:
    """Until Kafka answers and all our topics exist. Knocks first: the client blocks for half a minute on a closed port."""
    wait_for_kafka(settings.kafka_bootstrap, lambda: knock(settings.kafka_bootstrap), stop)
    wait_for_kafka(settings.kafka_bootstrap, lambda: ensure_topics(settings), stop)


def knock(bootstrap: str, timeout_seconds: float = 3.0) -> None:
    """Connect to any of ``host:port[,host:port...]`` and hang up; raises OSError when none answers, UserError when one is no
    such address.
    """
    try:
        addresses = [host_and_port(address) for address in bootstrap.split(",")]
    except ValueError as error:
        raise UserError(f"LAJMI_KAFKA: {error}") from error
    last: OSError = ConnectionRefusedError(f"no address in {bootstrap!r}")
    for address in addresses:
        try:
            socket.create_connection(address, timeout_seconds).close()
        except OSError as error:
            last = error
        else:
            return
    raise last
