from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from services.ingest.web import Fetched, Refusal
from tests.unit.ingest.web.loopback import answer, get

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificate with openssl")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of "localhost", in one file."""
    folder = tmp_path_factory.mktemp("tls")
    key, signed, both = folder / "key.pem", folder / "signed.pem", folder / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", signed],
        check=True,
        capture_output=True,
    )  # fmt: skip
    both.write_text(key.read_text() + signed.read_text())
    return both


@asynccontextmanager
async def _site(certificate: Path, said: bytes) -> AsyncIterator[int]:
    """Port of a TLS server that says one thing and breaks off without the closing alert, as many do."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(said)
            await writer.drain()
            await asyncio.sleep(0.05)
            writer.transport.abort()
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@pytest.mark.parametrize("said", [answer(body=b"Hello."), b"HTTP/1.1 200 OK\r\n\r\nHello."])
def test_a_server_with_a_good_certificate_is_read(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    async def run() -> None:
        async with _site(certificate, said) as port:
            fetched = await get(f"https://localhost:{port}/")
            assert isinstance(fetched, Fetched)
            assert fetched.content == b"Hello."
            other_name = await get(f"https://127.0.0.1:{port}/")
            assert isinstance(other_name, Refusal)
            assert other_name.reason == "tls_failed"

    asyncio.run(run())


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    async def run() -> None:
        async with _site(certificate, answer()) as port:
            refused = await get(f"https://localhost:{port}/")
            assert isinstance(refused, Refusal)
            assert (refused.reason, refused.soft) == ("tls_failed", True)
            assert "self" in refused.detail

    asyncio.run(run())


def test_a_server_that_speaks_no_tls_is_refused() -> None:
    async def run() -> None:
        async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(answer())
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        refused = await get(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        server.close()
        assert isinstance(refused, Refusal)
        assert refused.reason == "tls_failed"

    asyncio.run(run())
