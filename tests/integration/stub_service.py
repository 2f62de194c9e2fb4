"""A stand-in for a service: answers /health, writes down what happens to it, and misbehaves as asked.

Arguments: name, port, file for events, then any of: crash-at-start, crash-when-started-again, slow-to-start,
ends-without-kafka, deaf-to-sigterm, with-grandchild, never-healthy.
"""

from __future__ import annotations

import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType

_KAFKA_OFFSET, _INDEX_OFFSET = 1, 6


def main(name: str, port: str, events: str, *habits: str) -> None:
    def note(event: str) -> None:
        with Path(events).open("a") as file:
            file.write(f"{name} {event} {os.getpid()}\n")

    def end(number: int, frame: FrameType | None) -> None:
        note("told-to-stop")
        if "deaf-to-sigterm" not in habits:
            os._exit(0)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503 if "never-healthy" in habits else 200)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    started_before = Path(events).exists() and f"{name} started" in Path(events).read_text()
    note("started")
    if "crash-at-start" in habits or ("crash-when-started-again" in habits and started_before):
        print("a line that says why", file=sys.stderr)  # noqa: T201
        sys.exit(7)
    signal.signal(signal.SIGTERM, end)
    if "slow-to-start" in habits:
        time.sleep(1.5)
    if "ends-without-kafka" in habits:
        threading.Thread(
            target=end_without, args=(int(port) - _INDEX_OFFSET + _KAFKA_OFFSET,), daemon=True
        ).start()
    if "with-grandchild" in habits:
        note(f"grandchild-{subprocess.Popen(['sleep', '1000']).pid}")
    http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()


def end_without(port: int) -> None:
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            os._exit(1)
        time.sleep(0.1)


if __name__ == "__main__":
    main(*sys.argv[1:])
