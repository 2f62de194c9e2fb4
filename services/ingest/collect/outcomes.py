"""What an answer means for the record of its source, and for a link. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version

from services.ingest.collect.memory import Link, Record
from services.ingest.collect.reading import Reading
from services.ingest.collect.schedule import FIRST_BACK_OFF, Bounds, Visit, after, jitter
from services.ingest.collect.sources import Kind, Source
from services.ingest.decisions import Decision, Outcome
from services.ingest.items import Item, Refused
from services.ingest.web.outcome import Fetched, NotModified, Refusal
from shared.contracts import RawArticle

_BOUNDS = {
    Kind.FEED: Bounds(300, 21_600),
    Kind.SITEMAP: Bounds(600, 21_600),
    Kind.LIST: Bounds(600, 21_600),
    Kind.PAGE: Bounds(1_800, 86_400),
}
_OTHER_BOUNDS = Bounds(3_600, 86_400)
_LOCAL_BOUNDS = Bounds(10, 60)
# Pages that fail softly are tried again with the source's next visits, over some ten hours.
_MAX_TRIES = 6
_FIRST_TRY_SECONDS = 600.0
_SERVER_WAITS = "host_asked_to_wait"
_FIRST_TURN = 30.0  # seconds, about: the source that was told to wait comes first
_NOT_ASKED = frozenset({"host_unreachable", _SERVER_WAITS, "robots_unreachable"})


def bounds_of(source: Source, kind: str | None) -> Bounds:
    """What the source's definition says, within what is usual for its kind where it says nothing."""
    if source.url is None:
        usual = _LOCAL_BOUNDS
    else:
        known = source.guessed_kind or (Kind(kind) if kind else Kind.FEED)
        usual = _BOUNDS.get(known, _OTHER_BOUNDS)
    given = source.interval
    if given is None:
        return usual
    least = given.min if given.min is not None else min(usual.min_seconds, given.max or usual.min_seconds)
    most = given.max if given.max is not None else max(usual.max_seconds, least)
    return Bounds(least, most)


@cache
def _release() -> str:
    return version("lajmi")  # reads and parses a file: 1 ms


def body_hash(fetched: Fetched) -> bytes:
    """Of a whole answer, as this release would read it."""
    # Where it came from counts: relative addresses in it mean something else elsewhere.
    seed = f"{_release()}\n{fetched.url}\n{fetched.content_type}\n".encode("utf-8", "replace")
    return hashlib.blake2b(seed + fetched.content, digest_size=16).digest()


def is_same_body(record: Record, source: Source, fetched: Fetched, body: bytes) -> bool:
    return record.body == body and record.fingerprint == source.fingerprint and bool(fetched.content)


def is_new(decisions: Sequence[Decision]) -> bool:
    return any(decision.outcome is Outcome.PUBLISHED for decision in decisions)


def after_fetched(
    record: Record,
    source: Source,
    fetched: Fetched,
    at: float,
    *,
    body: bytes,
    reading: Reading | None,
    news: bool,
) -> Record:
    """``reading`` null: the very same bytes as last time, not read again. ``news``: something was published or is to be
    followed."""
    visit = Visit.CHANGED if news else Visit.UNCHANGED
    whole = reading is None or reading.complete
    kind = str(reading.kind) if reading is not None else record.kind
    pace = after(
        record.pace,
        visit,
        record.key,
        bounds_of(source, kind),
        at,
        max_age_seconds=fetched.max_age_seconds,
    )
    told = (record.etag, record.last_modified)
    tells = (fetched.etag, fetched.last_modified)
    if news and record.body is not None and any(told):
        # The same validators for something else: asked with them, the server would have said "not modified".
        pace = replace(pace, distrusted=told == tells)
    outcome, detail = _found(record, visit, reading)
    return replace(
        record,
        fingerprint=source.fingerprint if whole else "",
        etag=fetched.etag if whole else None,
        last_modified=fetched.last_modified if whole else None,
        body=body if whole else None,
        # A redirect to a front page or a notice is no move.
        permanent_url=(fetched.permanent_url or record.permanent_url) if whole else record.permanent_url,
        kind=kind,
        outcome=outcome,
        detail=detail,
        pace=pace,
    )


