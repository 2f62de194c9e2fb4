"""A floor is lowered only on purpose: by name and with a reason."""

from __future__ import annotations

import subprocess
import tomllib

import pytest

from tests.quality.floors import PATH, lowered_without_reason


def _history() -> list[str]:
    """Every earlier state of the file; none where the code did not come with its history."""
    folder = PATH.parent
    git = ["git", "-C", str(folder)]
    try:
        log = subprocess.run(
            [*git, "log", "--format=%H", "--", PATH.name],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return [
            subprocess.run(
                [*git, "show", f"{commit}:./{PATH.name}"],
                capture_output=True,
                text=True,
                check=True,
                timeout=60,
            ).stdout
            for commit in log.stdout.split()
        ]
    except (OSError, subprocess.CalledProcessError):
        return []


def _readable(text: str) -> bool:
    """One state in the history (4827036) is no TOML: a slip while a section was moved, put right in the next."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def test_no_floor_is_lower_than_it_ever_was_without_a_reason() -> None:
    earlier = _history()
    if not earlier:
        pytest.skip("no history of floors.toml here: not a git checkout, or not committed yet")
    now = PATH.read_text(encoding="utf-8")
    assert (
        sorted(
            {name for before in filter(_readable, earlier) for name in lowered_without_reason(before, now)}
        )
        == []
    )


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ("[topics]\nen = 0.9\n", []),
        ("[topics]\nen = 0.8\n", ["topics.en"]),
        ("[other]\nen = 0.9\n", ["topics.en"]),
        ('[topics]\nen = 0.8\n[lowered]\n"topics.en" = "a fairer test set"\n', []),
        ('[topics]\nen = 0.8\n[lowered]\n"topics.en" = " "\n', ["topics.en"]),
    ],
)
def test_a_lowered_floor_is_found_unless_it_is_named_with_a_reason(now: str, found: list[str]) -> None:
    assert lowered_without_reason("[topics]\nen = 0.85\n", now) == found
