"""The loopback ports of the local stack, and who sits on one that is taken."""

from __future__ import annotations

import errno
import socket
from pathlib import Path

from shared.errors import UserError
from shared.settings import Settings

SPAN = 10  # ports reserved from the base on; the last ones are spare

# Offsets from Settings.port_base, by what listens there; Settings knows those that services need.
SERVER_PORTS = {
    "kafka": {1: "Kafka", 2: "Kafka's controller"},
    "elasticsearch": {3: "Elasticsearch", 4: "Elasticsearch's transport"},
}
SERVICE_PORTS = {"search": 0, "enrich": 5, "index": 6, "ingest": 7}


def check_free(settings: Settings, servers: list[str], services: list[str]) -> None:
    """Raise UserError naming the first needed port that another process holds, and that process where it can be told."""
    wanted = [(offset, label, "127.0.0.1") for one in servers for offset, label in SERVER_PORTS[one].items()]
    wanted += [(SERVICE_PORTS[one], f"the {one} service", settings.bind) for one in services]
    for offset, label, address in sorted(wanted):
        port = settings.port_base + offset
        if is_free(port, address):
            continue
        owner = owner_of(port)
        by = f" by {owner}" if owner else ""
        raise UserError(
            f"port {port}, wanted for {label}, is taken{by}: stop that, or choose other ports with "
            f"LAJMI_PORT_BASE={suggest_base(settings.port_base + SPAN)}"
        )


def is_free(port: int, address: str = "127.0.0.1") -> bool:
    """True if ``address:port`` can be listened on now; connections that are merely fading away do not count."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise UserError(f"port {port} of {address} cannot be listened on: {error.strerror}") from error
    return True


def suggest_base(start: int) -> int:
    """The first base from ``start`` on, in steps of SPAN, whose ports are all free."""
    for base in range(start, 65_000, SPAN):
        if all(is_free(base + offset) for offset in range(SPAN)):
            return base
    return 21_000


def owner_of(port: int) -> str | None:
    """``name (pid N)`` of the process listening on a local port; None where the system does not tell us."""
    inodes = _listening_inodes(port)
    if not inodes:
        return None
    for process in Path("/proc").glob("[0-9]*"):
        try:
            for descriptor in (process / "fd").iterdir():
                link = str(descriptor.readlink())
                if link.startswith("socket:[") and link[8:-1] in inodes:
                    name = (process / "comm").read_text().strip()
                    return f"'{name}' (pid {process.name})"
        except OSError:
            continue  # ended meanwhile, or another user's
    return None


def _listening_inodes(port: int) -> set[str]:
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.add(fields[9])
    return inodes
