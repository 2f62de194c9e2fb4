"""Files go where the user that runs the servers can reach them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deploy.local import places
from deploy.local.places import find_places, reachable_by_others


@pytest.fixture
def open_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that counts as reachable, although pytest's own folders above it are closed."""
    real = Path.stat
    closed = set(tmp_path.parents)

    class Open:
        st_mode = 0o40755

    monkeypatch.setattr(
        Path, "stat", lambda self, **options: Open() if self in closed else real(self, **options)
    )
    return tmp_path


def test_a_folder_that_only_its_owner_enters_is_not_reachable(open_folder: Path) -> None:
    (open_folder / "home").mkdir(mode=0o700)
    (open_folder / "srv").mkdir(mode=0o755)
    open_folder.chmod(0o755)
    assert not reachable_by_others(open_folder / "home" / "checkout" / ".lajmi")
    assert reachable_by_others(open_folder / "srv" / "checkout" / ".lajmi")


def test_an_ordinary_user_keeps_everything_in_his_own_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    found = find_places(tmp_path / "home")
    assert found.cache == tmp_path / "cache" / "lajmi"
    assert found.elasticsearch == tmp_path / "home" / "elasticsearch"
    assert found.elasticsearch_uid is None


def test_without_xdg_cache_home_it_is_the_users_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert find_places(tmp_path / "state").cache == tmp_path / ".cache" / "lajmi"


def test_root_uses_the_systems_folders_where_its_own_are_closed(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_folder.chmod(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(open_folder / "cache"))
    found = find_places(open_folder / "one")
    assert found.cache == Path("/var/cache/lajmi")
    assert found.elasticsearch.is_relative_to("/var/lib/lajmi")
    assert found.elasticsearch != find_places(open_folder / "two").elasticsearch
    assert found.elasticsearch_uid == places.UNPRIVILEGED_UID
    assert found.kafka.is_relative_to(open_folder / "one")


def test_root_stays_in_its_own_folders_where_they_are_open(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_folder.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(open_folder / "cache"))
    found = find_places(open_folder / "home")
    assert found.cache == open_folder / "cache" / "lajmi"
    assert found.elasticsearch == open_folder / "home" / "elasticsearch"
