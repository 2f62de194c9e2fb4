from __future__ import annotations

import asyncio
from typing import cast

from hypothesis import example, given
from hypothesis import strategies as st

from services.ingest.web.connection import Connection
from services.ingest.web.outcome import RefusedError
from services.ingest.web.wire import Wire


class _Recorded:
    """A wire that gives what a server once sent, cut as it likes."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = [part for part in parts if part]
        self.is_clean = True

    async def read(self) -> bytes:
        return self._parts.pop(0) if self._parts else b""

    def write(self, data: bytes) -> None:
        assert data.startswith(b"GET /x HTTP/1.1\r\n")

    def close(self) -> None:
        self.is_clean = False


async def _ask(parts: list[bytes]) -> tuple[int, bytes]:
    connection = Connection(cast("Wire", _Recorded(parts)))
    head = await connection.ask("a.example", "/x", [("Accept", "*/*")])
    return head.status, b"".join([part async for part in connection.parts()])


_FRAGMENTS = st.sampled_from(
    [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.0 200\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 304 Same\r\n",
     b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Connection: close\r\n", b"Content-Encoding: gzip\r\n",
     b"\r\n", b"\n", b"5\r\nHello\r\n", b"0\r\n\r\n", b"Hello", b" folded\r\n", b"Upgrade: x\r\n", b"\0", b":"]
)  # fmt: skip


@given(st.lists(_FRAGMENTS | st.binary(max_size=12), max_size=14))
@example([b"HTTP/1.1 200 OK\r\n", b"Content-Length: 5\r\n\r\n", b"Hello"])
def test_whatever_a_server_sends_is_an_answer_or_a_refusal(parts: list[bytes]) -> None:
    try:
        status, body = asyncio.run(_ask(parts))
    except RefusedError as refused:
        assert refused.reason in {
            "protocol_error",
            "incomplete_body",
            "connection_failed",
            "headers_too_large",
        }
    else:
        assert 200 <= status <= 999
        assert len(body) <= sum(map(len, parts))


@given(st.binary(max_size=300), st.integers(min_value=1, max_value=40), st.booleans())
def test_a_body_arrives_whole_however_it_is_cut(body: bytes, size: int, chunked: bool) -> None:
    if chunked:
        chunks = [body[start : start + 7] for start in range(0, len(body), 7)]
        packed = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
        sent = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + packed
    else:
        sent = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    parts = [sent[start : start + size] for start in range(0, len(sent), size)]
    assert asyncio.run(_ask(parts)) == (200, body)
