"""Asking a server or service whether it works: one short question, never an exception."""

from __future__ import annotations

import base64
import http.client
import socket
import struct
from collections.abc import Callable
from enum import Enum
from urllib.parse import unquote, urlsplit

from shared.addresses import host_and_port

_TIMEOUT_SECONDS = 5.0

# Kafka's ApiVersions request, version 0: key 18, correlation id 1, client id "lajmi". Any client's first question, and
# the broker answers it only once it is ready to serve.
_API_VERSIONS = struct.pack(">hhih5s", 18, 0, 1, 5, b"lajmi")


class Health(Enum):
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"  # it answers, and says that something is wrong
    SILENT = "silent"  # no answer in time


Probe = Callable[[], Health]


def kafka_health(bootstrap: str) -> Health:
    """The first of ``host:port[,host:port…]`` that answers decides."""
    answers = [_one_broker(address) for address in bootstrap.split(",")]
    return next((one for one in answers if one is not Health.SILENT), Health.SILENT)


def _one_broker(address: str) -> Health:
    try:
        with socket.create_connection(host_and_port(address), _TIMEOUT_SECONDS) as connection:
            connection.sendall(struct.pack(">i", len(_API_VERSIONS)) + _API_VERSIONS)
            answer = connection.recv(10)
    except (OSError, ValueError):
        return Health.SILENT
    if len(answer) < 10:
        return Health.UNHEALTHY
    _, correlation, error = struct.unpack(">iih", answer)
    return Health.HEALTHY if (correlation, error) == (1, 0) else Health.UNHEALTHY


def elasticsearch_health(url: str) -> Health:
    """Healthy: every primary shard is there (yellow or green)."""
    return http_health(f"{url.rstrip('/')}/_cluster/health?wait_for_status=yellow&timeout=1s")


def http_health(url: str) -> Health:
    """Healthy: 200. Credentials in the address are used."""
    try:
        status = _status(url)
    except (OSError, ValueError, http.client.HTTPException):
        return Health.SILENT
    return Health.HEALTHY if status == 200 else Health.UNHEALTHY


def _status(url: str) -> int:
    parts = urlsplit(url)
    headers = {"Connection": "close"}
    if parts.username is not None:
        credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(credentials.encode()).decode()}"
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS)
    try:
        path = parts.path or "/"
        connection.request("GET", f"{path}?{parts.query}" if parts.query else path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()
