"""What is asked of the web and the three ways it can answer. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from shared.rejection import Rejection

ACCEPT = "text/html, application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"

# What may well succeed later though nobody changes anything. All other refusals stay until the site or the user acts.
_SOFT = frozenset(
    """connection_failed timeout tls_failed protocol_error incomplete_body host_unreachable host_asked_to_wait
    robots_unreachable http_status_408 http_status_425 http_status_429""".split()
)


@dataclass(frozen=True, slots=True)
class Request:
    """One document to get. ``etag`` and ``last_modified``: the validators of an earlier answer, as they were received."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    accept: str = ACCEPT


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document.

    ``url``: where the redirects ended; ``permanent_url``: where those of them that are permanent (301, 308) led, counted
    from the first and up to the first that is not: the address to ask next time; None without any.
    ``content``: decompressed; ``charset``: what the server declared. ``max_age_seconds``: how long the server holds the
    document for fresh (Cache-Control, else Expires), None when it does not say.
    """

    url: str
    content: bytes
    content_type: str | None
    charset: str | None
    permanent_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    max_age_seconds: int | None = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class NotModified:
    """304: the document is the one whose validators were sent. Fields as in Fetched; validators where they came anew."""

    url: str
    permanent_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    max_age_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal(Rejection):
    """Why there is no document.

    ``url``: the address that failed (after redirects, if any); ``status``: of the answer, None where there was none.
    ``retry_after_seconds``: how long not to ask again, where the server or our own circuit says so, at most
    LAJMI_FETCH_MAX_RETRY_AFTER_SECONDS.

    Reasons: ``invalid_url``, ``unsupported_scheme``, ``credentials_in_url``, ``port_refused``, ``address_refused``,
    ``robots_disallowed``, ``robots_unreachable``, ``host_unreachable`` (not asked: it failed several times in a row),
    ``host_asked_to_wait`` (not asked: its Retry-After is not over), ``connection_failed``, ``tls_failed``, ``timeout``,
    ``protocol_error`` (no HTTP), ``headers_too_large``, ``too_many_redirects``, ``too_large``, ``overcompressed``,
    ``fragmented_body``, ``bad_content_encoding``, ``incomplete_body``, ``http_status_NNN``.
    """

    url: str = ""
    status: int | None = None
    retry_after_seconds: float | None = None

    @property
    def soft(self) -> bool:
        """Whether the same request may succeed later by itself."""
        return self.reason in _SOFT or (self.status is not None and self.status >= 500)

    @property
    def gone(self) -> bool:
        """The server says that the document existed and will not come back (410)."""
        return self.status == 410

    @property
    def missing(self) -> bool:
        """The server does not know the document (404): it may yet come back."""
        return self.status == 404


Response = Fetched | NotModified | Refusal


class RefusedError(Exception):
    """How the inner layers report a refusal; the fetcher adds the address and makes it a Refusal."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
