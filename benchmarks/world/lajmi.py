"""``lajmi``, to whom the hosts of the loopback world are public; everything else on this machine stays private to it.

So the collector runs with all its guards up, and a redirect out of the world is refused as it would be outside.
"""

from __future__ import annotations

from unittest.mock import patch

from benchmarks.world.plan import is_of_the_world
from services.ingest.web import connecting
from services.ingest.web.addresses import is_public
from shared.cli import main as lajmi


def main() -> None:
    def is_public_here(address: str) -> bool:
        return is_of_the_world(address) or is_public(address)

    with patch.object(connecting, "is_public", is_public_here):
        lajmi(prog_name="lajmi")


if __name__ == "__main__":
    main()
