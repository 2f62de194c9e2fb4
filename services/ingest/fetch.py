"""One web address to its bytes, under limits of size, time and redirects; everything fetched is taken as hostile."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

import httpcore
import httpx

from services.ingest.addresses import AddressRefusedError, GuardedTransport
from shared.rejection import Rejection
from shared.settings import Settings

MAX_REDIRECTS = 5
_CHUNK = 65_536
_GZIP_MARK = b"\x1f"  # the first byte of its two, as a chunk may end between them


@dataclass(frozen=True, slots=True)
class Fetched:
    """``url``: where the redirects ended; ``charset``: what the server declared."""

    url: str
    content: bytes
    content_type: str | None
    charset: str | None


class _TooLargeError(Exception):
    pass


class _BadEncodingError(Exception):
    pass


def is_web_address(target: str) -> bool:
    return target.lower().startswith(("http://", "https://"))


def fetch(url: str, settings: Settings) -> Fetched | Rejection:
    """GET ``url``. Reasons: ``invalid_url``, ``address_refused``, ``unsupported_scheme``, ``too_many_redirects``,
    ``http_status_NNN``, ``too_large``, ``timeout``, ``connection_failed``, ``bad_content_encoding``.
    """
    deadline = time.monotonic() + settings.fetch_timeout_seconds
    transport = GuardedTransport(deadline, allow_private=settings.fetch_allow_private)
    headers = {
        "User-Agent": f"lajmi/{version('lajmi')}",
        "Accept": "text/html, application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5",
        # What we unpack ourselves, under the size limit.
        "Accept-Encoding": "gzip, deflate",
    }
    try:
        with (
            httpx.Client(
                transport=transport,
                headers=headers,
                follow_redirects=True,
                max_redirects=MAX_REDIRECTS,
                timeout=settings.fetch_timeout_seconds,
                trust_env=False,
            ) as client,
            client.stream("GET", url) as response,
        ):
            return _read(response, settings.fetch_max_bytes)
    except Exception as error:
        return _explain(error, url, settings)


def _read(response: httpx.Response, max_bytes: int) -> Fetched | Rejection:
    url = str(response.url)
    if response.status_code != 200:
        return Rejection(
            f"http_status_{response.status_code}",
            f"{url} answered {response.status_code} {response.reason_phrase}".rstrip(),
        )
    declared = response.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise _TooLargeError
    parts, size = [], 0
    for part in _unpacked(response):
        size += len(part)
        if size > max_bytes:
            raise _TooLargeError
        parts.append(part)
    return Fetched(url, b"".join(parts), response.headers.get("Content-Type"), response.charset_encoding)


def _unpacked(response: httpx.Response) -> Iterator[bytes]:
    """The body, decompressed in pieces of bounded size: a small bomb must not become a large one in memory.

    gzip may have several members (RFC 1952, 2.2), all read; what follows the last one is ignored, as browsers do. A body
    that ends before its compressed data does is refused: half an article is none.
    """
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in {"", "identity"}:
        yield from response.iter_raw(_CHUNK)
        return
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise _BadEncodingError(encoding)
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # gzip or zlib, by its header
    first = True
    for packed in response.iter_raw(_CHUNK):
        rest = packed
        while rest:
            if unpacker.eof:
                rest = rest.lstrip(b"\0")  # padding
                if rest and not rest.startswith(_GZIP_MARK):
                    return
                unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if rest else unpacker
                continue
            try:
                yield unpacker.decompress(rest, _CHUNK)
            except zlib.error as error:
                if not first:
                    raise _BadEncodingError(f"broken {encoding}: {error}") from error
                unpacker = zlib.decompressobj(wbits=-zlib.MAX_WBITS)  # some servers send bare deflate
                first = False
                continue
            first = False
            rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    while not unpacker.eof and (part := unpacker.decompress(b"", _CHUNK)):
        yield part
    if not first and not unpacker.eof:
        raise _BadEncodingError(f"broken {encoding}: it ends in the middle")


def _explain(error: Exception, url: str, settings: Settings) -> Rejection:
    cause = error.__cause__ if isinstance(error, httpx.TransportError) else error
    found: tuple[str, str]
    if isinstance(cause, AddressRefusedError):
        found = "address_refused", f"{cause} (LAJMI_FETCH_ALLOW_PRIVATE=true allows it)"
    elif isinstance(error, httpx.TooManyRedirects):
        found = "too_many_redirects", f"more than {MAX_REDIRECTS} redirects"
    elif isinstance(error, httpx.UnsupportedProtocol):
        found = "unsupported_scheme", "only http and https addresses are fetched"
    elif isinstance(error, httpx.InvalidURL | httpx.RemoteProtocolError | UnicodeError):
        found = "invalid_url" if isinstance(error, httpx.InvalidURL) else "protocol_error", str(error)
    elif isinstance(error, _TooLargeError):
        found = "too_large", f"more than {settings.fetch_max_bytes:,} bytes (LAJMI_FETCH_MAX_BYTES)"
    elif isinstance(error, _BadEncodingError):
        found = "bad_content_encoding", f"cannot unpack the answer ({error})"
    elif isinstance(error, httpx.TimeoutException | httpcore.TimeoutException):
        found = "timeout", f"no complete answer within {settings.fetch_timeout_seconds:g} s"
    elif isinstance(error, httpx.HTTPError | httpcore.ConnectError | OSError):
        found = "connection_failed", str(error) or type(error).__name__
    else:
        raise error
    return Rejection(found[0], f"{url}: {found[1]}")
