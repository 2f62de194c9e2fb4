"""The push API against ``lajmi ingest``: the same articles, by several clients in batches and one by one, and from a file.

python -m benchmarks.pushing
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from benchmarks.end_to_end import wait_until, write_jsonl
from benchmarks.texts import texts
from services.ingest.push.keys import new_client, new_key, write_clients
from shared.clock import now
from shared.logs import configure_logging
from shared.settings import Settings, load_settings
from tests.local_stack import own_environment, passing_home, running

_CLIENTS = 4
_BATCH = 500


def pushing(settings: Settings, count: int = 4_000, single: int = 500) -> dict[str, Any]:
    """Articles a second, acknowledged by Kafka. ``settings`` of a running Kafka without an ingest service."""
    with TemporaryDirectory() as folder:
        lines = _lines(Path(folder), "push", count)
        small = _lines(Path(folder), "single", single)
        file = Path(folder) / "file.jsonl"
        write_jsonl(file, texts(count, seed=7), "file")
        environment = os.environ | own_environment(settings)
        began = time.perf_counter()
        command = [sys.executable, "-m", "shared", "ingest", str(file), "--source", "file"]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        from_file = count / (time.perf_counter() - began)
        with _service(settings, environment) as address:
            batches = [b"".join(lines[start : start + _BATCH]) for start in range(0, count, _BATCH)]
            in_batches = count / _sent(*address, batches)
            one_by_one = single / _sent(*address, small)
    return {
        "push_articles_per_s": round(in_batches, 1),
        "push_single_articles_per_s": round(one_by_one, 1),
        "ingest_file_articles_per_s": round(from_file, 1),
    }


def _lines(folder: Path, name: str, count: int) -> list[bytes]:
    path = folder / f"{name}.jsonl"
    write_jsonl(path, texts(count, seed=7), name)
    return path.read_bytes().splitlines(keepends=True)


@contextmanager
def _service(settings: Settings, environment: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(address, key) of an ingest service of its own."""
    key = new_key()
    write_clients(settings.push_keys, [new_client("benchmark", key, now(), None, 1_000_000)])
    url = f"http://127.0.0.1:{settings.push_listening_port}"
    service = subprocess.Popen([sys.executable, "-m", "shared", "serve", "ingest"], env=environment)
    try:
        wait_until(lambda: _answers(url), 60)
        yield url, key
    finally:
        service.terminate()
        service.wait(timeout=30)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health").status_code == 200
    except httpx.HTTPError:
        return False


def _sent(url: str, key: str, bodies: list[bytes]) -> float:
    """Seconds until the last of them is answered, by several clients that wait for each answer."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}

    def send(part: list[bytes]) -> None:
        with httpx.Client(base_url=url, headers=headers, timeout=60) as client:
            for body in part:
                answer = client.post("/v1/articles", content=body)
                assert answer.status_code == 202, answer.text
                assert answer.json()["rejected"] == 0

    began = time.perf_counter()
    with ThreadPoolExecutor(_CLIENTS) as pool:
        list(pool.map(send, [bodies[first::_CLIENTS] for first in range(_CLIENTS)]))
    return time.perf_counter() - began


if __name__ == "__main__":
    configure_logging(load_settings().model_copy(update={"log_level": "error"}), "benchmark")
    os.environ["LAJMI_LOG_LEVEL"] = "error"
    with passing_home() as home, running(home, servers_only=True) as servers:
        print(json.dumps(pushing(servers.settings)))
