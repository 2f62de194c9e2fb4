"""Taking an audit: what to read in which order, so that traffic going on meanwhile cannot upset the balance."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from services.index.audit.accounts import Audit, Burials, Stream, audit
from services.index.audit.claims import enriched_claim, json_object, raw_claim
from services.index.audit.readers import Offsets, committed, extent, read_index, records
from shared.clock import now
from shared.elastic import READ_ALIAS, make_elasticsearch
from shared.ledger import (
    IngestLedger,
    LedgerUnreadable,
    SourceAccount,
    ledger_path,
    read_ledger,
    read_sources,
)
from shared.settings import Settings
from shared.topics import DEAD_LETTER, ENRICHED, RAW, RAW_BACKFILL


@dataclass(frozen=True, slots=True)
class Scope:
    """Which topics, groups and alias to audit."""

    enrich_group: str
    index_group: str
    raw: tuple[str, ...] = (RAW, RAW_BACKFILL)
    enriched: str = ENRICHED
    dead_letters: str = DEAD_LETTER
    alias: str = READ_ALIAS


def scope_of(settings: Settings) -> Scope:
    return Scope(settings.enrich_group, settings.index_group)


@dataclass(frozen=True, slots=True)
class Taken:
    audit: Audit
    ingest: IngestLedger | None
    ingest_compared: bool  # whether its ledger could be held against the topics
    sources: tuple[SourceAccount, ...]  # of ingest's ledger, since the time asked for


def take(settings: Settings, scope: Scope, since: datetime | None = None) -> Taken:
    """Read everything once. ``since``: from when on ingest's sources are told of; None: of all time.

    The order matters while articles flow. What a group had committed before anything else was read must have arrived by
    the time the next place is read; and whatever the index holds must be on the topics when these are read after it.
    """
    ledger, sources, ledger_fault = _ledger(settings, since)
    enriched_upto = committed(settings, scope.enrich_group, scope.raw)
    indexed_upto = committed(settings, scope.index_group, [scope.enriched])
    client = make_elasticsearch(settings)
    try:
        index = read_index(client, scope.alias)
    finally:
        client.close()
    raw_extent = extent(settings, scope.raw)
    enriched_ends = extent(settings, [scope.enriched]).ends
    burials = Burials()
    for record in records(settings, extent(settings, [scope.dead_letters]).ends):
        letter = json_object(record.value)
        if letter is not None:
            burials.add(letter)
    raw, enriched = Stream(), Stream()
    for stream, ends, upto, claim in (
        (raw, raw_extent.ends, enriched_upto, raw_claim),
        (enriched, enriched_ends, indexed_upto, enriched_claim),
    ):
        for record in records(settings, ends):
            stream.add(
                (record.topic, record.partition, record.offset),
                claim(record.key, record.value, record.headers or ()),
                settled=record.offset < upto.get((record.topic, record.partition), 0),
                burials=burials,
            )
    comparable = (
        ledger is not None and raw_extent.complete and _same_topics(ledger.checkpoints, raw_extent.ends)
    )
    remembered = ledger.articles if ledger is not None and comparable else []
    items = (0, 0) if ledger is None else (ledger.seen, sum(ledger.outcomes.values()))
    taken = audit(raw, enriched, index, burials, remembered, ledger_fault, items)
    return Taken(taken, ledger, comparable, sources)


def _ledger(
    settings: Settings, since: datetime | None
) -> tuple[IngestLedger | None, tuple[SourceAccount, ...], str | None]:
    """What ingest says of itself and of its sources, or why it cannot be read; nothing where ingest never ran."""
    path = ledger_path(settings)
    try:
        return read_ledger(path), tuple(read_sources(path, since, now())), None
    except LedgerUnreadable as error:
        return None, (), str(error)


def _same_topics(checkpoints: Offsets, ends: Offsets) -> bool:
    """Whether ingest's state can be about these topics: it cannot have seen more of them than there is."""
    return bool(checkpoints) and all(
        offset <= ends[partition] for partition, offset in checkpoints.items() if partition in ends
    )


def wait_until_quiet(settings: Settings, scope: Scope, seconds: float) -> bool:
    """Wait until both groups are through with everything published, at most ``seconds``."""
    until = time.monotonic() + seconds
    while not _quiet(settings, scope):
        if time.monotonic() >= until:
            return False
        time.sleep(0.5)
    return True


def _quiet(settings: Settings, scope: Scope) -> bool:
    for group, topics in ((scope.enrich_group, scope.raw), (scope.index_group, (scope.enriched,))):
        upto = committed(settings, group, topics)
        span = extent(settings, topics)
        # An empty partition has nothing to commit.
        if any(upto[p] < end for p, end in span.ends.items() if end > span.begins[p]):
            return False
    return True
