from __future__ import annotations

import asyncio
import gzip
import socket
import time
from collections.abc import Awaitable, Callable

import pytest

from services.ingest.web import Fetched, Fetcher, Policy, Refusal, Request, connecting
from shared.settings import Settings
from tests.unit.ingest.web.loopback import ALLOWED, EAGER, Say, Seen, answer, get, site

_HURRIED = ALLOWED.model_copy(update={"fetch_timeout_seconds": 0.5, "fetch_max_bytes": 2_000_000})
_START = b"HTTP/1.1 200 OK\r\n"


def _endlessly(first: bytes, then: bytes, pause: float = 0) -> Say:
    async def say(_: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            writer.write(then)
            await writer.drain()
            await asyncio.sleep(pause)

    return say


def _closing(said: bytes) -> Say:
    async def say(_: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await writer.drain()
        writer.close()

    return say


_CHUNKED = _START + b"Transfer-Encoding: chunked\r\n\r\n"
_BOMB = gzip.compress(bytes(100_000_000), 9)


@pytest.mark.parametrize(
    ("say", "reason"),
    [
        (_endlessly(_START + b"\r\n", b"x" * 65_536), "too_large"),
        (_endlessly(_CHUNKED, b"10000\r\n" + b"x" * 65_536 + b"\r\n"), "too_large"),
        (_closing(_START + b"Content-Length: 99999999999999\r\n\r\n"), "too_large"),
        (_closing(answer(body=_BOMB, Content_Encoding="gzip")), "too_large"),
        (_endlessly(_CHUNKED, b"1\r\nx\r\n" * 1_000), "fragmented_body"),
        (_endlessly(_START, b"X-Header: " + b"y" * 1_000 + b"\r\n"), "headers_too_large"),
        (_endlessly(_START, b"X-Header: " + b"y" * 100_000), "headers_too_large"),
        (_closing(_START + b"".join(b"X-%d: y\r\n" % number for number in range(20_000)) + b"\r\n"), "headers_too_large"),
        (_endlessly(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "protocol_error"),
        (_endlessly(_START, b"X", pause=0.05), "timeout"),
        (_endlessly(_START + b"Content-Length: 1000\r\n\r\n", b"x", pause=0.05), "timeout"),
        (_endlessly(b"", b"", pause=0.05), "timeout"),
        (_closing(_START + b"Content-Length: 1000\r\n\r\nx"), "incomplete_body"),
        (_closing(_CHUNKED + b"5\r\nHel"), "incomplete_body"),
        (_closing(answer(body=gzip.compress(b"Hello." * 99)[:-9], Content_Encoding="gzip")), "incomplete_body"),
        (_closing(answer(body=b"Hello.", Content_Encoding="gzip")), "bad_content_encoding"),
        (_closing(answer(body=b"Hello.", Content_Encoding="br")), "bad_content_encoding"),
        (_closing(b"SSH-2.0-OpenSSH_9.2\r\n"), "protocol_error"),
        (_closing(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nHello"), "protocol_error"),
        (_closing(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nHello"), "protocol_error"),
        (_closing(_CHUNKED + b"FFFFFFFFFFFFFFFFFFFFFFFF\r\nHello"), "protocol_error"),
        (_closing(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), "protocol_error"),
        (_closing(b""), "connection_failed"),
        (answer(301, Location="/"), "too_many_redirects"),
        (answer(301, Location="file:///etc/passwd"), "unsupported_scheme"),
        (answer(301, Location="http://user:word@a.example/"), "credentials_in_url"),
        (answer(301, Location="http://[::1"), "invalid_url"),
        (answer(301, Location="http://a.example:25/"), "port_refused"),
        (answer(301), "http_status_301"),
    ],
)  # fmt: skip
def test_a_hostile_server_costs_little_and_gets_its_name(say: bytes | Say, reason: str) -> None:
    async def run() -> None:
        async with (
            site({"/": say, "/well": answer(body=b"x")}) as served,
            Fetcher(_HURRIED, policy_of=lambda _: EAGER) as fetcher,
        ):
            async with asyncio.timeout(10):
                refused = await fetcher.get(Request(served.url))
            assert isinstance(refused, Refusal)
            assert refused.reason == reason
            assert served.url in refused.detail
            assert isinstance(await fetcher.get(Request(f"{served.url}/well")), Fetched)

    asyncio.run(run())


def test_a_bomb_below_the_size_limit_is_a_bomb() -> None:
    async def run() -> None:
        async with site({"/": answer(body=_BOMB, Content_Encoding="gzip")}) as served:
            refused = await get(served.url)
        assert isinstance(refused, Refusal)
        assert refused.reason == "overcompressed"

    asyncio.run(run())


def test_what_a_server_sends_behind_an_answer_is_not_the_next_answer() -> None:
    async def run() -> None:
        async with (
            site({"/a": answer(body=b"a") + answer(body=b"planted"), "/b": answer(body=b"b")}) as served,
            Fetcher(ALLOWED, policy_of=lambda _: EAGER) as fetcher,
        ):
            first = await fetcher.get(Request(f"{served.url}/a"))
            second = await fetcher.get(Request(f"{served.url}/b"))
        assert isinstance(first, Fetched)
        assert isinstance(second, Fetched)
        assert (first.content, second.content) == (b"a", b"b")

    asyncio.run(run())


def test_a_hostile_server_does_not_hold_up_the_others() -> None:
    async def run() -> None:
        bad = _endlessly(_START, b"X", pause=0.05)
        async with site({"/": bad}) as hostile, site({"/": answer(body=b"x")}) as good:
            settings = _HURRIED.model_copy(update={"fetch_timeout_seconds": 30, "fetch_concurrency": 3})
            async with Fetcher(settings, policy_of=lambda _: EAGER) as fetcher:
                held = [asyncio.create_task(fetcher.get(Request(hostile.url))) for _ in range(9)]
                await asyncio.sleep(0.1)
                async with asyncio.timeout(15):
                    assert isinstance(await fetcher.get(Request(good.url)), Fetched)
                for task in held:
                    task.cancel()

    asyncio.run(run())


def _resolving(*answers: str) -> Callable[[str, int], Awaitable[list[str]]]:
    """A name server that gives another answer each time."""
    left = list(answers)

    async def resolve(_: str, __: int) -> list[str]:
        return [left.pop(0) if len(left) > 1 else left[0]]

    return resolve


def test_a_private_address_is_refused_also_by_name_and_among_public_ones() -> None:
    async def run() -> None:
        async with site({"/": answer(body=b"secret")}) as served:
            for url in (served.url, f"http://localhost:{served.port}", f"http://0x7f.1:{served.port}",
                        f"http://[::ffff:127.0.0.1]:{served.port}"):  # fmt: skip
                refused = await get(url, settings=Settings())
                assert isinstance(refused, Refusal)
                assert (refused.reason, refused.soft) == ("address_refused", False)

            async def both(_: str, __: int) -> list[str]:
                return ["8.8.8.8", "127.0.0.1"]

            refused = await get(f"http://a.example:{served.port}", settings=Settings(), resolve=both)
            assert isinstance(refused, Refusal)
            assert refused.reason == "address_refused"
            assert served.connections == 0

    asyncio.run(run())


def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    """DNS re-binding: public at the first look-up, private at the next."""

    async def run() -> None:
        tried: list[str] = []
        async with site({"/": answer(body=b"secret")}) as served:
            loop = asyncio.get_running_loop()
            connect = loop.create_connection

            async def watched(
                factory: Callable[[], asyncio.Protocol], host: str, *rest: object, **more: object
            ) -> object:
                tried.append(host)
                if host == "8.8.8.8":
                    raise ConnectionRefusedError("not in a test")
                return await connect(factory, host, *rest, **more)  # type: ignore[arg-type]

            loop.create_connection = watched  # type: ignore[method-assign, assignment]
            rebinding = _resolving("8.8.8.8", "127.0.0.1")
            async with Fetcher(Settings(), policy_of=lambda _: EAGER, resolve=rebinding) as fetcher:
                reasons = [
                    (await fetcher.get(Request(f"http://a.example:{served.port}"))).reason  # type: ignore[union-attr]
                    for _ in range(2)
                ]
            assert reasons == ["connection_failed", "address_refused"]
            assert tried == ["8.8.8.8"]
            assert served.connections == 0

    asyncio.run(run())


def test_a_redirect_to_a_private_address_is_refused() -> None:
    async def run() -> None:
        async with site({"/": answer(body=b"secret")}) as inner:
            async with site({"/": answer(302, Location=f"http://inner.example:{inner.port}/")}) as outer:

                async def resolve(host: str, _: int) -> list[str]:
                    return ["10.0.0.1"] if host == "inner.example" else ["127.0.0.1"]

                # What is private is told by a resolver here, as the outer site is on loopback itself.
                refused = await _get_trusting(f"http://outer.example:{outer.port}/", resolve, {"127.0.0.1"})
            assert isinstance(refused, Refusal)
            assert refused.reason == "address_refused"
            assert "inner.example (10.0.0.1)" in refused.detail
            assert inner.connections == 0

    asyncio.run(run())


async def _get_trusting(
    url: str, resolve: Callable[[str, int], Awaitable[list[str]]], trusted: set[str]
) -> object:
    usual = connecting.is_public
    connecting.is_public = lambda address: address in trusted or usual(address)
    try:
        return await get(url, settings=Settings(), resolve=resolve)
    finally:
        connecting.is_public = usual


def test_look_ups_that_hang_hold_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        look_up = socket.getaddrinfo

        def hanging(host: str, *rest: object, **more: object) -> object:
            if host.startswith("slow"):
                time.sleep(1.5)
            return look_up(host, *rest, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(socket, "getaddrinfo", hanging)
        async with (
            site({"/": answer(body=b"x")}) as served,
            Fetcher(_HURRIED, policy_of=lambda _: EAGER) as fetcher,
        ):
            slow = [asyncio.create_task(fetcher.get(Request(f"http://slow{n}.example/"))) for n in range(40)]
            await asyncio.sleep(0)
            assert isinstance(await fetcher.get(Request(f"http://localhost:{served.port}")), Fetched)
            for refused in await asyncio.gather(*slow):
                assert isinstance(refused, Refusal)
                assert refused.reason == "timeout"

    asyncio.run(run())


def test_a_server_that_keeps_failing_is_left_alone() -> None:
    async def run() -> None:
        async with site({"/": _closing(b"")}) as served:
            async with Fetcher(ALLOWED, policy_of=lambda _: Policy(1, 0, honour_robots=False)) as fetcher:
                refused = await asyncio.gather(*(fetcher.get(Request(served.url)) for _ in range(10)))
            reasons = [one.reason for one in refused if isinstance(one, Refusal)]
            assert reasons == ["connection_failed"] * 3 + ["host_unreachable"] * 7
            assert served.connections == 3

    asyncio.run(run())
