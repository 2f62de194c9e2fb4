from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from time import monotonic

from services.ingest.web import Fetched, Fetcher, Policy, Refusal, Request, Response, RobotsRecord
from tests.unit.ingest.web.loopback import ALLOWED, OBEDIENT, Say, answer, closed_port, get, site

_RULES = answer(body=b"User-agent: *\nDisallow: /private\n")


def _reason(response: Response) -> str | None:
    return response.reason if isinstance(response, Refusal) else None


def test_robots_txt_is_read_once_and_obeyed() -> None:
    async def run() -> None:
        async with site({"/robots.txt": _RULES, "/a": answer(), "/private": answer()}) as served:
            async with Fetcher(ALLOWED, policy_of=lambda _: OBEDIENT) as fetcher:
                wanted = ["/a", "/private", "/a", "/a?x"] * 3
                got = await asyncio.gather(*(fetcher.get(Request(served.url + path)) for path in wanted))
            assert [_reason(one) for one in got[:2]] == [None, "robots_disallowed"]
            assert "/robots.txt" in got[1].detail if isinstance(got[1], Refusal) else False
            assert served.paths.count("/robots.txt") == 1
            assert served.paths[0] == "/robots.txt"
            assert "/private" not in served.paths

    asyncio.run(run())


def test_every_hop_of_a_redirect_is_asked_for() -> None:
    async def run() -> None:
        async with site({"/robots.txt": _RULES, "/private": answer()}) as there:
            async with site({"/": answer(302, Location=f"{there.url}/private")}) as here:
                refused = await get(here.url, OBEDIENT)
            assert _reason(refused) == "robots_disallowed"
            assert there.paths == ["/robots.txt"]

    asyncio.run(run())


def test_robots_txt_may_be_elsewhere() -> None:
    async def run() -> None:
        async with (
            site({"/r": _RULES}) as there,
            site({"/robots.txt": answer(301, Location=f"{there.url}/r"), "/private": answer()}) as here,
        ):
            assert _reason(await get(f"{here.url}/private", OBEDIENT)) == "robots_disallowed"

    asyncio.run(run())


def test_no_robots_txt_allows_and_a_broken_one_forbids() -> None:
    async def run() -> None:
        async with site({"/": answer()}) as served:
            assert isinstance(await get(served.url, OBEDIENT), Fetched)
        async with site({"/": answer(), "/robots.txt": answer(500)}) as served:
            refused = await get(served.url, OBEDIENT)
            assert isinstance(refused, Refusal)
            assert (refused.reason, refused.soft) == ("robots_unreachable", True)
            assert 0 < (refused.retry_after_seconds or 0) <= 600
            assert served.paths == ["/robots.txt"]
        refused = await get(f"http://127.0.0.1:{await closed_port()}/", OBEDIENT)
        assert _reason(refused) == "connection_failed"

    asyncio.run(run())


def test_half_a_megabyte_of_rules_is_read_and_what_is_more_is_not() -> None:
    async def run() -> None:
        text = b"User-agent: *\nDisallow: /private\n" + b"#" * 600_000 + b"\nDisallow: /\n"
        async with site({"/robots.txt": answer(body=text), "/a": answer()}) as served:
            assert isinstance(await get(f"{served.url}/a", OBEDIENT), Fetched)
            assert _reason(await get(f"{served.url}/private", OBEDIENT)) == "robots_disallowed"

    asyncio.run(run())


def test_a_crawl_delay_slows_us_down() -> None:
    async def run() -> None:
        rules = answer(body=b"User-agent: lajmi\nCrawl-delay: 0.3\n")
        async with site({"/robots.txt": rules, "/": answer()}) as served:
            async with Fetcher(ALLOWED, policy_of=lambda _: OBEDIENT) as fetcher:
                started = monotonic()
                await asyncio.gather(*(fetcher.get(Request(served.url)) for _ in range(3)))
            assert served.seen[-1].at - started >= 2 * 0.3

    asyncio.run(run())


def test_an_operator_may_have_the_sites_permission() -> None:
    async def run() -> None:
        async with site({"/robots.txt": _RULES, "/private": answer()}) as served:
            permitted = Policy(delay_seconds=0, honour_robots=False)
            assert isinstance(await get(f"{served.url}/private", permitted), Fetched)
            assert served.paths == ["/private"]

    asyncio.run(run())


def test_rules_outlive_the_process_and_the_day_ends_them() -> None:
    async def run() -> None:
        store: dict[str, RobotsRecord] = {}
        times = [datetime(2026, 11, 23, tzinfo=UTC)]
        pages: dict[str, bytes | Say] = {"/robots.txt": _RULES, "/private": answer()}
        async with site(pages) as served:

            async def ask() -> str | None:
                async with Fetcher(
                    ALLOWED, policy_of=lambda _: OBEDIENT, robots=store, clock=lambda: times[0]
                ) as fetcher:
                    return _reason(await fetcher.get(Request(f"{served.url}/private")))

            assert await ask() == "robots_disallowed"
            assert await ask() == "robots_disallowed"
            assert served.paths == ["/robots.txt"]
            assert list(store) == [served.url]
            times[0] += timedelta(hours=25)
            served.pages["/robots.txt"] = answer(503)
            assert await ask() == "robots_disallowed"  # the old rules hold while there are no new ones
            times[0] += timedelta(hours=1)
            served.pages["/robots.txt"] = answer(404)
            assert await ask() is None

    asyncio.run(run())
