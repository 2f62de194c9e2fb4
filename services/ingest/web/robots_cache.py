"""robots.txt read once a day and origin, at the same pace as everything else."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import datetime

from services.ingest.web.exchange import Answer
from services.ingest.web.location import Location, locate
from services.ingest.web.outcome import Refusal
from services.ingest.web.politeness import Policy
from services.ingest.web.robots import (
    RobotsRecord,
    Rules,
    from_answer,
    from_refusal,
    still_good,
)

# Parsed rules take 20 to 75 times the size of their text.
_MAX_RULES_KEPT = 5_000
_MAX_CHARS_KEPT = 4_000_000
_LARGE_TEXT_CHARS = 65_536

ReadRobots = Callable[[Location, Policy], Awaitable[Answer | Refusal]]
RobotsStore = MutableMapping[str, RobotsRecord]  # by origin, such as "https://example.org"


class RobotsCache:
    """``store``: where records outlive us, if anywhere; ``read``: gets one robots.txt, following its redirects."""

    def __init__(self, read: ReadRobots, clock: Callable[[], datetime], store: RobotsStore | None) -> None:
        self._read = read
        self._clock = clock
        self._store = store
        self._rules: OrderedDict[str, tuple[RobotsRecord, Rules]] = OrderedDict()  # the longest unused first
        self._chars = 0
        self._reading: dict[str, asyncio.Lock] = {}

    async def rules(self, location: Location, policy: Policy) -> Rules | Refusal:
        """The rules of the location's origin, or why nothing of it may be read now."""
        origin = location.origin
        kept = self._kept(origin)
        if kept is None:
            # Those who come meanwhile wait for the one reading, not for a reading of their own.
            lock = self._reading.setdefault(origin, asyncio.Lock())
            async with lock:
                kept = self._kept(origin) or await self._renew(location, policy)
            if self._reading.get(origin) is lock and not lock.locked():
                del self._reading[origin]
        record, rules = kept
        if record.refused is not None:
            reason, detail = record.refused
            left = (record.good_until - self._clock()).total_seconds()
            return Refusal(reason, detail, location.url, retry_after_seconds=max(0.0, left))
        return rules

    def _kept(self, origin: str) -> tuple[RobotsRecord, Rules] | None:
        kept = self._rules.get(origin)
        if kept is None or kept[0].good_until <= self._clock():
            return None
        self._rules.move_to_end(origin)
        return kept

    async def _renew(self, location: Location, policy: Policy) -> tuple[RobotsRecord, Rules]:
        origin = location.origin
        kept = self._rules.get(origin)
        old = kept[0] if kept else (self._store.get(origin) if self._store is not None else None)
        if old is None or old.good_until <= self._clock():
            old = still_good(old, await self._read_anew(locate(f"{origin}/robots.txt"), policy))
            if self._store is not None:
                self._store[origin] = old
        text = old.text or ""
        # Half a megabyte of rules takes tenths of a second to parse: not while others wait.
        rules = Rules(text) if len(text) < _LARGE_TEXT_CHARS else await asyncio.to_thread(Rules, text)
        self._keep(origin, old, rules)
        return old, rules

    def _keep(self, origin: str, record: RobotsRecord, rules: Rules) -> None:
        before = self._rules.pop(origin, None)
        self._chars += len(record.text or "") - (len(before[0].text or "") if before else 0)
        self._rules[origin] = record, rules
        while len(self._rules) > _MAX_RULES_KEPT or self._chars > _MAX_CHARS_KEPT:
            _, (dropped, _) = self._rules.popitem(last=False)
            self._chars -= len(dropped.text or "")

    async def _read_anew(self, robots: Location, policy: Policy) -> RobotsRecord:
        answer = await self._read(robots, policy)
        if isinstance(answer, Refusal):
            return from_refusal(answer.reason, answer.detail, self._clock())
        return from_answer(answer.status, answer.content, answer.location.url, self._clock())
