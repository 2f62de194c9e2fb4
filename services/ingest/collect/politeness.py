"""How each server is treated, by what its sources ask for. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from services.ingest.collect.sources import Source
from services.ingest.web.fetcher import policy_from
from services.ingest.web.location import locate
from services.ingest.web.outcome import RefusedError
from services.ingest.web.politeness import Policy, PolicyOf
from shared.settings import Settings


def policies(settings: Settings, sources: Iterable[Source]) -> PolicyOf:
    """Of several delays that sources of one server ask for, the longest holds."""
    usual = policy_from(settings)
    delays: dict[str, float] = {}
    for source in sources:
        if source.url is None or source.delay_seconds is None:
            continue
        try:
            server = locate(source.url).server
        except RefusedError:
            continue
        delays[server] = max(delays.get(server, 0.0), source.delay_seconds)
    own = {server: replace(usual, delay_seconds=delay) for server, delay in delays.items()}

    def policy_of(server: str) -> Policy:
        return own.get(server, usual)

    return policy_of
