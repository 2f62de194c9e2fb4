"""Collecting for as long as the service runs: an event loop in a thread of its own, which visits what is due."""

from __future__ import annotations

import asyncio
import contextlib
import time
from contextvars import copy_context
from dataclasses import dataclass
from threading import Lock, Thread

from services.ingest.collect.collector import Collector, guarded
from services.ingest.collect.desk import Desk, Sessions
from services.ingest.collect.listing import LATE_SECONDS
from services.ingest.collect.memory import Memory
from services.ingest.collect.politeness import policies
from services.ingest.collect.robots import RobotsTable
from services.ingest.collect.same import told_apart
from services.ingest.collect.schedule import is_due
from services.ingest.collect.sources import Source
from services.ingest.collect.watching import SourcesWatch
from services.ingest.web.fetcher import Fetcher
from services.ingest.web.politeness import Policy
from shared.errors import UserError
from shared.logs import get_logger
from shared.metrics import Metric, exposition
from shared.settings import Settings

_TICK_SECONDS = 1.0
# How often pages that wait from earlier visits are looked for: those that failed, or were too many for one visit.
_UNFINISHED_SECONDS = 120.0
# How often sources are looked at for having moved to one place.
_SAME_SECONDS = 60.0
_STOP_SECONDS = 10.0
_PAUSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class State:
    """``problem``: what is wrong with the file of sources; ``fault``: why nothing is fetched at all."""

    sources: int = 0
    visiting: int = 0
    due: int = 0
    late: int = 0
    failing: int = 0
    problem: str | None = None
    fault: str | None = None


