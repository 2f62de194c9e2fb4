"""A TCP proxy that can be cut and mended: a server that goes away without being stopped."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Event, Thread


class Proxy:
    """Listens on a free loopback port and passes everything on to ``host:port`` while it is up."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._up = Event()
        self._up.set()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Reset what is connected, and every new connection at once."""
        self._up.clear()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self._open.clear()

    def mend(self) -> None:
        self._up.set()

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if not self._up.is_set():
                client.close()
                continue
            try:
                server = socket.create_connection(self._target)
            except OSError:
                client.close()
                continue
            self._open += [client, server]
            Thread(target=_pass_on, args=(client, server), daemon=True).start()
            Thread(target=_pass_on, args=(server, client), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
