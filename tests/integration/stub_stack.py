"""A real supervisor over stand-ins: ``python -m tests.integration.stub_stack HOME PORT_BASE NAME[=HABIT,…]…``."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

from deploy.local import health, supervise
from deploy.local.places import Places
from deploy.local.ports import SERVICE_PORTS
from deploy.local.process import Command
from deploy.local.record import Stack
from deploy.local.units import SERVERS, Plan
from shared.settings import Settings

_PORTS = {"kafka": 1, "elasticsearch": 3, **SERVICE_PORTS}


def main(home: str, base: str, *wanted: str) -> int:
    settings = Settings(home=Path(home), port_base=int(base), kafka=None, elasticsearch=None)
    places = Places(settings.home, settings.home / "cache", settings.home / "elasticsearch", None)
    plans = [_plan(settings, *(f"{one}=".split("=")[:2])) for one in wanted]

    async def between() -> None:
        with (settings.home / "events").open("a") as file:
            file.write("between\n")

    return supervise.run(settings, places, plans, _print, between)


def _plan(settings: Settings, name: str, habits: str) -> Plan:
    port = settings.port_base + _PORTS[name]
    arguments = [sys.executable, str(Path(__file__).with_name("stub_service.py")), name, str(port)]
    arguments += [str(settings.home / "events"), *filter(None, habits.split(","))]
    return Plan(
        name,
        f"http://127.0.0.1:{port}",
        partial(Command, arguments, settings.home, dict(os.environ)),
        partial(health.http_health, f"http://127.0.0.1:{port}/health"),
        is_server=name in SERVERS,
        healthy_within_seconds=2.5,
        grace_seconds=3,
    )


def _print(stack: Stack) -> None:
    print(stack.model_dump_json(), flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