class Collecting:
    """``start``, ``work`` and ``stop`` from the thread that owns the sessions; ``health`` and ``metrics`` from any."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._memory: Memory | None = None
        self._desk: Desk | None = None
        self._policy_of = policies(settings, ())
        self._watch = SourcesWatch(settings.sources_file)
        self._lock = Lock()
        self._state = State()
        self._ending = False
        # With what the log says of this service in every record.
        self._thread = Thread(target=copy_context().run, args=(self._run,), name="collecting", daemon=True)

    def start(self) -> None:
        """Raises UserError when the memory cannot be opened."""
        self._memory = Memory(self._settings.home / "collect.db")
        self._memory.forget_old_links(time.time())
        self._desk = Desk(self._settings, self._memory)
        self._thread.start()

    def stop(self) -> None:
        """What is being fetched is dropped, and fetched again after the next start."""
        self._ending = True
        if self._thread.is_alive():
            self._thread.join(_STOP_SECONDS)
        if self._desk is not None:
            self._desk.close()
        if self._memory is not None:
            self._memory.close()

    def work(self, sessions: Sessions, wait_seconds: float) -> bool:
        """As ``Desk.work``."""
        if self._desk is None:
            raise AssertionError("work before start")
        return self._desk.work(sessions, wait_seconds)

    @property
    def state(self) -> State:
        with self._lock:
            return self._state

    def health(self) -> dict[str, object]:
        state = self.state
        found: dict[str, object] = {
            "file": str(self._watch.path),
            "count": state.sources,
            "visiting": state.visiting,
            "due": state.due,
            "late": state.late,
            "failing": state.failing,
        }
        if state.problem or state.fault:
            found["problem"] = state.problem or state.fault
        return found

    def metrics(self) -> str:
        state = self.state
        gauges = (
            ("sources", "Sources that are collected.", state.sources),
            ("due_sources", "Sources whose visit is due, or going on.", state.due),
            ("late_sources", f"Sources due for more than {LATE_SECONDS:g} s.", state.late),
            ("unanswering_sources", "Sources whose last visit failed.", state.failing),
            ("sources_file_broken", "1 while sources.yaml cannot be used.", int(state.problem is not None)),
        )
        return exposition(
            [Metric(f"lajmi_collect_{name}", "gauge", said, [({}, value)]) for name, said, value in gauges]
        )

    def _run(self) -> None:
        while not self._ending:
            try:
                asyncio.run(self._collect())
            except Exception as error:  # a thread that dies in silence would be the worst
                fault = error.message if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
                with self._lock:
                    self._state = State(fault=fault)
                get_logger().error("collecting failed", stage="ingest", problem=fault, exc_info=error)
                time.sleep(_PAUSE_SECONDS)

    async def _collect(self) -> None:
        if self._desk is None:
            raise AssertionError("collecting before start")

        def policy_of(server: str) -> Policy:
            return self._policy_of(server)  # as the file is now

        memory = Memory(self._settings.home / "collect.db")
        with contextlib.closing(memory):
            robots = RobotsTable(memory)
            async with Fetcher(self._settings, policy_of=policy_of, robots=robots) as fetcher:
                collector = Collector(
                    fetcher,
                    self._desk,
                    memory.records(),
                    host_concurrency=self._settings.fetch_host_concurrency,
                )
                visits = _Visits(collector, memory)
                try:
                    while not self._ending:
                        self._look(visits)
                        await asyncio.sleep(_TICK_SECONDS)
                finally:
                    await visits.end()

    def _look(self, visits: _Visits) -> None:
        fresh = visits.is_fresh
        if self._watch.poll() or fresh:
            visits.take(self._watch.current.sources)
            self._policy_of = policies(self._settings, self._watch.current.sources)
            if self._watch.problem:
                get_logger().error(
                    "sources.yaml cannot be used; the sources stay as they were",
                    stage="ingest",
                    problem=self._watch.problem,
                )
            elif not fresh and not self._watch.path.exists():
                get_logger().warning(
                    "sources.yaml is gone: nothing is collected", stage="ingest", file=str(self._watch.path)
                )
            else:
                get_logger().info("sources loaded", stage="ingest", sources=len(self._watch.current.sources))
        state = visits.begin(self._watch.problem)
        with self._lock:
            self._state = state


class _Visits:
    """The visits that go on, one at most of each source."""

    def __init__(self, collector: Collector, memory: Memory) -> None:
        self.is_fresh = True
        self._collector = collector
        self._memory = memory
        self._sources: list[Source] = []
        self._apart: list[Source] = []
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._apart_at = self._unfinished_at = 0.0

    def take(self, sources: tuple[Source, ...]) -> None:
        self.is_fresh = False
        self._sources = list(sources)
        self._apart_at = 0.0
        kept = {source.key for source in sources}
        for key, task in self._tasks.items():
            if key not in kept:
                task.cancel()

    def begin(self, problem: str | None) -> State:
        """Start what is due; how things stand."""
        now, ticks = time.time(), time.monotonic()
        self._tasks = {key: task for key, task in self._tasks.items() if not task.done()}
        if ticks - self._apart_at >= _SAME_SECONDS or not self._apart_at:
            self._apart, _ = told_apart(self._sources, self._collector.records)
            self._apart_at = ticks
        due = late = failing = 0
        for source in self._apart:
            pace = self._collector.record(source).pace
            failing += bool(pace.failures)
            if not is_due(pace, now):
                continue
            due += 1
            late += pace.visited_at is not None and now - pace.due_at > LATE_SECONDS
            if source.key not in self._tasks:
                self._start(source, asked=True)
        if ticks - self._unfinished_at >= _UNFINISHED_SECONDS or not self._unfinished_at:
            self._unfinished_at = ticks
            waiting = self._memory.sources_with_pending(now)
            for source in self._apart:
                if source.key in waiting and source.key not in self._tasks:
                    self._start(source, asked=False)
        return State(len(self._sources), len(self._tasks), due, late, failing, problem)

    def _start(self, source: Source, *, asked: bool) -> None:
        work = self._collector.visit(source) if asked else self._collector.finish(source)
        self._tasks[source.key] = asyncio.create_task(guarded(work, source))

    async def end(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
