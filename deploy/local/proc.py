"""What /proc tells about processes. Where there is no /proc, everything is simply unknown."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ProcessFacts:
    pid: int
    state: str  # one letter: "Z" has ended and waits to be reaped
    parent: int
    session: int
    started_ticks: int  # since boot


def facts_of(pid: int) -> ProcessFacts | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text[text.rindex(")") + 2 :].split()  # a name may hold spaces and parentheses
    return ProcessFacts(pid, fields[0], int(fields[1]), int(fields[3]), int(fields[19]))


def all_processes() -> list[ProcessFacts]:
    pids = (int(folder.name) for folder in Path("/proc").glob("[0-9]*"))
    return [facts for facts in map(facts_of, pids) if facts is not None]


def only_child(pid: int) -> int | None:
    """The one child of a launcher that stays as the parent of what it launched; None while there is none."""
    children = [one.pid for one in all_processes() if one.parent == pid and one.state != "Z"]
    return children[0] if len(children) == 1 else None


def identity(pid: int) -> str | None:
    """Tells a process from a later one with the same number."""
    facts = facts_of(pid)
    return f"{_boot()}:{facts.started_ticks}" if facts else None


def survivors(session: int, leader_identity: str) -> list[int]:
    """Processes of a session whose leader was identified earlier, whether the leader still lives or not."""
    boot, _, started = leader_identity.rpartition(":")
    if boot != _boot():
        return []
    members = [one for one in all_processes() if one.session == session and one.state != "Z"]
    leader = facts_of(session)
    if leader is not None and leader.started_ticks != int(started):
        return []  # the number was given to somebody else
    return [one.pid for one in members if one.started_ticks >= int(started)]


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""
