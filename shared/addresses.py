"""Addresses of servers as settings name them: ``host:port``."""

from __future__ import annotations

_MAX_PORT = 65_535


def host_and_port(address: str) -> tuple[str, int]:
    """``localhost:9092`` or ``[::1]:9092`` taken apart, without brackets; else ValueError with a sentence for a user."""
    host, _, port = address.strip().rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    is_name = bool(bare) and (bare != host or ":" not in host)
    if not is_name or not port.isascii() or not port.isdecimal() or not 0 < int(port) <= _MAX_PORT:
        raise ValueError(f"{address.strip()!r} is not host:port, such as localhost:9092")
    return bare, int(port)
