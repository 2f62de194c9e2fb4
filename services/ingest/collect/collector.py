"""The fetching side: sources visited side by side, each server politely, what comes handed to the desk."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Protocol

from services.ingest.collect.jobs import Job, LocalJob, Settled
from services.ingest.collect.memory import Link, Record
from services.ingest.collect.schedule import Bounds, Visit, after, is_due, wants_whole
from services.ingest.collect.sources import Source
from services.ingest.session import Outcomes
from services.ingest.web.location import locate
from services.ingest.web.outcome import RefusedError, Request, Response
from shared.logs import get_logger

# Answers fetched and not yet published: more are not fetched until there is room.
_MAX_WAITING_BYTES = 48_000_000
_MAX_WAITING_ANSWERS = 1_000
# Requests that may stand at a server's door for each that it gets at once; the fetcher lets them in at the server's pace.
_AT_THE_DOOR = 2


class Web(Protocol):
    """What collecting needs of ``services.ingest.web.Fetcher``."""

    async def get(self, request: Request) -> Response: ...


class Publishing(Protocol):
    """What collecting needs of the desk."""

    def put(self, job: Job | LocalJob) -> None: ...


@dataclass(slots=True)
class RoundReport:
    """``visits``: sources by outcome; ``items``: per (source, outcome, reason); ``pages``: fetched behind links;
    ``problems``: why the last visit of a source brought nothing, by its key."""

    visits: Counter[str] = field(default_factory=Counter)
    items: Outcomes = field(default_factory=Counter)
    pages: int = 0
    problems: dict[str, str] = field(default_factory=dict)


class _Room:
    """Bounds what was fetched and is not yet published."""

    def __init__(self) -> None:
        self._bytes = self._answers = 0
        self._free = asyncio.Event()
        self._free.set()

    async def wait(self) -> None:
        await self._free.wait()

    def take(self, size: int) -> None:
        self._bytes += size
        self._answers += 1
        if self._bytes >= _MAX_WAITING_BYTES or self._answers >= _MAX_WAITING_ANSWERS:
            self._free.clear()

    def give_back(self, size: int) -> None:
        self._bytes -= size
        self._answers -= 1
        if self._bytes < _MAX_WAITING_BYTES and self._answers < _MAX_WAITING_ANSWERS:
            self._free.set()


class _Doors:
    """A server's requests wait here rather than in the fetcher, so that they can still be held back when room is short."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._doors: dict[str, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def at(self, server: str) -> AsyncIterator[None]:
        door, waiting = self._doors.get(server) or (asyncio.Semaphore(self._width), 0)
        self._doors[server] = door, waiting + 1
        try:
            async with door:
                yield
        finally:
            door, waiting = self._doors[server]
            if waiting == 1:
                del self._doors[server]
            else:
                self._doors[server] = door, waiting - 1


