"""A few threads that wait for Elasticsearch. Daemons, so that a request that hangs never delays the exit."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread

Job = Callable[[], None]


class Writers:
    def __init__(self, count: int) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._count = count
        for number in range(count):
            Thread(target=self._work, name=f"bulk-{number}", daemon=True).start()

    def submit(self, job: Job) -> None:
        """``job`` must not raise: it reports its own failure."""
        self._jobs.put(job)

    def close(self) -> None:
        """Let each thread end after its present job; does not wait for them."""
        for _ in range(self._count):
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
