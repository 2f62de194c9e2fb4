"""One document that a user asked for by its address."""

from __future__ import annotations

import asyncio

from services.ingest.web.fetcher import Fetcher
from services.ingest.web.outcome import Fetched, Refusal, Request
from services.ingest.web.politeness import Policy
from shared.settings import Settings


def fetch(url: str, settings: Settings) -> Fetched | Refusal:
    """GET ``url``, now. Never from inside a running event loop: it runs one of its own.

    Unlike collecting, this does not read robots.txt: a person who names one page is a reader, not a robot, and the
    peers (wget and curl for a single page, browsers' reading lists) see it the same way.
    """

    async def get() -> Fetched | Refusal:
        async with Fetcher(
            settings, policy_of=lambda _: Policy(delay_seconds=0, honour_robots=False)
        ) as fetcher:
            response = await fetcher.get(Request(url))
        if not isinstance(response, Fetched | Refusal):
            raise AssertionError("304 without a condition is a refusal")
        return response

    return asyncio.run(get())
