from __future__ import annotations

import asyncio
import gzip

import pytest

from services.ingest.web import Fetched, Fetcher, NotModified, Refusal, Request
from tests.unit.ingest.web.loopback import ALLOWED, EAGER, Seen, answer, closed_port, get, site


def test_a_document_comes_with_what_its_server_says_of_it() -> None:
    async def run() -> None:
        body = gzip.compress("Përshëndetje".encode())
        said = answer(
            body=body,
            Content_Type="text/html; charset=UTF-8",
            Content_Encoding="gzip",
            ETag='W/"1"',
            Last_Modified="Mon, 23 Nov 2026 10:00:00 GMT",
            Cache_Control="max-age=60",
            Set_Cookie="a=b",
        )
        async with site({"/a?b=%C4%8D": said}) as served:
            fetched = await get(f"{served.url}/a?b=č#top")
        assert fetched == Fetched(
            url=f"{served.url}/a?b=%C4%8D",
            content="Përshëndetje".encode(),
            content_type="text/html; charset=UTF-8",
            charset="utf-8",
            etag='W/"1"',
            last_modified="Mon, 23 Nov 2026 10:00:00 GMT",
            max_age_seconds=60,
        )

    asyncio.run(run())


def test_the_server_is_told_who_asks() -> None:
    async def run() -> None:
        async with site({"/": answer()}) as served:
            settings = ALLOWED.model_copy(update={"fetch_contact": "https://us.example/bot"})
            await get(served.url, settings=settings)
            headers = served.seen[0].headers
            assert headers["user-agent"].startswith("lajmi/")
            assert headers["user-agent"].endswith("(+https://us.example/bot)")
            assert headers["host"] == f"127.0.0.1:{served.port}"

    asyncio.run(run())


def test_validators_are_sent_back_and_304_is_told() -> None:
    async def run() -> None:
        async def say(seen: Seen, writer: asyncio.StreamWriter) -> None:
            same = seen.headers.get("if-none-match") == '"1"' and "if-modified-since" in seen.headers
            writer.write(answer(304, Cache_Control="max-age=5") if same else answer(body=b"x", ETag='"1"'))

        async with site({"/": say}) as served:
            first = await get(served.url)
            assert isinstance(first, Fetched)
            second = await get(
                served.url, etag=first.etag or "", last_modified="Mon, 23 Nov 2026 10:00:00 GMT"
            )
        assert second == NotModified(f"{served.url}/", max_age_seconds=5)

    asyncio.run(run())


def test_a_validator_goes_back_as_it_came() -> None:
    async def run() -> None:
        async with site({"/": answer(body=b"x", ETag='"ë"')}) as served:
            first = await get(served.url)
            assert isinstance(first, Fetched)
            await get(served.url, etag=first.etag or "")
            assert served.seen[1].headers["if-none-match"] == '"ë"'

    asyncio.run(run())


def test_a_304_that_nobody_asked_for_is_no_document() -> None:
    async def run() -> None:
        async with site({"/": answer(304)}) as served:
            refused = await get(served.url, etag='"a"\r\nX: y')
        assert isinstance(refused, Refusal)
        assert refused.reason == "http_status_304"

    asyncio.run(run())


def test_redirects_are_followed_and_the_permanent_ones_told() -> None:
    async def run() -> None:
        pages = {
            "/old": answer(301, Location="/newer"),
            "/newer": answer(308, Location="newest?č".encode().decode("latin-1")),
            "/newest?%C4%8D": answer(302, Location="/today"),
            "/today": answer(body=b"Hello."),
            "/moved": answer(302, Location="/old"),
        }
        async with site(pages) as served:
            fetched = await get(f"{served.url}/old")
            assert isinstance(fetched, Fetched)
            assert (fetched.url, fetched.permanent_url) == (
                f"{served.url}/today",
                f"{served.url}/newest?%C4%8D",
            )
            moved = await get(f"{served.url}/moved")
            assert isinstance(moved, Fetched)
            assert moved.permanent_url is None

    asyncio.run(run())


