"""Finding Java and Maven, or saying in one line what to install."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.local.versions import MINIMUM_JAVA
from shared.errors import UserError

_INSTALL_JAVA = "install it (Debian, Ubuntu: apt-get install openjdk-17-jre-headless) or set JAVA_HOME"


@dataclass(frozen=True, slots=True)
class Java:
    executable: Path
    version: int

    @property
    def home(self) -> Path:
        """The folder that holds ``bin/java``, links resolved: what Elasticsearch calls ES_JAVA_HOME."""
        return self.executable.resolve().parent.parent


def find_java() -> Java:
    """The Java of JAVA_HOME, else of PATH. Raises UserError without one, or with one that is too old."""
    java_home = os.environ.get("JAVA_HOME")
    found = str(Path(java_home) / "bin" / "java") if java_home else shutil.which("java")
    if not found or not os.access(found, os.X_OK):
        where = f"JAVA_HOME={java_home} holds no bin/java" if java_home else "there is no 'java' here"
        raise UserError(
            f"{where}: Kafka and Elasticsearch need Java {MINIMUM_JAVA} or newer; {_INSTALL_JAVA}"
        )
    answer = subprocess.run([found, "-version"], capture_output=True, text=True, timeout=60, check=False)
    version = parse_version(answer.stderr + answer.stdout)
    if version is None:
        raise UserError(f"'{found} -version' does not say which Java it is; {_INSTALL_JAVA}")
    if version < MINIMUM_JAVA:
        raise UserError(
            f"{found} is Java {version}, but Kafka and Elasticsearch need {MINIMUM_JAVA} or newer; {_INSTALL_JAVA}"
        )
    return Java(Path(found), version)


def java_environment(home: Path) -> dict[str, str]:
    """What the servers see: none of the caller's Java settings, a home of their own, and paths read as UTF-8."""
    kept = {name: os.environ[name] for name in ("PATH", "TZ") if name in os.environ}
    return {**kept, "HOME": str(home), "LC_ALL": "C.UTF-8"}


def parse_version(text: str) -> int | None:
    """The feature release in what ``java -version`` prints: 17 of ``17.0.15``, 8 of ``1.8.0_392``."""
    match = re.search(r'version "(?:1\.)?(\d+)', text)
    return int(match[1]) if match else None


def find_maven() -> str:
    found = shutil.which("mvn")
    if not found:
        raise UserError(
            "there is no 'mvn' here: Kafka and Elasticsearch are fetched through Maven, once; install it "
            "(Debian, Ubuntu: apt-get install maven), or point LAJMI_KAFKA and LAJMI_ELASTICSEARCH at your own servers"
        )
    return found
