"""Where the local stack keeps what it fetches and what its servers write, and as whom Elasticsearch runs."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

# Elasticsearch refuses to run as root. "nobody" exists everywhere, also inside a container's user namespace.
UNPRIVILEGED_UID = 65534


@dataclass(frozen=True, slots=True)
class Places:
    """Absolute folders; ``elasticsearch_uid`` is None where the caller's own user runs everything."""

    home: Path
    cache: Path
    elasticsearch: Path
    elasticsearch_uid: int | None

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def kafka(self) -> Path:
        return self.home / "kafka"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


def find_places(home: Path) -> Places:
    home = home.absolute()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lajmi"
    if os.geteuid() != 0:
        return Places(home, cache, home / "elasticsearch", None)
    # A root that lives in /root keeps it closed to others: then its servers' files go to the system's own places.
    if not reachable_by_others(cache):
        cache = Path("/var/cache/lajmi")
    elasticsearch = home / "elasticsearch"
    if not reachable_by_others(elasticsearch):
        name = hashlib.sha256(str(home).encode()).hexdigest()[:12]
        elasticsearch = Path("/var/lib/lajmi") / name / "elasticsearch"
    return Places(home, cache, elasticsearch, UNPRIVILEGED_UID)


def reachable_by_others(path: Path) -> bool:
    """True if a user without any right of its own can reach ``path``; parts that do not exist yet would be made so."""
    for folder in path.absolute().parents:
        try:
            mode = folder.stat().st_mode
        except FileNotFoundError:
            continue
        except PermissionError:
            return False
        if not mode & stat.S_IXOTH:
            return False
    return True
