"""When two addresses are one source. Pure."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url

_DEFAULT_PORTS = {"http": 80, "https": 443}


def address_key(url: str) -> str:
    """No scheme, ``www.``, closing slash and fragment; the query sorted.

    Parameters stay, those as well that are trackers in an article's address: ``?rss=1`` may be what makes it a feed.
    """
    try:
        parts = urlsplit(canonicalize_url(url, keep_blank_values=True))
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    shown = host if port in {None, _DEFAULT_PORTS.get(parts.scheme)} else f"{host}:{port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{shown}{parts.path.rstrip('/')}{query}"


def path_key(path: Path) -> str:
    return f"file:{path.absolute()}"


def host_label(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")
