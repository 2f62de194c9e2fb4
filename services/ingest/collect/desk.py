"""The publishing side: answers in, articles to Kafka, and only then into the memory what was learned. One thread."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from queue import Empty, SimpleQueue

from services.ingest.collect import outcomes
from services.ingest.collect.jobs import Job, LocalJob, Settled
from services.ingest.collect.local import LocalRead
from services.ingest.collect.memory import Link, Memory, Record
from services.ingest.collect.reading import (
    Reading,
    again,
    due_links,
    link_to,
    read_page,
    read_sitemap,
    read_source,
    wants_page,
)
from services.ingest.collect.sources import Kind, Lane, Source
from services.ingest.decisions import Decision, Outcome
from services.ingest.items import Item, Refused, characters
from services.ingest.publish import outcome_of
from services.ingest.read.refusals import parser_fault
from services.ingest.session import BATCH_CHARS, BATCH_ITEMS, BATCH_SECONDS, Outcomes, Session
from services.ingest.web.outcome import Fetched, NotModified, Refusal
from shared.contracts import RawArticle
from shared.errors import UserError
from shared.logs import get_logger
from shared.rejection import Rejection
from shared.settings import Settings

Sessions = Callable[[Lane], Session]

_MAX_JOBS = 500  # of one batch; answers without a body cost next to nothing


@dataclass(slots=True)
class _Entry:
    """A job of the batch in hand. ``settle`` runs inside the memory's transaction, after all ``items`` are acknowledged."""

    lane: Lane
    items: Sequence[Item]
    settle: Callable[[_Entry], Settled | None]
    done: Callable[[Settled], None]
    decisions: list[Decision] = field(default_factory=list)
    outcomes: Outcomes = field(default_factory=Counter)
    gone: tuple[str, ...] = ()  # ids of articles whose page answered 410
    answered: tuple[str, str | None] | None = None  # for the ledger: how the fetch of a source ended
    result: Settled | None = None


