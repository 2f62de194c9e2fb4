"""What Maven is asked for, and what is made of its complaints; a stand-in plays Maven."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.local import maven
from shared.errors import UserError


@pytest.fixture
def fake_maven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The script that runs instead of mvn; returns its path, to be filled by the test."""
    script = tmp_path / "bin" / "mvn"
    script.parent.mkdir()
    monkeypatch.setenv("PATH", f"{script.parent}:/usr/bin:/bin")
    script.write_text("#!/bin/sh\nexit 0\n")
    script.chmod(0o755)
    return script


def test_an_artifact_is_fetched_into_our_repository_without_dependencies(
    fake_maven: Path, tmp_path: Path
) -> None:
    fake_maven.write_text('#!/bin/sh\nfor one in "$@"; do echo "$one" >> ../asked; done\n')
    staging = tmp_path / "a" / "b"
    found = maven.get("org.example", "thing", "1.0", "zip", staging / "repository", lambda held: None)
    assert found == staging / "repository" / "org" / "example" / "thing" / "1.0" / "thing-1.0.zip"
    asked = (tmp_path / "a" / "asked").read_text().splitlines()
    assert f"-Dmaven.repo.local={staging / 'repository'}" in asked
    assert {"-B", "-ntp", "-Dartifact=org.example:thing:1.0:zip", "-Dtransitive=false"} <= set(asked)


def test_arriving_bytes_are_told(fake_maven: Path, tmp_path: Path) -> None:
    fake_maven.write_text(
        "#!/bin/sh\nprintf 12345 > repository/x.part\nsleep 0.5\nprintf 67890 >> repository/x.part\n"
    )
    told: list[int] = []
    maven.get("g", "a", "1", "zip", tmp_path / "repository", told.append)
    assert told[-1] == 10
    assert 5 in told


def test_mavens_complaint_becomes_one_line(fake_maven: Path, tmp_path: Path) -> None:
    fake_maven.write_text(
        "#!/bin/sh\necho '[INFO] x'\necho '[ERROR] Could not transfer artifact: timed out'\nexit 1\n"
    )
    with pytest.raises(
        UserError, match=r"^Maven could not fetch the servers: Could not transfer artifact: timed out$"
    ):
        maven.get("g", "a", "1", "zip", tmp_path / "repository", lambda held: None)


def test_a_full_disk_is_recognised_in_what_maven_says(fake_maven: Path, tmp_path: Path) -> None:
    fake_maven.write_text(
        "#!/bin/sh\necho '[ERROR] Failed'\necho 'java.io.IOException: No space left on device'\nexit 1\n"
    )
    with pytest.raises(UserError, match="no space left on the disk"):
        maven.get("g", "a", "1", "zip", tmp_path / "repository", lambda held: None)


def test_a_maven_that_receives_nothing_is_given_up(
    fake_maven: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maven, "_STALLED_SECONDS", 0.3)
    fake_maven.write_text("#!/bin/sh\nexec sleep 60\n")
    with pytest.raises(UserError, match="received nothing"):
        maven.get("g", "a", "1", "zip", tmp_path / "repository", lambda held: None)
