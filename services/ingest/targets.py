"""What a user names on the command line: files, folders, addresses, standard input; and their bytes, under limits."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.ingest.detect import FOLDER_EXTENSIONS
from services.ingest.web import is_web_address

STDIN = "-"


def printable(name: str) -> str:
    """A name as it can be printed and stored: bytes of a file's name or an argument that are no UTF-8 become U+FFFD."""
    return os.fsencode(name).decode(errors="replace")


@dataclass(frozen=True, slots=True)
class Target:
    """``name``: as the user gave it (a file in a named folder: the folder as given, and the file's path in it).

    ``location``: where the file really lies, if that is not its name.
    """

    name: str
    location: Path | None = None

    @property
    def is_stdin(self) -> bool:
        return self.name == STDIN

    @property
    def is_web(self) -> bool:
        return is_web_address(self.name)

    @property
    def uri(self) -> str:
        return printable(self.name)

    @property
    def path(self) -> Path:
        return self.location or Path(self.name)


@dataclass(frozen=True, slots=True)
class Ignored:
    """Files of a folder that are in no format of ours."""

    folder: str
    names: tuple[str, ...]


def expand(names: tuple[str, ...]) -> Iterator[Target | Ignored]:
    """Folders become their files, sorted by path, so that the order is the same on any machine; the rest stays."""
    for name in names:
        if name == STDIN or is_web_address(name) or not Path(name).is_dir():
            yield Target(name)
            continue
        ignored = []
        for path in _files(name):
            if path.lower().endswith(tuple(FOLDER_EXTENSIONS)):
                yield Target(path)
            else:
                ignored.append(path)
        if ignored:
            yield Ignored(name, tuple(ignored))


def _files(folder: str) -> list[str]:
    """Paths below a folder as strings that begin as the user wrote it; hidden files and folders are left out."""
    found: list[str] = []
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found.extend(str(Path(parent) / name) for name in files if not name.startswith("."))
    return sorted(found)
