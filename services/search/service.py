"""The search service: one web server until SIGTERM or Ctrl-C."""

from __future__ import annotations

import signal
import socket

import uvicorn

from services.search.app import make_app
from services.search.archive import Archive
from shared.errors import UserError
from shared.logs import get_logger
from shared.settings import Settings

log = get_logger()


def run(settings: Settings) -> None:
    """Serve the page and the API on ``settings.bind``; returns within seconds of a signal, with requests answered."""
    listening = _listen(settings.bind, settings.search_port)
    archive = Archive(settings)
    server = uvicorn.Server(
        uvicorn.Config(
            make_app(archive),
            log_config=None,  # ours is set up already
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=8,
            h11_max_incomplete_event_size=32 * 1024,
        )
    )
    # uvicorn raises the signal again when it is done, so that a default handler would end us with an error status.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    log.info("search page", address=f"http://{settings.bind}:{settings.search_port}")
    try:
        server.run(sockets=[listening])
    finally:
        archive.close()
        listening.close()
    log.info("search page ended")


def _listen(bind: str, port: int) -> socket.socket:
    """A listening socket, or a UserError that names the address: uvicorn itself would end the process."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    try:
        return socket.create_server((bind, port), family=family, backlog=512)
    except OSError as error:
        raise UserError(
            f"cannot listen on {bind}:{port} for the search page ({error.strerror or error}): "
            f"stop what uses the port, or set LAJMI_PORT_BASE"
        ) from error
