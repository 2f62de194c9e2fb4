"""How feeds of the world misbehave, byte by byte. Each trick writes to one connection, which is closed afterwards."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
from collections.abc import Awaitable, Callable

from benchmarks.world.plan import Feed, World
from benchmarks.world.texts import feed_body, gzip_bomb, xml_bomb

Trick = Callable[[asyncio.StreamWriter, World, Feed], Awaitable[None]]

_BLOCK = b"<item>" + b"a" * 65_000 + b"</item>"
_DRIP_SECONDS, _DRIPS = 0.5, 120
LATE_SECONDS = 8.0
_HEADERS = 200_000
_ENDLESS_BYTES = 2_000_000_000
_LONG_LINE_BYTES = 100_000_000


def head(status: str, *fields: str) -> bytes:
    return "\r\n".join((f"HTTP/1.1 {status}", *fields, "", "")).encode()


_OK = ("200 OK", "Content-Type: application/rss+xml")


async def _drip(writer: asyncio.StreamWriter, world: World, feed: Feed) -> None:
    _, body = feed_body(world, feed, 1)
    writer.write(head(*_OK, f"Content-Length: {len(body)}"))
    for number in range(_DRIPS):
        writer.write(body[number : number + 1])
        await writer.drain()
        await asyncio.sleep(_DRIP_SECONDS)


async def _late(writer: asyncio.StreamWriter, world: World, feed: Feed) -> None:
    _, body = feed_body(world, feed, 1)
    await asyncio.sleep(LATE_SECONDS)
    writer.write(head(*_OK, f"Content-Length: {len(body)}") + body)


async def _reset(writer: asyncio.StreamWriter, world: World, feed: Feed) -> None:
    writer.write(b"HTTP/1.1 200")
    await writer.drain()
    # A zero linger makes closing send RST instead of FIN.
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _error_500(writer: asyncio.StreamWriter, world: World, feed: Feed) -> None:
    writer.write(head("500 Internal Server Error", "Content-Length: 4") + b"oops")


async def _half_an_answer(writer: asyncio.StreamWriter, world: World, feed: Feed) -> None:
    _, body = feed_body(world, feed, 1)
    writer.write(head(*_OK, f"Content-Length: {len(body)}") + body[: len(body) // 2])


async def _bad_gzip(writer: asyncio.StreamWriter, world: World, feed: Feed) -> None:
    packed = bytearray(gzip.compress(feed_body(world, feed, 1)[1]))
    packed[len(packed) // 2 : len(packed) // 2 + 40] = b"\xff" * 40
    writer.write(head(*_OK, "Content-Encoding: gzip", f"Content-Length: {len(packed)}") + bytes(packed))


async def _truncated_xml(writer: asyncio.StreamWriter, world: World, feed: Feed) -> None:
    _, body = feed_body(world, feed, 1)
    writer.write(head(*_OK, f"Content-Length: {len(body)}") + body)


async def _not_http(writer: asyncio.StreamWriter, world: World, feed: Feed) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")


async def _gzip_bomb(writer: asyncio.StreamWriter, world: World, feed: Feed) -> None:
    bomb = gzip_bomb()
    writer.write(head(*_OK, "Content-Encoding: gzip", f"Content-Length: {len(bomb)}"))
    await _blocks(writer, bomb, len(bomb))


async def _endless_body(writer: asyncio.StreamWriter, world: World, feed: Feed) -> None:
    writer.write(head(*_OK) + b"<rss><channel>")
    await _blocks(writer, _BLOCK, _ENDLESS_BYTES)


async def _long_line(writer: asyncio.StreamWriter, world: World, feed: Feed) -> None:
    writer.write(head(*_OK) + b"<rss><channel><item><title>One</title><description>")
    await _blocks(writer, b"a" * 65_536, _LONG_LINE_BYTES)


async def _header_flood(writer: asyncio.StreamWriter, world: World, feed: Feed) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for start in range(0, _HEADERS, 100):
        writer.write("".join(f"X-Header-{start + number}: {'x' * 80}\r\n" for number in range(100)).encode())
        await writer.drain()


async def _redirect_loop(writer: asyncio.StreamWriter, world: World, feed: Feed) -> None:
    writer.write(head("302 Found", f"Location: {feed.path}?again", "Content-Length: 0"))


async def _redirect_to_private(writer: asyncio.StreamWriter, world: World, feed: Feed) -> None:
    """To another server of this machine, where whoever follows is noted."""
    writer.write(head("302 Found", f"Location: {world.address('127.0.0.1', '/secret')}", "Content-Length: 0"))


async def _redirect_to_file(writer: asyncio.StreamWriter, world: World, feed: Feed) -> None:
    writer.write(head("301 Moved Permanently", "Location: file:///etc/passwd", "Content-Length: 0"))


async def _xml_bomb(writer: asyncio.StreamWriter, world: World, feed: Feed) -> None:
    bomb = xml_bomb()
    writer.write(head(*_OK, f"Content-Length: {len(bomb)}") + bomb)


async def _blocks(writer: asyncio.StreamWriter, block: bytes, size: int) -> None:
    sent = 0
    while sent < size:
        writer.write(block[: size - sent])
        await writer.drain()
        sent += len(block)
        await asyncio.sleep(0)


TRICK: dict[str, Trick] = {
    name.removeprefix("_"): trick
    for name, trick in list(globals().items())
    if name.startswith("_") and asyncio.iscoroutinefunction(trick) and name != "_blocks"
}
