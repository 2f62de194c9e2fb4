"""The HTTP answer that a response record holds: its status, and its content unpacked under a limit. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from itertools import chain

from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import StatusAndHeadersParser

from services.ingest.web.headers import charset_of
from services.ingest.web.outcome import RefusedError
from services.ingest.web.unpacking import Unpacker
from shared.rejection import Rejection

_MAX_HEADER_BYTES = 100_000
_PARSER = StatusAndHeadersParser([], verify=False)
_LOOKED_AT = 512
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    status: int
    content: bytes
    content_type: str | None
    charset: str | None


def parse_answer(block: bytes, max_bytes: int) -> HttpAnswer | Rejection:
    """``max_bytes``: of the content unpacked. Reasons: ``protocol_error``, ``headers_too_large``,
    ``too_large``, and those of Unpacker.
    """
    if not block.startswith(b"HTTP/"):
        return Rejection("protocol_error", "no HTTP answer")
    # Millions of them would be taken apart into gigabytes.
    if len(block) > _MAX_HEADER_BYTES and not re.search(rb"\n\r?\n", block[:_MAX_HEADER_BYTES]):
        return Rejection("headers_too_large", f"more than {_MAX_HEADER_BYTES:,} bytes of headers")
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


def _unpacked(content: bytes, encoding: str, max_bytes: int) -> bytes | Rejection:
    pieces, size = [], 0
    try:
        unpacker = Unpacker(encoding)
        for piece in chain(unpacker.feed(content), unpacker.finish()):
            size += len(piece)
            if size > max_bytes:
                return Rejection("too_large", f"more than {max_bytes:,} bytes (LAJMI_FETCH_MAX_BYTES)")
            pieces.append(piece)
    except RefusedError as error:
        if error.reason == "bad_content_encoding" and not pieces and _is_text(content):
            return content  # some archives unpack the content and keep the header
        return Rejection(error.reason, error.detail)
    return b"".join(pieces)


def _is_text(content: bytes) -> bool:
    return not any(control in content[:_LOOKED_AT] for control in _CONTROLS)
