"""The HTTP answer that a response record holds: its status, and its content unpacked under a limit. Pure."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from email.message import Message
from io import BytesIO

from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeadersParser

from shared.rejection import Rejection

_PARSER = StatusAndHeadersParser([], verify=False)


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    status: int
    content: bytes
    content_type: str | None
    charset: str | None


def parse_answer(block: bytes, max_bytes: int) -> HttpAnswer | Rejection:
    """``max_bytes``: of the content unpacked. Reasons: ``protocol_error``, ``bad_content_encoding``, ``too_large``."""
    if not block.startswith(b"HTTP/"):
        return Rejection("protocol_error", "no HTTP answer")
    stream = BytesIO(block)
    try:
        parsed = _PARSER.parse(stream)
        status = int((parsed.statusline.split() or [""])[0])
    except (EOFError, ValueError):
        return Rejection("protocol_error", "no HTTP answer")
    headers = {str(name).lower(): str(value).strip() for name, value in reversed(parsed.headers)}
    if "chunked" in headers.get("transfer-encoding", "").lower():
        # Some archives keep the header though they took the chunks apart; then the content stays as it is.
        content = ChunkedDataReader(stream).read()
    else:
        content = stream.read()
    unpacked = _unpacked(content, headers.get("content-encoding", "").lower(), max_bytes)
    if isinstance(unpacked, Rejection):
        return unpacked
    content_type = headers.get("content-type")
    return HttpAnswer(status, unpacked, content_type, charset_of(content_type))


def charset_of(content_type: str | None) -> str | None:
    if not content_type:
        return None
    message = Message()
    message["Content-Type"] = "".join(c for c in content_type if c.isprintable())
    value = message.get_param("charset")
    return value if isinstance(value, str) else None


def _unpacked(content: bytes, encoding: str, max_bytes: int) -> bytes | Rejection:
    if encoding in {"gzip", "x-gzip", "deflate"} and content:
        for window in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
            unpacker = zlib.decompressobj(window)
            try:
                unpacked = unpacker.decompress(content, max_bytes + 1)
            except zlib.error:
                continue
            if not unpacker.eof and len(unpacked) <= max_bytes:
                return Rejection("bad_content_encoding", f"broken {encoding}: it ends in the middle")
            content = unpacked
            break
        # Neither: some archives unpack the content and keep the header.
    elif encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        return Rejection("bad_content_encoding", f"content packed as {encoding!r} cannot be unpacked")
    if len(content) > max_bytes:
        return Rejection("too_large", f"more than {max_bytes:,} bytes")
    return content
