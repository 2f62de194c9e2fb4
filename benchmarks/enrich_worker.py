"""How fast the faust worker enriches, beside ``lajmi enrich`` with the very same articles and stages.

``python -m benchmarks.enrich_worker [articles] [rounds]`` prints one JSON line. The ceiling is the command's own loop (a
line of JSON in, a line of JSON out, no server) in this process; the worker is the real service on a real Kafka. Both see
other articles first, so caches are warm. The two alternate, as rates on a shared machine swing by half from one minute to
the next; medians are reported. The worker's rate is counted by the time stamps of its records between the first tenth and
the last one; the ratio of processor time is the one that other work on the machine does not touch.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from uuid import uuid4

import psutil
from kafka import TopicPartition

from benchmarks.texts import texts
from services.enrich.commands import enrich_lines
from services.enrich.pipeline import Pipeline, load_pipeline
from shared.kafka import make_consumer, make_producer, partitions_of, read_spans
from shared.logs import configure_logging
from shared.settings import Settings, load_settings
from shared.topics import ENRICHED, RAW
from tests.local_stack import fresh_topics, own_environment

_SKIPPED = 0.1  # of the worker's records: until the stream flows
_WAIT_SECONDS = 600.0


def raw_lines(count: int, seed: int) -> list[bytes]:
    """Articles as they stand on ``articles.raw``."""
    run = uuid4().hex
    return [
        json.dumps(
            {
                "id": hashlib.sha256(f"{run}{number}".encode()).hexdigest()[:32],
                "revision": 1,
                "source": {"name": "benchmark"},
                "title": text.title,
                "body": text.body,
                "origin": {"format": "jsonl", "uri": "benchmark"},
                "content_hash": hashlib.sha256(text.body.encode()).hexdigest(),
                "fetched_at": "2026-01-01T00:00:00Z",
            },
            ensure_ascii=False,
        ).encode()
        for number, text in enumerate(texts(count, chars=3_600, seed=seed))
    ]


def pure(pipeline: Pipeline, lines: Sequence[bytes]) -> tuple[float, float]:
    """Seconds and processor seconds of ``lajmi enrich``."""
    content = BytesIO(b"".join(line + b"\n" for line in lines))
    began, began_cpu = time.perf_counter(), time.process_time()
    done = sum(isinstance(result, str) for _, result in enrich_lines(content, pipeline))
    assert done == len(lines)
    return time.perf_counter() - began, time.process_time() - began_cpu


class Worker:
    """A running enricher and the end of the topic that it writes."""

    def __init__(self, settings: Settings, process: psutil.Process) -> None:
        self._settings, self._process = settings, process
        self._consumer = make_consumer(settings, "benchmark")
        self._partitions = partitions_of(self._consumer, [ENRICHED])

    def enrich(self, lines: Sequence[bytes]) -> tuple[float, float]:
        """Seconds, as if at the steady rate from the first record on, and processor seconds of its whole process."""
        first, began_cpu = self._ends(), self._cpu_seconds()
        self._publish(lines)
        until = time.monotonic() + _WAIT_SECONDS
        while sum(self._ends().values()) - sum(first.values()) < len(lines):
            assert time.monotonic() < until, "the worker did not finish"
            assert self._process.is_running(), "the worker ended"
            time.sleep(0.25)
        cpu = self._cpu_seconds() - began_cpu
        return self._steady_seconds(first), cpu

    def close(self) -> None:
        self._consumer.close()

    def _publish(self, lines: Sequence[bytes]) -> None:
        producer = make_producer(self._settings, "benchmark")
        for line in lines:
            producer.send(RAW, value=line, key=line[8:40])
        producer.flush()
        producer.close()

    def _ends(self) -> dict[TopicPartition, int]:
        return dict(self._consumer.end_offsets(self._partitions))

    def _cpu_seconds(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)

    def _steady_seconds(self, first: dict[TopicPartition, int]) -> float:
        spans = {(at.topic, at.partition): (first[at], end) for at, end in self._ends().items()}
        reader = make_consumer(self._settings, "benchmark")
        stamps = sorted(record.timestamp for batch in read_spans(reader, spans) for record in batch)
        reader.close()
        skipped = int(len(stamps) * _SKIPPED)
        return float(stamps[-1] - stamps[skipped]) / 1_000 / (len(stamps) - 1 - skipped) * len(stamps)


@contextmanager
def running_worker(settings: Settings) -> Iterator[Worker]:
    environment = {**own_environment(settings), "LAJMI_ENRICH_GROUP": f"benchmark-{uuid4().hex[:8]}"}
    environment["LAJMI_KAFKA"] = settings.kafka_bootstrap
    command = [sys.executable, "-m", "shared", "serve", "enrich"]
    process = subprocess.Popen(command, env=os.environ | environment)
    worker = Worker(settings, psutil.Process(process.pid))
    try:
        yield worker
    finally:
        worker.close()
        process.terminate()
        process.wait(30)


def compare(settings: Settings, count: int, rounds: int) -> dict[str, float]:
    """Medians of alternating rounds after one that warms everything up; the ratios are the medians of each pair's."""
    fresh_topics(settings)
    pipeline = load_pipeline()
    pairs = []
    with running_worker(settings) as worker:
        for number in range(rounds + 1):
            lines = raw_lines(count, seed=20 + number)
            pairs.append((pure(pipeline, lines), worker.enrich(lines)))
    del pairs[0]
    return {
        "enrich_command_articles_per_s": round(statistics.median(count / ours[0] for ours, _ in pairs), 1),
        "enrich_worker_articles_per_s": round(statistics.median(count / theirs[0] for _, theirs in pairs), 1),
        "enrich_worker_ratio": round(statistics.median(ours[0] / theirs[0] for ours, theirs in pairs), 3),
        "enrich_worker_cpu_ratio": round(statistics.median(ours[1] / theirs[1] for ours, theirs in pairs), 3),
    }


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_500
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    settings = load_settings()
    configure_logging(settings.model_copy(update={"log_level": "error"}), "benchmark")
    print(json.dumps(compare(settings, count, rounds)))


if __name__ == "__main__":
    main()
