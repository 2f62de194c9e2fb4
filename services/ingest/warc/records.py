"""The records of a WARC or ARC file, with the offset of each, whatever is broken between them.

Source: the WARC format 1.1 (ISO 28500:2017). warcio takes the records apart; what it leaves open is here: limits on what a
hostile file may make us hold, and going on behind a damaged part.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

# Of all header lines of one record; real ones take 1 to 4 KB.
_MAX_HEADER_BYTES = 200_000
_MAX_LINE_BYTES = 65_536
_BLOCK_BYTES = 16_384
_SEARCHED_BYTES = 1_000_000
_GZIP_MEMBER = b"\x1f\x8b\x08"
_NEXT = re.compile(_GZIP_MEMBER + rb"|(?<=\n)WARC/[01]\.")
_LONGEST_MARK = 8
# Attempts to find the next record of one file; a file that needs more is no archive.
_MAX_ATTEMPTS = 10_000
# Header lines read in vain before a file is given up: what looks like a record at every line would be read again and again.
_MAX_BYTES_IN_VAIN = 5_000_000


@dataclass(frozen=True, slots=True)
class ArchiveRecord:
    """``offset``: of the record (of its gzip member) in the file, in bytes. ``block``: its content, null when larger than
    the limit; ``headers``: names in lower case.
    """

    offset: int
    kind: str
    headers: dict[str, str]
    length: int
    block: bytes | None


@dataclass(frozen=True, slots=True)
class Damage:
    """``[start, end)`` in bytes of the file gave no record; ``end`` null: up to the file's end."""

    start: int
    end: int | None
    detail: str


class _DamagedError(Exception):
    pass


class _Lines(DecompressingBufferedReader):  # type: ignore[misc]  # warcio has no types
    """warcio's reader, with an end to header lines, and without going on after broken compression."""

    header_bytes = 0
    member_offset = (
        0  # of the last gzip member that was begun, unless it was the first: empty ones are no records
    )
    decompressor: Any

    def readline(self, length: int | None = None) -> bytes:
        line: bytes = super().readline(_MAX_LINE_BYTES if length is None else length)
        self.header_bytes += len(line)
        if len(line) >= _MAX_LINE_BYTES or self.header_bytes > _MAX_HEADER_BYTES:
            raise _DamagedError("a header is too large")
        return line

    def read_next_member(self) -> bool:
        begins = self.stream.tell() - self.rem_length()
        if not super().read_next_member():
            return False
        self.member_offset = begins
        return True

    def _decompress(self, data: bytes) -> bytes:
        if not self.decompressor or not data:
            return data
        try:
            unpacked: bytes = self.decompressor.decompress(data)
            return unpacked
        except zlib.error as error:
            if self.num_block_read == 0 and not data.startswith(_GZIP_MEMBER[:2]):
                self.decompressor = None  # not compressed at all
                return data
            raise _DamagedError(f"broken compression: {error}") from error


def archive_records(
    stream: IO[bytes], max_block_bytes: int, wanted: frozenset[str], offset: int = 0
) -> Iterator[ArchiveRecord | Damage]:
    """From ``offset`` on (the offset of a record), those of the ``wanted`` types; ``stream`` is seekable.

    A damaged part is told once, and what follows it is read. Never raises for what the file holds.
    """
    damaged_from: int | None = None
    detail = ""
    in_vain = 0
    for _ in range(_MAX_ATTEMPTS):
        iterator = _iterator(stream, offset)
        reader, read, between = iterator.reader, 0, True
        try:
            for record in iterator:
                offset, between = iterator.offset, False
                found = _taken(record, max_block_bytes, wanted, offset)
                iterator.read_to_end(
                    record
                )  # so that what is wrong with its end is known before it is given out
                if iterator.err_count:
                    raise _DamagedError("the record does not end where its Content-Length says")
                if damaged_from is not None:
                    yield Damage(damaged_from, offset, detail)
                    damaged_from = None
                read += 1
                if found is not None:
                    yield found
                iterator.reader.header_bytes = 0
                between = True
            if not _is_rest(stream, max(iterator.offset, reader.member_offset)):
                break
            detail = "no record begins here"
        except ArchiveLoadFailed as error:
            if "non-chunked gzip" in str(error) and read == 1:
                yield from _as_one_member(stream, max_block_bytes, wanted)
                return
            detail = " ".join(str(error).split())[:200]
        except (_DamagedError, EOFError, ValueError, AttributeError, TypeError) as error:
            # warcio reads a header that is missing as None and trips over it.
            detail = str(error)[:200] if isinstance(error, _DamagedError) else f"no record ({error})"[:200]
        in_vain += reader.header_bytes
        if in_vain > _MAX_BYTES_IN_VAIN:
            detail = "too much that is no record"
            damaged_from = offset if damaged_from is None else damaged_from
            break
        offset = max(offset, iterator.offset, reader.member_offset) if between else offset
        damaged_from = offset if damaged_from is None else damaged_from
        following = _next_record(stream, offset + 1)
        if following is None:
            break
        offset = following
    if damaged_from is not None:
        yield Damage(damaged_from, None, detail)


