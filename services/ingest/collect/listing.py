"""What is known of each source, for a person, for health checks and for metrics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from services.ingest.collect.durations import format_duration
from services.ingest.collect.memory import Memory, Record
from services.ingest.collect.same import told_apart
from services.ingest.collect.schedule import is_due
from services.ingest.collect.sources import Source
from shared.ledger import LedgerUnreadable, ledger_path
from shared.ledger import read_sources as read_accounts
from shared.settings import Settings

# Due for so long and not visited: the service is not running, or cannot keep up.
LATE_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """Times are ISO 8601, UTC; null: never. ``same_as``: the source under whose address this one is fetched already."""

    name: str
    key: str
    address: str
    kind: str | None
    last_visit: str | None
    last_success: str | None
    last_change: str | None
    next_due: str | None
    due: bool
    late: bool
    interval_seconds: float
    failures: int
    last_outcome: str | None
    detail: str
    silent: bool
    same_as: str | None

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    def as_row(self) -> tuple[str, ...]:
        flags = [name for name, raised in (("late", self.late), ("SILENT", self.silent)) if raised]
        if self.failures:
            flags.append(f"failing ({self.failures})")
        elif self.last_success is not None and self.detail and self.last_outcome != "host_asked_to_wait":
            flags.append("NOTHING READ")  # it answers, but with nothing that we find an article in
        if self.same_as:
            flags = [f"same as {self.same_as}"]
        return (
            self.name,
            self.kind or "?",
            _short(self.last_success),
            "now" if self.due else _short(self.next_due),
            format_duration(self.interval_seconds),
            self.last_outcome or "not visited yet",
            ", ".join(flags),
        )


def statuses(settings: Settings, sources: Iterable[Source], now: float) -> list[SourceStatus]:
    """In the file's order. Raises UserError when the memory cannot be read."""
    records: dict[str, Record] = {}
    if (settings.home / "collect.db").is_file():
        memory = Memory(settings.home / "collect.db")
        try:
            records = memory.records()
        finally:
            memory.close()
    try:
        accounts = read_accounts(ledger_path(settings), None, datetime.fromtimestamp(now, UTC))
    except LedgerUnreadable:
        accounts = []
    silent = {account.source for account in accounts if account.silent_since is not None}
    listed = list(sources)
    _, same = told_apart(listed, records)
    return [_status(source, records.get(source.key), same.get(source.key), silent, now) for source in listed]


def _status(
    source: Source, record: Record | None, same: Source | None, silent: set[str], now: float
) -> SourceStatus:
    known = record or Record(source.key, source.label)
    pace = known.pace
    due = same is None and is_due(pace, now)
    return SourceStatus(
        name=source.label,
        key=source.key,
        address=source.url or source.path or "",
        kind=str(source.guessed_kind or "") or known.kind,
        last_visit=_iso(pace.visited_at),
        last_success=_iso(pace.answered_at),
        last_change=_iso(pace.changed_at),
        next_due=None if same is not None else _iso(max(pace.due_at, 0.0) or None),
        due=due,
        late=due and pace.visited_at is not None and now - pace.due_at > LATE_SECONDS,
        interval_seconds=round(pace.interval_seconds, 1),
        failures=pace.failures,
        last_outcome=known.outcome or None,
        detail=known.detail,
        silent=known.label in silent,
        same_as=same.label if same is not None else None,
    )


def _iso(at: float | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _short(iso: str | None) -> str:
    return iso[:16].replace("T", " ") if iso else "never"
