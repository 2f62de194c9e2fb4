"""Two rounds of one collecting process through the world, held against what is possible and what is due.

Round 1 meets everything for the first time; in round 2 some feeds have changed. Time counts from the first request to the
end of the process, so publishing and stopping are in it, starting Python is not. The ideal is explained in ``ideal``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.world.checks import (
    Seen,
    conditional,
    conduct,
    read_log,
    refusals,
    unaccounted,
)
from benchmarks.world.ideal import ideal_seconds
from benchmarks.world.plan import Dimensions, Manner, World, make_world
from benchmarks.world.runs import (
    Ran,
    difference,
    outcomes_by_source,
    run_collector,
    running_world,
    write_sources,
)
from services.ingest.web import policy_from
from shared.ledger import ledger_path
from shared.settings import Settings
from tests.local_stack import free_port_base

Outcomes = dict[str, dict[tuple[str, str], int]]
_SHOWN = 10


def collecting(
    settings: Settings, dimensions: Dimensions, folder: Path, say: Callable[[str], None]
) -> dict[str, Any]:
    """``settings`` of a running Kafka whose ``home`` no other ingest uses. The world's log of requests and the collector's
    output are left in ``folder``; ``say`` gets a line a finding."""
    world = make_world(dimensions)
    with running_world(dimensions, folder) as server:
        sources = folder / "sources.yaml"
        write_sources(world, sources)
        figures: dict[str, Any] = {
            "feeds": len(world.feeds),
            "hosts": len(world.hosts),
            "items": dimensions.items,
        }
        # Other benchmarks may have used this home before.
        before: Outcomes = outcomes_by_source(settings) if ledger_path(settings).exists() else {}
        faults: list[str] = []
        for number in (1, 2):
            server.begin_round(number)
            ran = run_collector(settings, sources, folder / f"round-{number}.txt")
            after = outcomes_by_source(settings)
            log = read_log(server.log)
            found, bad = _round(world, number, ran, log, difference(after, before), settings)
            figures[f"round_{number}"] = found
            faults += [f"round {number}: {fault}" for fault in bad]
            before = after
            _tell(say, number, ran, found, refusals(world, after) if number == 1 else {})
        policy = policy_from(settings)
        seen = conduct(read_log(server.log), policy.delay_seconds)
        faults += seen.faults(policy.concurrency)
        figures["most_requests_at_once_to_a_host"] = seen.most_at_once
        figures["closest_requests_seconds"] = seen.closest_seconds
        figures["world_cpu_seconds"] = round(server.cpu_seconds(), 1)
        figures["faults"] = len(faults)
    for fault in faults[:_SHOWN]:
        say(f"  FAULT  {fault}")
    if len(faults) > _SHOWN:
        say(f"  FAULT  … and {len(faults) - _SHOWN} more")
    return {"world": figures}


def _round(
    world: World, number: int, ran: Ran, log: list[Seen], outcomes: Outcomes, settings: Settings
) -> tuple[dict[str, Any], list[str]]:
    now = [one for one in log if one.round == number]
    ideals = ideal_seconds(world, policy_from(settings), settings.fetch_timeout_seconds, number)
    slow = {feed.host for feed in world.feeds if feed.manner is Manner.SLOW}
    began = min((one.began for one in now), default=ran.started)
    last_quick = max((one.ended for one in now if one.host not in slow), default=began)
    ideal, ideal_quick = max(ideals.values()), max(ideals[host] for host in ideals if host not in slow)
    asked = conditional(world, log, number)
    missed = unaccounted(world, outcomes, number)
    items = sum(sum(one.values()) for one in outcomes.values())
    found = {
        "seconds": round(ran.ended - began, 1),
        "ideal_seconds": round(ideal, 1),
        "ratio": round((ran.ended - began) / ideal, 3),
        # Hosts without a slow feed, up to their last answer: nothing of this waits for a time limit.
        "quick_hosts_seconds": round(last_quick - began, 1),
        "quick_hosts_ratio": round((last_quick - began) / ideal_quick, 3),
        "start_seconds": round(began - ran.started, 1),
        "requests": len(now),
        "items": items,
        "cpu_seconds": ran.cpu_seconds,
        "rss_mib": ran.rss_mib,
        "main_process_rss_mib": ran.main_rss_mib,
        "conditional": asked.made,
        "conditional_possible": asked.possible,
        "needless_bodies": asked.wasted,
        "sources_unaccounted": len(missed),
    }
    faults = list(missed)
    if asked.made < asked.possible:
        faults.append(f"{asked.possible - asked.made} of {asked.possible} requests sent no validators")
    if asked.wasted:
        faults.append(f"{asked.wasted} bodies of what had not changed")
    if ran.status not in {0, 1}:  # 1: a source failed, as some do here
        faults.append(f"exit status {ran.status}: {ran.output[-2_000:]}")
    return found, faults


def _tell(
    say: Callable[[str], None], number: int, ran: Ran, found: dict[str, Any], told: dict[str, Any]
) -> None:
    say(
        f"  round {number}: {found['seconds']} s, ideal {found['ideal_seconds']} s, ratio {found['ratio']}; "
        f"quick hosts {found['quick_hosts_ratio']}; {found['items']:,} items in {found['requests']:,} requests; "
        f"{found['cpu_seconds']} s of CPU, {found['rss_mib']} MiB"
    )
    for trick, reasons in sorted(told.items()):
        say(f"    {trick}: {', '.join(f'{reason} {count}' for reason, count in reasons.items())}")
    for line in ran.output.splitlines()[-8:]:
        say(f"    | {line}")


def collecting_a_little(settings: Settings) -> dict[str, Any]:
    """A tenth of the world: as many feeds a host, so about as long; it says nothing but its figures."""
    dimensions = Dimensions(hosts=20, feeds=200, port=free_port_base(), salt=token_hex(4))
    with TemporaryDirectory() as folder:
        return collecting(settings, dimensions, Path(folder), lambda _: None)
