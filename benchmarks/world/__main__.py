"""``python -m benchmarks.world``: the loopback world of 2,000 feeds on 200 hosts; last line one JSON object.

Starts a Kafka of its own, unless LAJMI_TEST_KAFKA (and LAJMI_TEST_ELASTICSEARCH) name others.
"""

from __future__ import annotations

import argparse
import json
from secrets import token_hex

from benchmarks.world.bench import collecting, to_stderr
from benchmarks.world.plan import Dimensions
from tests.local_stack import passing_home, running


def main() -> None:
    usual = Dimensions()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.world", description=__doc__)
    parser.add_argument("--hosts", type=int, default=usual.hosts)
    parser.add_argument("--feeds", type=int, default=usual.feeds)
    parser.add_argument("--items", type=int, default=usual.items, help="in each feed")
    parser.add_argument("--port", type=int, default=usual.port, help="of all hosts of the world")
    parser.add_argument("--seed", type=int, default=usual.seed)
    arguments = parser.parse_args()
    dimensions = Dimensions(**vars(arguments), salt=token_hex(4))
    with passing_home() as home, running(home, servers_only=True) as servers:
        figures = collecting(servers.settings, dimensions, to_stderr)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
