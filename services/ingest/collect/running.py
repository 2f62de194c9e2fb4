"""A round from a command: the publishing thread with its sessions, and the fetching loop, started and ended together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self

from services.ingest.collect.collector import Collector, RoundReport, run_round
from services.ingest.collect.desk import Desk
from services.ingest.collect.memory import Memory
from services.ingest.collect.politeness import policies
from services.ingest.collect.robots import RobotsTable
from services.ingest.collect.same import told_apart
from services.ingest.collect.sources import Lane, Source
from services.ingest.session import Session
from services.ingest.topic_log import Progress
from services.ingest.web.fetcher import Fetcher
from shared.settings import Settings

_LOOK_SECONDS = 0.2


class Lanes:
    """The sessions of both lanes; the one for backfill is opened when something goes there."""

    def __init__(self, settings: Settings, live: Session) -> None:
        self._settings = settings
        self._live = live
        self._backfill: Session | None = None

    def __call__(self, lane: Lane) -> Session:
        if lane is Lane.LIVE:
            return self._live
        if self._backfill is None:
            self._backfill = Session(self._settings, "collect backfill", backfill=True)
        return self._backfill

    def close(self) -> None:
        if self._backfill is not None:
            self._backfill.close()


class _StoppedError(Exception):
    """Ctrl-C while the state is being rebuilt."""


class PublishingThread:
    """A context: sessions open, the desk worked until the end; then the batch in hand is finished, and what still waits is
    left for another time.

    Raises UserError on entering when Kafka cannot be used. ``failure``: set, and ``failed`` called, when it ends early.
    """

    def __init__(self, settings: Settings, command: str, progress: Progress | None = None) -> None:
        self.desk: Desk
        self.failure: BaseException | None = None
        self.failed: Callable[[], None] = lambda: None
        self._settings = settings
        self._command = command
        self._progress = progress
        self._ready, self._end = Event(), Event()
        self._thread = Thread(target=self._run, name="publishing")

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._ready.wait()
        except BaseException:  # Ctrl-C while the topics are read: they are read again next time
            self._end.set()
            raise
        if self.failure is not None:
            self._thread.join()
            raise self.failure
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join()
        if self.failure is not None and error is None:
            raise self.failure

    def _reading(self, read: int, total: int) -> None:
        if self._end.is_set():
            raise _StoppedError
        if self._progress is not None:
            self._progress(read, total)

    def _run(self) -> None:
        try:
            with ExitStack() as opened:
                session = opened.enter_context(Session(self._settings, self._command, progress=self._reading))
                memory = Memory(self._settings.home / "collect.db")
                opened.callback(memory.close)
                lanes = Lanes(self._settings, session)
                opened.callback(lanes.close)
                memory.forget_old_links(time.time())
                self.desk = Desk(self._settings, memory)
                opened.callback(self.desk.close)
                self._ready.set()
                while not self._end.is_set():
                    self.desk.work(lanes, _LOOK_SECONDS)
        except BaseException as error:
            self.failure = error
            self.failed()
        finally:
            self._ready.set()


def collect_once(
    settings: Settings,
    sources: Sequence[Source],
    *,
    everything: bool = False,
    whole: bool = False,
    progress: Progress | None = None,
    told: Callable[[RoundReport, int], None] = lambda report, total: None,
) -> RoundReport:
    """One round over the sources that are due, or over all of them. Raises UserError when Kafka or a disk fails, and
    KeyboardInterrupt once the batch in hand is published. ``whole``: ask without validators. ``told``: the
    report so far, and how many sources are visited.
    """
    with PublishingThread(settings, "collect", progress) as publishing:
        memory = Memory(settings.home / "collect.db")
        try:
            return asyncio.run(_round(settings, sources, memory, publishing, everything, whole, told))
        except asyncio.CancelledError:
            if publishing.failure is not None:
                raise publishing.failure from None
            raise
        finally:
            memory.close()


async def _round(
    settings: Settings,
    sources: Sequence[Source],
    memory: Memory,
    publishing: PublishingThread,
    everything: bool,
    whole: bool,
    told: Callable[[RoundReport, int], None],
) -> RoundReport:
    loop, own = asyncio.get_running_loop(), asyncio.current_task()
    assert own is not None  # noqa: S101  a coroutine runs in a task

    def give_up() -> None:
        with suppress(RuntimeError):  # the round is over already
            loop.call_soon_threadsafe(own.cancel)

    publishing.failed = give_up
    records = memory.records()
    visited, _ = told_apart(sources, records)
    waiting = memory.sources_with_pending(time.time())
    async with Fetcher(
        settings, policy_of=policies(settings, visited), robots=RobotsTable(memory)
    ) as fetcher:
        total = 0
        collector = Collector(
            fetcher,
            publishing.desk,
            records,
            host_concurrency=settings.fetch_host_concurrency,
            whole=whole,
            told=lambda report: told(report, total),
        )
        due = visited if everything else collector.due(visited)
        unfinished = [source for source in visited if source.key in waiting]
        total = len({source.key for source in (*due, *unfinished)})
        told(collector.report, total)
        return await run_round(collector, due, unfinished)
