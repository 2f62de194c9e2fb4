"""Bodies unpacked piece by piece, each piece of bounded size: a small bomb must not become a large one in memory. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from services.ingest.web.outcome import RefusedError

ACCEPT_ENCODING = "gzip, deflate"  # what we unpack ourselves, under limits
PIECE_BYTES = 65_536
_GZIP_MARK = b"\x1f"  # the first byte of its two, as a chunk may end between them
_DEFLATED = frozenset({"gzip", "x-gzip", "deflate"})
# Encodings that change the bytes and that we never ask for. Other words ("none", "utf-8", "aws-chunked") are mistakes of
# servers that leave the bytes as they are; browsers ignore them too.
_OTHER_ENCODINGS = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz"})
# gzip reaches 1,032 : 1 on nothing but zeros; feeds and pages, also very repetitive ones, stay below 100 : 1.
MAX_RATIO = 200
_RATIO_COUNTS_FROM = 1 << 20
# zlib copies what it has not taken yet for each piece and each gzip member: of a whole body that would be quadratic.
_TAKEN_BYTES = 16_384
# Members that hold next to nothing cost us a hundred times what they cost the sender; real ones (bgzip) hold up to 64 KiB.
_MANY_MEMBERS = 4_096
_SMALL_MEMBER_BYTES = 16


class Unpacker:
    """``Content-Encoding`` undone. Feed it the parts of a body, then ``finish``; both raise RefusedError:
    ``bad_content_encoding``, ``overcompressed``, ``incomplete_body``.

    gzip may have several members (RFC 1952, 2.2), all read; what follows the last one is ignored, as browsers do. A body
    that ends before its compressed data does is refused: half an article is none.
    """

    def __init__(self, content_encoding: str) -> None:
        named = [name.strip().lower() for name in content_encoding.split(",")]
        changing = [name for name in named if name in _DEFLATED or name in _OTHER_ENCODINGS]
        if len(changing) > 1 or not _OTHER_ENCODINGS.isdisjoint(changing):
            raise RefusedError("bad_content_encoding", f"cannot unpack {', '.join(changing)}")
        self._encoding = changing[0] if changing else ""
        self._stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # gzip or zlib, by its header
        self._first = True
        self._done = False  # the last gzip member is over
        self._members = 0
        self._taken = 0
        self._given = 0

    def feed(self, packed: bytes) -> Iterator[bytes]:
        if not self._encoding:
            yield packed
            return
        for start in range(0, len(packed), _TAKEN_BYTES):
            if self._done:
                return
            yield from self._unpacked(packed[start : start + _TAKEN_BYTES])

    def _unpacked(self, packed: bytes) -> Iterator[bytes]:
        self._taken += len(packed)
        rest = packed
        while rest and not self._done:
            if self._stream.eof:
                rest = rest.lstrip(b"\0")  # padding
                self._done = bool(rest) and not rest.startswith(_GZIP_MARK)
                if rest and not self._done:
                    self._begin_member()
                continue
            try:
                piece = self._stream.decompress(rest, PIECE_BYTES)
            except zlib.error as error:
                if not self._first:
                    raise RefusedError("bad_content_encoding", f"broken {self._encoding}: {error}") from error
                self._stream = zlib.decompressobj(wbits=-zlib.MAX_WBITS)  # some servers send bare deflate
                self._first = False
                continue
            self._first = False
            rest = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
            yield self._counted(piece)

    def _begin_member(self) -> None:
        self._members += 1
        if self._members > _MANY_MEMBERS and self._given < self._members * _SMALL_MEMBER_BYTES:
            raise RefusedError(
                "bad_content_encoding",
                f"broken {self._encoding}: {self._members:,} members hold {self._given:,} bytes",
            )
        self._stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)

    def finish(self) -> Iterator[bytes]:
        """What was held back; call it when the body is over."""
        while not self._stream.eof and (piece := self._stream.decompress(b"", PIECE_BYTES)):
            yield self._counted(piece)
        if not self._first and not self._stream.eof and not self._done:
            raise RefusedError("incomplete_body", f"broken {self._encoding}: it ends in the middle")

    def _counted(self, piece: bytes) -> bytes:
        self._given += len(piece)
        if self._given > _RATIO_COUNTS_FROM and self._given > MAX_RATIO * self._taken:
            raise RefusedError("overcompressed", f"unpacks to more than {MAX_RATIO} times its size")
        return piece
