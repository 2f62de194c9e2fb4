"""An interrupted archive goes on where its last acknowledged batch ended, and never behind what is not published."""

from pathlib import Path

from services.ingest.archive_positions import ArchivePositions
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
