"""The servers and services of the local stack: how each is started, asked for its health, and given time."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from deploy.local import elasticsearch_server, health, kafka_server
from deploy.local.health import Probe
from deploy.local.java import Java
from deploy.local.places import Places
from deploy.local.ports import SERVICE_PORTS
from deploy.local.process import Command
from shared.settings import Settings

SERVERS = ["kafka", "elasticsearch"]
SERVICES = ["ingest", "enrich", "index", "search"]


@dataclass(frozen=True, slots=True)
class Plan:
    """One thing to supervise. ``prepare`` may take seconds and runs before each start."""

    name: str
    address: str
    prepare: Callable[[], Command]
    probe: Probe
    is_server: bool
    healthy_within_seconds: float
    grace_seconds: float
    has_launcher: bool = False  # the process that matters is the child of the one we start


def server_plans(settings: Settings, places: Places, java: Java | None) -> list[Plan]:
    """Kafka and Elasticsearch, less those that the user runs himself; ``java`` is needed unless both are."""
    plans = []
    if settings.kafka is None and java is not None:
        plans.append(
            Plan(
                "kafka",
                settings.kafka_bootstrap,
                partial(kafka_server.prepare, settings, places, java),
                partial(health.kafka_health, settings.kafka_bootstrap),
                is_server=True,
                # After kill -9 in the middle of writes it was seen to take 21 s on an idle machine.
                healthy_within_seconds=150,
                grace_seconds=30,
            )
        )
    if settings.elasticsearch is None and java is not None:
        plans.append(
            Plan(
                "elasticsearch",
                settings.elasticsearch_url,
                partial(elasticsearch_server.prepare, settings, places, java),
                partial(health.elasticsearch_health, settings.elasticsearch_url),
                is_server=True,
                # 50 s after kill -9.
                healthy_within_seconds=240,
                grace_seconds=30,
                has_launcher=True,
            )
        )
    return plans


def service_plans(settings: Settings) -> list[Plan]:
    return [_service_plan(name, settings) for name in SERVICES]


def service_address(name: str, settings: Settings) -> str:
    return f"http://{_reachable(settings.bind)}:{settings.port_base + SERVICE_PORTS[name]}"


def _service_plan(name: str, settings: Settings) -> Plan:
    address = service_address(name, settings)
    return Plan(
        name,
        address,
        partial(Command, lajmi("serve", name), settings.home, environment(settings)),
        partial(health.http_health, f"{address}/health"),
        is_server=False,
        healthy_within_seconds=90,
        grace_seconds=20,
    )


def _reachable(bind: str) -> str:
    """Where we reach what listens on ``bind``."""
    if bind in {"0.0.0.0", "::"}:  # noqa: S104  compared, not bound
        return "127.0.0.1"
    return f"[{bind}]" if ":" in bind else bind


def lajmi(*arguments: str) -> list[str]:
    """The command line of a ``lajmi`` command. -P: a folder called "shared" where the user stands must not be ours."""
    return [sys.executable, "-P", "-m", "shared", *arguments]


def environment(settings: Settings) -> dict[str, str]:
    """The caller's environment, with what makes a child find exactly this stack, whatever folder it runs in."""
    # Services run in the home; what the user wrote is relative to where the user stood.
    files = {"LAJMI_SOURCES": settings.sources, "LAJMI_INBOX": settings.inbox}
    return {
        **os.environ,
        **{name: str(path.absolute()) for name, path in files.items() if path is not None},
        "LAJMI_HOME": str(settings.home.absolute()),
        "LAJMI_PORT_BASE": str(settings.port_base),
        "PYTHONUNBUFFERED": "1",
    }
