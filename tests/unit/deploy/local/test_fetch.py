"""A distribution is whole and right, or it is not there."""

from __future__ import annotations

import errno
import multiprocessing
import shutil
import time
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from deploy.local import fetch
from deploy.local.fetch import Distribution
from shared.errors import UserError

_CONTENT = {"lib/one.jar": b"one", "lib/two.jar": b"two", "LICENSE.txt": b"free"}


def _digest(folder: Path) -> str:
    write(folder, _CONTENT)
    return fetch.tree_digest(folder)


def write(folder: Path, content: dict[str, bytes]) -> None:
    for name, data in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


class Registry:
    """Delivers a distribution as Maven would, and counts how often; the first deliveries may go wrong."""

    def __init__(self, tmp_path: Path) -> None:
        self.deliveries: list[dict[str, bytes] | Exception] = []
        self.asked = 0
        self.distribution = Distribution("Thing", "1.0", 10, _digest(tmp_path / "known"), self._unpack)

    def _unpack(self, target: Path, repository: Path, on_bytes: Callable[[int], None]) -> None:
        self.asked += 1
        delivery = self.deliveries.pop(0) if self.deliveries else _CONTENT
        repository.mkdir(parents=True, exist_ok=True)
        (repository / f"part-{self.asked}").write_bytes(b"partial")
        if isinstance(delivery, Exception):
            raise delivery
        write(target, delivery)
        on_bytes(10)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_it_is_fetched_once_and_leaves_nothing_else_behind(registry: Registry, cache: Path) -> None:
    fetch.ensure(cache, [registry.distribution])
    fetch.ensure(cache, [registry.distribution])
    assert registry.asked == 1
    assert (cache / "thing-1.0" / "lib" / "one.jar").read_bytes() == b"one"
    assert {path.name for path in cache.iterdir()} == {"thing-1.0", "fetch.lock"}


@pytest.mark.parametrize("harm", ["missing", "cut", "unmarked"])
def test_a_damaged_distribution_is_fetched_again(registry: Registry, cache: Path, harm: str) -> None:
    fetch.ensure(cache, [registry.distribution])
    folder = cache / "thing-1.0"
    if harm == "missing":
        (folder / "lib" / "two.jar").unlink()
    elif harm == "cut":
        (folder / "lib" / "two.jar").write_bytes(b"t")
    else:
        (folder / ".installed.json").unlink()
    fetch.ensure(cache, [registry.distribution])
    assert registry.asked == 2
    assert fetch.is_whole(folder)
    assert (folder / "lib" / "two.jar").read_bytes() == b"two"


def test_an_interrupted_fetch_leaves_no_distribution_and_its_partial_files_for_the_next(
    registry: Registry, cache: Path
) -> None:
    registry.deliveries = [UserError("the network went away")]
    with pytest.raises(UserError, match="network"):
        fetch.ensure(cache, [registry.distribution])
    assert not (cache / "thing-1.0").exists()
    assert (cache / "staging" / "repository" / "part-1").exists()
    fetch.ensure(cache, [registry.distribution])
    assert fetch.is_whole(cache / "thing-1.0")
    assert not (cache / "staging").exists()


def test_other_content_than_the_known_release_is_tried_once_more_from_scratch(
    registry: Registry, cache: Path
) -> None:
    registry.deliveries = [{**_CONTENT, "lib/one.jar": b"evil"}]
    fetch.ensure(cache, [registry.distribution])
    assert registry.asked == 2
    assert (cache / "thing-1.0" / "lib" / "one.jar").read_bytes() == b"one"


@pytest.mark.parametrize("wrong", [{"lib/one.jar": b"evil"}, {"lib/extra.jar": b""}])
def test_other_content_twice_is_refused(registry: Registry, cache: Path, wrong: dict[str, bytes]) -> None:
    registry.deliveries = [{**_CONTENT, **wrong}, {**_CONTENT, **wrong}]
    with pytest.raises(UserError, match=r"Thing 1\.0 is not the release we know"):
        fetch.ensure(cache, [registry.distribution])
    assert not (cache / "thing-1.0").exists()


def test_a_full_disk_is_one_clear_line(
    registry: Registry, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**12, 10**12, 10**9))
    with pytest.raises(UserError, match=r"needs 2\.5 GB, but the disk of .* has 1\.0 GB free") as error:
        fetch.ensure(cache, [registry.distribution])
    assert "\n" not in error.value.message
    assert registry.asked == 0


def test_a_disk_that_fills_up_meanwhile_is_one_clear_line(registry: Registry, cache: Path) -> None:
    registry.deliveries = [OSError(errno.ENOSPC, "No space left on device")]
    with pytest.raises(UserError, match=r"the disk of .* is full: make room there"):
        fetch.ensure(cache, [registry.distribution])


def test_two_checkouts_that_fetch_at_once_fetch_once(tmp_path: Path, cache: Path) -> None:
    context = multiprocessing.get_context("fork")
    log = tmp_path / "log"
    both = [context.Process(target=_fetch_slowly, args=(tmp_path, cache, log)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(30)
        assert process.exitcode == 0
    assert log.read_text() == "unpacked\n"
    assert (cache / "thing-1.0" / "lib" / "one.jar").exists()


def _fetch_slowly(tmp_path: Path, cache: Path, log: Path) -> None:
    def unpack(target: Path, repository: Path, on_bytes: Callable[[int], None]) -> None:
        time.sleep(0.5)
        write(target, _CONTENT)
        with log.open("a") as file:
            file.write("unpacked\n")

    known = _digest(tmp_path / f"known-{multiprocessing.current_process().pid}")
    fetch.ensure(cache, [Distribution("Thing", "1.0", 10, known, unpack)])


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("sonarqube-1/elasticsearch/lib/elasticsearch-8.jar", "lib/elasticsearch-8.jar"),
        ("sonarqube-1/elasticsearch/lib/tools/server-cli/x.jar", "lib/tools/server-cli/x.jar"),
        ("sonarqube-1/elasticsearch/modules/reindex/x.jar", "modules/reindex/x.jar"),
        ("sonarqube-1/elasticsearch/LICENSE.txt", "LICENSE.txt"),
        ("sonarqube-1/elasticsearch/modules/x-pack-inference/x.jar", None),
        ("sonarqube-1/elasticsearch/bin/elasticsearch-cli", None),
        ("sonarqube-1/lib/sonar.jar", None),
        ("sonarqube-1/elasticsearch/lib/../../../etc/passwd", None),
        ("sonarqube-1/elasticsearch", None),
    ],
)
def test_only_what_elasticsearch_needs_is_kept(name: str, inside: str | None) -> None:
    assert fetch._elasticsearch_path(name) == (PurePosixPath(inside) if inside else None)
