"""The record of a stack survives whatever happens to its writer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from deploy.local import proc, record
from deploy.local.record import Stack, Unit
from shared.settings import Settings, stack_file


def _stack(**changes: object) -> Stack:
    values: dict[str, object] = {
        "port_base": 9000,
        "supervisor_pid": 1,
        "kafka": "127.0.0.1:9001",
        "elasticsearch": "http://127.0.0.1:9003",
        "page": "http://127.0.0.1:9000",
        "services": [Unit(name="kafka", pid=2, state=record.RUNNING)],
    }
    return Stack.model_validate(values | changes)


def test_what_is_written_is_read_and_nothing_partial_stays(tmp_path: Path) -> None:
    record.write(tmp_path, _stack())
    assert record.read(tmp_path) == _stack()
    assert [path.name for path in tmp_path.iterdir()] == ["stack.json"]
    record.remove(tmp_path)
    record.remove(tmp_path)
    assert record.read(tmp_path) is None


def test_a_record_that_is_no_record_is_none(tmp_path: Path) -> None:
    for content in ("", "[]", "null", '{"port_base": "x"}', json.dumps({"port_base": 1})):
        stack_file(tmp_path).write_text(content)
        assert record.read(tmp_path) is None


def test_settings_find_the_ports_of_the_running_stack(tmp_path: Path) -> None:
    record.write(tmp_path, _stack())
    assert Settings(home=tmp_path).kafka_bootstrap == "127.0.0.1:9001"
    assert Settings(home=tmp_path, port_base=7000).kafka_bootstrap == "127.0.0.1:7001"


def test_a_home_is_supervised_while_the_lock_is_held(tmp_path: Path) -> None:
    assert not record.is_supervised(tmp_path / "new")
    with record.supervisor_lock(tmp_path) as alone:
        assert alone
        assert record.is_supervised(tmp_path)
        with record.supervisor_lock(tmp_path, patience_seconds=0) as second:
            assert not second
    assert not record.is_supervised(tmp_path)


def test_a_killed_holder_frees_the_lock(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from deploy.local import record\n"
        "with record.supervisor_lock(Path(sys.argv[1])): print(flush=True); time.sleep(1000)"
    )
    with subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert record.is_supervised(tmp_path)
        holder.kill()
    assert not record.is_supervised(tmp_path)


def test_survivors_of_a_record_are_ended_and_nobody_else(tmp_path: Path) -> None:
    ours, other = (subprocess.Popen(["sleep", "1000"], start_new_session=True) for _ in range(2))
    try:
        units = [
            Unit(name="kafka", session=ours.pid, identity=proc.identity(ours.pid)),
            # The number of a process that ended was given to another one meanwhile.
            Unit(
                name="search",
                session=other.pid,
                identity=f"{(proc.identity(other.pid) or '').split(':')[0]}:1",
            ),
            Unit(name="index"),
        ]
        record.write(tmp_path, _stack(services=[unit.model_dump() for unit in units]))
        assert record.end_survivors(tmp_path) == ["kafka"]
        assert ours.wait(5) < 0
        assert other.poll() is None
        assert record.read(tmp_path) is None
        assert record.end_survivors(tmp_path) == []
    finally:
        for process in (ours, other):
            process.kill()
            process.wait()


def test_what_a_live_supervisor_runs_is_no_leftover(tmp_path: Path) -> None:
    ours = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    try:
        unit = Unit(name="kafka", session=ours.pid, identity=proc.identity(ours.pid))
        with record.supervisor_lock(tmp_path):
            record.write(tmp_path, _stack(services=[unit.model_dump()]))
            assert record.end_survivors(tmp_path) == []
            assert record.read(tmp_path) is not None
        assert ours.poll() is None
    finally:
        ours.kill()
        ours.wait()


def test_our_own_identity_does_not_change() -> None:
    first = proc.identity(os.getpid())
    time.sleep(0.05)
    assert first is not None
    assert proc.identity(os.getpid()) == first
