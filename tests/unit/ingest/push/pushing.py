"""A push API without servers: a session that decides as ingest does and remembers in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from starlette.testclient import TestClient

from services.ingest.decisions import Known, decide
from services.ingest.items import Item, Refused, to_json
from services.ingest.publish import BatchResult
from services.ingest.push.app import PushApi, make_app
from services.ingest.push.keys import KeyRing, new_client, new_key, write_clients
from services.ingest.push.worker import PublishingWorker
from shared.contracts import RawArticle
from shared.settings import Settings

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class MemorySession:
    """``failing``: what the next batch raises. While ``gate`` is not set Kafka keeps everybody waiting."""

    def __init__(self) -> None:
        self.batches: list[list[Item]] = []
        self.known: dict[str, Known] = {}
        self.failing: Exception | None = None
        self.gate = Event()
        self.gate.set()
        self.entered = Event()
        self.input = 0

    def next_input(self) -> None:
        self.input += 1

    def publish(self, items: list[Item]) -> BatchResult:
        self.entered.set()
        self.gate.wait(20)
        if self.failing is not None:
            failing, self.failing = self.failing, None
            raise failing
        self.batches.append(list(items))
        articles = [item for item in items if isinstance(item, RawArticle)]
        for article in articles:
            to_json(article)
        decisions, changed = decide(articles, self.known, self.input)
        self.known.update(changed)
        return BatchResult(decisions)

    @property
    def articles(self) -> list[RawArticle]:
        return [item for batch in self.batches for item in batch if isinstance(item, RawArticle)]

    @property
    def refused(self) -> list[Refused]:
        return [item for batch in self.batches for item in batch if isinstance(item, Refused)]


class Push:
    """The API under test, and what came out of it, by lane."""

    def __init__(self, settings: Settings, key: str) -> None:
        self.settings = settings
        self.key = key
        self.sessions = {"live": MemorySession(), "backfill": MemorySession()}
        self.workers = {
            lane: PublishingWorker(lane, lambda session=session: _opened(session))  # type: ignore[misc]
            for lane, session in self.sessions.items()
        }
        self.api = PushApi(settings, KeyRing(settings.push_keys), self.workers, lambda: NOW)
        self.http = TestClient(make_app(self.api), headers={"Authorization": f"Bearer {key}"})

    @property
    def session(self) -> MemorySession:
        return self.sessions["live"]

    def close(self) -> None:
        for session in self.sessions.values():
            session.gate.set()
        for worker in self.workers.values():
            worker.stop()
        self.api.close()


@contextmanager
def _opened(session: MemorySession) -> Iterator[MemorySession]:
    yield session


def make_push(home: Path, **limits: object) -> Push:
    settings = Settings(home=home).model_copy(update={"push_requests_per_minute": 1_000_000, **limits})
    key = new_key()
    clients = [new_client("agency", key, NOW)]
    write_clients(settings.push_keys, clients)
    return Push(settings, key)
