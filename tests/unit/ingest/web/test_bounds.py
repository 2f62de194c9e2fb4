"""What is remembered of the servers stays bounded however many there are."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import cast

import pytest

from services.ingest.web import robots_cache, turns
from services.ingest.web.connection import Connection
from services.ingest.web.exchange import Answer
from services.ingest.web.idle import MAX_IDLE, MAX_IDLE_SECONDS, IdleConnections
from services.ingest.web.location import Location, locate
from services.ingest.web.outcome import Refusal
from services.ingest.web.politeness import Conduct, Policy


class _Kept:
    def __init__(self, *, is_usable: bool = True) -> None:
        self.is_usable = is_usable
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True
        self.is_usable = False


def test_the_longest_idle_connections_are_closed_when_there_are_too_many() -> None:
    idle = IdleConnections()
    kept = [_Kept() for _ in range(MAX_IDLE + 5)]
    for number, connection in enumerate(kept):
        idle.keep(f"https://{number % 40}.example", cast("Connection", connection), now=0)
    assert [one.is_closed for one in kept] == [True] * 5 + [False] * MAX_IDLE
    idle.close()
    assert all(one.is_closed for one in kept)


def test_a_connection_is_taken_once_the_last_used_first_and_never_when_old_or_broken() -> None:
    idle = IdleConnections()
    old, broken, good = _Kept(), _Kept(is_usable=False), _Kept()
    for connection, now in ((old, 0.0), (broken, 1.0), (good, MAX_IDLE_SECONDS)):
        idle.keep("https://a.example", cast("Connection", connection), now)
    assert idle.take("https://b.example", MAX_IDLE_SECONDS) is None
    assert idle.take("https://a.example", MAX_IDLE_SECONDS + 1) is good
    assert idle.take("https://a.example", MAX_IDLE_SECONDS + 1) is None
    assert old.is_closed
    assert broken.is_closed


def test_servers_that_nothing_is_owed_to_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_MAX_SERVERS_KNOWN", 20)

    async def run() -> None:
        taking = turns.Turns(5)

        async def visit(name: str, delay_seconds: float) -> Conduct | Refusal:
            async with taking.turn(name, Policy(1, delay_seconds)) as turn:
                return turn if isinstance(turn, Refusal) else turn.conduct

        owed = await visit("owed.example", 1_000)
        for number in range(200):
            await visit(f"{number}.example", 0)
        assert len(taking._servers) <= 20
        async with asyncio.timeout(5):
            assert isinstance(owed, Conduct)
            owed.next_start = 0  # else the next line would wait
            assert await visit("owed.example", 0) is owed

    asyncio.run(run())


def test_rules_of_many_sites_are_kept_up_to_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots_cache, "_MAX_CHARS_KEPT", 1_000)
    asked: list[str] = []

    async def read(robots: Location, _: Policy) -> Answer:
        asked.append(robots.host)
        return Answer(robots, 200, {}, b"#" * 400)

    async def run() -> None:
        cache = robots_cache.RobotsCache(read, lambda: datetime(2026, 11, 23, tzinfo=UTC), None)
        for host in ("a", "b", "a", "c", "a", "b"):
            await cache.rules(locate(f"https://{host}.example/"), Policy())

    asyncio.run(run())
    assert asked == ["a.example", "b.example", "c.example", "b.example"]
