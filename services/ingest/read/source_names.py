"""What the source of an article is called. Pure."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import urlsplit

from services.ingest.documents import host_of
from services.ingest.targets import printable
from services.ingest.tidy import one_line
from services.ingest.web import is_web_address
from shared.contracts import Source


def source_of(
    given: str | None,
    own: str | None,
    home: str | None,
    url: str | None,
    uri: str,
    home_url: str | None = None,
) -> Source:
    """``given`` by the user, else the record's ``own``, else the host of its ``home`` or ``url``, else the file's stem.

    Never a path: the same file has the same source name on any machine.
    """
    name = (printable(given) if given else None) or own or host_of(home) or host_of(url)
    if not name:
        name = (host_of(uri) if is_web_address(uri) else PurePath(uri).stem) or "unknown"
    return Source(name=one_line(name) or "unknown", url=home_url)


def home_of(url: str | None) -> str | None:
    """The front page of an address's site."""
    if not url:
        return None
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/" if parts.scheme and parts.netloc else None
