"""One answer to what is published of it, and to what is remembered once that is acknowledged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from services.ingest.collect import outcomes
from services.ingest.collect.jobs import Job, Settled
from services.ingest.collect.memory import Link, Memory, Record
from services.ingest.collect.reading import Reading, read_page, read_sitemap, read_source
from services.ingest.collect.shown import Shown
from services.ingest.collect.sources import Kind, Lane
from services.ingest.decisions import Decision
from services.ingest.items import Item, Refused
from services.ingest.read.refusals import parser_fault
from services.ingest.session import Outcomes
from services.ingest.web.outcome import Fetched, NotModified, Refusal
from shared.errors import UserError
from shared.rejection import Rejection
from shared.settings import Settings


@dataclass(slots=True)
class Entry:
    """A job of the batch in hand. ``settle`` runs inside the memory's transaction, after all ``items`` are acknowledged.

    ``gone``: ids of articles whose page answered 410; ``answered``: for the ledger, how the fetch of a source ended.
    """

    lane: Lane
    items: Sequence[Item]
    settle: Callable[[Entry], Settled | None]
    done: Callable[[Settled], None]
    decisions: list[Decision] = field(default_factory=list)
    outcomes: Outcomes = field(default_factory=Counter)
    gone: tuple[str, ...] = ()
    answered: tuple[str, str | None] | None = None
    result: Settled | None = None


class Entries:
    """Reads answers; a fault of a parser costs one of them."""

    def __init__(self, settings: Settings, memory: Memory) -> None:
        self._settings = settings
        self._memory = memory
        self._shown = Shown(memory)

    def next_batch(self) -> None:
        """What the batch before showed is in the memory now."""
        self._shown.forget()

    def read(self, job: Job) -> Entry:
        try:
            return self._entry(job)
        except UserError:
            raise
        except Exception as error:
            url = job.link.url if job.link is not None else job.source.url or job.source.label
            return self._refused(job, Refusal("parser_failed", f"{url}: {parser_fault(error, url)}", url))

    def _entry(self, job: Job) -> Entry:
        response, at = job.response, datetime.fromtimestamp(job.at, UTC)
        if response is None:
            return Entry(job.source.lane, (), lambda _: self._with_links(job, job.record), job.done)
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

    # A source's own document

    def _answered(self, job: Job, items: Sequence[Item], settle: Callable[[Entry], Settled]) -> Entry:
        entry = Entry(job.source.lane, items, settle, job.done)
        entry.answered = (job.record.label, None)
        return entry

    def _document(self, job: Job, fetched: Fetched, at: datetime) -> Entry:
        source = job.source
        body = outcomes.body_hash(fetched)
        if outcomes.is_same_body(job.record, source, fetched, body):
            record = outcomes.after_fetched(
                job.record, source, fetched, job.at, body=body, reading=None, news=False
            )
            return self._answered(job, (), lambda _: self._with_links(job, record))
        reading = read_source(source, fetched, at, self._settings, job.record.kind)
        items: Sequence[Item] = reading.items
        if reading.kind is Kind.FEED:
            items = self._shown.without_other_sources(source, items, job.at)
        return self._answered(
            job, items, lambda entry: self._settle_document(entry, job, fetched, body, reading)
        )

    def _settle_document(
        self, entry: Entry, job: Job, fetched: Fetched, body: bytes, reading: Reading
    ) -> Settled:
        links = self._shown.links(job.source, reading, entry.decisions)
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

    def _refused(self, job: Job, refusal: Refusal) -> Entry:
        url = job.link.url if job.link is not None else job.source.url or refusal.url
        name = (job.link.source_name if job.link is not None else None) or job.record.label
        item = Refused(Rejection(refusal.reason, refusal.detail), url, name)
        if job.link is not None:
            return self._refused_page(job, job.link, refusal, item)
        record = outcomes.after_refusal(job.record, job.source, refusal, job.at)
        entry = Entry(job.source.lane, (item,), lambda _: self._with_links(job, record), job.done)
        entry.answered = (job.record.label, refusal.reason)
        if refusal.gone:
            page = Link(job.source.url or "", job.source.key)
            known = self._memory.links([page.key]).get(page.key)
            entry.gone = (known.article_id,) if known is not None and known.article_id else ()
        return entry

    def _with_links(self, job: Job, record: Record) -> Settled:
        """The record stored, with the links to follow now; when more wait than one visit may fetch, the next is soon."""
        limit = job.source.max_pages
        links = self._memory.pending(record.key, job.at, limit + 1) if job.source.url is not None else []
        if len(links) > limit > 0:
            soon = job.at + outcomes.bounds_of(job.source, record.kind).min_seconds
            record = replace(record, pace=replace(record.pace, due_at=min(record.pace.due_at, soon)))
        if job.response is not None:
            self._memory.store([record])
        return Settled(record, tuple(links[:limit]))

    # What is behind its links

    def _nested_sitemap(self, job: Job, link: Link, response: Fetched | NotModified) -> Entry:
        if isinstance(response, NotModified):
            reading = Reading(Kind.SITEMAP)
            done = outcomes.page_not_modified(link)
        else:
            reading = read_sitemap(job.source, response, link.depth - 1)
            done = outcomes.page_settled(link, response, reading.items, ())

        def settle(_: Entry) -> Settled:
            links = self._shown.links(job.source, reading, ())
            self._memory.keep([done, *links], job.at)
            return Settled(links=tuple(links[: job.source.max_pages]))

        return Entry(job.source.lane, reading.items, settle, job.done)

    def _page(self, job: Job, link: Link, response: Fetched | NotModified, at: datetime) -> Entry:
        items: list[Item] = []
        if isinstance(response, Fetched):
            items = read_page(job.source, link, response, at)

        def settle(entry: Entry) -> Settled:
            if isinstance(response, NotModified):
                done = outcomes.page_not_modified(link)
            else:
                done = outcomes.page_settled(link, response, items, entry.decisions)
            self._memory.keep([done], job.at)
            return Settled()

        return Entry(job.source.lane, items, settle, job.done)

    def _refused_page(self, job: Job, link: Link, refusal: Refusal, item: Refused) -> Entry:
        left = outcomes.page_refused(link, refusal, job.at)

        def settle(_: Entry) -> Settled:
            self._memory.keep([left], job.at)
            return Settled()

        # One that will be tried again has its outcome still to come.
        entry = Entry(job.source.lane, () if left.pending else (item,), settle, job.done)
        if refusal.gone and link.article_id is not None:
            entry.gone = (link.article_id,)
        return entry
