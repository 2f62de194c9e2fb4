"""Whether records may still be on their way to Kafka from a process that died while it was sending them.

A process killed in mid-send leaves bytes in the sockets' buffers, and a busy broker may take them after the next process
has looked at the topics: both would then publish the same revision. So a file stands beside the state while records are on
their way; whoever finds it waits until the broker has nothing left of them (``TopicLog.settle``) before it decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.errors import UserError


class InFlight:
    """Used inside ``State.exclusive`` only, so that one process at most is sending. ``state``: the database's path."""

    def __init__(self, state: Path) -> None:
        self._mark = state.with_suffix(".sending")

    @property
    def is_left(self) -> bool:
        """Whether the last to send never learned what became of its records."""
        return self._mark.exists()

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Around sending and every acknowledgement; an exception leaves the mark, as Kafka may yet take the records."""
        try:
            self._mark.touch()
        except OSError as error:
            raise UserError(
                f"{self._mark} cannot be written ({error.strerror}): see that its disk has room"
            ) from error
        yield
        self._mark.unlink(missing_ok=True)
