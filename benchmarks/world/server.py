"""The world's web server: a process of its own that answers for all hosts, late, and notes every request.

``python -m benchmarks.world.server DIMENSIONS LOG`` prints ``ready`` when it listens. A line ``round N`` on its standard
input makes the world one of round N and is answered with the same line; it ends when its standard input does, so that it
never outlives who started it. Each host is a loopback address of its own: politeness is owed to addresses and ports.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
from contextlib import suppress
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from time import monotonic
from typing import TextIO

from benchmarks.world.plan import Dimensions, Feed, Manner, World, make_world
from benchmarks.world.texts import etag, feed_body, modified, page_body, robots_body
from benchmarks.world.tricks import TRICK, head

_LONGEST_TRICK_SECONDS = 300.0
_BEAT_SECONDS = 0.01
CANARY = "127.0.0.1"  # no host of the world: who asks it followed a redirect to a private address


@dataclass(slots=True)
class Answer:
    """``offered``: whether it came with validators, so that the next request can be conditional."""

    status: str
    fields: list[str]
    body: bytes = b""
    offered: bool = False


class WorldServer:
    """``log`` gets one JSON object a line and request, as checks.Seen describes."""

    def __init__(self, world: World, log: TextIO) -> None:
        self._world = world
        self._log = log
        self._beat = monotonic()
        self._pause = 0.0
        self.round = 1

    async def watch_the_clock(self) -> None:
        """Notes how late this process is: on a busy machine it may not see for a while what has long arrived."""
        while True:
            await asyncio.sleep(_BEAT_SECONDS)
            now = monotonic()
            self._beat, self._pause = now, now - self._beat

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while await self._answer(host, reader, writer):
                pass
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            pass
        finally:
            writer.close()

    async def _answer(self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection can be used again."""
        request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        began = monotonic()
        late = max(self._pause, began - self._beat)
        path = request[0].split(" ")[1]
        fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in request[1:])}
        conditional = "if-none-match" in fields or "if-modified-since" in fields
        status, sent, offered, bare = "", 0, False, path.partition("?")[0]
        feed = self._world.by_path.get((host, bare))
        try:
            await asyncio.sleep(self._world.dimensions.latency_seconds)
            if feed is not None and feed.trick:
                status = feed.trick
                await _played(feed, self._world, reader, writer)
                return False
            answer = self._answer_to(host, bare, feed, fields)
            status, sent, offered = answer.status[:3], len(answer.body), answer.offered
            writer.write(
                head(answer.status, *answer.fields, f"Content-Length: {len(answer.body)}") + answer.body
            )
            await writer.drain()
            return True
        finally:
            seen = {
                "host": host, "path": path, "began": began, "ended": monotonic(), "status": status, "sent": sent,
                "conditional": conditional, "offered": offered, "round": self.round, "late": late,
            }  # fmt: skip
            self._log.write(json.dumps(seen) + "\n")

    def _answer_to(self, host: str, path: str, feed: Feed | None, fields: dict[str, str]) -> Answer:
        if host == CANARY:
            return Answer("200 OK", ["Content-Type: text/html"], b"<h1>A secret of this machine</h1>")
        if path == "/robots.txt":
            return Answer("200 OK", ["Content-Type: text/plain"], robots_body())
        if feed is not None:
            return self._feed(feed, fields)
        if path.startswith("/articles/"):
            number, item = map(int, path.split("/")[3:])
            body = page_body(self._world.feeds[number], item)
            return _packed("text/html; charset=utf-8", body, number % 2 == 0)
        return Answer("404 Not Found", ["Content-Type: text/plain"], b"Nothing here.")

    def _feed(self, feed: Feed, fields: dict[str, str]) -> Answer:
        tag, at = etag(feed, self.round), modified(feed, self.round)
        validators = []
        if feed.validators in {"etag", "both"}:
            validators.append(f"ETag: {tag}")
        if feed.validators in {"modified", "both"}:
            validators.append(f"Last-Modified: {format_datetime(at, usegmt=True)}")
        if "if-none-match" in fields:
            same = fields["if-none-match"].strip() == tag
        else:
            same = "if-modified-since" in fields and parsedate_to_datetime(fields["if-modified-since"]) >= at
        if same:
            return Answer("304 Not Modified", validators, offered=True)
        content_type, body = feed_body(self._world, feed, self.round)
        answer = _packed(content_type, body, feed.packed)
        return Answer(answer.status, [*answer.fields, *validators], answer.body, offered=True)


async def _played(
    feed: Feed, world: World, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Until the trick is over or the client goes away, which only reading tells in time."""

    async def play() -> None:
        await TRICK[feed.trick](writer, world, feed)
        await writer.drain()

    gone = asyncio.create_task(reader.read(1))
    trick = asyncio.create_task(play())
    try:
        await asyncio.wait({gone, trick}, return_when=asyncio.FIRST_COMPLETED, timeout=_LONGEST_TRICK_SECONDS)
    finally:
        for task in (gone, trick):
            task.cancel()
        await asyncio.gather(gone, trick, return_exceptions=True)


def _packed(content_type: str, body: bytes, packed: bool) -> Answer:
    fields = [f"Content-Type: {content_type}"]
    if packed:
        return Answer("200 OK", [*fields, "Content-Encoding: gzip"], gzip.compress(body, compresslevel=1))
    return Answer("200 OK", fields, body)


async def run(dimensions: Dimensions, log: TextIO) -> None:
    world = make_world(dimensions)
    feed_body(
        world, next(feed for feed in world.feeds if feed.manner is Manner.GOOD), 1
    )  # texts are drawn now
    served = WorldServer(world, log)
    # Never all addresses at once: nobody but this machine has any business here.
    server = await asyncio.start_server(
        served.serve, [CANARY, *world.hosts], dimensions.port, backlog=1_000, limit=1 << 16
    )
    watch = asyncio.create_task(served.watch_the_clock())
    print("ready", flush=True)
    commands = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(commands), sys.stdin
    )
    while line := (await commands.readline()).decode().strip():
        served.round = int(line.removeprefix("round "))
        print(line, flush=True)
    watch.cancel()
    server.close()


def main() -> None:
    with Path(sys.argv[2]).open("w", encoding="utf-8", buffering=1) as log, suppress(KeyboardInterrupt):
        asyncio.run(run(Dimensions.from_json(sys.argv[1]), log))


if __name__ == "__main__":
    main()
