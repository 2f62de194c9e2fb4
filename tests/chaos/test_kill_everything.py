"""Every process killed with SIGKILL in the middle of 2,000 articles: nothing lost, nothing doubled, the ledger balances."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch import ApiError, TransportError

from shared.elastic import READ_ALIAS, make_elasticsearch
from tests.local_stack import RunningStack, passing_home, running

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(900)]

ARTICLES = 2_000
SECONDS_TO_SETTLE = (
    420  # Kafka needs about 20 s after a kill -9, Elasticsearch up to 50 s; both cores are busy meanwhile
)
PLACES = "Tirana Shkodra Prishtina Prizren Skopje Ohrid Zagreb Split Beograd Niš Sarajevo Mostar Podgorica Durrës".split()
MATTERS = "water supply,school budget,bus line,harvest,clinic,bridge,library,festival,border queue,wage talks".split(
    ","
)


def write_articles(path: Path, count: int) -> set[str]:
    """Distinct short articles; returns their titles."""
    chance = random.Random(7)
    titles = set()
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            place, matter = chance.choice(PLACES), chance.choice(MATTERS)
            title = f"{place} debates its {matter}, session {number}"
            sentences = [
                f"{chance.choice(PLACES)} heard {chance.randrange(3, 90)} speakers on the {chance.choice(MATTERS)}."
                for _ in range(chance.randrange(25, 45))  # long enough to keep enrich busy for a minute
            ]
            file.write(
                json.dumps(
                    {"title": title, "body": " ".join(sentences), "url": f"https://chaos.example/{number}"}
                )
            )
            file.write("\n")
            titles.add(title)
    return titles


@pytest.fixture
def own_stack() -> Iterator[RunningStack]:
    with passing_home() as home, running(home, servers_only=False) as stack:
        yield stack


def searchable(stack: RunningStack) -> int:
    client = make_elasticsearch(stack.settings)
    try:
        client.indices.refresh(index=READ_ALIAS)
        return int(client.count(index=READ_ALIAS)["count"])
    except (ApiError, TransportError):
        return -1  # just killed
    finally:
        client.close()


def kill(stack: RunningStack, name: str) -> None:
    status = json.loads(stack.lajmi("status", "--json").stdout)
    [pid] = [service["pid"] for service in status["services"] if service["name"] == name]
    os.kill(pid, signal.SIGKILL)


def wait_for(stack: RunningStack, wanted: int, seconds: float) -> int:
    until = time.monotonic() + seconds
    count = searchable(stack)
    while count < wanted and time.monotonic() < until:
        time.sleep(0.5)
        count = max(count, searchable(stack))
    return count


def test_nothing_is_lost_whatever_is_killed(own_stack: RunningStack, tmp_path: Path) -> None:
    stack = own_stack
    titles = write_articles(tmp_path / "chaos.jsonl", ARTICLES)
    ingest = subprocess.Popen(
        [sys.executable, "-m", "shared", "ingest", str(tmp_path / "chaos.jsonl"), "--source", "chaos"],
        env=stack.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        killed_at: dict[str, int] = {}
        for position, name in enumerate(("enrich", "index", "kafka", "elasticsearch"), start=1):
            killed_at[name] = wait_for(stack, ARTICLES * position // 10, SECONDS_TO_SETTLE)
            kill(stack, name)
        output, _ = ingest.communicate(timeout=SECONDS_TO_SETTLE)
    finally:
        if ingest.poll() is None:
            ingest.kill()
    assert ingest.returncode == 0, output
    assert all(count < ARTICLES for count in killed_at.values()), (
        f"a kill came too late to prove anything: {killed_at}"
    )

    assert wait_for(stack, ARTICLES, SECONDS_TO_SETTLE) == ARTICLES
    client = make_elasticsearch(stack.settings)
    found = client.search(
        index=READ_ALIAS, size=ARTICLES, query={"term": {"source": "chaos"}}, source=["title"]
    )
    client.close()
    seen = [hit["_source"]["title"] for hit in found["hits"]["hits"]]
    assert len(seen) == len(set(seen)) == ARTICLES
    assert set(seen) == titles

    audit = stack.lajmi("audit", "--json")
    assert audit.returncode == 0, audit.stdout + audit.stderr
