"""Real servers and services for tests: started once, on ports of their own, with a home of their own."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kafka.admin import KafkaAdminClient

from deploy.local.ports import SPAN, is_free
from deploy.local.stack import Supervision
from deploy.local.units import environment
from shared.elastic import GENERATION_PREFIX, make_elasticsearch
from shared.settings import Settings
from shared.topics import TOPICS, ensure_topics

_REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class RunningStack:
    """A whole stack under test; ``settings`` point every client at it."""

    settings: Settings

    @property
    def environment(self) -> dict[str, str]:
        """What makes any process find this stack, and nothing of the developer's own."""
        return {**own_environment(self.settings), "NO_COLOR": "1", "COLUMNS": "200"}

    def lajmi(self, *arguments: str, timeout: float = 180) -> subprocess.CompletedProcess[str]:
        """Run the command line against this stack; the caller looks at the exit status."""
        return subprocess.run(
            [sys.executable, "-m", "shared", *arguments],
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            cwd=_REPOSITORY,
            env=self.environment,
        )


def own_environment(settings: Settings) -> dict[str, str]:
    variables = environment(settings)
    for name in ("LAJMI_KAFKA", "LAJMI_ELASTICSEARCH"):
        variables.pop(name, None)
    if settings.kafka:
        variables["LAJMI_KAFKA"] = settings.kafka
    if settings.elasticsearch:
        variables["LAJMI_ELASTICSEARCH"] = settings.elasticsearch
    return variables


def free_port_base() -> int:
    """A base whose ports are free; below 32768, where systems begin to hand out ports of their own accord."""
    while True:
        base = random.randrange(22_000, 32_000, SPAN)
        if all(is_free(base + offset) for offset in range(SPAN)):
            return base


def settings_for(home: Path, port_base: int) -> Settings:
    """Settings of a stack under ``home``; the user's own servers only where the tests were told to use them."""
    return Settings(
        home=home,
        port_base=port_base,
        kafka=os.environ.get("LAJMI_TEST_KAFKA"),
        elasticsearch=os.environ.get("LAJMI_TEST_ELASTICSEARCH"),
    )


@contextmanager
def passing_home() -> Iterator[Path]:
    """A home that is deleted afterwards. Open to others, as Elasticsearch never runs as root; pytest's folders are not."""
    with TemporaryDirectory(prefix="lajmi-test-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def running(home: Path, *, servers_only: bool) -> Iterator[RunningStack]:
    """Start it, wait until all is healthy, and stop it whatever happens; it ends with pytest, even if that is killed."""
    settings = settings_for(home, free_port_base())
    if servers_only and settings.kafka and settings.elasticsearch:
        ensure_topics(settings)
        yield RunningStack(settings)
        return
    with Supervision(settings, servers_only=servers_only, detached=False) as supervision:
        supervision.until_ready()
        yield RunningStack(supervision.settings)


def fresh_topics(settings: Settings) -> None:
    """Delete Lajmi's topics with all records, and create them anew. Consumers of them must not be running."""
    names = {topic.name for topic in TOPICS}
    admin = KafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap.split(","))
    try:
        present = names & set(admin.list_topics())
        if present:
            admin.delete_topics(sorted(present))
        until = time.monotonic() + 30
        while names & set(admin.list_topics()):  # deletion is asynchronous
            assert time.monotonic() < until, "Kafka did not delete the topics within 30 s"
            time.sleep(0.1)
    finally:
        admin.close()
    ensure_topics(settings)


def fresh_index(settings: Settings) -> None:
    """Delete every generation of the archive, with its aliases. The index service creates the first one anew."""
    client = make_elasticsearch(settings)
    for name in client.indices.get(index=f"{GENERATION_PREFIX}*", expand_wildcards="all"):
        client.indices.delete(index=name)
