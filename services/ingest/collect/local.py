"""Folders and files on this machine as sources: what is new or changed in them, in batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from services.ingest.collect.jobs import LocalJob, Settled
from services.ingest.collect.memory import Memory
from services.ingest.collect.outcomes import bounds_of
from services.ingest.collect.reading import dressed
from services.ingest.collect.schedule import Visit, after
from services.ingest.collect.sources import Kind
from services.ingest.inbox import UNFINISHED
from services.ingest.items import Item, Refused
from services.ingest.read.options import ReadOptions
from services.ingest.read.target import read_target
from services.ingest.session import Outcomes, batches
from services.ingest.targets import Ignored, Target, expand, printable
from shared.contracts import InputFormat
from shared.rejection import Rejection
from shared.settings import Settings

# A file that changed less than this ago may still be being written.
_SETTLED_SECONDS = 2.0
_FORMATS = {Kind.JSONL: InputFormat.JSONL, Kind.WARC: InputFormat.WARC}


class _Journal:
    """How far archives were read; what is reached is stored only once everything before it was acknowledged."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._reached: dict[str, int] = {}

    def resume_at(self, key: str) -> int:
        return self._memory.archive_reached(key)

    def reached(self, key: str, offset: int) -> None:
        self._reached[key] = offset

    def finished(self, key: str) -> None:
        self._reached[key] = 0

    def store(self) -> None:
        for key, offset in self._reached.items():
            self._memory.reach_archive(key, offset)
        self._reached = {}


class LocalRead:
    """One look at a local source: ``next_batch``, publish it, ``settle``, until ``finished``."""

    def __init__(self, job: LocalJob, memory: Memory, settings: Settings) -> None:
        self.source = job.source
        self.done = job.done
        self.finished = False
        self.outcomes: Outcomes = Counter()  # of all batches
        self._job = job
        self._memory = memory
        self._settings = settings
        self._journal = _Journal(memory)
        self._read: list[tuple[str, int, int]] = []  # files read to their end, not yet acknowledged
        self._files = 0
        self._problem: Rejection | None = None
        self._batches = batches(self._items())

    def next_batch(self) -> list[Item]:
        batch = next(self._batches, None)
        self.finished = batch is None
        return batch or []

    def settle(self) -> Settled | None:
        """Inside the memory's transaction, when the last batch was acknowledged. Null while there is more to come."""
        self._journal.store()
        for path, size, modified in self._read:
            self._memory.read_file(path, self.source.key, size, modified)
        self._read = []
        if not self.finished:
            return None
        problem = self._problem
        visit = Visit.MISSING if problem else Visit.CHANGED if self._files else Visit.UNCHANGED
        bounds = bounds_of(self.source, None)
        record = self._job.record
        pace = after(record.pace, visit, record.key, bounds, self._job.at)
        kind = str(self.source.guessed_kind)
        detail = f"{printable(str(self.source.location))} {problem.detail}" if problem else ""
        outcome = problem.reason if problem else str(visit)
        settled = replace(record, kind=kind, outcome=outcome, detail=detail, pace=pace)
        self._memory.store([settled])
        return Settled(settled)

    def _items(self) -> Iterator[Item]:
        location = self.source.location
        self._problem = _problem(location)
        if self._problem is not None:
            if self._job.record.outcome != self._problem.reason:  # said once, not at every look
                name = self.source.name or printable(location.stem) or "unknown"
                detail = f"{printable(str(location))}: {self._problem.detail}"
                yield Refused(Rejection(self._problem.reason, detail), printable(str(location)), name)
            return
        known = self._memory.files(self.source.key)
        form = _FORMATS.get(self.source.kind) if self.source.kind is not None else None
        for target in expand((str(location),)):
            if isinstance(target, Ignored) or target.name.lower().endswith(UNFINISHED):
                continue
            try:
                stat = Path(target.name).stat()
            except OSError:
                continue  # gone between two looks
            if self._job.at - stat.st_mtime < _SETTLED_SECONDS and stat.st_mtime <= self._job.at:
                continue
            if known.get(target.name) == (stat.st_size, stat.st_mtime_ns):
                continue
            self._files += 1
            for item in read_target(
                Target(target.name), ReadOptions(form, self.source.name), self._settings, self._journal
            ):
                yield dressed(item, self.source)
            self._read.append((target.name, stat.st_size, stat.st_mtime_ns))


def _problem(location: Path) -> Rejection | None:
    """Why nothing can be read there: absent, or behind a folder that is closed to us, or no possible name."""
    try:
        location.stat()
        if location.is_dir():
            next(location.iterdir(), None)
    except FileNotFoundError:
        return Rejection("not_found", "is not there")
    except (OSError, ValueError) as error:
        return Rejection("unreadable", f"cannot be read ({getattr(error, 'strerror', None) or error})")
    return None
