"""``make bench``: every benchmark, progress to stderr, one JSON object as the last line of stdout."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.end_to_end import SERVICES, end_to_end
from benchmarks.enrich_worker import compare as compare_worker
from benchmarks.enriching import enriching
from benchmarks.indexing import compare
from benchmarks.pages import pages
from benchmarks.parsing import parsing
from benchmarks.profiles import profiles
from benchmarks.publishing import compare as compare_publishing
from benchmarks.pushing import pushing
from benchmarks.world.bench import collecting_a_little
from shared.logs import configure_logging
from shared.settings import load_settings
from tests.local_stack import own_environment, passing_home, running


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--articles", type=int, default=3_000, help="for the end-to-end rate")
    parser.add_argument("--documents", type=int, default=10_000, help="for the index rate")
    parser.add_argument("--rounds", type=int, default=3, help="pairs of index and raw parallel_bulk")
    arguments = parser.parse_args()
    configure_logging(load_settings().model_copy(update={"log_level": "error"}), "benchmark")

    figures: dict[str, Any] = {}
    _step(figures, "parsing digests", parsing)
    _step(figures, "pages against trafilatura alone", pages)
    _step(figures, "enriching, one core", enriching)
    _step(figures, "enriching by entities profile", profiles)
    with passing_home() as home, running(home, servers_only=True) as servers:
        _step(
            figures,
            "publishing against kafka-python alone",
            lambda: compare_publishing(servers.settings, arguments.documents, arguments.rounds),
        )
        _step(
            figures,
            "indexing against raw parallel_bulk",
            lambda: compare(servers.settings, arguments.documents, arguments.rounds),
        )
        _step(
            figures,
            "the enrich worker against lajmi enrich",
            lambda: compare_worker(servers.settings, 600, arguments.rounds),
        )
        _step(figures, "pushing against ingesting a file", lambda: pushing(servers.settings))
        _step(figures, "collecting a small world", lambda: collecting_a_little(servers.settings))
    with passing_home() as home, running(home, servers_only=False) as stack:
        status = json.loads(stack.lajmi("status", "--json").stdout)
        pids = {
            service["name"]: service["pid"] for service in status["services"] if service["name"] in SERVICES
        }
        _step(
            figures,
            "end to end",
            lambda: end_to_end(stack.settings, pids, own_environment(stack.settings), arguments.articles),
        )
    print(json.dumps(figures))


def _step(figures: dict[str, Any], name: str, measure: Callable[[], dict[str, Any]]) -> None:
    print(f"{name} …", end=" ", file=sys.stderr, flush=True)
    began = time.perf_counter()
    measured = measure()
    figures.update(measured)
    print(f"{time.perf_counter() - began:.0f} s  {json.dumps(measured)}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
