"""Connections kept for the next request to the same origin, bounded in number and age."""

from __future__ import annotations

from collections import OrderedDict

from services.ingest.web.connection import Connection

MAX_IDLE = 256
MAX_IDLE_SECONDS = 30.0


class IdleConnections:
    """Each operation takes constant time; times are seconds of any clock that never goes back."""

    def __init__(self) -> None:
        self._by_origin: dict[str, list[Connection]] = {}
        self._since: OrderedDict[Connection, tuple[str, float]] = OrderedDict()  # the longest idle first

    def take(self, origin: str, now: float) -> Connection | None:
        """The connection last used, as it is the likeliest to live; None when there is none."""
        while kept := self._by_origin.get(origin):
            connection = kept[-1]
            _, since = self._since[connection]
            self._forget(connection)
            if connection.is_usable and now - since <= MAX_IDLE_SECONDS:
                return connection
            connection.close()
        return None

    def keep(self, origin: str, connection: Connection, now: float) -> None:
        if not connection.is_usable:
            connection.close()
            return
        self._by_origin.setdefault(origin, []).append(connection)
        self._since[connection] = origin, now
        while self._since:
            oldest, (_, since) = next(iter(self._since.items()))
            if len(self._since) <= MAX_IDLE and now - since <= MAX_IDLE_SECONDS:
                break
            self._forget(oldest)
            oldest.close()

    def _forget(self, connection: Connection) -> None:
        origin, _ = self._since.pop(connection)
        kept = self._by_origin[origin]
        kept.remove(connection)
        if not kept:
            del self._by_origin[origin]

    def close(self) -> None:
        for connection in self._since:
            connection.close()
        self._since.clear()
        self._by_origin.clear()
