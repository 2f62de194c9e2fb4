"""Maven as a downloader: our own repository folder, the user's settings (mirrors, proxies, credentials)."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from deploy.local import child
from deploy.local.java import find_maven
from deploy.local.versions import MAVEN_DEPENDENCY_PLUGIN
from shared.errors import UserError

_POLL_SECONDS = 0.2
# Some registries take half a minute before the first byte of a large file.
_STALLED_SECONDS = 300

_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>lajmi</groupId><artifactId>fetch</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>{dependencies}</dependencies>
</project>
"""
_DEPENDENCY = (
    "<dependency><groupId>{0}</groupId><artifactId>{1}</artifactId><version>{2}</version></dependency>"
)


def copy_with_dependencies(
    artifacts: list[tuple[str, str, str]], target: Path, repository: Path, on_bytes: Callable[[int], None]
) -> None:
    """Put the jars of ``artifacts`` (group, artifact, version) and of all they need at run time into ``target``.

    ``on_bytes`` is told how many bytes ``repository`` holds so far. Raises UserError.
    """
    pom = repository.parent / "pom.xml"
    pom.write_text(_POM.format(dependencies="".join(_DEPENDENCY.format(*one) for one in artifacts)))
    arguments = ["--file", str(pom), "-DincludeScope=runtime", f"-DoutputDirectory={target}"]
    _run("copy-dependencies", arguments, repository, on_bytes)


def get(
    group: str, artifact: str, version: str, kind: str, repository: Path, on_bytes: Callable[[int], None]
) -> Path:
    """Download one artifact without its dependencies; returns its file inside ``repository``. Raises UserError."""
    arguments = [f"-Dartifact={group}:{artifact}:{version}:{kind}", "-Dtransitive=false"]
    _run("get", arguments, repository, on_bytes)
    return repository / group.replace(".", "/") / artifact / version / f"{artifact}-{version}.{kind}"


def _run(goal: str, arguments: list[str], repository: Path, on_bytes: Callable[[int], None]) -> None:
    repository.mkdir(parents=True, exist_ok=True)
    plugin = f"org.apache.maven.plugins:maven-dependency-plugin:{MAVEN_DEPENDENCY_PLUGIN}:{goal}"
    command = [find_maven(), "-B", "-ntp", f"-Dmaven.repo.local={repository}", plugin, *arguments]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            child.wrap(command),
            cwd=repository.parent,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _watch(process, repository, on_bytes)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.returncode != 0:
            output.seek(0)
            raise UserError(_explain(output.read().decode(errors="replace")))


def _watch(process: subprocess.Popen[bytes], repository: Path, on_bytes: Callable[[int], None]) -> None:
    held, last_growth = -1, time.monotonic()
    while process.poll() is None:
        now_held = folder_bytes(repository)
        if now_held != held:
            held, last_growth = now_held, time.monotonic()
        on_bytes(held)
        if time.monotonic() - last_growth > _STALLED_SECONDS:
            raise UserError(
                f"Maven has received nothing for {_STALLED_SECONDS // 60} minutes: is the network up, "
                "and are the mirror and proxy in Maven's settings.xml right?"
            )
        time.sleep(_POLL_SECONDS)
    on_bytes(folder_bytes(repository))


def folder_bytes(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(parent) / name).lstat().st_size
            except FileNotFoundError:
                continue  # Maven renames its partial files
    return total


def _explain(output: str) -> str:
    errors = [line.removeprefix("[ERROR] ").strip() for line in output.splitlines() if "[ERROR]" in line]
    reason = next((line for line in errors if line), output.strip()[-300:] or "it gave no reason")
    if "No space left" in output:
        reason = "no space left on the disk"
    return f"Maven could not fetch the servers: {reason[:600]}"
