"""``sources.yaml`` as it is now: read again when it changes; a broken edit leaves the sources as they were."""

from __future__ import annotations

from pathlib import Path

from services.ingest.collect.loading import Sources, SourcesInvalidError, parse_sources
from services.ingest.targets import printable

_MAX_BYTES = 20_000_000


def read_sources(path: Path) -> Sources:
    """Raises SourcesInvalidError."""
    name = printable(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise SourcesInvalidError(f"{name}: cannot be read: {error.strerror or error}") from error
    if len(content) > _MAX_BYTES:
        raise SourcesInvalidError(f"{name}: larger than {_MAX_BYTES:,} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SourcesInvalidError(f"{name}:{line}: not UTF-8: save the file as UTF-8") from error
    return parse_sources(text, name, path.absolute().parent)


class SourcesWatch:
    """``current``: the last good sources; ``problem``: what is wrong with the file now, if anything.

    Without a file there are no sources, and that is no problem.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.current = Sources(())
        self.problem: str | None = None
        self._seen: tuple[int, int, int] | None = None

    def poll(self) -> bool:
        """Look at the file; whether ``current`` or ``problem`` changed. Costs one ``stat`` when nothing did."""
        try:
            stat = self.path.stat()
            seen = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        except FileNotFoundError:
            seen = None
        except OSError:
            seen = (0, 0, 0)  # reading it says what is wrong
        if seen == self._seen:
            return False
        self._seen = seen
        if seen is None:
            # Moved away for a moment by an editor, or for good.
            before, self.current, self.problem = self.current, Sources(()), None
            return bool(before.sources)
        try:
            self.current, self.problem = read_sources(self.path), None
        except SourcesInvalidError as error:
            self.problem = str(error)
        return True
