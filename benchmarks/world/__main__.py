"""``python -m benchmarks.world``: the loopback world of 2,000 feeds on 200 hosts; last line one JSON object.

Starts a Kafka of its own, unless LAJMI_TEST_KAFKA (and LAJMI_TEST_ELASTICSEARCH) name others.
"""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from benchmarks.world.bench import collecting
from benchmarks.world.plan import Dimensions
from tests.local_stack import free_port_base, passing_home, running


def main() -> None:
    usual = Dimensions()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.world", description=__doc__)
    parser.add_argument("--hosts", type=int, default=usual.hosts)
    parser.add_argument("--feeds", type=int, default=usual.feeds)
    parser.add_argument("--items", type=int, default=usual.items, help="in each feed")
    parser.add_argument("--port", type=int, default=free_port_base(), help="of all hosts of the world")
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="the world's log and the collector's output"
    )
    arguments = vars(parser.parse_args())
    with ExitStack() as opened:
        folder = arguments.pop("keep") or Path(opened.enter_context(TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        servers = opened.enter_context(running(opened.enter_context(passing_home()), servers_only=True))
        dimensions = Dimensions(**arguments, salt=token_hex(4))
        figures = collecting(servers.settings, dimensions, folder, say)
    print(json.dumps(figures))


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
