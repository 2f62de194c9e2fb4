"""A web address taken apart: what to connect to and what to ask there. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from services.ingest.web.outcome import RefusedError

MAX_URL_CHARS = 8_192
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Where an HTTP request could be taken for another protocol's commands (WHATWG Fetch, "port blocking"). Of its list only
# the system ports: above 1023 a web server may well listen.
_BLOCKED_PORTS = frozenset(
    int(port)
    for port in """1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117
    119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993
    995""".split()
)


@dataclass(frozen=True, slots=True)
class Location:
    """``url``: normalised, without its fragment; ``host``: a name in ASCII or a literal address, without brackets;
    ``target``: path and query, as the request line has them.
    """

    url: str
    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port as a Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """What robots.txt and a connection belong to."""
        return f"{self.scheme}://{self.authority}"

    @property
    def server(self) -> str:
        """What politeness is owed to: host and port, where 80 and 443 are one server."""
        return self.host if self.port in {80, 443} else f"{self.host}:{self.port}"


def is_web_address(target: str) -> bool:
    return target.lower().startswith(("http://", "https://"))


def locate(url: str, base: str | None = None) -> Location:
    """The location of an address, read as browsers read it (WHATWG URL, by w3lib); ``base``: what it is relative to.

    Raises RefusedError: ``invalid_url``, ``unsupported_scheme``, ``credentials_in_url`` (they would be published with the
    article's address), ``port_refused``.
    """
    try:
        if len(url) > MAX_URL_CHARS:
            raise ValueError(f"longer than {MAX_URL_CHARS:,} characters")
        safe = safe_url_string(url)
        parts = urlsplit(urljoin(base, safe) if base else safe)
        if parts.scheme not in _DEFAULT_PORTS:
            raise RefusedError("unsupported_scheme", "only http and https addresses are fetched")
        host = (parts.hostname or "").rstrip(".").lower()
        port = _DEFAULT_PORTS[parts.scheme] if parts.port is None else parts.port
        if port == 0:
            raise ValueError("there is no port 0")
        if not host or not host.isascii() or not host.isprintable() or " " in host or len(host) > 253:
            raise ValueError(f"{host!r} is no host")
    except (ValueError, UnicodeError) as error:
        raise RefusedError("invalid_url", f"not a web address: {error}") from error
    if parts.username is not None or parts.password is not None:
        raise RefusedError(
            "credentials_in_url", "an address with a user name or password in it is not fetched"
        )
    if port in _BLOCKED_PORTS:
        raise RefusedError("port_refused", f"port {port} belongs to another protocol than HTTP")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not target.isascii() or not target.isprintable() or " " in target:
        raise RefusedError("invalid_url", "not a web address: its path cannot be sent")
    location = Location("", parts.scheme, host, port, target)
    return Location(location.origin + target, parts.scheme, host, port, target)
