"""The whole stack: how many articles a second reach the archive, how soon, and what each process needs in memory."""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import psutil

from benchmarks.texts import Text, texts
from services.ingest.session import Session
from shared.contracts import InputFormat, Origin, RawArticle, Source
from shared.elastic import READ_ALIAS
from shared.settings import Settings

SERVICES = ("ingest", "enrich", "index", "search")
_POLL_SECONDS = 0.1


class Memory:
    """Peak resident memory of each service, sampled from outside, children included."""

    def __init__(self, pids: dict[str, int]) -> None:
        self._processes = {name: psutil.Process(pid) for name, pid in pids.items()}
        self.peaks = dict.fromkeys(pids, 0)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def also(self, name: str, pid: int) -> None:
        self._processes[name] = psutil.Process(pid)
        self.peaks.setdefault(name, 0)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.25):
            for name, process in list(self._processes.items()):
                try:
                    family = [process, *process.children(recursive=True)]
                    resident = sum(member.memory_info().rss for member in family)
                except psutil.Error:
                    continue
                service = name.split(":")[0]
                self.peaks[service] = max(self.peaks[service], resident)


def end_to_end(
    settings: Settings, pids: dict[str, int], environment: dict[str, str], count: int
) -> dict[str, Any]:
    """``settings`` of a running, idle stack; ``count`` articles for the rate, about a third of that for the delay."""
    with TemporaryDirectory() as folder, Memory(pids) as memory, httpx.Client(timeout=30) as client:
        everything = Path(folder) / "rate.jsonl"
        write_jsonl(everything, texts(count, seed=5), "rate")
        began = time.perf_counter()
        with _ingest(everything, "rate", environment) as process:
            memory.also("ingest:rate", process.pid)
            wait_until(lambda: searchable(client, settings, "rate") >= count, 900)
        rate = count / (time.perf_counter() - began)
        delays = paced_delays(settings, rate / 2, seconds=30)
    quantiles = statistics.quantiles(delays, n=100, method="inclusive")
    return {
        "end_to_end_articles_per_s": round(rate, 1),
        "publish_to_searchable_seconds": {
            "p50": round(quantiles[49], 3),
            "p95": round(quantiles[94], 3),
            "p99": round(quantiles[98], 3),
            "at_articles_per_s": round(rate / 2, 1),
            "articles": len(delays),
        },
        "rss_mib": {name: round(memory.peaks.get(name, 0) / 2**20) for name in SERVICES},
    }


def write_jsonl(path: Path, articles: Sequence[Text], source: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(articles):
            url = f"https://{source}.example/{number}"
            file.write(json.dumps({"title": text.title, "body": text.body, "url": url}) + "\n")


@contextmanager
def _ingest(path: Path, source: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "shared", "ingest", str(path), "--source", source]
    process = subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        yield process
        _, errors = process.communicate(timeout=60)
        if process.returncode:
            raise RuntimeError(errors.decode())
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def searchable(client: httpx.Client, settings: Settings, source: str) -> int:
    """Without forcing a refresh: what a reader would find now."""
    url = f"{settings.elasticsearch_url}/{READ_ALIAS}/_count"
    answer = client.post(url, json={"query": {"term": {"source": source}}})
    return int(answer.json().get("count", 0)) if answer.status_code == 200 else 0


def wait_until(done: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            raise TimeoutError(f"not within {seconds:.0f} s")
        time.sleep(_POLL_SECONDS)


def paced_delays(settings: Settings, rate: float, seconds: float) -> list[float]:
    """Seconds from publication to being found, one figure an article, at ``rate`` articles a second.

    Articles go through ingest's own session in steps of a fifth of a second; a reader polls the archive every tenth.
    """
    step = 0.2
    articles = [
        _article(number, text) for number, text in enumerate(texts(max(int(rate * seconds), 20), seed=6))
    ]
    each = max(1, round(rate * step))
    published: dict[str, float] = {}
    found: dict[str, float] = {}
    finished = threading.Event()

    def watch() -> None:
        with httpx.Client(timeout=30) as reader:
            while len(found) < len(articles) and not finished.is_set():
                waiting = [article_id for article_id in list(published) if article_id not in found][:1_000]
                at = time.perf_counter()
                for article_id in _present(reader, settings, waiting):
                    found[article_id] = at
                time.sleep(_POLL_SECONDS)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    with Session(settings, "benchmark") as session:
        began = time.perf_counter()
        for number, first in enumerate(range(0, len(articles), each)):
            time.sleep(max(0.0, began + number * step - time.perf_counter()))
            batch = articles[first : first + each]
            at = time.perf_counter()
            session.publish(list(batch))
            published.update(dict.fromkeys((article.id for article in batch), at))
    try:
        wait_until(lambda: len(found) == len(articles), 300)
    finally:
        finished.set()
        watcher.join()
    return [found[article_id] - at for article_id, at in published.items()]


def _article(number: int, text: Text) -> RawArticle:
    url = f"https://delay.example/{number}"
    return RawArticle(
        id=hashlib.sha256(url.encode()).hexdigest()[:32],
        revision=1,
        source=Source(name="delay"),
        url=url,
        title=text.title,
        body=text.body,
        origin=Origin(format=InputFormat.JSONL, uri="benchmark"),
        content_hash=hashlib.sha256(text.body.encode()).hexdigest(),
        fetched_at=datetime.now(UTC),
    )


def _present(client: httpx.Client, settings: Settings, ids: Sequence[str]) -> list[str]:
    if not ids:
        return []
    query = {"query": {"ids": {"values": list(ids)}}, "size": len(ids), "_source": False}
    answer = client.post(f"{settings.elasticsearch_url}/{READ_ALIAS}/_search", json=query)
    return [hit["_id"] for hit in answer.json()["hits"]["hits"]] if answer.status_code == 200 else []
