from __future__ import annotations

import gzip
import random
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from services.ingest.web import Fetched, fetch
from shared.rejection import Rejection
from shared.settings import Settings

_LONG = bytes(range(256)) * 1_000
_BARE = zlib.compressobj(wbits=-zlib.MAX_WBITS)
_PACKED = {
    "/deflate": (zlib.compress(b"Hello."), "deflate"),
    "/bare-deflate": (_BARE.compress(b"Hello.") + _BARE.flush(), "deflate"),
    "/gzip": (gzip.compress(_LONG), "gzip"),
    "/members": (b"".join(gzip.compress(part) for part in (_LONG, b"", b"Hello.")) + b"\0\0", "gzip"),
    "/random": (gzip.compress(random.Random(1).randbytes(300_000)) * 2, "gzip"),
    "/trailing": (gzip.compress(_LONG) + b"<!-- cached -->", "gzip"),
    "/nothing": (b"", "gzip"),
    "/cut": (gzip.compress(_LONG)[:-200], "gzip"),
    "/cut-checksum": (gzip.compress(_LONG)[:-4], "gzip"),
    "/cut-deflate": (zlib.compress(_LONG)[:-1], "deflate"),
    "/cut-member": (gzip.compress(_LONG) + gzip.compress(_LONG)[:30], "gzip"),
    "/wrong-checksum": (gzip.compress(_LONG)[:-8] + b"\0" * 8, "gzip"),
}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header(
                "Location", {"loop": "/to/loop", "ftp": "ftp://a.example/x", "page": "/page"}[self.path[4:]]
            )
            self.end_headers()
            return
        body, encoding = b"Hello.", ""
        if self.path == "/bomb":
            body, encoding = gzip.compress(b"0" * 50_000_000, 1), "gzip"
        elif self.path in _PACKED:
            body, encoding = _PACKED[self.path]
        elif self.path == "/zstd":
            encoding = "zstd"
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Type", "text/html; charset=windows-1250")
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        try:
            for _ in range(50 if self.path == "/slow" else 1):
                self.wfile.write(body)
                self.wfile.flush()
                if self.path == "/slow":
                    time.sleep(0.1)
        except OSError:
            pass

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    listening = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    listening.daemon_threads = True
    threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{listening.server_address[1]}"
    listening.shutdown()
    listening.server_close()


_ALLOWED = Settings(fetch_allow_private=True, fetch_max_bytes=1_000_000)
_HURRIED = _ALLOWED.model_copy(update={"fetch_timeout_seconds": 1.0})


def test_a_page_is_fetched_with_what_its_server_declares(server: str) -> None:
    found = fetch(f"{server}/to/page", _ALLOWED)
    assert found == Fetched(f"{server}/page", b"Hello.", "text/html; charset=windows-1250", "windows-1250")


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("/deflate", b"Hello."),
        ("/bare-deflate", b"Hello."),
        ("/gzip", _LONG),
        ("/members", _LONG + b"Hello."),
        ("/random", random.Random(1).randbytes(300_000) * 2),
        ("/trailing", _LONG),
        ("/nothing", b""),
    ],
)
def test_a_packed_page_is_unpacked_whole(server: str, path: str, content: bytes) -> None:
    unpacked = fetch(server + path, _ALLOWED)
    assert isinstance(unpacked, Fetched)
    assert unpacked.content == content


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/missing", "http_status_404"),
        ("/to/loop", "too_many_redirects"),
        ("/to/ftp", "unsupported_scheme"),
        ("/bomb", "too_large"),
        ("/zstd", "bad_content_encoding"),
        ("/cut", "incomplete_body"),
        ("/cut-checksum", "incomplete_body"),
        ("/cut-deflate", "incomplete_body"),
        ("/cut-member", "incomplete_body"),
        ("/wrong-checksum", "bad_content_encoding"),
    ],
)
def test_what_goes_wrong_has_a_name_and_says_where(server: str, path: str, reason: str) -> None:
    refused = fetch(server + path, _ALLOWED)
    assert isinstance(refused, Rejection)
    assert refused.reason == reason
    assert server in refused.detail


def test_a_server_that_drips_is_left_when_the_time_is_over(server: str) -> None:
    started = time.monotonic()
    refused = fetch(f"{server}/slow", _HURRIED)
    assert isinstance(refused, Rejection)
    assert refused.reason == "timeout"
    assert time.monotonic() - started < 4


def test_a_private_address_is_refused_unless_allowed(server: str) -> None:
    for address in (server, server.replace("127.0.0.1", "localhost"), server.replace("127.0.0.1", "0x7f.1")):
        refused = fetch(address, Settings())
        assert isinstance(refused, Rejection)
        assert refused.reason == "address_refused"


def _closed_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@pytest.mark.parametrize("address", ["http://nosuchhost.invalid/", f"http://127.0.0.1:{_closed_port()}/"])
def test_nobody_there_is_a_failed_connection(address: str) -> None:
    refused = fetch(address, _ALLOWED)
    assert isinstance(refused, Rejection)
    assert refused.reason == "connection_failed"


def test_a_name_server_that_does_not_answer_ends_with_the_time_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: ended.wait(10) and [])
    started = time.monotonic()
    refused = fetch("http://slow.example/", _HURRIED)
    ended.set()
    assert time.monotonic() - started < 4
    assert isinstance(refused, Rejection)
    assert refused.reason == "timeout"
