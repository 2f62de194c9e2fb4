"""The inbox: a folder whose files are ingested once they are whole, then moved away."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from services.ingest.targets import printable
from shared.errors import UserError
from shared.logs import get_logger

_STABLE_SECONDS = 2.0
# What editors, browsers and copy programs call files that they are still writing.
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download", ".swp", "~")


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
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            found = sorted(self.folder.iterdir())
        except OSError as error:
            raise UserError(
                f"the inbox {self.folder} cannot be read ({error.strerror}): set LAJMI_INBOX"
            ) from error
        for path in found:
            if path.name.startswith(".") or path.name.lower().endswith(UNFINISHED):
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
        if moved is None:
            return
        try:
            moved.with_name(f"{moved.name}.error.txt").write_text(
                f"{why}\n", encoding="utf-8", errors="backslashreplace"
            )
        except OSError as error:  # such as a name that is too long with its ending
            get_logger().warning(
                "no text beside the failed file",
                stage="ingest",
                file=printable(moved.name),
                detail=str(error),
            )

    def _move(self, path: Path, place: str) -> Path | None:
        """Never over an older file of the same name. None when somebody took the file away: there is nothing to move.

        Raises UserError when it cannot be moved: left where it is, it would be ingested over and over.
        """
        folder = self.folder / place
        target = folder / path.name
        number = 1
        try:
            folder.mkdir(parents=True, exist_ok=True)
            while target.exists():
                number += 1
                target = folder / f"{path.stem}.{number}{path.suffix}"
            return path.rename(target)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UserError(
                f"{printable(str(path))} cannot be moved to {printable(str(folder))} ({error.strerror}): "
                f"let the service write there"
            ) from error
