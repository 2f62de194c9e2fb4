from __future__ import annotations

import multiprocessing
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.ingest.decisions import Known, Outcome, Publication
from services.ingest.state import State
from shared.errors import UserError
from shared.ledger import read_ledger, read_sources

_ID, _OTHER = "ab" * 16, "cd" * 16
_HASH = "0f" * 32


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "deep" / "ingest.db")


def _outcomes(state: State) -> dict[tuple[str, str], int]:
    ledger = read_ledger(state.path)
    assert ledger is not None
    return ledger.outcomes


def test_what_is_remembered_is_known_after_a_restart(state: State) -> None:
    with state.exclusive():
        state.remember([(_ID, Known(3, _HASH, 9))])
        state.advance({("articles.raw", 0): 17})
    state.close()
    again = State(state.path)
    assert again.known([_ID, _OTHER]) == {_ID: Known(3, _HASH, 9)}
    assert again.checkpoints() == {("articles.raw", 0): 17}


def test_an_older_revision_never_replaces_a_newer_one(state: State) -> None:
    with state.exclusive():
        state.learn([(_ID, Publication(3, _HASH, False)), (_ID, Publication(2, "aa" * 32, False))])
        state.learn([(_ID, Publication(1, "bb" * 32, False))])
    assert state.known([_ID])[_ID] == Known(3, _HASH)


def test_a_failed_batch_leaves_nothing(state: State) -> None:
    with pytest.raises(RuntimeError), state.exclusive():
        state.remember([(_ID, Known(1, _HASH))])
        state.count(1, datetime.now(UTC), {("gazeta", Outcome.PUBLISHED, ""): 1}, 1)
        raise RuntimeError
    assert state.known([_ID]) == {}
    assert _outcomes(state) == {}


def test_another_cluster_starts_anew_and_a_new_topic_keeps_revisions_taken(state: State) -> None:
    with state.exclusive():
        state.begin_again({"articles.raw": ("cluster", "topic")})
        state.remember([(_ID, Known(3, _HASH)), (_OTHER, Known(2, _HASH, retracted=2))])
        state.advance({("articles.raw", 0): 17})
        state.begin_again({"articles.raw": ("cluster", "another topic")})
    assert state.known([_ID, _OTHER]) == {_ID: Known(3, None), _OTHER: Known(2, None, retracted=2)}
    assert state.checkpoints() == {}
    with state.exclusive():
        state.begin_again({"articles.raw": ("another cluster", "topic")})
    assert state.known([_ID]) == {}


def test_the_ledger_adds_up_by_hour_source_and_reason(state: State) -> None:
    at = datetime(2025, 6, 23, 10, 59, tzinfo=UTC)
    run = state.start_run("ingest x", at)
    with state.exclusive():
        state.count(run, at, {("gazeta", Outcome.PUBLISHED, ""): 2}, 2)
        state.count(
            run, at, {("gazeta", Outcome.PUBLISHED, ""): 1, ("gazeta", Outcome.REJECTED, "not_found"): 1}, 2
        )
    assert _outcomes(state) == {("published", ""): 3, ("rejected", "not_found"): 1}
    with sqlite3.connect(state.path) as database:
        assert database.execute("SELECT DISTINCT hour FROM ledger").fetchall() == [("2025-06-23T10:00:00Z",)]


def test_a_dead_letter_is_new_once(state: State) -> None:
    with state.exclusive():
        assert state.new_dead_letters([_ID, _OTHER, _ID]) == {_ID, _OTHER}
        assert state.new_dead_letters([_ID]) == set()


def test_a_broken_file_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "ingest.db"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(UserError, match=r"ingest\.db cannot be used .*move it away"):
        State(path)


def _allot(path: Path, times: int) -> None:
    state = State(path)
    for _ in range(times):
        with state.exclusive():
            before = state.known([_ID]).get(_ID, Known(0, None))
            state.remember([(_ID, Known(before.revision + 1, None))])


def test_two_processes_never_allot_the_same_revision(state: State) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_allot, args=(state.path, 50)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert state.known([_ID])[_ID].revision == 100


def test_a_home_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="LAJMI_HOME"):
        State(tmp_path / "file" / "ingest.db")


def test_a_full_disk_is_one_clear_line_and_undoes_the_batch(state: State) -> None:
    state._database.execute("PRAGMA max_page_count = 20")  # as if the disk ended there
    many = [(f"{number:032x}", Known(1, _HASH)) for number in range(5_000)]
    with (
        pytest.raises(UserError, match=r"ingest\.db cannot be read or written .*full.* its disk"),
        state.exclusive(),
    ):
        state.remember(many)
    assert state.known([many[0][0]]) == {}
    with state.exclusive():
        state.remember(many[:1])
    assert state.known([many[0][0]]) == {many[0][0]: Known(1, _HASH)}


