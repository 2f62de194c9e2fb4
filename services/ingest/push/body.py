"""A request's headers and body, read under limits on type, size, compression and time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from starlette.requests import Request

from services.ingest.push.limits import BudgetShare
from services.ingest.push.problems import (
    BODY_TIMEOUT,
    MALFORMED_BODY,
    TOO_LARGE,
    UNSUPPORTED_ENCODING,
    UNSUPPORTED_TYPE,
    ProblemError,
)
from services.ingest.web.outcome import RefusedError
from services.ingest.web.unpacking import Unpacker

_GZIP = frozenset({"gzip", "x-gzip"})
_MAX_SHOWN = 80  # of what a client sent and is told again


@dataclass(frozen=True, slots=True)
class MediaType:
    name: str
    charset: str | None


def media_type(request: Request, taken: frozenset[str]) -> MediaType:
    """What the body is; raises ProblemError unless it is one of ``taken``."""
    header = request.headers.get("content-type", "")
    parsed = Message()
    parsed["Content-Type"] = header
    name = header.partition(";")[0].strip().lower()
    if name not in taken:
        types = ", ".join(sorted(taken))
        found = f"{header[:_MAX_SHOWN]!r} is not taken" if header else "the request has no Content-Type"
        raise ProblemError(
            UNSUPPORTED_TYPE,
            f"{found} at {request.url.path}; taken are {types}",
            parameter="Content-Type",
            headers={"Accept": types},
        )
    charset = parsed.get_param("charset")
    return MediaType(name, charset if isinstance(charset, str) and charset else None)


async def read_body(request: Request, max_bytes: int, seconds: float, share: BudgetShare) -> bytes:
    """The body, unpacked. Raises ProblemError; OverloadedError when ``share`` cannot take it."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in _GZIP | {"", "identity"}:
        raise ProblemError(
            UNSUPPORTED_ENCODING,
            f"Content-Encoding: {encoding[:_MAX_SHOWN]}",
            parameter="Content-Encoding",
            headers={"Accept-Encoding": "gzip"},
        )
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > max_bytes:
        raise _too_large(f"{int(declared[:20]):,} bytes", max_bytes)
    try:
        async with asyncio.timeout(seconds):
            return await _unpacked(request, encoding in _GZIP, max_bytes, share)
    except TimeoutError:
        raise ProblemError(
            BODY_TIMEOUT, f"the body was not complete after {seconds:g} s: nothing of it was taken"
        ) from None
    except RefusedError as error:
        kind = TOO_LARGE if error.reason == "overcompressed" else MALFORMED_BODY
        raise ProblemError(kind, f"Content-Encoding: gzip: {error.detail}") from error


async def _unpacked(request: Request, packed: bool, max_bytes: int, share: BudgetShare) -> bytes:
    unpacker = Unpacker("gzip" if packed else "")
    body = bytearray()
    received = 0

    def add(pieces: Iterator[bytes]) -> None:
        for piece in pieces:
            if len(body) + len(piece) > max_bytes:
                raise _too_large(f"more than {max_bytes:,} bytes{' unpacked' if packed else ''}", max_bytes)
            share.take(len(piece))
            body.extend(piece)

    async for chunk in request.stream():
        received += len(chunk)
        if received > max_bytes:
            raise _too_large(f"more than {max_bytes:,} bytes", max_bytes)
        add(unpacker.feed(chunk))
    add(unpacker.finish())
    if packed and received == 0:
        raise ProblemError(MALFORMED_BODY, "Content-Encoding: gzip: the body is empty")
    return bytes(body)


def _too_large(found: str, max_bytes: int) -> ProblemError:
    return ProblemError(
        TOO_LARGE, f"the body has {found}; the limit is {max_bytes:,} bytes, also unpacked: nothing was taken"
    )
