from __future__ import annotations

import asyncio
from time import monotonic

from services.ingest.web import Fetched, Fetcher, Policy, Refusal, Request
from services.ingest.web.turns import Turns
from tests.unit.ingest.web.loopback import ALLOWED, Say, Seen, answer, site


def _slowly(seconds: float) -> Say:
    async def say(_: Seen, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        writer.write(answer(body=b"x"))

    return say


def test_requests_to_one_server_start_a_delay_apart() -> None:
    async def run() -> None:
        async with site({"/": answer(body=b"x")}) as served:
            policy = Policy(concurrency=4, delay_seconds=0.1, honour_robots=False)
            async with Fetcher(ALLOWED, policy_of=lambda _: policy) as fetcher:
                started = monotonic()
                await asyncio.gather(*(fetcher.get(Request(served.url)) for _ in range(5)))
            assert len(served.seen) == 5
            for number, seen in enumerate(served.seen):
                assert seen.at - started >= number * 0.1

    asyncio.run(run())


def test_a_connection_that_opens_late_does_not_bring_requests_closer_together() -> None:
    async def run() -> None:
        async with site({"/": answer(body=b"x")}) as served:
            looked_up = 0

            async def resolve(host: str, port: int) -> list[str]:
                nonlocal looked_up
                looked_up += 1
                if looked_up == 1:
                    await asyncio.sleep(0.4)
                return ["127.0.0.1"]

            policy = Policy(concurrency=2, delay_seconds=0.2, honour_robots=False)
            async with Fetcher(ALLOWED, policy_of=lambda _: policy, resolve=resolve) as fetcher:
                request = Request(f"http://late.example:{served.port}/")
                await asyncio.gather(*(fetcher.get(request) for _ in range(3)))
            first, second, third = (seen.at for seen in served.seen)
            assert second - first >= 0.15  # this machine may see the first one a little late
            assert third - second >= 0.15

    asyncio.run(run())


def test_no_more_requests_at_once_than_the_policy_says() -> None:
    async def run() -> None:
        async with site({"/": _slowly(0.02)}) as served:
            policy = Policy(concurrency=3, delay_seconds=0, honour_robots=False)
            async with Fetcher(ALLOWED, policy_of=lambda _: policy) as fetcher:
                await asyncio.gather(*(fetcher.get(Request(served.url)) for _ in range(12)))
            assert served.most_active == 3
            assert served.connections == 3

    asyncio.run(run())


def test_a_policy_may_change_between_requests() -> None:
    async def run() -> None:
        policies = {"now": Policy(concurrency=1, delay_seconds=0, honour_robots=False)}
        async with (
            site({"/": _slowly(0.02)}) as served,
            Fetcher(ALLOWED, policy_of=lambda _: policies["now"]) as fetcher,
        ):
            await asyncio.gather(*(fetcher.get(Request(served.url)) for _ in range(3)))
            assert served.most_active == 1
            policies["now"] = Policy(concurrency=2, delay_seconds=0, honour_robots=False)
            await asyncio.gather(*(fetcher.get(Request(served.url)) for _ in range(4)))
            assert served.most_active == 2

    asyncio.run(run())


def test_waiting_for_a_server_takes_no_place_of_the_others() -> None:
    async def run() -> None:
        async with site({"/": answer(body=b"x")}) as paced, site({"/": answer(body=b"x")}) as free:
            policies = {
                f"127.0.0.1:{paced.port}": Policy(2, 30, honour_robots=False),
                f"127.0.0.1:{free.port}": Policy(2, 0, honour_robots=False),
            }
            settings = ALLOWED.model_copy(update={"fetch_concurrency": 1})
            async with Fetcher(settings, policy_of=policies.__getitem__) as fetcher:
                waiting = [asyncio.create_task(fetcher.get(Request(paced.url))) for _ in range(5)]
                await asyncio.sleep(0.1)
                async with asyncio.timeout(15):
                    for _ in range(5):
                        assert isinstance(await fetcher.get(Request(free.url)), Fetched)
                for task in waiting:
                    task.cancel()
            assert len(paced.seen) == 1

    asyncio.run(run())


def test_a_server_that_asks_for_time_gets_it() -> None:
    async def run() -> None:
        pages: dict[str, bytes | Say] = {
            "/busy": answer(429, Retry_After="600"),
            "/": answer(body=b"x"),
        }
        async with (
            site(pages) as served,
            Fetcher(ALLOWED, policy_of=lambda _: Policy(1, 0, honour_robots=False)) as fetcher,
        ):
            told = await fetcher.get(Request(f"{served.url}/busy"))
            later = await fetcher.get(Request(served.url))
        assert isinstance(told, Refusal)
        assert (told.reason, told.retry_after_seconds) == ("http_status_429", 600)
        assert isinstance(later, Refusal)
        assert (later.reason, later.soft) == ("host_asked_to_wait", True)
        assert 590 < (later.retry_after_seconds or 0) <= 600
        assert served.paths == ["/busy"]

    asyncio.run(run())


def test_a_short_time_is_waited_for() -> None:
    async def run() -> None:
        pages: dict[str, bytes | Say] = {"/busy": answer(503, Retry_After="1"), "/": answer(body=b"x")}
        async with (
            site(pages) as served,
            Fetcher(ALLOWED, policy_of=lambda _: Policy(1, 0, honour_robots=False)) as fetcher,
        ):
            await fetcher.get(Request(f"{served.url}/busy"))
            told = monotonic()
            assert isinstance(await fetcher.get(Request(served.url)), Fetched)
            assert monotonic() - told > 0.5

    asyncio.run(run())


def test_what_a_server_asks_for_holds_also_for_who_only_waits_for_a_place() -> None:
    """All places are taken; the place that becomes free is that of a request which was told to leave the server alone."""

    async def run() -> None:
        turns, policy = Turns(2), Policy(concurrency=2, delay_seconds=0)
        answered, done = asyncio.Event(), asyncio.Event()

        async def told_to_wait() -> None:
            async with turns.turn("busy", policy) as turn:
                assert not isinstance(turn, Refusal)
                await answered.wait()
                turn.conduct.asked_to_wait(monotonic(), 60)

        async def elsewhere() -> None:
            async with turns.turn("other", policy):
                await done.wait()

        async def next_one() -> str | None:
            async with turns.turn("busy", policy) as turn:
                return turn.reason if isinstance(turn, Refusal) else None

        first = [asyncio.create_task(told_to_wait()), asyncio.create_task(elsewhere())]
        await asyncio.sleep(0.01)
        second = asyncio.create_task(next_one())
        await asyncio.sleep(0.01)
        answered.set()
        assert await asyncio.wait_for(second, 5) == "host_asked_to_wait"
        done.set()
        await asyncio.gather(*first)

    asyncio.run(run())