class Desk:
    """``put`` may be called from any thread; ``work`` from the one that owns the sessions and the memory.

    A batch that Kafka did not take stays in hand: the next ``work``, with new sessions, goes on with it, and meanwhile the
    fetching side is held up by what waits here.
    """

    def __init__(self, settings: Settings, memory: Memory) -> None:
        self._settings = settings
        self._memory = memory
        self._queue: SimpleQueue[Job | LocalJob] = SimpleQueue()
        self._local: deque[LocalRead] = deque()
        self._batch: list[_Entry] = []
        self._unpublished: deque[tuple[_Entry, Item]] = deque()

    def put(self, job: Job | LocalJob) -> None:
        self._queue.put(job)

    def work(self, sessions: Sessions, wait_seconds: float) -> bool:
        """Settle what is there, one batch at most; false when nothing came. Raises UserError when Kafka or a disk fails."""
        if not self._batch:
            self._batch = self._gather(wait_seconds)
            self._unpublished = deque((entry, item) for entry in self._batch for item in entry.items)
            if self._batch:
                for lane in {entry.lane for entry in self._batch}:
                    sessions(lane).next_input()
        if not self._batch:
            return False
        self._publish(sessions)
        with self._memory.writing():
            for entry in self._batch:
                entry.result = entry.settle(entry)
        batch, self._batch = self._batch, []
        for entry in batch:
            if entry.result is not None:
                entry.done(replace(entry.result, items=entry.outcomes))
        return True

    # Gathering

    def _gather(self, wait_seconds: float) -> list[_Entry]:
        entries: list[_Entry] = []
        count = size = 0
        started = time.monotonic()
        wait = 0.0 if self._local else wait_seconds
        while len(entries) < _MAX_JOBS and count < BATCH_ITEMS and size < BATCH_CHARS:
            try:
                job = self._queue.get(timeout=wait) if wait > 0 else self._queue.get_nowait()
            except Empty:
                break
            if wait > 0:
                wait, started = 0.0, time.monotonic()
            if isinstance(job, LocalJob):
                self._local.append(LocalRead(job, self._memory, self._settings))
                continue
            entry = self._read(job)
            entries.append(entry)
            count += len(entry.items)
            size += sum(map(_size, entry.items))
            if time.monotonic() - started >= BATCH_SECONDS:
                break
        if self._local:
            entries.append(self._local_entry())
        return entries

    def _local_entry(self) -> _Entry:
        """One batch of the first local source; the others take turns."""
        read = self._local.popleft()
        items = read.next_batch()

        def settle(_: _Entry) -> Settled | None:
            return read.settle()

        if not read.finished:
            self._local.append(read)
        return _Entry(read.source.lane, items, settle, read.done if read.finished else _nothing)

    def _read(self, job: Job) -> _Entry:
        try:
            return self._entry(job)
        except UserError:
            raise
        except Exception as error:  # a fault of a parser costs this one answer
            url = job.link.url if job.link is not None else job.source.url or job.source.label
            refusal = Refusal("parser_failed", f"{url}: {parser_fault(error, url)}", url)
            return self._refused(job, refusal)

    def _entry(self, job: Job) -> _Entry:
        response, at = job.response, datetime.fromtimestamp(job.at, UTC)
        if response is None:
            return _Entry(job.source.lane, (), lambda _: self._with_links(job, job.record), job.done)
        if isinstance(response, Refusal):
            return self._refused(job, response)
        if job.link is not None and job.link.depth:
            return self._nested_sitemap(job, job.link, response)
        if job.link is not None:
            return self._page(job, job.link, response, at)
        if isinstance(response, NotModified):
            record = outcomes.after_not_modified(job.record, job.source, response, job.at)
            return self._answered(job, (), lambda _: self._with_links(job, record))
        return self._document(job, response, at)

    def _answered(self, job: Job, items: Sequence[Item], settle: Callable[[_Entry], Settled]) -> _Entry:
        entry = _Entry(job.source.lane, items, settle, job.done)
        entry.answered = (job.record.label, None)
        return entry

    def _refused(self, job: Job, refusal: Refusal) -> _Entry:
        url = job.link.url if job.link is not None else job.source.url or refusal.url
        name = (job.link.source_name if job.link is not None else None) or job.record.label
        item = Refused(Rejection(refusal.reason, refusal.detail), url, name)
        if job.link is not None:
            link = outcomes.page_refused(job.link, refusal, job.at)

            def settle_link(_: _Entry) -> Settled:
                self._memory.keep([link], job.at)
                return Settled()

            # One that will be tried again has its outcome still to come.
            entry = _Entry(job.source.lane, () if link.pending else (item,), settle_link, job.done)
            if refusal.gone and job.link.article_id is not None:
                entry.gone = (job.link.article_id,)
            return entry
        record = outcomes.after_refusal(job.record, job.source, refusal, job.at)
        entry = _Entry(job.source.lane, (item,), lambda _: self._with_links(job, record), job.done)
        entry.answered = (job.record.label, refusal.reason)
        if refusal.gone:
            page = Link(job.source.url or "", job.source.key)
            known = self._memory.links([page.key]).get(page.key)
            entry.gone = (known.article_id,) if known is not None and known.article_id else ()
        return entry

    def _document(self, job: Job, fetched: Fetched, at: datetime) -> _Entry:
        source = job.source
        body = outcomes.body_hash(fetched)
        if outcomes.is_same_body(job.record, source, fetched, body):
            record = outcomes.after_fetched(
                job.record, source, fetched, job.at, body=body, reading=None, news=False
            )
            return self._answered(job, (), lambda _: self._with_links(job, record))
        reading = read_source(source, fetched, at, self._settings)
        return self._answered(
            job, reading.items, lambda entry: self._settle_document(entry, job, fetched, body, reading)
        )

    def _settle_document(
        self, entry: _Entry, job: Job, fetched: Fetched, body: bytes, reading: Reading
    ) -> Settled:
        links = self._new_links(job.source, reading.links, entry.decisions, reading.kind)
        if reading.kind is Kind.PAGE and len(entry.decisions) == 1:
            own = Link(job.source.url or fetched.url, job.source.key)
            links.append(replace(own, pending=False, article_id=entry.decisions[0].article.id))
        self._memory.keep(links, job.at)
        news = outcomes.is_new(entry.decisions) or any(link.pending for link in links)
        record = outcomes.after_fetched(
            job.record, job.source, fetched, job.at, body=body, reading=reading, news=news
        )
        if job.source.name is None and entry.decisions:
            record = replace(record, label=entry.decisions[0].article.source.name)
        return self._with_links(job, record)

    def _new_links(
        self, source: Source, shown: Sequence[Link], decisions: Sequence[Decision], kind: Kind
    ) -> list[Link]:
        """Pages to fetch: those shown without a text, and those behind teasers that are new, changed, or never followed."""
        teasers = []
        if kind is Kind.FEED:
            wanted = (
                decision
                for decision in decisions
                if decision.outcome is not Outcome.REJECTED and wants_page(decision.article, source)
            )
            teasers = [(decision, link_to(decision.article, source)) for decision in wanted]
        known = self._memory.links([link.key for link in (*shown, *(link for _, link in teasers))])
        found = {link.key: link for link in due_links(shown, known)}
        for decision, link in teasers:
            before = known.get(link.key)
            if before is None:
                found.setdefault(link.key, link)
            elif not before.pending and (decision.look_again or decision.outcome is Outcome.PUBLISHED):
                found.setdefault(link.key, again(before, link))
        return list(found.values())

    def _nested_sitemap(self, job: Job, link: Link, response: Fetched | NotModified) -> _Entry:
        if isinstance(response, NotModified):
            reading = Reading(Kind.SITEMAP)
            done = outcomes.page_not_modified(link)
        else:
            reading = read_sitemap(job.source, response, link.depth - 1)
            done = outcomes.page_settled(link, response, reading.items, ())

        def settle(_: _Entry) -> Settled:
            links = self._new_links(job.source, reading.links, (), Kind.SITEMAP)
            self._memory.keep([done, *links], job.at)
            return Settled(links=self._waiting(job, links))

        return _Entry(job.source.lane, reading.items, settle, job.done)

    def _waiting(self, job: Job, links: Sequence[Link]) -> tuple[Link, ...]:
        return tuple(links[: job.source.max_pages])

    def _page(self, job: Job, link: Link, response: Fetched | NotModified, at: datetime) -> _Entry:
        items: list[Item] = (
            [] if isinstance(response, NotModified) else read_page(job.source, link, response, at)
        )

        def settle(entry: _Entry) -> Settled:
            if isinstance(response, NotModified):
                done = outcomes.page_not_modified(link)
            else:
                done = outcomes.page_settled(link, response, items, entry.decisions)
            self._memory.keep([done], job.at)
            return Settled()

        return _Entry(job.source.lane, items, settle, job.done)

    def _with_links(self, job: Job, record: Record) -> Settled:
        """The record stored, with the links to follow now; when more wait than one visit may fetch, the next is soon."""
        limit = job.source.max_pages
        links = self._memory.pending(record.key, job.at, limit + 1) if job.source.url is not None else []
        if len(links) > limit:
            soon = job.at + outcomes.bounds_of(job.source, record.kind).min_seconds
            record = replace(record, pace=replace(record.pace, due_at=min(record.pace.due_at, soon)))
        if job.response is not None:
            self._memory.store([record])
        return Settled(record, tuple(links[:limit]))

    # Publishing

    def _publish(self, sessions: Sessions) -> None:
        while self._unpublished:
            lane = self._unpublished[0][0].lane
            part: list[tuple[_Entry, Item]] = []
            size = 0
            for entry, item in self._unpublished:
                if entry.lane is not lane or len(part) >= BATCH_ITEMS or size >= BATCH_CHARS:
                    break
                part.append((entry, item))
                size += _size(item)
            result = sessions(lane).publish([item for _, item in part])
            decisions = iter(result.decisions)
            for entry, item in part:
                if isinstance(item, RawArticle):
                    decision = next(decisions)
                    entry.decisions.append(decision)
                    entry.outcomes[item.source.name, decision.outcome, decision.reason] += 1
                else:
                    entry.outcomes[item.source_name, outcome_of(item), item.rejection.reason] += 1
                self._unpublished.popleft()
        gone = [article_id for entry in self._batch for article_id in entry.gone]
        if gone:
            sessions(Lane.LIVE).retract_gone(gone)
        answers = [entry.answered for entry in self._batch if entry.answered is not None]
        if answers:
            sessions(Lane.LIVE).fetched(answers)
            for entry in self._batch:
                entry.answered = None  # counted, also when what follows must be done again
        get_logger().debug("answers settled", stage="ingest", answers=len(self._batch))


def _nothing(_: Settled) -> None:
    return None


def _size(item: Item) -> int:
    return len(item.payload or b"") if isinstance(item, Refused) else characters(item)
