"""Where each archive is to be read on after an interruption, kept only once what stands before is published."""

from __future__ import annotations

from services.ingest.state import State


class ArchivePositions:
    """The journal (``services.ingest.read.journal``) of one session.

    Items are read one by one and published in batches, so when a batch is acknowledged, whatever was reached by then is
    published: ``settle`` is called exactly there.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._reached: dict[str, int | None] = {}

    def resume_at(self, key: str) -> int:
        return self._state.archive_position(key)

    def reached(self, key: str, offset: int) -> None:
        self._reached[key] = offset

    def finished(self, key: str) -> None:
        self._reached[key] = None

    def settle(self) -> None:
        if self._reached:
            with self._state.exclusive():
                self._state.keep_archive_positions(self._reached)
            self._reached.clear()

    def forget(self) -> None:
        """What was reached is not published: whoever goes on there later must not find it passed over."""
        self._reached.clear()