def _found(record: Record, visit: Visit, reading: Reading | None) -> tuple[str, str]:
    """Outcome and detail. An answer in which nothing can be read is what a site's new layout looks like: it keeps its reason
    for as long as the same is answered."""
    if reading is None:
        return _still(record, visit)
    if not reading.links and not any(isinstance(item, RawArticle) for item in reading.items):
        for item in reading.items:
            if isinstance(item, Refused):
                return item.rejection.reason, item.rejection.detail
    return str(visit), "" if reading.complete else "nothing in it could be read"


def _still(record: Record, visit: Visit) -> tuple[str, str]:
    if record.detail and not record.pace.failures and record.outcome != _SERVER_WAITS:
        return record.outcome, record.detail
    return str(visit), ""


def after_not_modified(record: Record, source: Source, answer: NotModified, at: float) -> Record:
    pace = after(
        record.pace,
        Visit.NOT_MODIFIED,
        record.key,
        bounds_of(source, record.kind),
        at,
        max_age_seconds=answer.max_age_seconds,
    )
    outcome, detail = _still(record, Visit.NOT_MODIFIED)
    return replace(
        record,
        etag=answer.etag or record.etag,
        last_modified=answer.last_modified or record.last_modified,
        permanent_url=answer.permanent_url or record.permanent_url,
        outcome=outcome,
        detail=detail,
        pace=pace,
    )


def after_refusal(record: Record, source: Source, refusal: Refusal, at: float) -> Record:
    if refusal.reason == _SERVER_WAITS:
        # Another source of its server was told to wait; nothing was asked, so nothing has failed.
        wait = max(refusal.retry_after_seconds or 0.0, FIRST_BACK_OFF) + _FIRST_TURN * jitter(record.key)
        pace = replace(record.pace, visited_at=at, due_at=at + wait)
        return replace(record, outcome=refusal.reason, detail=refusal.detail, pace=pace)
    if refusal.gone:
        visit = Visit.GONE
    elif refusal.missing:
        visit = Visit.MISSING
    else:
        visit = Visit.FAILED if refusal.soft else Visit.REFUSED
    pace = after(
        record.pace,
        visit,
        record.key,
        bounds_of(source, record.kind),
        at,
        retry_after_seconds=refusal.retry_after_seconds,
    )
    # Where a redirect once led may be what is gone; the address that the user gave is asked next.
    lost = visit in {Visit.GONE, Visit.MISSING, Visit.REFUSED}
    return replace(
        record,
        permanent_url=None if lost else record.permanent_url,
        outcome=refusal.reason,
        detail=refusal.detail,
        pace=pace,
    )


def page_settled(link: Link, fetched: Fetched, items: Sequence[Item], decisions: Sequence[Decision]) -> Link:
    refused = next((item for item in items if isinstance(item, Refused)), None)
    outcome = str(decisions[0].outcome) if decisions else refused.rejection.reason if refused else "read"
    return replace(
        link,
        pending=False,
        tries=0,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        article_id=decisions[0].article.id if len(decisions) == 1 else link.article_id,
        outcome=outcome,
    )


def page_not_modified(link: Link) -> Link:
    return replace(link, pending=False, tries=0, outcome=str(Visit.NOT_MODIFIED))


def page_refused(link: Link, refusal: Refusal, at: float) -> Link:
    """Still pending, to be tried again, unless the refusal is final."""
    pause = max(_FIRST_TRY_SECONDS * 2.0**link.tries, refusal.retry_after_seconds or 0.0)
    if refusal.reason in _NOT_ASKED:
        return replace(link, try_at=at + pause, outcome=refusal.reason)
    tries = link.tries + 1
    again = refusal.soft and tries < _MAX_TRIES
    return replace(
        link, pending=again, tries=tries, try_at=at + pause if again else link.try_at, outcome=refusal.reason
    )
