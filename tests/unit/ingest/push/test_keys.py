"""Keys: shown once, stored as hashes, never usable from a file that others could have written."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.ingest.push import keys
from services.ingest.push.commands import push_key
from services.ingest.push.keys import (
    KEY_PREFIX,
    Client,
    KeyRing,
    new_client,
    new_key,
    read_clients,
    write_clients,
)
from shared.errors import UserError
from shared.settings import load_settings
from tests.unit.ingest.push.pushing import NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "push-keys.json"


def test_only_the_hash_is_stored_and_only_the_owner_may_read_it(path: Path) -> None:
    key = new_key()
    write_clients(path, [new_client("agency", key, NOW)])
    assert key not in path.read_text()
    assert key.removeprefix(KEY_PREFIX) not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_ring_knows_each_key_by_its_client_and_no_other(path: Path) -> None:
    first, second = new_key(), new_key()
    write_clients(path, [new_client("one", first, NOW), new_client("two", second, NOW)])
    ring = KeyRing(path)
    for key, name in ((first, "one"), (second, "two")):
        client = ring.client_of(key)
        assert client is not None
        assert client.name == name
    for wrong in ("", first[:-1], first + "x", first.upper(), "\xbe", "\udcff", "x" * 100_000):
        assert ring.client_of(wrong) is None


def test_who_asks_while_the_file_is_being_read_is_known_as_well(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_key()
    write_clients(path, [new_client("one", key, NOW)])
    ring = KeyRing(path)
    meanwhile = []

    def slow(file: Path) -> list[Client]:
        monkeypatch.setattr(keys, "read_clients", read_clients)
        meanwhile.append(ring.client_of(key))  # as another thread's request would
        return read_clients(file)

    monkeypatch.setattr(keys, "read_clients", slow)
    assert ring.client_of(key) is not None
    assert meanwhile[0] is not None


def test_no_file_is_nobody(path: Path) -> None:
    assert KeyRing(path).client_of(new_key()) is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "Invalid JSON"),
        ('{"keys": [{"name": "x"}]}', "sha256"),
        ('{"keys": [], "more": 1}', "more"),
        ("[]", "the file"),
    ],
)
def test_a_damaged_file_lets_nobody_in_and_says_where_it_is_damaged(
    path: Path, content: str, said: str
) -> None:
    path.parent.mkdir()
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(UserError, match=said):
        KeyRing(path).clients()


def test_two_clients_of_one_name_are_a_mistake(path: Path) -> None:
    write_clients(path, [new_client("one", new_key(), NOW), new_client("one", new_key(), NOW)])
    with pytest.raises(UserError, match="'one'"):
        read_clients(path)


def test_the_command_makes_lists_and_removes_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAJMI_HOME", str(tmp_path))
    load_settings.cache_clear()
    try:
        run = CliRunner()
        added = run.invoke(
            push_key, ["add", "agency", "--source", "The  Agency", "--requests-per-minute", "5"]
        )
        key = added.stdout.strip()
        ring = KeyRing(tmp_path / "push-keys.json")
        client = ring.client_of(key)
        assert client is not None
        assert (client.source, client.requests_per_minute) == ("The Agency", 5)
        assert run.invoke(push_key, ["add", "agency"]).exit_code == 1
        assert run.invoke(push_key, ["add", "No Name"]).exit_code == 1
        listed = run.invoke(push_key, ["list"]).output
        assert "agency" in listed
        assert key not in listed
        assert client.sha256 not in listed
        assert run.invoke(push_key, ["remove", "nobody"]).exit_code == 1
        assert run.invoke(push_key, ["remove", "agency"]).exit_code == 0
        assert ring.client_of(key) is None
    finally:
        load_settings.cache_clear()
