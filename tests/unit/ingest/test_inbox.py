from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from services.ingest.inbox import Inbox
from shared.errors import UserError


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    at = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: at[0])
    return at


def test_a_file_is_ready_when_it_has_been_still_for_two_seconds(tmp_path: Path, clock: list[float]) -> None:
    inbox = Inbox(tmp_path)
    path = tmp_path / "a.txt"
    path.write_text("one")
    assert inbox.ready() == []
    clock[0] += 1.5
    path.write_text("one and two")  # still being written
    assert inbox.ready() == []
    clock[0] += 1.9
    assert inbox.ready() == []
    clock[0] += 0.2
    assert inbox.ready() == [path]


def test_hidden_and_unfinished_files_and_folders_are_left_alone(tmp_path: Path, clock: list[float]) -> None:
    inbox = Inbox(tmp_path)
    for name in (".a.txt", "b.txt.part", "c.tmp", "d.txt~"):
        (tmp_path / name).write_text("x")
    inbox.ready()
    clock[0] += 10
    assert inbox.ready() == []


def test_files_are_moved_never_over_another(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    for text in ("one", "two"):
        (tmp_path / "a.txt").write_text(text)
        inbox.done(tmp_path / "a.txt")
    assert [(tmp_path / "done" / name).read_text() for name in ("a.txt", "a.2.txt")] == ["one", "two"]


def test_a_failed_file_lies_beside_its_reason(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    (tmp_path / "a.warc").write_text("x")
    inbox.failed(tmp_path / "a.warc", "WARC files cannot be read yet")
    assert sorted(path.name for path in (tmp_path / "failed").iterdir()) == ["a.warc", "a.warc.error.txt"]
    assert "WARC" in (tmp_path / "failed" / "a.warc.error.txt").read_text()


def test_a_name_that_leaves_no_room_for_its_reason_is_moved_all_the_same(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    path = tmp_path / f"{'a' * 250}.txt"
    path.write_text("x")
    inbox.failed(path, "why")
    assert [moved.name for moved in (tmp_path / "failed").iterdir()] == [path.name]


def test_a_file_somebody_took_away_needs_no_moving(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.done(tmp_path / "gone.txt")
    inbox.failed(tmp_path / "gone.txt", "why")
    assert list((tmp_path / "failed").iterdir()) == []


def test_a_removed_folder_is_made_again(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "inbox")
    shutil.rmtree(tmp_path / "inbox")
    assert inbox.ready() == []
    (tmp_path / "inbox" / "a.txt").write_text("x")
    inbox.done(tmp_path / "inbox" / "a.txt")
    assert (tmp_path / "inbox" / "done" / "a.txt").exists()


def test_an_inbox_that_is_no_folder_is_one_clear_line(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "inbox")
    shutil.rmtree(tmp_path / "inbox")
    (tmp_path / "inbox").write_text("x")
    with pytest.raises(UserError, match="LAJMI_INBOX"):
        inbox.ready()
