"""Bytes to and from one server. asyncio's own streams cannot tell whether an idle connection is still clean."""

from __future__ import annotations

import asyncio
from typing import cast

_HIGH_WATER_BYTES = 131_072


class Wire(asyncio.Protocol):
    """One connection. At most 128 KiB, and what one read of the socket adds, wait to be read."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._ended = False
        self._error: Exception | None = None
        self._paused = False
        self._reader: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) > _HIGH_WATER_BYTES and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        self._ended = True
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        self._ended = True
        self._error = error
        self._wake()

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    async def read(self) -> bytes:
        """What has come since the last read, waiting for the first byte; empty at the end. Raises OSError when it broke."""
        while not self._buffer and not self._ended:
            self._reader = asyncio.get_running_loop().create_future()
            await self._reader
        if not self._buffer:
            if self._error is not None:
                raise self._error
            return b""
        data = bytes(self._buffer)
        self._buffer.clear()
        if self._paused:
            self._paused = False
            self._transport.resume_reading()
        return data

    def write(self, data: bytes) -> None:
        self._transport.write(data)

    @property
    def is_clean(self) -> bool:
        """Open, and nothing came that nobody asked for."""
        return not self._ended and not self._buffer and not self._transport.is_closing()

    def close(self) -> None:
        """At once: a server that reads nothing must not keep the connection."""
        self._transport.abort()
