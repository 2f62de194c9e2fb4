"""The ledger's arithmetic: what was published, and where each of it ended. Pure.

Everything is compared in external versions, which order all copies of an article: a record demands that the next place
holds its article at that version or a newer one. A record at or behind the group's committed offset has to have arrived;
one ahead of it is in flight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import starmap

from services.index.audit.claims import Claim, Unclaimed, article_of
from services.index.records import LAST_GENERATION
from shared.elastic import external_version, unpack_version
from shared.events import LAST_REVISION

SHOWN = 20  # of what breaks the balance; the rest is counted

Place = tuple[str, int, int]  # topic, partition, offset
Versioned = tuple[bytes, int]  # article id as 16 bytes, and external version


@dataclass(slots=True)
class Burials:
    """The dead letters, by the place of the record that failed: every redelivery of it shares that."""

    places: set[Place] = field(default_factory=set)
    per_stage: dict[str, int] = field(default_factory=dict)

    def add(self, letter: Mapping[str, object]) -> None:
        """``letter`` is a DeadLetter's JSON object."""
        stage = str(letter.get("stage"))
        self.per_stage[stage] = self.per_stage.get(stage, 0) + 1
        origin = letter.get("origin")
        if isinstance(origin, dict):
            topic, partition, offset = (origin.get(name) for name in ("topic", "partition", "offset"))
            if isinstance(topic, str) and isinstance(partition, int) and isinstance(offset, int):
                self.places.add((topic, partition, offset))


@dataclass(slots=True)
class Stream:
    """What the records of one or more topics claim: the newest version of each article, settled and in all."""

    records: int = 0
    buried: int = 0  # records that have a dead letter
    in_flight: int = 0  # records ahead of the reading group
    unreadable_in_flight: int = 0
    newest: dict[bytes, int] = field(default_factory=dict)
    settled: dict[bytes, int] = field(default_factory=dict)  # the same of records the group is through with
    refused: dict[bytes, int] = field(default_factory=dict)  # newest version of each article among the buried
    lost: list[Place] = field(default_factory=list)  # unreadable, through with, and without a dead letter
    retracted: set[bytes] = field(default_factory=set)  # articles whose newest record is a tombstone

    def add(self, place: Place, claim: Claim | Unclaimed, *, settled: bool, burials: Burials) -> None:
        self.records += 1
        if place in burials.places:
            self.buried += 1
            if isinstance(claim, Claim):
                self.refused[claim.article] = max(claim.version, self.refused.get(claim.article, -1))
            return
        self.in_flight += not settled
        if not isinstance(claim, Claim):
            if claim is Unclaimed.UNREADABLE:
                if settled:
                    self.lost.append(place)
                else:
                    self.unreadable_in_flight += 1
            return
        if claim.version >= self.newest.get(claim.article, -1):
            self.newest[claim.article] = claim.version
            if claim.retraction:
                self.retracted.add(claim.article)
            else:
                self.retracted.discard(claim.article)
        if settled:
            self.settled[claim.article] = max(claim.version, self.settled.get(claim.article, -1))

    def holds(self, article: bytes, version: int) -> bool:
        """Whether any record, refused or not, claims the article at that version or a newer one."""
        return max(self.newest.get(article, -1), self.refused.get(article, -1)) >= version


@dataclass(slots=True)
class Index:
    """What Elasticsearch holds: the version of each document, and which of them are markers of a retraction."""

    versions: dict[bytes, int] = field(default_factory=dict)
    retracted: set[bytes] = field(default_factory=set)
    strangers: list[str] = field(default_factory=list)  # ids that are no article ids
    doubled: list[bytes] = field(default_factory=list)  # in two indices behind the alias

    def add(self, document_id: str, version: int, *, retracted: bool) -> None:
        article = article_of(document_id)
        if article is None:
            self.strangers.append(document_id)
            return
        if article in self.versions:
            self.doubled.append(article)
        self.versions[article] = max(version, self.versions.get(article, -1))
        if retracted:
            self.retracted.add(article)

    @property
    def documents(self) -> int:
        return len(self.versions) - len(self.retracted) + len(self.strangers)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that breaks the balance: what, how often, and the first few cases."""

    what: str
    count: int
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the ledger: articles that went in, and where each of them is now. The parts sum up to ``articles``."""

    name: str
    articles: int
    arrived: int
    retracted: int
    dead_lettered: int
    in_flight: int
    missing: int


@dataclass(frozen=True, slots=True)
class Audit:
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]
    counts: dict[
        str, int
    ]  # records of each topic, letters of each stage, documents: what the steps were made from

    @property
    def balanced(self) -> bool:
        return not self.problems

    @property
    def in_flight(self) -> int:
        return sum(step.in_flight for step in self.steps)


