"""What one file may do to the service: never stop it, never stay in the inbox. Against a session that takes everything."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from services.ingest.archive_positions import ArchivePositions
from services.ingest.items import Item
from services.ingest.publish import BatchResult
from services.ingest.service import IngestService
from services.ingest.state import State
from shared.contracts import RawArticle
from shared.errors import UserError
from shared.settings import Settings


class _Session:
    """Publishes as far as a producer would: each article is written as JSON."""

    def __init__(self, failing: Exception | None = None) -> None:
        self.titles: list[str] = []
        self._failing = failing
        self.archives = ArchivePositions(State(Path(":memory:")))

    def next_input(self) -> None:
        pass

    def publish(self, items: list[Item]) -> BatchResult:
        if self._failing is not None:
            raise self._failing
        for item in items:
            if isinstance(item, RawArticle):
                item.model_dump_json()
                self.titles.append(item.title)
        return BatchResult([], Counter())


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., IngestService]:
    """Ingests one file of the inbox, as the service's loop does."""

    def _take(path: Path, session: _Session) -> IngestService:
        service = IngestService(Settings(inbox=tmp_path / "inbox"))
        service._ingest(path, session)  # type: ignore[arg-type]
        return service

    (tmp_path / "inbox").mkdir()
    return _take


def _left(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.is_file()]


Take = Callable[[Path, _Session], IngestService]


def test_a_name_that_is_no_utf_8_is_ingested_like_any_other(tmp_path: Path, take: Take) -> None:
    path = tmp_path / "inbox" / os.fsdecode(b"gazet\xeb.jsonl")
    path.write_text('{"title": "A", "body": "b."}')
    session = _Session()
    take(path, session)
    assert session.titles == ["A"]
    assert _left(tmp_path / "inbox" / "done") == [path.name]


def test_a_file_taken_away_between_two_looks_is_no_failure(tmp_path: Path, take: Take) -> None:
    take(tmp_path / "inbox" / "gone.txt", _Session())
    assert _left(tmp_path / "inbox" / "failed") == []


def test_a_fault_of_ours_moves_the_file_away_with_its_reason(tmp_path: Path, take: Take) -> None:
    path = tmp_path / "inbox" / "a.jsonl"
    path.write_text('{"title": "A", "body": "b."}')
    take(path, _Session(ValueError("odd")))
    assert sorted(_left(tmp_path / "inbox" / "failed")) == ["a.jsonl", "a.jsonl.error.txt"]
    assert "ValueError: odd" in (tmp_path / "inbox" / "failed" / "a.jsonl.error.txt").read_text()


def test_a_fault_of_a_parser_moves_the_file_away_with_its_reason(
    tmp_path: Path, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "inbox" / "a.txt"
    path.write_text("x")

    def broken(*_: object) -> object:
        raise KeyError("odd")

    monkeypatch.setattr("services.ingest.read.content.split", broken)
    take(path, _Session())
    why = (tmp_path / "inbox" / "failed" / "a.txt.error.txt").read_text()
    assert why.startswith("inbox/a.txt: cannot be parsed")
    assert "KeyError" in why


def test_what_is_no_fault_of_the_file_leaves_it_in_the_inbox(tmp_path: Path, take: Take) -> None:
    path = tmp_path / "inbox" / "a.jsonl"
    path.write_text('{"title": "A", "body": "b."}')
    with pytest.raises(UserError, match="Kafka is down"):
        take(path, _Session(UserError("Kafka is down")))
    assert path.exists()