def test_a_file_broken_while_in_use_is_one_clear_line(state: State) -> None:
    with state.exclusive():
        state.remember((f"{number:032x}", Known(1, _HASH)) for number in range(5_000))
    state._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = state.path.stat().st_size
    with state.path.open("r+b") as file:
        file.seek(16_384)  # behind the tables' definitions
        file.write(b"\xff" * (size - 16_384))
    again = State(state.path)
    with pytest.raises(UserError, match=r"ingest\.db cannot be used .*move it away"), again.exclusive():
        again.known([_ID])


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_is_deleted_while_in_use_is_not_written_any_more(state: State, replaced: bool) -> None:
    run = state.start_run("service", datetime.now(UTC))
    for ending in ("", "-wal", "-shm"):
        Path(f"{state.path}{ending}").unlink(missing_ok=True)
    if replaced:
        State(state.path).close()
    with pytest.raises(UserError, match=r"ingest\.db was deleted or replaced"), state.exclusive():
        state.count(run, datetime.now(UTC), {("gazeta", Outcome.PUBLISHED, ""): 1}, 1)
    state.close()
    with State(state.path).exclusive():
        pass


def test_a_state_that_another_holds_too_long_is_one_clear_line(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.ingest.state._BUSY_TIMEOUT_SECONDS", 0.1)
    other = State(state.path)
    with state.exclusive(), pytest.raises(UserError, match="another 'lajmi ingest' holds"), other.exclusive():
        pass


_VERSION_1 = """
CREATE TABLE articles (id BLOB PRIMARY KEY, revision INTEGER NOT NULL, content_hash BLOB, run INTEGER) WITHOUT ROWID;
CREATE TABLE dead_letters (id BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE logs (topic TEXT PRIMARY KEY, cluster_id TEXT NOT NULL, topic_id TEXT NOT NULL);
CREATE TABLE checkpoints (
    topic TEXT, partition INTEGER, next_offset INTEGER NOT NULL, PRIMARY KEY (topic, partition)
) WITHOUT ROWID;
CREATE TABLE runs (id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, command TEXT NOT NULL);
CREATE TABLE ledger (
    run INTEGER, hour TEXT, source TEXT, outcome TEXT, reason TEXT, items INTEGER NOT NULL,
    PRIMARY KEY (run, hour, source, outcome, reason)
) WITHOUT ROWID;
INSERT INTO articles VALUES (x'abababababababababababababababab', 3, NULL, 1);
INSERT INTO checkpoints VALUES ('articles.raw', 0, 17);
INSERT INTO logs VALUES ('articles.raw', 'cluster', 'topic');
INSERT INTO runs VALUES (1, '2026-01-01', 'ingest a'), (2, '2026-01-02', 'ingest b');
INSERT INTO ledger VALUES
    (1, '2026-01-01T10:00:00Z', 'gazeta', 'published', '', 4), (2, '2026-01-01T10:00:00Z', 'gazeta', 'published', '', 3),
    (2, '2026-01-01T11:00:00Z', 'gazeta', 'rejected', 'timeout', 1);
"""


def test_a_file_of_the_first_version_keeps_its_ledger_and_revisions_and_reads_the_topics_once_more(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ingest.db"
    with sqlite3.connect(path) as database:
        database.executescript(_VERSION_1)
    database.close()
    State(path).close()
    state = State(path)  # and a second time it is as it should be
    assert state.known([_ID]) == {_ID: Known(3, None, 1)}
    assert state.checkpoints() == {}
    assert state.logs() == {"articles.raw": ("cluster", "topic")}
    ledger = read_ledger(path)
    assert ledger is not None
    assert ledger.outcomes == {("published", ""): 7, ("rejected", "timeout"): 1}
    assert ledger.seen == 8
    (gazeta,) = read_sources(
        path, datetime(2026, 1, 1, 10, 30, tzinfo=UTC), datetime(2026, 1, 1, 12, tzinfo=UTC)
    )
    assert gazeta.outcomes == ledger.outcomes
    assert gazeta.last_published == datetime(2026, 1, 1, 10, tzinfo=UTC)


def test_a_file_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ingest.db"
    State(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(UserError, match="later Lajmi"):
        State(path)
