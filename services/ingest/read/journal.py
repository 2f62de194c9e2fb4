"""How far archives were read by runs that were interrupted, so that the next one goes on there."""

from __future__ import annotations

import hashlib
from typing import IO, Protocol

_HEAD_BYTES = 65_536
_COPIED_BYTES = 1_000_000


class Journal(Protocol):
    """Offsets are bytes into the archive of that key; everything before one was given out."""

    def resume_at(self, key: str) -> int: ...
    def reached(self, key: str, offset: int) -> None: ...
    def finished(self, key: str) -> None: ...


class _NoJournal:
    def resume_at(self, key: str) -> int:
        return 0

    def reached(self, key: str, offset: int) -> None: ...
    def finished(self, key: str) -> None: ...


NO_JOURNAL: Journal = _NoJournal()


def archive_key(stream: IO[bytes], uri: str, source: str | None) -> str:
    """Of an archive by its name, its beginning and the source that it is read as: another archive under the name has
    another key, and so has the same one for another source, whose articles it gives from its first record on.
    One that only grew keeps its key from 64 KiB on; a smaller one is read again.
    """
    stream.seek(0)
    head = stream.read(_HEAD_BYTES)
    stream.seek(0)
    named = f"{uri}\0{source or ''}\0".encode("utf-8", "replace")
    return hashlib.sha256(named + head).hexdigest()


def copy_limited(source: IO[bytes], target: IO[bytes], max_bytes: int) -> bool:
    """False when there is more than ``max_bytes``."""
    copied = 0
    while block := source.read(_COPIED_BYTES):
        copied += len(block)
        if copied > max_bytes:
            return False
        target.write(block)
    target.seek(0)
    return True
