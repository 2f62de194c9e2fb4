"""Redirects, followed by us so that every hop is checked and takes its turn like a request of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress

from services.ingest.web.exchange import Answer
from services.ingest.web.location import Location, locate
from services.ingest.web.outcome import Refusal, RefusedError

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})

Ask = Callable[[Location], Awaitable[Answer | Refusal]]


def next_location(answer: Answer) -> Location | None:
    """Where the answer redirects to; None when it does not. Raises RefusedError for an address that is not fetched."""
    target = answer.headers.get("location", "").strip()
    if answer.status not in _REDIRECTS or not target:
        return None
    with suppress(UnicodeError):  # servers send UTF-8 where ASCII is asked for
        target = target.encode("latin-1").decode("utf-8")
    return locate(target, answer.location.url)


async def follow(first: Location, ask: Ask) -> tuple[Answer | Refusal, str | None]:
    """The answer at the end, and where the leading permanent redirects led, if there were any.

    Reasons besides those of ``ask``: ``too_many_redirects`` and those of ``locate``.
    """
    location, permanent_url, all_permanent = first, None, True
    for _ in range(MAX_REDIRECTS + 1):
        answer = await ask(location)
        if isinstance(answer, Refusal):
            return answer, permanent_url
        try:
            following = next_location(answer)
        except RefusedError as error:
            detail = f"{location.url} redirects to what is not fetched: {error.detail}"
            return Refusal(error.reason, detail, location.url), permanent_url
        if following is None:
            return answer, permanent_url
        all_permanent = all_permanent and answer.status in _PERMANENT
        if all_permanent:
            permanent_url = following.url
        location = following
    detail = f"{first.url}: more than {MAX_REDIRECTS} redirects"
    return Refusal("too_many_redirects", detail, first.url), permanent_url
