"""What was fetched, kept as it came in WARC files: an optional raw archive that can be read in again, by us or others.

Source: the WARC format 1.1 (ISO 28500:2017), one gzip member a record, so a file cut short by a crash loses its last
record only.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import IO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from shared.errors import UserError

_NAME = "lajmi-{at:%Y%m%dT%H%M%SZ}-{process}-{number:05}.warc.gz"


@dataclass(frozen=True, slots=True)
class FetchedAnswer:
    """``content``: unpacked; so its headers tell neither packing nor length."""

    url: str
    status: int
    content: bytes
    content_type: str | None
    fetched_at: datetime


class ArchiveWriter:
    """Writes to ``folder``, a new file whenever the last one passed ``max_file_bytes``; used by one thread.

    Files that are being written end in ``.open``, so that a folder of archives can be read meanwhile. Raises UserError when
    the folder cannot be written: collecting waits then, as an archive with holes would be worse than none.
    """

    def __init__(self, folder: Path, max_file_bytes: int = 1_000_000_000) -> None:
        self._folder = folder
        self._software = f"lajmi/{version('lajmi')}"
        self._max_file_bytes = max_file_bytes
        self._number = 0
        self._file: IO[bytes] | None = None
        self._path = folder

    def write(self, answer: FetchedAnswer) -> None:
        try:
            if self._file is not None and self._file.tell() >= self._max_file_bytes:
                self.close()
            file = self._file or self._open(answer.fetched_at)
            writer = WARCWriter(file, gzip=True, warc_version="1.1")
            headers = [("Content-Type", answer.content_type)] if answer.content_type else []
            headers.append(("Content-Length", str(len(answer.content))))
            record = writer.create_warc_record(
                answer.url,
                "response",
                payload=BytesIO(answer.content),
                http_headers=StatusAndHeaders(f"{answer.status} ", headers, protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": _date(answer.fetched_at)},
            )
            writer.write_record(record)  # it flushes
        except OSError as error:
            raise self._unwritable(error) from error

    def _open(self, at: datetime) -> IO[bytes]:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._number += 1
        name = _NAME.format(at=at.astimezone(UTC), process=os.getpid(), number=self._number)
        self._path = self._folder / f"{name}.open"
        self._file = self._path.open("xb")
        writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
        writer.write_record(
            writer.create_warcinfo_record(name, {"software": self._software, "format": "WARC 1.1"})
        )
        return self._file

    def close(self) -> None:
        """Raises UserError when what is still to be written finds no room; the file then keeps its ``.open``."""
        file, self._file = self._file, None
        if file is None:
            return
        try:
            file.close()
            self._path.rename(self._path.with_suffix(""))
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> UserError:
        return UserError(
            f"{self._path} cannot be written ({error.strerror or error}): make room there, or set LAJMI_ARCHIVE to another "
            "folder; nothing is collected meanwhile, nothing is lost"
        )


def _date(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
