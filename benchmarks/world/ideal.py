"""How long a round must take however fast the collector is: what politeness and the servers' own slowness cost. Pure.

Each host is simulated by itself, as no host need wait for another. Its robots.txt is read first (where it is not known
yet), then its feeds in the order of the sources file, the pages behind teasers as they become known; a request starts as
soon as fewer than ``concurrency`` are under way and the last one started ``delay_seconds`` ago, and lasts as long as the
server takes to answer, or as the collector's time limit allows. Parsing, publishing, connecting and transfer cost
nothing. The slowest host is the ideal of the round; the sources' order counts, as no collector can know in advance which
of them will be slow.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.world.plan import Feed, Manner, World
from benchmarks.world.tricks import LATE_SECONDS
from services.ingest.web.politeness import Policy
from services.ingest.web.redirects import MAX_REDIRECTS


@dataclass(frozen=True, slots=True)
class Asked:
    """``then``: requests that its answer leads to."""

    seconds: float
    then: tuple[Asked, ...] = ()


def ideal_seconds(
    world: World, policy: Policy, timeout_seconds: float, round_number: int
) -> dict[str, float]:
    """Of each host, from its first request to its last answer."""
    by_host: dict[str, list[Feed]] = {}
    for feed in world.feeds:
        by_host.setdefault(feed.host, []).append(feed)
    return {
        host: _host_seconds(
            list(_requests(world, feeds, timeout_seconds, round_number)),
            policy,
            robots_seconds=world.dimensions.latency_seconds if round_number == 1 else None,
        )
        for host, feeds in by_host.items()
    }


def _requests(
    world: World, feeds: Iterable[Feed], timeout_seconds: float, round_number: int
) -> Iterable[Asked]:
    latency = world.dimensions.latency_seconds
    page = Asked(latency)
    for feed in feeds:
        if feed.manner is Manner.OFF_LIMITS:
            continue
        if feed.trick == "drip":
            yield Asked(timeout_seconds)
        elif feed.trick == "late":
            yield Asked(latency + LATE_SECONDS)
        elif feed.trick == "redirect_loop":
            hop = page
            for _ in range(MAX_REDIRECTS):
                hop = Asked(latency, (hop,))
            yield hop
        elif feed.teasers and round_number == 1:
            yield Asked(latency, (page,) * world.dimensions.items)
        else:
            yield page


def _host_seconds(requests: Sequence[Asked], policy: Policy, robots_seconds: float | None) -> float:
    waiting = deque(requests)
    under_way: list[tuple[float, int, Asked]] = []  # by when they end
    at = end = next_start = 0.0
    if robots_seconds is not None:
        at = end = robots_seconds
        next_start = policy.delay_seconds
    number = 0
    while waiting or under_way:
        if waiting and len(under_way) < policy.concurrency:
            start = max(at, next_start)
            if not under_way or start <= under_way[0][0]:
                asked = waiting.popleft()
                number += 1
                heapq.heappush(under_way, (start + asked.seconds, number, asked))
                at, next_start = start, start + policy.delay_seconds
                continue
        at, _, asked = heapq.heappop(under_way)
        end = max(end, at)
        waiting.extend(asked.then)
    return end
