"""The long-running ingest service: collects from the sources, watches the inbox, answers ``GET /health`` and ``/metrics``.

One thread owns the sessions with Kafka and publishes all of it; fetching goes on in a thread of its own.
"""

from __future__ import annotations

import signal
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from threading import Event, Lock
from types import FrameType

from services.ingest.collect.continuous import Collecting
from services.ingest.collect.running import Lanes
from services.ingest.decisions import Outcome
from services.ingest.inbox import Inbox
from services.ingest.items import Refused
from services.ingest.metrics import ingest_metrics
from services.ingest.push.server import PushServer
from services.ingest.read.options import ReadOptions
from services.ingest.read.target import read_target
from services.ingest.session import Session, batches, check_kafka
from services.ingest.targets import Target, printable
from shared.clock import now
from shared.errors import UserError
from shared.health import HealthServer
from shared.ledger import ledger_path
from shared.logs import get_logger
from shared.settings import Settings

_LOOK_SECONDS = 0.5
_CHECK_SECONDS = 5.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 1.0, 30.0


class _StoppedError(Exception):
    """SIGTERM while the state is being rebuilt."""


class IngestService:
    """Runs until ``stop`` is set. A lost Kafka makes it unhealthy and is tried again; files wait in the inbox, answers of
    sources in memory, and when there are enough of them nothing more is fetched.
    """

    def __init__(self, settings: Settings) -> None:
        self.stop = Event()
        self._settings = settings
        self._inbox = Inbox(settings.inbox_folder)
        self._collecting = Collecting(settings)
        self._lanes: Lanes | None = None
        self._lock = Lock()
        self._problem: str | None = "not connected to Kafka yet"
        self._files = 0
        self._items: Counter[str] = Counter()

    def health(self) -> tuple[bool, dict[str, object]]:
        with self._lock:
            details: dict[str, object] = {
                "inbox": str(self._inbox.folder),
                "files": self._files,
                "items": dict(self._items),
                "sources": self._collecting.health(),
            }
            if self._problem is not None:
                details["problem"] = self._problem
            return self._problem is None and self._collecting.state.fault is None, details

    def metrics(self) -> str:
        return ingest_metrics(ledger_path(self._settings), now()) + self._collecting.metrics()

    def run(self) -> None:
        self._collecting.start()
        try:
            self._run()
        finally:
            self._collecting.stop()

    def _run(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while not self.stop.is_set():
            try:
                with (
                    Session(self._settings, "service", progress=self._rebuilding) as session,
                    closing(Lanes(self._settings, session)) as lanes,
                ):
                    self._set_problem(None)
                    pause = _FIRST_PAUSE_SECONDS
                    self._watch(session, lanes)
            except _StoppedError:
                return
            except UserError as error:
                self._set_problem(error.message)
                get_logger().error(
                    "ingest cannot work", stage="ingest", problem=error.message, retry_seconds=pause
                )
                self.stop.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def _rebuilding(self, read: int, total: int) -> None:
        """A lost state may take minutes to rebuild; it can be rebuilt next time as well."""
        self._set_problem(f"reading the topics: {read:,} of {total:,} records")
        if self.stop.is_set():
            raise _StoppedError

    def _watch(self, session: Session, lanes: Lanes) -> None:
        self._lanes = lanes
        checked = looked = time.monotonic()
        while not self.stop.is_set():
            if time.monotonic() - checked >= _CHECK_SECONDS:
                check_kafka(self._settings)  # so that health tells of a lost Kafka before the next file does
                checked = time.monotonic()
            if time.monotonic() - looked >= _LOOK_SECONDS:
                for path in self._inbox.ready():
                    if self.stop.is_set():
                        return
                    self._ingest(path, session)
                looked = time.monotonic()
            self._collecting.work(lanes, _LOOK_SECONDS)

    def _ingest(self, path: Path, session: Session) -> None:
        """One file; whatever is wrong with it, it leaves the inbox. A UserError is no fault of the file: it stays."""
        try:
            self._publish(path, session)
        except UserError:
            raise
        except Exception as error:
            name = printable(path.name)
            get_logger().exception("file failed", stage="ingest", file=name)
            self._inbox.failed(
                path, f"{name}: a fault of ours ({type(error).__name__}: {error}); see the log"
            )

    def _publish(self, path: Path, session: Session) -> None:
        session.next_input()
        target = Target(f"inbox/{path.name}", location=path)
        outcomes: Counter[Outcome] = Counter()
        unreadable: list[str] = []
        for batch in batches(read_target(target, ReadOptions(), self._settings, session.archives)):
            result = session.publish(batch)
            for (_, outcome, _), items in result.outcomes.items():
                outcomes[outcome] += items
            unreadable += [i.rejection.detail for i in batch if isinstance(i, Refused) and i.payload is None]
            if self.stop.is_set() and not unreadable:
                return  # the file stays; what is published of it already will be unchanged next time
            if self._lanes is not None:
                self._collecting.work(self._lanes, 0)  # a large file must not keep the sources waiting
        session.archives.settle()
        if unreadable:
            self._inbox.failed(path, "\n".join(unreadable))
        else:
            self._inbox.done(path)
        with self._lock:
            self._files += 1
            self._items.update({str(outcome): items for outcome, items in outcomes.items()})
        counted = {str(outcome): items for outcome, items in outcomes.items()}
        get_logger().info(
            "file ingested",
            stage="ingest",
            file=target.uri.removeprefix("inbox/"),
            failed=bool(unreadable),
            **counted,
        )

    def _set_problem(self, problem: str | None) -> None:
        with self._lock:
            self._problem = problem


def run(settings: Settings) -> None:
    """Until SIGTERM or Ctrl-C; the batch in hand is finished first."""
    service = IngestService(settings)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        service.stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    with (
        HealthServer(settings.bind, settings.ingest_port, service.health, service.metrics),
        PushServer(settings),
    ):
        get_logger().info(
            "ingest is running",
            stage="ingest",
            inbox=str(settings.inbox_folder),
            sources=str(settings.sources_file),
        )
        service.run()
    get_logger().info("ingest has stopped", stage="ingest")