@pytest.mark.parametrize(
    ("status", "soft", "gone", "missing"),
    [(404, False, False, True), (410, False, True, False), (403, False, False, False), (500, True, False, False),
     (429, True, False, False), (204, False, False, False)],
)  # fmt: skip
def test_a_failure_says_what_it_means(status: int, soft: bool, gone: bool, missing: bool) -> None:
    async def run() -> None:
        async with site({"/": answer(status)}) as served:
            refused = await get(served.url)
        assert isinstance(refused, Refusal)
        assert refused.reason == f"http_status_{status}"
        assert (refused.soft, refused.gone, refused.missing) == (soft, gone, missing)
        assert f"{served.url}/" in refused.detail

    asyncio.run(run())


@pytest.mark.parametrize(
    ("status", "said", "seconds"),
    [(503, "120", 120), (429, "99999999", 86_400), (429, None, 60), (503, None, None)],
)
def test_retry_after_is_told(status: int, said: str | None, seconds: float | None) -> None:
    async def run() -> None:
        page = answer(status, Retry_After=said) if said else answer(status)
        async with site({"/": page}) as served:
            refused = await get(served.url)
        assert isinstance(refused, Refusal)
        assert refused.retry_after_seconds == seconds

    asyncio.run(run())


def test_one_connection_serves_many_requests_also_after_errors() -> None:
    async def run() -> None:
        async with site({"/": answer(body=b"x"), "/r": answer(302, b"moved", Location="/")}) as served:
            async with Fetcher(ALLOWED, policy_of=lambda _: EAGER) as fetcher:
                for path in ("/", "/r", "/missing", "/"):
                    await fetcher.get(Request(served.url + path))
            assert len(served.seen) == 5
            assert served.connections == 1

    asyncio.run(run())


def test_a_connection_that_the_server_closed_meanwhile_is_replaced() -> None:
    async def run() -> None:
        async def once(_: Seen, writer: asyncio.StreamWriter) -> None:
            writer.write(answer(body=b"x"))
            await writer.drain()
            if served.connections == 1:
                await asyncio.sleep(0.05)  # after the answer, without a warning
                writer.transport.abort()

        async with site({"/": once}) as served, Fetcher(ALLOWED, policy_of=lambda _: EAGER) as fetcher:
            assert isinstance(await fetcher.get(Request(served.url)), Fetched)
            again = asyncio.create_task(fetcher.get(Request(served.url)))
            assert isinstance(await again, Fetched)
            await asyncio.sleep(0.1)
            assert isinstance(await fetcher.get(Request(served.url)), Fetched)

    asyncio.run(run())


def test_nobody_there_is_a_soft_failure_that_names_the_address() -> None:
    async def run() -> None:
        url = f"http://127.0.0.1:{await closed_port()}/x"
        refused = await get(url)
        assert isinstance(refused, Refusal)
        assert (refused.reason, refused.soft, refused.url) == ("connection_failed", True, url)

    asyncio.run(run())


def test_giving_up_leaves_the_server_free_for_others() -> None:
    async def run() -> None:
        async def hang(_: Seen, __: asyncio.StreamWriter) -> None:
            await asyncio.sleep(60)

        async with (
            site({"/hang": hang, "/": answer(body=b"x")}) as served,
            Fetcher(ALLOWED, policy_of=lambda _: EAGER) as fetcher,
        ):
            hanging = [asyncio.create_task(fetcher.get(Request(f"{served.url}/hang"))) for _ in range(6)]
            await asyncio.sleep(0.1)
            for task in hanging:
                task.cancel()
            await asyncio.gather(*hanging, return_exceptions=True)
            async with asyncio.timeout(3):
                assert isinstance(await fetcher.get(Request(served.url)), Fetched)

    asyncio.run(run())
