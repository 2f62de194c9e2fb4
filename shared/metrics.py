"""Figures in the text format of Prometheus (exposition format 0.0.4)."""

from __future__ import annotations

import os
import resource
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

METRICS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Observations:
    """Values of one histogram, as they come in: ``counts`` in each bucket, the last of them beyond all ``bounds``."""

    def __init__(self, bounds: Sequence[float]) -> None:
        """``bounds``: the buckets' upper bounds, ascending."""
        self.bounds = tuple(bounds)
        self.counts = [0] * (len(self.bounds) + 1)
        self.sum = 0.0

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: ``kind`` is ``counter``, ``gauge`` or ``histogram``; ``samples``: the values, each with its labels."""

    name: str
    kind: str
    help: str
    samples: Iterable[tuple[Mapping[str, str], float | Observations]]


def exposition(metrics: Iterable[Metric]) -> str:
    lines = []
    for metric in metrics:
        lines.append(f"# HELP {metric.name} {_escaped(metric.help)}")
        lines.append(f"# TYPE {metric.name} {metric.kind}")
        for labels, value in metric.samples:
            if isinstance(value, Observations):
                lines += _histogram(metric.name, labels, value)
            else:
                lines.append(_line(metric.name, labels, value))
    return "\n".join(lines) + "\n"


def _line(name: str, labels: Mapping[str, str], value: float) -> str:
    named = ",".join(f'{label}="{_quoted(text)}"' for label, text in labels.items())
    return f"{name}{{{named}}} {value!r}" if named else f"{name} {value!r}"


def _histogram(name: str, labels: Mapping[str, str], observed: Observations) -> Iterable[str]:
    cumulated = list(accumulate(observed.counts))  # one moment, while others add
    for bound, count in zip((*map(str, observed.bounds), "+Inf"), cumulated, strict=True):
        yield _line(f"{name}_bucket", {**labels, "le": bound}, count)
    yield _line(f"{name}_sum", labels, observed.sum)
    yield _line(f"{name}_count", labels, cumulated[-1])


def process_metrics() -> list[Metric]:
    """Memory and processor time of this process, under the names that all Prometheus clients use (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    used = resource.getrusage(resource.RUSAGE_SELF)
    return [
        Metric(
            "process_resident_memory_bytes", "gauge", "Resident memory.",
            [({}, pages * os.sysconf("SC_PAGE_SIZE"))],
        ),
        Metric(
            "process_cpu_seconds_total", "counter", "Processor time, user and system.",
            [({}, used.ru_utime + used.ru_stime)],
        ),
    ]  # fmt: skip


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n")


def _quoted(text: str) -> str:
    # A lone surrogate, which no encoding takes, cannot come from SQLite; a line separator other than \n is no matter.
    return _escaped(text).replace('"', r"\"")
