"""Connections to public addresses only: what keeps a hostile address out of our own network."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Awaitable, Callable
from threading import Thread

import certifi

from services.ingest.web.addresses import is_literal, is_public
from services.ingest.web.location import Location
from services.ingest.web.outcome import RefusedError
from services.ingest.web.wire import Wire

# For all addresses of a host together, and for one of several: an address that swallows packets leaves time for the next.
_CONNECT_SECONDS = 10.0
_ATTEMPT_SECONDS = 4.0

Resolve = Callable[[str, int], Awaitable[list[str]]]


class Connector:
    """Resolves, checks and connects to the very addresses it checked, each time: a redirect, or a name that resolves
    differently the second time (DNS re-binding), changes nothing. Proxies of the environment are not used: they would
    do the resolving.
    """

    def __init__(self, *, allow_private: bool, resolve: Resolve | None = None) -> None:
        self._allow_private = allow_private
        self._resolve = resolve or resolve_by_system
        self._tls: ssl.SSLContext | None = None

    async def connect(self, location: Location) -> Wire:
        """Raises RefusedError: ``address_refused``, ``connection_failed``, ``tls_failed``, ``timeout``."""
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                found = await self._addresses(location)
                return await self._connect_to_any(found, location)
        except TimeoutError:
            raise RefusedError(
                "timeout", f"no connection to {location.authority} in {_CONNECT_SECONDS:g} s"
            ) from None

    async def _addresses(self, location: Location) -> list[str]:
        if is_literal(location.host):
            found = [location.host]
        else:
            try:
                found = list(dict.fromkeys(await self._resolve(location.host, location.port)))
            except (OSError, UnicodeError) as error:
                raise RefusedError(
                    "connection_failed", f"the host {location.host!r} is not known: {error}"
                ) from error
        refused = None if self._allow_private else next((one for one in found if not is_public(one)), None)
        if refused is not None:
            named = location.host if location.host == refused else f"{location.host} ({refused})"
            raise RefusedError(
                "address_refused",
                f"{named} is not a public address (LAJMI_FETCH_ALLOW_PRIVATE=true allows it)",
            )
        return found

    async def _connect_to_any(self, addresses: list[str], location: Location) -> Wire:
        failure = "connection_failed", f"{location.host} has no address"
        for address in addresses:
            try:
                async with asyncio.timeout(_ATTEMPT_SECONDS if len(addresses) > 1 else None):
                    return await self._connect_to(address, location)
            except TimeoutError:
                failure = "timeout", f"{address} does not take the connection"
            except ssl.SSLError as error:
                # CertificateError is among them; verify_message says which of its many reasons.
                reason = getattr(error, "verify_message", "") or error.reason or str(error)
                failure = "tls_failed", f"no safe connection to {location.host}: {reason}"
            except OSError as error:
                failure = "connection_failed", error.strerror or str(error)
        raise RefusedError(*failure)

    async def _connect_to(self, address: str, location: Location) -> Wire:
        secure = location.scheme == "https"
        _, wire = await asyncio.get_running_loop().create_connection(
            Wire,
            address,
            location.port,
            ssl=self._tls_context() if secure else None,
            server_hostname=location.host if secure else None,
        )
        return wire

    def _tls_context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()  # the system's authorities, or SSL_CERT_FILE
            self._tls.load_verify_locations(certifi.where())  # small containers have none
            self._tls.set_alpn_protocols(["http/1.1"])
        return self._tls


async def resolve_by_system(host: str, port: int) -> list[str]:
    """Addresses of the host, in the order to try. Raises OSError or UnicodeError.

    Each look-up has a thread of its own, as the system's takes no time limit and may last minutes: neither a shared pool
    of threads nor the end of the process may wait for it.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def tell(found: list[str], error: Exception | None) -> None:
        if answer.done():  # given up meanwhile
            return
        if error is None:
            answer.set_result(found)
        else:
            answer.set_exception(error)

    def look_up() -> None:
        found: list[str] = []
        failure: Exception | None = None
        try:
            found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as error:
            failure = error
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell, found, failure)

    Thread(target=look_up, name=f"look up {host}", daemon=True).start()
    return await answer
