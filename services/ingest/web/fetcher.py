"""The polite, safe way to the web."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from importlib.metadata import version
from types import TracebackType
from typing import Self

from services.ingest.web.connecting import Connector, Resolve
from services.ingest.web.exchange import Answer, BodyLimit, Exchanges, TimeLeft
from services.ingest.web.headers import charset_of, max_age_seconds, validator
from services.ingest.web.location import Location, locate
from services.ingest.web.outcome import (
    Fetched,
    NotModified,
    Refusal,
    RefusedError,
    Request,
    Response,
)
from services.ingest.web.politeness import Policy, PolicyOf
from services.ingest.web.redirects import follow
from services.ingest.web.robots import MAX_BYTES, USER_AGENT
from services.ingest.web.robots_cache import RobotsCache, RobotsStore
from services.ingest.web.turns import Turns
from services.ingest.web.unpacking import ACCEPT_ENCODING
from shared.clock import now
from shared.settings import Settings


def policy_from(settings: Settings) -> Policy:
    """What holds for a server that has no policy of its own."""
    return Policy(settings.fetch_host_concurrency, settings.fetch_host_delay_seconds)


class Fetcher:
    """Gets documents for as long as it is open (``async with``); any number of ``get`` may run at once.

    ``policy_of``: how to treat a server ("example.org", or "example.org:8080" for ports other than 80 and 443), asked
    before each request, so that it may change; unset: all servers as the settings say.
    ``robots``: a store in which robots.txt outlives the process. ``resolve``: host and port to addresses. Cookies are
    not kept: a site that redirects until it sees one ends as ``too_many_redirects``.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        policy_of: PolicyOf | None = None,
        robots: RobotsStore | None = None,
        resolve: Resolve | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        usual = policy_from(settings)
        self._settings = settings
        self._policy_of = policy_of or (lambda _: usual)
        self._clock = clock
        self._exchanges = Exchanges(
            Connector(allow_private=settings.fetch_allow_private, resolve=resolve),
            Turns(settings.fetch_concurrency),
            settings.fetch_max_retry_after_seconds,
        )
        self._robots = RobotsCache(self._read_robots, clock, robots)
        contact = f" (+{settings.fetch_contact})" if settings.fetch_contact else ""
        self._headers = [
            ("User-Agent", f"{USER_AGENT}/{version('lajmi')}{contact}"),
            ("Accept-Encoding", ACCEPT_ENCODING),
        ]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exchanges.close()

    async def get(self, request: Request) -> Response:
        """The document, that it has not changed, or why there is none; never raises for what the web does.

        Waits for as long as politeness takes; LAJMI_FETCH_TIMEOUT_SECONDS counts only what the servers take, redirects
        together and robots.txt apart.
        """
        try:
            first = locate(request.url)
        except RefusedError as error:
            return Refusal(error.reason, f"{request.url}: {error.detail}", request.url)
        headers = [*self._headers, ("Accept", request.accept)]
        etag, last_modified = validator(request.etag), validator(request.last_modified)
        if etag:
            headers.append(("If-None-Match", etag))
        if last_modified:
            headers.append(("If-Modified-Since", last_modified))
        time = TimeLeft(self._settings.fetch_timeout_seconds)
        limit = BodyLimit(self._settings.fetch_max_bytes)

        async def ask(location: Location) -> Answer | Refusal:
            policy = await self._policy(location)
            if isinstance(policy, Refusal):
                return policy
            return await self._exchanges.get(location, headers, policy, limit, time)

        answer, permanent_url = await follow(first, ask)
        if isinstance(answer, Refusal):
            return answer
        return self._response(answer, permanent_url, conditional=bool(etag or last_modified))

    async def _policy(self, location: Location) -> Policy | Refusal:
        """How to treat the location's server, its own wishes included; or that it does not want to be read."""
        policy = self._policy_of(location.server)
        if not policy.honour_robots:
            return policy
        rules = await self._robots.rules(location, policy)
        if isinstance(rules, Refusal):
            return rules
        if not rules.allow(location.url):
            detail = f"{location.url}: {location.origin}/robots.txt does not allow it"
            return Refusal("robots_disallowed", detail, location.url)
        return replace(policy, delay_seconds=max(policy.delay_seconds, rules.crawl_delay_seconds))

    async def _read_robots(self, robots: Location, policy: Policy) -> Answer | Refusal:
        headers = [*self._headers, ("Accept", "text/plain, */*;q=0.5")]
        time = TimeLeft(self._settings.fetch_timeout_seconds)
        limit = BodyLimit(MAX_BYTES, cut=True)

        async def ask(location: Location) -> Answer | Refusal:
            its_policy = policy if location.server == robots.server else self._policy_of(location.server)
            return await self._exchanges.get(location, headers, its_policy, limit, time)

        answer, _ = await follow(robots, ask)
        return answer

    def _response(self, answer: Answer, permanent_url: str | None, *, conditional: bool) -> Response:
        url, headers = answer.location.url, answer.headers
        if answer.status == 200 or (answer.status == 304 and conditional):
            etag, last_modified = validator(headers.get("etag")), validator(headers.get("last-modified"))
            max_age = max_age_seconds(headers, self._clock())
            if answer.status == 304:
                return NotModified(url, permanent_url, etag, last_modified, max_age)
            content_type = headers.get("content-type")
            charset = charset_of(content_type)
            return Fetched(
                url, answer.content, content_type, charset, permanent_url, etag, last_modified, max_age
            )
        return Refusal(
            f"http_status_{answer.status}",
            f"{url} answered {answer.status} {_phrase(answer.status)}".rstrip(),
            url,
            answer.status,
            self._exchanges.wait_asked_seconds(answer),
        )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
