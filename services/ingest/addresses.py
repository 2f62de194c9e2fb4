"""Connections to public addresses only, and never past a deadline: what keeps a hostile address out of our own network."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Iterable
from queue import Empty, SimpleQueue
from threading import Thread

import httpcore
import httpx

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_6TO4 = ipaddress.ip_network("2002::/16")


class AddressRefusedError(httpcore.ConnectError):
    """The host resolves to an address that is not public."""


def is_public(address: str) -> bool:
    """Whether a literal IP address is reachable by anybody; IPv4 inside IPv6 is looked at as IPv4."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner: ipaddress.IPv4Address | None = None
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            inner = parsed.ipv4_mapped
        elif parsed in _NAT64:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        elif parsed in _6TO4:
            inner = ipaddress.IPv4Address(int(parsed) >> 80 & 0xFFFFFFFF)
    checked = inner or parsed
    return checked.is_global and not checked.is_multicast


class GuardedBackend(httpcore.SyncBackend):
    """Resolves, checks and connects to the very address it checked, for every hop: a redirect or a name that resolves
    differently the second time (DNS re-binding) changes nothing. Look-ups, reads and writes end at ``deadline`` (monotonic).
    """

    def __init__(self, deadline: float, *, allow_private: bool) -> None:
        self._deadline = deadline
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        found = _resolve(host, port, remaining(self._deadline, timeout))
        if not self._allow_private:
            refused = [address for address in found if not is_public(address)]
            if refused:
                named = host if host == refused[0] else f"{host} ({refused[0]})"
                raise AddressRefusedError(f"{named} is not a public address")
        last: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in dict.fromkeys(found):
            try:
                stream = super().connect_tcp(
                    address, port, remaining(self._deadline, timeout), local_address, socket_options
                )
                return _Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last or httpcore.ConnectError(f"{host} has no address")


def _resolve(host: str, port: int, seconds: float) -> list[str]:
    """Addresses of the host. In a thread of its own, as the system's look-up takes no time limit and may last minutes."""
    answers: SimpleQueue[list[str] | OSError | UnicodeError] = SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answers.put(error)
        else:
            answers.put([str(info[4][0]) for info in found])

    Thread(target=look_up, name=f"look up {host}", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise httpcore.ConnectTimeout(f"no name server tells the address of {host!r} in time") from None
    if isinstance(answer, Exception):
        raise httpcore.ConnectError(f"the host {host!r} is not known: {answer}") from answer
    return answer


class _Stream(httpcore.NetworkStream):
    """Time-outs of single reads never end a server that sends one byte a second; a deadline does."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, remaining(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, remaining(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: object, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        upgraded = self._stream.start_tls(
            ssl_context,  # type: ignore[arg-type]
            server_hostname,
            remaining(self._deadline, timeout),
        )
        return _Stream(upgraded, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def remaining(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time allowed for the whole fetch is over")
    return left if timeout is None else min(left, timeout)


class GuardedTransport(httpx.HTTPTransport):
    """httpx's own transport on guarded connections. Proxies of the environment are not used: they would do the resolving."""

    def __init__(self, deadline: float, *, allow_private: bool) -> None:
        super().__init__(trust_env=False)
        self._pool.close()
        # httpx 0.28 has no parameter for the network backend; its pool is a plain httpcore pool.
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            network_backend=GuardedBackend(deadline, allow_private=allow_private),
        )