def _iterator(stream: IO[bytes], offset: int) -> Any:
    stream.seek(offset)
    iterator = ArchiveIterator(stream, no_record_parse=True)
    iterator.reader = _Lines(stream, block_size=_BLOCK_BYTES)
    iterator.INC_RECORD = ""  # it would be written to standard error
    return iterator


def _taken(record: Any, max_block_bytes: int, wanted: frozenset[str], offset: int) -> ArchiveRecord | None:
    kind = str(record.rec_type)
    if (
        record.rec_type is None
        or not str(record.rec_headers.get_header("Content-Length", record.length)).isdecimal()
    ):
        raise _DamagedError("no record with a type and a length")
    if kind not in wanted:
        return None
    headers = {str(name).lower(): str(value) for name, value in record.rec_headers.headers}
    if record.format == "arc":  # its header line has the same under names of its own
        headers |= {
            "warc-target-uri": headers.get("uri", ""),
            "warc-date": headers.get("archive-date", ""),
        }
    length = int(record.length or 0)
    if length > max_block_bytes:
        return ArchiveRecord(offset, kind, headers, length, None)
    block = record.raw_stream.read(length)
    if len(block) < length:
        raise _DamagedError(f"the record ends after {len(block):,} of {length:,} bytes")
    return ArchiveRecord(offset, kind, headers, length, block)


def _as_one_member(
    stream: IO[bytes], max_block_bytes: int, wanted: frozenset[str]
) -> Iterator[ArchiveRecord | Damage]:
    """A file compressed as a whole: its records follow the first one, which is known already; offsets are those of the
    unpacked text, so nobody can start in its middle without unpacking what is before.
    """
    stream.seek(0)
    try:
        with cast("IO[bytes]", gzip.GzipFile(fileobj=stream)) as unpacked:
            iterator = _iterator(unpacked, 0)
            for number, record in enumerate(iterator):
                found = _taken(record, max_block_bytes, wanted, 0)
                if number and found is not None:
                    yield found
                iterator.reader.header_bytes = 0
    except (
        _DamagedError,
        ArchiveLoadFailed,
        EOFError,
        OSError,
        ValueError,
        AttributeError,
        TypeError,
    ) as error:
        yield Damage(0, None, f"in a file compressed as a whole: {' '.join(str(error).split())[:200]}")


def _is_rest(stream: IO[bytes], offset: int) -> bool:
    """Whether more than padding and a last empty member (bgzip's mark of the end) lies behind what warcio took for the end:
    it says nothing of a last member that is torn.
    """
    stream.seek(offset)
    rest = stream.read(_SEARCHED_BYTES)
    with suppress(zlib.error):
        member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        if not member.decompress(rest, 1) and member.eof:
            rest = member.unused_data
    return bool(rest.strip(b"\0 \t\r\n"))


def _next_record(stream: IO[bytes], start: int) -> int | None:
    """Where the next record may begin, from ``start`` on; compressed or not, as the file's beginning may be broken too."""
    stream.seek(start)
    position, carried = start, b""
    while block := stream.read(_SEARCHED_BYTES):
        searched = carried + block
        found = _NEXT.search(searched)
        if found is not None:
            return position - len(carried) + found.start()
        position += len(block)
        carried = searched[-_LONGEST_MARK + 1 :]
    return None
