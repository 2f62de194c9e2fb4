"""What the world saw of a collector, and what the collector's ledger says, held against the plan. Pure but for reading."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.world.plan import Feed, Manner, World, is_of_the_world

Outcomes = Mapping[tuple[str, str], int]  # (outcome, reason) to items, of one source

_TOLERANCE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as the world saw it. ``began``: it was complete; ``ended``: its answer was, or somebody gave up;
    ``status``: of the answer, or the name of the trick; ``sent``: bytes of the body; ``offered``: the answer had validators;
    ``late``: how much earlier than ``began`` it may have arrived, in seconds.
    """

    host: str
    path: str
    began: float
    ended: float
    status: str
    sent: int
    conditional: bool
    offered: bool
    round: int
    late: float


def read_log(path: Path) -> list[Seen]:
    """In the order in which the requests arrived."""
    seen = [Seen(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    return sorted(seen, key=lambda one: one.began)


@dataclass(frozen=True, slots=True)
class Conduct:
    """``most_at_once``: of one host; ``closest_seconds``: between two requests to one host; ``too_close``: how many followed
    the one before certainly sooner than the delay; ``robots_rereads``: of a robots.txt that was read already;
    ``robots_late``: hosts of which anything was asked before the robots.txt; ``off_limits``, ``private``: requests that
    should never have been made.
    """

    most_at_once: int
    closest_seconds: float
    too_close: int
    robots_rereads: int
    robots_late: int
    off_limits: int
    private: int

    def faults(self, concurrency: int) -> list[str]:
        found = {
            f"{self.most_at_once} requests at once to one host": self.most_at_once > concurrency,
            f"{self.too_close} requests too soon after the one before": self.too_close > 0,
            f"{self.robots_rereads} robots.txt read again": self.robots_rereads > 0,
            f"{self.robots_late} hosts asked before their robots.txt": self.robots_late > 0,
            f"{self.off_limits} requests for what robots.txt disallows": self.off_limits > 0,
            f"{self.private} requests to a private server": self.private > 0,
        }
        return [fault for fault, true in found.items() if true]


def conduct(log: Sequence[Seen], delay_seconds: float) -> Conduct:
    by_host: dict[str, list[Seen]] = defaultdict(list)
    for one in log:
        by_host[one.host].append(one)
    gaps = [
        # The longest that it can have been: the first of two may have been seen late.
        later.began - earlier.began + earlier.late
        for host, seen in by_host.items()
        if is_of_the_world(host)
        for earlier, later in pairwise(seen)
    ]
    robots = Counter(one.host for one in log if one.path == "/robots.txt")
    return Conduct(
        most_at_once=max(map(_most_at_once, by_host.values()), default=0),
        closest_seconds=round(min(gaps, default=0.0), 3),
        too_close=sum(gap < delay_seconds - _TOLERANCE_SECONDS for gap in gaps),
        robots_rereads=sum(robots.values()) - len(robots),
        robots_late=sum(
            seen[0].path != "/robots.txt" for host, seen in by_host.items() if is_of_the_world(host)
        ),
        off_limits=sum(one.path.startswith("/private/") for one in log),
        private=sum(not is_of_the_world(one.host) for one in log),
    )


def _most_at_once(seen: Iterable[Seen]) -> int:
    # One that ends in the instant in which another begins has made room for it.
    changes = sorted(
        [(one.began, 1) for one in seen] + [(one.ended, -1) for one in seen], key=lambda one: one
    )
    active = most = 0
    for _, change in changes:
        active += change
        most = max(most, active)
    return most


@dataclass(frozen=True, slots=True)
class Conditional:
    """``possible``: requests for what came with validators before; ``made``: those that sent them; ``wasted``: whole bodies
    of what had not changed."""

    possible: int
    made: int
    wasted: int


def conditional(world: World, log: Sequence[Seen], round_number: int) -> Conditional:
    offered = {(one.host, one.path) for one in log if one.round < round_number and one.offered}
    now = [one for one in log if one.round == round_number and (one.host, one.path) in offered]
    changed = {(feed.host, feed.path) for feed in world.feeds if feed.changing or feed.edited}
    return Conditional(
        possible=len(now),
        made=sum(one.conditional for one in now),
        wasted=sum(one.status == "200" and (one.host, one.path) not in changed for one in now),
    )


def unaccounted(world: World, outcomes: Mapping[str, Outcomes], round_number: int) -> list[str]:
    """Sources whose outcomes (of that round alone, by source) are not what the world holds, each with a sentence."""
    found = []
    for feed in world.feeds:
        wanted, got = expected(world, feed, round_number), summed(outcomes.get(feed.name, {}))
        if got != wanted:
            trick = f" ({feed.trick})" if feed.trick else ""
            found.append(f"{feed.name}{trick}: {dict(got)} instead of {dict(wanted)}")
    strangers = set(outcomes) - {feed.name for feed in world.feeds}
    return found + [f"{name}: no source of the world" for name in sorted(strangers)]


def expected(world: World, feed: Feed, round_number: int) -> Counter[str]:
    """Items by outcome; ``refused``: rejected or dead-lettered."""
    if not feed.readable:
        return Counter(refused=1)
    shown = len(feed.shown(world.dimensions.items, round_number))
    if round_number == 1:
        # A teaser is published, and so is its page, as the next revision.
        return Counter(published=2 * shown if feed.teasers else shown)
    if feed.changing or feed.edited:
        return Counter(published=1, unchanged=shown - 1) if shown > 1 else Counter(published=1)
    return Counter()  # 304, or the very same bytes


def summed(outcomes: Outcomes) -> Counter[str]:
    total: Counter[str] = Counter()
    for (outcome, _), items in outcomes.items():
        total["refused" if outcome in {"rejected", "dead_lettered"} else outcome] += items
    return +total


def refusals(world: World, outcomes: Mapping[str, Outcomes]) -> dict[str, Counter[str]]:
    """Reasons by trick, for a person to see that each is told for what it is."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for feed in world.feeds:
        if feed.manner is not Manner.GOOD:
            for (outcome, reason), items in outcomes.get(feed.name, {}).items():
                told[feed.trick or str(feed.manner)][reason or outcome] += items
    return dict(told)
