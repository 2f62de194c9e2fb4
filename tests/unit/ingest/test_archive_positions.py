"""An interrupted archive goes on where its last acknowledged batch ended, and never behind what is not published."""

from pathlib import Path

import pytest

from services.ingest.archive_positions import ArchivePositions
from services.ingest.items import Item
from services.ingest.publish import BatchResult
from services.ingest.session import Session
from services.ingest.state import State


def test_what_was_reached_counts_only_once_it_is_settled(tmp_path: Path) -> None:
    state = State(tmp_path / "ingest.db")
    positions = ArchivePositions(state)
    positions.reached("a", 100)
    assert ArchivePositions(state).resume_at("a") == 0
    positions.settle()
    positions.reached("a", 200)
    assert ArchivePositions(State(tmp_path / "ingest.db")).resume_at("a") == 100


def test_an_archive_that_is_read_to_its_end_starts_anew(tmp_path: Path) -> None:
    state = State(tmp_path / "ingest.db")
    positions = ArchivePositions(state)
    positions.reached("a", 100)
    positions.reached("b", 50)
    positions.settle()
    positions.finished("a")
    positions.settle()
    assert (positions.resume_at("a"), positions.resume_at("b")) == (0, 50)


def test_other_topics_need_the_whole_archive(tmp_path: Path) -> None:
    state = State(tmp_path / "ingest.db")
    positions = ArchivePositions(state)
    positions.reached("a", 100)
    positions.settle()
    with state.exclusive():
        state.begin_again({"articles.raw": ("cluster", "topic")})
    assert positions.resume_at("a") == 0


class _FailsOnce:
    """A publisher with a fault in its first batch."""

    def __init__(self) -> None:
        self._batches = 0

    def publish(self, items: list[Item]) -> BatchResult:
        self._batches += 1
        if self._batches == 1:
            raise ValueError("a fault of ours")
        return BatchResult()


def test_a_batch_that_was_not_published_is_not_passed_over_when_another_one_is(tmp_path: Path) -> None:
    """The service goes on with other files in the same session."""
    state = State(tmp_path / "ingest.db")
    session = Session.__new__(Session)  # without its connections
    session._publisher = _FailsOnce()  # type: ignore[assignment]
    session.archives = ArchivePositions(state)
    session.archives.reached("a", 100)
    with pytest.raises(ValueError, match="a fault of ours"):
        session.publish([])
    session.publish([])
    assert session.archives.resume_at("a") == 0
