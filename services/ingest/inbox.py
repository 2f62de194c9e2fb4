"""The inbox: a folder whose files are ingested once they are whole, then moved away."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

_STABLE_SECONDS = 2.0
# What editors, browsers and copy programs call files that they are still writing.
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download", ".swp", "~")


@dataclass(frozen=True, slots=True)
class _Look:
    size: int
    modified_ns: int
    since: float


class Inbox:
    """``done`` and ``failed`` are folders inside; a failed file gets a text beside it that says why."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._looks: dict[Path, _Look] = {}
        for place in (folder, folder / "done", folder / "failed"):
            place.mkdir(parents=True, exist_ok=True)

    def ready(self) -> list[Path]:
        """Files whose size and time have not changed for two seconds, sorted by name."""
        at = time.monotonic()
        looks: dict[Path, _Look] = {}
        for path in sorted(self.folder.iterdir()):
            if path.name.startswith(".") or path.name.lower().endswith(_UNFINISHED):
                continue
            try:
                if not path.is_file():
                    continue
                stat = path.stat()
            except OSError:
                continue  # gone between two looks
            look = self._looks.get(path)
            if look is None or (look.size, look.modified_ns) != (stat.st_size, stat.st_mtime_ns):
                look = _Look(stat.st_size, stat.st_mtime_ns, at)
            looks[path] = look
        self._looks = looks
        return [path for path, look in looks.items() if at - look.since >= _STABLE_SECONDS]

    def done(self, path: Path) -> None:
        self._move(path, "done")

    def failed(self, path: Path, why: str) -> None:
        moved = self._move(path, "failed")
        moved.with_name(f"{moved.name}.error.txt").write_text(f"{why}\n", encoding="utf-8")

    def _move(self, path: Path, place: str) -> Path:
        """Never over an older file of the same name."""
        target = self.folder / place / path.name
        number = 1
        while target.exists():
            number += 1
            target = self.folder / place / f"{path.stem}.{number}{path.suffix}"
        return path.rename(target)