def audit(
    raw: Stream,
    enriched: Stream,
    index: Index,
    burials: Burials,
    remembered: Iterable[tuple[bytes, int]] = (),
    ledger_fault: str | None = None,
    items: tuple[int, int] = (0, 0),
) -> Audit:
    """``remembered``: article and revision of what ingest's own ledger says it published or saw on its topics;
    ``ledger_fault``: why there is a ledger that nobody can read; ``items``: how many items ingest saw, and how many outcomes
    it counted."""
    first, lost = _published(raw, enriched, index)
    second, behind = _indexed(enriched, index)
    problems = (
        _problem("ingest's own ledger cannot be read", [ledger_fault] if ledger_fault else []),
        _problem(
            "items of ingest without exactly one outcome",
            [f"{items[0]:,} seen, {items[1]:,} outcomes"] if items[0] != items[1] else [],
        ),
        _problem(
            "published by ingest, but not on its topics",
            (
                f"{article.hex()} revision {revision}"
                for article, revision in remembered
                if not raw.holds(article, external_version(revision, 0))
            ),
        ),
        _problem("published, but neither enriched nor dead-lettered", starmap(_named, lost)),
        _problem("unreadable among the published, without a dead letter", starmap(_placed, raw.lost)),
        _problem(
            "enriched, but not in the index",
            (_named(article, version) for article, version in behind if article not in index.versions),
        ),
        _problem(
            "in the index at another version than the newest enriched", _differing(behind, enriched, index)
        ),
        _problem("unreadable among the enriched, without a dead letter", starmap(_placed, enriched.lost)),
        _problem("in the index, but never enriched", _unheard_of(enriched, index)),
        _problem("in the index twice", (article.hex() for article in index.doubled)),
    )
    counts = {
        "raw_records": raw.records,
        "enriched_records": enriched.records,
        **{f"dead_letters_{stage}": count for stage, count in sorted(burials.per_stage.items())},
        "documents": index.documents,
        "retraction_markers": len(index.retracted),
    }
    return Audit((first, second), tuple(problem for problem in problems if problem is not None), counts)


def _differing(behind: list[Versioned], enriched: Stream, index: Index) -> Iterator[str]:
    for article, version in behind:
        held = index.versions.get(article)
        if held is not None:
            yield f"{_named(article, held)}; enriched: {_named(article, version)}"
    for article, newest in enriched.newest.items():
        held = index.versions.get(article, -1)
        if held > newest and article not in index.retracted:
            yield f"{_named(article, held)}; enriched: {_named(article, newest)}"


def _unheard_of(enriched: Stream, index: Index) -> Iterator[str]:
    """Documents of which the topic knows nothing. Compaction takes tombstones away after a day, and the older records
    of an article whose newest one was refused by the index; both leave their trace elsewhere."""
    for article in index.versions:
        if (
            article not in enriched.newest
            and article not in index.retracted
            and article not in enriched.refused
        ):
            yield article.hex()
    yield from index.strangers


def _published(raw: Stream, enriched: Stream, index: Index) -> tuple[Step, list[Versioned]]:
    """Every article of the raw topics was enriched, dead-lettered or retracted."""

    def end_of(article: bytes, version: int) -> _End | None:
        if enriched.newest.get(article, -1) >= version:
            return _End.RETRACTED if article in enriched.retracted else _End.ARRIVED
        # Compaction removes tombstones from the topic after a day; the marker in the index stays.
        if article in index.retracted and index.versions[article] >= version:
            return _End.RETRACTED
        # It was enriched, and the index refused it.
        return _End.DEAD_LETTERED if enriched.refused.get(article, -1) >= version else None

    ends, lost = _follow(raw, end_of)
    return _step("published → enriched", raw, ends), lost


def _indexed(enriched: Stream, index: Index) -> tuple[Step, list[Versioned]]:
    """Every enriched article is in the index at its newest version, or marked as retracted there."""

    def end_of(article: bytes, version: int) -> _End | None:
        if index.versions.get(article, -1) < version:
            return None
        return _End.RETRACTED if article in index.retracted else _End.ARRIVED

    ends, behind = _follow(enriched, end_of)
    return _step("enriched → indexed", enriched, ends), behind


class _End(StrEnum):
    ARRIVED = "arrived"
    RETRACTED = "retracted"
    DEAD_LETTERED = "dead_lettered"
    IN_FLIGHT = "in_flight"
    MISSING = "missing"


def _follow(
    stream: Stream, end_of: Callable[[bytes, int], _End | None]
) -> tuple[Counter[_End], list[Versioned]]:
    """Where each article of ``stream`` ended, and those that ended nowhere, with the version that should have."""
    ends: Counter[_End] = Counter()
    missing: list[Versioned] = []
    for article, newest in stream.newest.items():
        end = end_of(article, newest)
        if end is None:
            settled = stream.settled.get(article)
            if settled is None or (settled < newest and end_of(article, settled) is not None):
                end = _End.IN_FLIGHT
            else:
                end = _End.MISSING
                missing.append((article, settled))
        ends[end] += 1
    return ends, missing


def _step(name: str, stream: Stream, ends: Counter[_End]) -> Step:
    # A record that was dead-lettered, or that nobody can read, names no article that can be trusted: it counts for itself.
    unreadable_in_flight = stream.unreadable_in_flight
    return Step(
        name,
        articles=len(stream.newest) + stream.buried + len(stream.lost) + unreadable_in_flight,
        arrived=ends[_End.ARRIVED],
        retracted=ends[_End.RETRACTED],
        dead_lettered=ends[_End.DEAD_LETTERED] + stream.buried,
        in_flight=ends[_End.IN_FLIGHT] + unreadable_in_flight,
        missing=ends[_End.MISSING] + len(stream.lost),
    )


def _problem(what: str, cases: Iterable[str]) -> Problem | None:
    found = list(cases)
    return Problem(what, len(found), tuple(found[:SHOWN])) if found else None


def _named(article: bytes, version: int) -> str:
    revision, generation = unpack_version(version)
    if generation == LAST_GENERATION:
        return f"{article.hex()} retraction" + (
            "" if revision == LAST_REVISION else f" of revision {revision}"
        )
    return f"{article.hex()} revision {revision}" + (f" generation {generation}" if generation else "")


def _placed(topic: str, partition: int, offset: int) -> str:
    return f"{topic} partition {partition} offset {offset}"
