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


def archive_key(stream: IO[bytes], uri: str) -> str:
    """Of an archive by its name and its beginning: one that only grew keeps it, another one under the name does not."""
    stream.seek(0)
    head = stream.read(_HEAD_BYTES if _size(stream) >= _HEAD_BYTES else 0)
    stream.seek(0)
    return hashlib.sha256(uri.encode("utf-8", "replace") + b"\0" + head).hexdigest()


def _size(stream: IO[bytes]) -> int:
    size = stream.seek(0, 2)
    stream.seek(0)
    return size


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
