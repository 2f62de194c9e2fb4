"""A web server on loopback whose answers are written by the test, byte by byte if need be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

from services.ingest.web import Fetcher, Policy, Request, Response
from services.ingest.web.connecting import Resolve
from shared.settings import Settings

ALLOWED = Settings(fetch_allow_private=True, fetch_timeout_seconds=5)
EAGER = Policy(concurrency=2, delay_seconds=0, honour_robots=False)
OBEDIENT = Policy(concurrency=2, delay_seconds=0)


@dataclass(frozen=True)
class Seen:
    """One request: ``at`` is when it was complete."""

    at: float
    path: str
    headers: Mapping[str, str]


Say = Callable[[Seen, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Site:
    """``pages``: what to answer by path, as bytes or as a function that writes; others are 404."""

    pages: dict[str, bytes | Say]
    port: int = 0
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    active: int = 0
    most_active: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [one.path for one in self.seen]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = dict(line.split(": ", 1) for line in head[1:] if line)
                request = Seen(
                    monotonic(), head[0].split(" ")[1], {name.lower(): text for name, text in headers.items()}
                )
                self.seen.append(request)
                said = self.pages.get(request.path, answer(404))
                self.active += 1
                self.most_active = max(self.most_active, self.active)
                try:
                    if isinstance(said, bytes):
                        writer.write(said)
                    else:
                        await said(request, writer)
                    await writer.drain()
                finally:
                    self.active -= 1
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def site(pages: dict[str, bytes | Say] | None = None) -> AsyncIterator[Site]:
    served = Site(pages or {})
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(served.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()


def answer(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """A whole answer. ``headers`` with underscores for hyphens."""
    fields = {
        "Content-Length": str(len(body)),
        **{name.replace("_", "-"): text for name, text in headers.items()},
    }
    lines = "".join(f"{name}: {text}\r\n" for name, text in fields.items())
    return f"HTTP/1.1 {status} Any\r\n{lines}\r\n".encode("latin-1") + body


async def get(
    url: str,
    policy: Policy = EAGER,
    settings: Settings = ALLOWED,
    resolve: Resolve | None = None,
    **asked: str,
) -> Response:
    async with Fetcher(settings, policy_of=lambda _: policy, resolve=resolve) as fetcher:
        return await fetcher.get(Request(url, **asked))


async def closed_port() -> int:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = int(server.sockets[0].getsockname()[1])
    server.close()
    await server.wait_closed()
    return port
