"""A small web and a small Kafka in memory, for collecting's own logic; the real ones are in tests/integration."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from services.ingest.collect.collector import Collector, RoundReport, run_round
from services.ingest.collect.desk import Desk
from services.ingest.collect.memory import Memory
from services.ingest.collect.sources import Lane, Source
from services.ingest.decisions import Known, Outcome, Retracting, Retraction, decide, learn, retracting
from services.ingest.items import Item, Refused
from services.ingest.publish import BatchResult, outcome_of
from services.ingest.web.outcome import Fetched, NotModified, Refusal, Request, Response
from shared.contracts import RawArticle
from shared.errors import UserError
from shared.settings import Settings

NOW = 1_795_000_000.0
SENTENCE = "The bridge over the river opened on Monday after three years of works planned for one. "


class Web:
    """Pages by address. A page with an etag is answered 304 when it is asked for with it."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, str | None]] = {}
        self.refusals: dict[str, Refusal] = {}
        self.moved: dict[str, str] = {}
        self.hanging: set[str] = set()
        self.lying: set[str] = set()
        self.asked: list[Request] = []

    def put(self, url: str, text: str, etag: str | None = None) -> None:
        self.pages[url] = text, etag

    def fail(self, url: str, status: int) -> None:
        self.refusals[url] = Refusal(f"http_status_{status}", f"{url} answered {status}", url, status)

    async def get(self, request: Request) -> Response:
        self.asked.append(request)
        url = request.url
        if url in self.hanging:
            await asyncio.Event().wait()
        await asyncio.sleep(0)
        if url in self.refusals:
            return self.refusals[url]
        moved = self.moved.get(url)
        text, etag = self.pages[moved or url]
        if request.etag and (request.etag == etag or url in self.lying):
            return NotModified(moved or url, moved, etag)
        media_type = "text/html" if text.startswith("<html") else "application/xml"
        return Fetched(moved or url, text.encode(), media_type, "utf-8", moved, etag)

    @property
    def addresses(self) -> list[str]:
        return [request.url for request in self.asked]


class Kafka:
    """What a session does, without servers: decisions are the real ones."""

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}
        self.records: list[RawArticle] = []
        self.outcomes: Counter[tuple[str, Outcome, str]] = Counter()
        self.answers: list[tuple[str, str | None]] = []
        self.gone: list[str] = []
        self.down = False
        self._input = 0

    def __call__(self, lane: Lane) -> Kafka:
        return self

    def next_input(self) -> None:
        self._input += 1

    def publish(self, items: list[Item]) -> BatchResult:
        if self.down:
            raise UserError("Kafka is down")
        articles = [item for item in items if isinstance(item, RawArticle)]
        decisions, changed = decide(articles, self.known, self._input)
        self.known.update(changed)
        self.records += [one.article for one in decisions if one.outcome is Outcome.PUBLISHED]
        outcomes = Counter((one.article.source.name, one.outcome, one.reason) for one in decisions)
        outcomes.update(
            (item.source_name, outcome_of(item), item.rejection.reason)
            for item in items
            if isinstance(item, Refused)
        )
        self.outcomes.update(outcomes)
        return BatchResult(decisions, outcomes)

    def fetched(self, answers: Iterable[tuple[str, str | None]]) -> None:
        self.answers += answers

    def retract_gone(self, ids: Iterable[str]) -> dict[str, Retracting]:
        done = {}
        for article_id in ids:
            done[article_id] = retracting(self.known.get(article_id), final=False)
            if done[article_id] is Retracting.RETRACTED:
                self.gone.append(article_id)
                known = self.known[article_id]
                self.known[article_id] = learn(known, Retraction(known.revision))
        return done

    @property
    def published(self) -> list[tuple[str, int]]:
        return [(article.title, article.revision) for article in self.records]


class World:
    """``round``: as `lajmi collect` does, with what earlier rounds left in the memory."""

    def __init__(self, folder: Path) -> None:
        self.web = Web()
        self.kafka = Kafka()
        self.now = NOW
        self.settings = Settings(home=folder)
        self.path = folder / "collect.db"

    def round(
        self, *sources: Source, everything: bool = False, seconds: float = 20, only_due: bool = True
    ) -> RoundReport:
        with self.memory() as memory, self._worked() as desk:
            collector = Collector(self.web, desk, memory.records(), clock=lambda: self.now)
            due = list(sources) if everything or not only_due else collector.due(sources)
            waiting = memory.sources_with_pending(self.now)
            unfinished = [source for source in sources if source.key in waiting]

            async def bounded() -> RoundReport:
                return await asyncio.wait_for(run_round(collector, due, unfinished), seconds)

            return asyncio.run(bounded())

    @contextmanager
    def memory(self) -> Iterator[Memory]:
        memory = Memory(self.path)
        try:
            yield memory
        finally:
            memory.close()

    @contextmanager
    def _worked(self) -> Iterator[Desk]:
        ready, end = Event(), Event()
        made: list[Desk] = []

        def work() -> None:
            with self.memory() as memory:
                made.append(Desk(self.settings, memory))
                ready.set()
                while not end.is_set():
                    try:
                        made[0].work(self.kafka, 0.01)  # type: ignore[arg-type]
                    except UserError:
                        end.wait(0.01)
                made[0].close()

        thread = Thread(target=work)
        thread.start()
        ready.wait()
        try:
            yield made[0]
        finally:
            end.set()
            thread.join()


def feed(*items: tuple[str, str, str]) -> str:
    """Of (title, link, text)."""
    entries = "".join(
        f"<item><title>{title}</title><link>{link}</link><description>{text}</description></item>"
        for title, link, text in items
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Paper</title>{entries}</channel></rss>"


def page(title: str, text: str = SENTENCE * 8) -> str:
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"


def source(url: str, **more: object) -> Source:
    return Source.model_validate({"url": url, **more})


Check = Callable[[], bool]
