"""robots.txt (RFC 9309): what an answer means, and what the rules in it say. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from protego import Protego

USER_AGENT = "lajmi"
MAX_BYTES = 500 * 1_024  # the least that a crawler must read (RFC 9309, 2.5)
MAX_CRAWL_DELAY_SECONDS = 30.0
# Of a user-agent line that names a version with the product, as sites write and Protego does not expect (RFC 9309, 2.2.1:
# the product token is letters, "-" and "_").
_VERSION = re.compile(r"^([ \t]*user-agent[ \t]*:[ \t]*[a-z_-]+)/[^\r\n#]*", re.IGNORECASE | re.MULTILINE)
_GOOD_FOR = timedelta(hours=24)  # RFC 9309, 2.4
_SERVER_ERROR_FOR = timedelta(minutes=10)
_UNREACHABLE_FOR = timedelta(minutes=1)
_STALE_FOR = timedelta(days=30)  # RFC 9309, 2.3.1.4


@dataclass(frozen=True, slots=True)
class RobotsRecord:
    """What is known of an origin's robots.txt; plain values, so that it can be stored.

    ``text``: its rules, ``""`` when everything is allowed, None when it could not be had: nothing is asked meanwhile.
    ``refused``: why not, as reason and detail. Times are UTC.
    """

    text: str | None
    refused: tuple[str, str] | None
    read_at: datetime
    good_until: datetime


def allowing(text: str, at: datetime) -> RobotsRecord:
    return RobotsRecord(text, None, at, at + _GOOD_FOR)


def from_answer(status: int, content: bytes, url: str, at: datetime) -> RobotsRecord:
    """RFC 9309, 2.3.1: 2xx are the rules, 4xx and what leads nowhere allow everything, 5xx and 429 disallow for a while."""
    if status == 200:
        return allowing(content.decode("utf-8-sig", "replace"), at)
    if status == 429 or status >= 500:
        detail = f"{url} answered {status}: nothing of the site is read until it can be"
        return RobotsRecord(None, ("robots_unreachable", detail), at, at + _SERVER_ERROR_FOR)
    return allowing("", at)


def from_refusal(reason: str, detail: str, at: datetime) -> RobotsRecord:
    """A robots.txt that breaks our own limits (a redirect to nowhere, too many) is none; an unreachable one disallows."""
    if reason in {
        "too_many_redirects",
        "invalid_url",
        "unsupported_scheme",
        "credentials_in_url",
        "port_refused",
    }:
        return allowing("", at)
    return RobotsRecord(None, (reason, detail), at, at + _UNREACHABLE_FOR)


def still_good(old: RobotsRecord | None, new: RobotsRecord) -> RobotsRecord:
    """The rules that were read last, for up to 30 days, while the new ones cannot be had."""
    if new.text is not None or old is None or old.text is None or new.read_at - old.read_at > _STALE_FOR:
        return new
    return RobotsRecord(old.text, None, old.read_at, new.good_until)


class Rules:
    """The rules of one robots.txt for us."""

    def __init__(self, text: str) -> None:
        self._parsed = Protego.parse(_VERSION.sub(r"\1", text))

    def allow(self, url: str) -> bool:
        return bool(self._parsed.can_fetch(url, USER_AGENT))

    @property
    def crawl_delay_seconds(self) -> float:
        """At most MAX_CRAWL_DELAY_SECONDS: more would be a ban on reading news, which has a rule of its own."""
        return min(float(self._parsed.crawl_delay(USER_AGENT) or 0.0), MAX_CRAWL_DELAY_SECONDS)