class Collector:
    """``records``: what is known of the sources, by key; kept up to date here. Used within one event loop.

    ``host_concurrency``: requests that a server gets at once. ``whole``: ask without validators. ``clock``: Unix seconds.
    ``told``: called after each source and page, for a progress bar.
    """

    def __init__(
        self,
        web: Web,
        desk: Publishing,
        records: Mapping[str, Record],
        *,
        host_concurrency: int = 2,
        whole: bool = False,
        clock: Callable[[], float] = time.time,
        told: Callable[[RoundReport], None] = lambda _: None,
    ) -> None:
        self.records = dict(records)
        self.report = RoundReport()
        self._web = web
        self._desk = desk
        self._whole = whole
        self._clock = clock
        self._told = told
        self._room = _Room()
        self._at_one_door = _AT_THE_DOOR * host_concurrency
        self._doors = _Doors(self._at_one_door)

    def record(self, source: Source) -> Record:
        found = self.records.get(source.key)
        return found if found is not None else Record(source.key, source.label)

    def due(self, sources: Iterable[Source]) -> list[Source]:
        now = self._clock()
        return [source for source in sources if is_due(self.record(source).pace, now)]

    async def visit(self, source: Source) -> None:
        """Ask the source, publish what is new, follow what it points to. Returns when all of it is settled."""
        try:
            settled = await (self._look(source) if source.url is None else self._ask_source(source))
        except Exception:
            self._put_off(source)
            raise
        if settled.record is None:
            self._put_off(source)
        self._note(source, settled)
        await self._follow(source, settled.links)

    async def _look(self, source: Source) -> Settled:
        record, at = self.record(source), self._clock()
        return await self._settled(lambda done: LocalJob(source, record, at, done))

    async def _ask_source(self, source: Source) -> Settled:
        record = self.record(source)
        response = await self._ask(self._request(source, record))
        return await self._hand_over(source, record, response)

    def _put_off(self, source: Source) -> None:
        """A fault of ours must not make us ask again at once."""
        record = self.record(source)
        pace = after(record.pace, Visit.FAILED, record.key, Bounds(), self._clock())
        self.records[source.key] = replace(record, pace=pace)

    async def finish(self, source: Source) -> None:
        """Fetch the pages that still wait from earlier visits; the source itself is not asked."""
        record = self.record(source)
        settled = await self._settled(lambda done: Job(source, record, None, self._clock(), done))
        await self._follow(source, settled.links)

    def _request(self, source: Source, record: Record) -> Request:
        url = record.permanent_url or source.url or ""
        whole = self._whole or record.fingerprint != source.fingerprint
        whole = whole or wants_whole(record.pace, record.key, self._clock())
        return Request(url) if whole else Request(url, record.etag, record.last_modified)

    async def _ask(self, request: Request) -> Response:
        try:
            server = locate(request.url).server
        except RefusedError:
            server = ""  # the fetcher says what is wrong with it
        async with self._doors.at(server):
            await self._room.wait()
            return await self._web.get(request)

    async def _hand_over(
        self, source: Source, record: Record, response: Response, link: Link | None = None
    ) -> Settled:
        size = 0

        def job(done: Callable[[Settled], None]) -> Job:
            nonlocal size
            made = Job(source, record, response, self._clock(), done, link)
            size = made.size
            self._room.take(size)
            return made

        try:
            return await self._settled(job)
        finally:
            self._room.give_back(size)

    async def _settled(self, make: Callable[[Callable[[Settled], None]], Job | LocalJob]) -> Settled:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Settled] = loop.create_future()

        def tell(settled: Settled) -> None:
            if not answer.done():
                answer.set_result(settled)

        def done(settled: Settled) -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(tell, settled)

        self._desk.put(make(done))
        return await answer

    def _note(self, source: Source, settled: Settled) -> None:
        if settled.record is not None:
            self.records[source.key] = settled.record
            self.report.visits[settled.record.outcome] += 1
            self.report.problems.pop(source.key, None)
            if settled.record.detail:
                self.report.problems[source.key] = f"{source.label}: {settled.record.detail}"
        self.report.items.update(settled.items)
        self._told(self.report)

    async def _follow(self, source: Source, links: Iterable[Link]) -> None:
        waiting = deque(links)
        if not waiting:
            return
        left = source.max_pages
        active = 0

        async def follower() -> None:
            nonlocal left, active
            while waiting and left > 0:
                left -= 1
                link = waiting.popleft()
                response = await self._ask(Request(link.url, link.etag, link.last_modified))
                # The next page is asked for while this one waits for its batch; there is room, or nothing is asked.
                group.create_task(settle(link, response))
            active -= 1

        async def settle(link: Link, response: Response) -> None:
            settled = await self._hand_over(source, self.record(source), response, link)
            waiting.extend(settled.links)
            start()
            self.report.pages += 1
            self.report.items.update(settled.items)
            self._told(self.report)

        def start() -> None:
            nonlocal active
            while active < min(self._at_one_door, len(waiting)):
                active += 1
                group.create_task(follower())

        async with asyncio.TaskGroup() as group:
            start()


async def run_round(
    collector: Collector, due: Iterable[Source], unfinished: Iterable[Source] = ()
) -> RoundReport:
    """Visit ``due`` side by side, and fetch what still waits behind ``unfinished``; returns when all is settled."""
    visited = list(due)
    keys = {source.key for source in visited}
    async with asyncio.TaskGroup() as group:
        for source in visited:
            group.create_task(guarded(collector.visit(source), source))
        for source in unfinished:
            if source.key not in keys:
                group.create_task(guarded(collector.finish(source), source))
    return collector.report


async def guarded(work: Coroutine[None, None, None], source: Source) -> None:
    """A fault of ours with one source costs that one visit."""
    try:
        await work
    except Exception:
        get_logger().exception("visit failed", stage="ingest", source=source.label)
