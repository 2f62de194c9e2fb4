"""The push API beside the ingest service: it listens once there is a key, and never before."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Self

import uvicorn

from services.ingest.items import Item
from services.ingest.publish import BatchResult
from services.ingest.push.app import PushApi, make_app
from services.ingest.push.keys import KeyRing
from services.ingest.push.protocol import MAX_HEADER_BYTES, PushProtocol
from services.ingest.push.worker import OpenSession, PublishingSession, PublishingWorker
from services.ingest.session import Session, check_kafka
from shared.errors import UserError
from shared.logs import get_logger
from shared.settings import Settings

_LOOK_SECONDS = 2.0  # for a first key
_CONNECTIONS = 512
_STOP_SECONDS = 20
_IDLE_SECONDS = 1.0


class PushServer:
    """A context beside a service: a thread of its own until ``stop``. Whatever is wrong with keys, port or Kafka is logged
    and tried again; it never ends the service.

    ``open_session``: instead of a Session of ingest, by lane; for tests.
    """

    def __init__(self, settings: Settings, open_session: Callable[[str], OpenSession] | None = None) -> None:
        self._settings = settings
        self._keys = KeyRing(settings.push_keys)
        self._open_session = open_session or (lambda lane: lambda: kafka_session(settings, lane))
        self._stop = Event()
        self._listening = Event()
        self._problem: str | None = None
        self._thread: Thread | None = None
        self._server: uvicorn.Server | None = None
        self.port: int | None = None  # that it listens on; None while it does not

    def start(self) -> None:
        self._thread = Thread(target=self._run, name="push", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Requests in hand are answered first."""
        self._stop.set()
        if self._server is not None:
            self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(_STOP_SECONDS)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def until_listening(self, seconds: float) -> bool:
        return self._listening.wait(seconds)

    def health(self) -> tuple[bool, dict[str, object]]:
        """For the health page of the service: an API without a key is off, and healthy."""
        details: dict[str, object] = {"listening": self.port}
        if self._problem is not None:
            details["problem"] = self._problem
        return self._problem is None, details

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                if self._keys.clients():
                    with _listening_on(self._settings) as listening:
                        self._problem = None
                        self._serve(listening)
                    return
                self._problem = None
            except UserError as error:
                if error.message != self._problem:
                    get_logger().error("push is off", stage="ingest", problem=error.message)
                self._problem = error.message
            self._stop.wait(_LOOK_SECONDS)

    def _serve(self, listening: socket.socket) -> None:
        workers = {
            "live": PublishingWorker("push-publish", self._open_session("live")),
            "backfill": PublishingWorker("push-backfill", self._open_session("backfill")),
        }
        api = PushApi(self._settings, self._keys, workers)
        self._server = server = uvicorn.Server(
            uvicorn.Config(
                make_app(api),
                http=PushProtocol,
                ws="none",
                log_config=None,  # ours is set up already
                access_log=False,
                server_header=False,
                lifespan="off",
                limit_concurrency=_CONNECTIONS,
                timeout_graceful_shutdown=8,
                h11_max_incomplete_event_size=MAX_HEADER_BYTES,
            )
        )
        workers["live"].start()
        self.port = int(listening.getsockname()[1])
        get_logger().info(
            "push is listening", stage="ingest", address=self._settings.push_bind, port=self.port
        )
        self._listening.set()
        if self._stop.is_set():
            server.should_exit = True
        try:
            asyncio.run(server.serve(sockets=[listening]))
        finally:
            self.port = None
            api.close()
            for worker in workers.values():
                worker.stop()
            get_logger().info("push has stopped", stage="ingest")


@contextmanager
def _listening_on(settings: Settings) -> Iterator[socket.socket]:
    bind, port = settings.push_bind, settings.push_listening_port
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    try:
        listening = socket.create_server((bind, port), family=family, backlog=128)
    except OSError as error:
        raise UserError(
            f"cannot listen on {bind}:{port} for pushed articles ({error.strerror or error}): stop what uses the port, or "
            f"set LAJMI_PUSH_PORT"
        ) from error
    with listening:
        yield listening


@contextmanager
def kafka_session(settings: Settings, lane: str) -> Iterator[PublishingSession]:
    with Session(settings, f"push {lane}", backfill=lane == "backfill") as session:
        yield _Knocking(settings, session)


class _Knocking:
    """A session that finds out within seconds that Kafka went away while nobody pushed: its client would try for minutes."""

    def __init__(self, settings: Settings, session: Session) -> None:
        self._settings = settings
        self._session = session
        self._heard = time.monotonic()

    def next_input(self) -> None:
        self._session.next_input()

    def publish(self, items: list[Item]) -> BatchResult:
        if time.monotonic() - self._heard > _IDLE_SECONDS:
            check_kafka(self._settings)
        result = self._session.publish(items)
        self._heard = time.monotonic()
        return result
