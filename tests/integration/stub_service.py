"""A stand-in for a service: answers /health, writes down what happens to it, and misbehaves as asked.

Arguments: name, port, file for events, then any of: crash-at-start, deaf-to-sigterm, with-grandchild, never-healthy.
"""

from __future__ import annotations

import http.server
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType


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

    note("started")
    if "crash-at-start" in habits:
        print("a line that says why", file=sys.stderr)  # noqa: T201
        sys.exit(7)
    signal.signal(signal.SIGTERM, end)
    if "with-grandchild" in habits:
        note(f"grandchild-{subprocess.Popen(['sleep', '1000']).pid}")
    http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
