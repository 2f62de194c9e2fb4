"""Logs stay small, and a child knows its parent."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.local import child, proc, process


def test_a_large_log_is_put_aside_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_LOG_MAX_BYTES", 10)
    log = tmp_path / "logs" / "kafka.log"
    process.rotate(log)  # neither file nor folder yet
    log.write_text("x" * 10)
    process.rotate(log)
    assert log.exists()
    log.write_text("x" * 11)
    process.rotate(log)
    log.write_text("y" * 12)
    process.rotate(log)
    assert not log.exists()
    assert (tmp_path / "logs" / "kafka.log.1").read_text() == "y" * 12


def test_the_end_of_a_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert process.tail(log) == []
    log.write_bytes(b"one\ntwo\n\xff three\n")
    assert process.tail(log, 2) == ["two", "\ufffd three"]


def test_a_wrapped_command_keeps_its_arguments_and_exit_status() -> None:
    answer = subprocess.run(
        child.wrap([sys.executable, "-c", "import sys; print(sys.argv[1:]); sys.exit(3)", "--", "a b", "--uid"]),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (answer.stdout, answer.returncode) == ("['--', 'a b', '--uid']\n", 3)


def test_a_command_that_does_not_exist_is_named() -> None:
    answer = subprocess.run(child.wrap(["/no/such/command"]), capture_output=True, text=True, check=False)
    assert answer.returncode == 127
    assert "/no/such/command could not be started: No such file or directory" in answer.stderr


def test_a_child_whose_parent_is_already_gone_does_not_start() -> None:
    wrapped = child.wrap(["echo", "started"])
    wrapped[wrapped.index("--parent") + 1] = str(os.getppid())
    answer = subprocess.run(wrapped, capture_output=True, text=True, check=False)
    assert (answer.stdout, answer.returncode) == ("", 1)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_root_becomes_somebody_else_without_rights() -> None:
    command = child.wrap(["/bin/cat", "/proc/self/status"], uid=65534)
    status = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = {line.split(":")[0]: line.split()[1:] for line in status.splitlines()}
    assert lines["Uid"] == lines["Gid"] == ["65534"] * 4
    assert lines["Groups"] == []
    assert lines["NoNewPrivs"] == ["1"]


@pytest.mark.parametrize("uid", [None, 65534])
def test_a_child_ends_with_its_killed_parent(uid: int | None) -> None:
    if uid is not None and os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    code = (
        "import subprocess, sys, time; from deploy.local.child import wrap; "
        f"print(subprocess.Popen(wrap(['/bin/sleep', '1000'], uid={uid})).pid, flush=True); time.sleep(1000)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        _wait(lambda: Path(f"/proc/{pid}/comm").read_text() == "sleep\n")
        parent.kill()
    _wait(lambda: (facts := proc.facts_of(pid)) is None or facts.state == "Z")


def _wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_process_is_told_from_a_later_one_with_its_number() -> None:
    identity = proc.identity(os.getpid())
    assert identity is not None
    session = os.getsid(0)
    leader = proc.identity(session)
    if leader is not None:
        assert os.getpid() in proc.survivors(session, leader)
        boot, _, started = leader.rpartition(":")
        assert proc.survivors(session, f"{boot}:{int(started) - 1}") == []
        assert proc.survivors(session, f"another-boot:{started}") == []
    assert proc.identity(2**22 + 1) is None
