"""What sources show: which of it is another source's, and which pages are to be fetched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from services.ingest.collect.memory import Link, Memory
from services.ingest.collect.reading import Reading, again, due_links, link_to, wants_page
from services.ingest.collect.sources import Kind, Source
from services.ingest.decisions import Decision, Outcome
from services.ingest.items import Item, Refused
from services.ingest.publish import OTHER_SOURCE
from shared.contracts import RawArticle
from shared.rejection import Rejection

# A source that has not answered for so long no longer keeps its articles from others that show them too.
_OWNER_ALIVE_SECONDS = 7 * 86_400.0


class Shown:
    """Over the memory, and over what this batch showed, which the memory does not know yet."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._in_batch: dict[bytes, Link] = {}

    def forget(self) -> None:
        self._in_batch = {}

    def without_other_sources(self, source: Source, items: Sequence[Item], at: float) -> list[Item]:
        """A feed's items; one that a feed of another name shows already is refused as that one's, or both would publish it
        in turn, each time as a new revision."""
        links = {
            item.id: link_to(item, source)
            for item in items
            if isinstance(item, RawArticle) and item.url is not None
        }
        keys = [link.key for link in links.values()]
        known = {key: self._in_batch[key] for key in keys if key in self._in_batch}
        known |= self._memory.links(keys)
        owners = {link.source for link in known.values()} - {source.key}
        alive = {source.key, *(key for key in owners if self._is_alive(key, at))}
        kept: list[Item] = []
        for item in items:
            link = links.get(item.id) if isinstance(item, RawArticle) else None
            owner = known.get(link.key) if link is not None else None
            if link is not None and owner is None:
                self._in_batch[link.key] = link
            if (
                link is None
                or owner is None
                or owner.source_name in {None, link.source_name}
                or owner.source == source.key
                or (owner.source not in alive and link.key not in self._in_batch)
            ):
                kept.append(item)
            else:
                detail = f"{link.url}: is an article of {owner.source_name}"
                kept.append(
                    Refused(Rejection(OTHER_SOURCE, detail), link.url, link.source_name or source.label)
                )
        return kept

    def _is_alive(self, key: str, at: float) -> bool:
        answered = self._memory.answered_at(key)
        return answered is not None and at - answered < _OWNER_ALIVE_SECONDS

    def links(self, source: Source, reading: Reading, decisions: Sequence[Decision]) -> list[Link]:
        """To be kept: pages to fetch (shown without a text, or behind teasers that are new, changed, or never followed),
        and, not pending, the addresses of the other items of a feed."""
        items = []
        if reading.kind is Kind.FEED:
            articles = [one for one in decisions if one.outcome is not Outcome.REJECTED and one.article.url]
            items = [(decision, link_to(decision.article, source)) for decision in articles]
        # Several items with one address: a live blog. Its page is none of them.
        times = Counter(link.key for _, link in items)
        known = self._memory.links([link.key for link in (*reading.links, *(link for _, link in items))])
        found = {link.key: link for link in due_links(reading.links, known)}
        for decision, link in items:
            before = known.get(link.key)
            wanted = wants_page(decision.article, source) and times[link.key] == 1
            if before is None:
                found.setdefault(link.key, link if wanted else replace(link, pending=False, outcome="feed"))
            elif (
                wanted
                and not before.pending
                and (decision.look_again or decision.outcome is Outcome.PUBLISHED)
            ):
                found.setdefault(link.key, again(before, link))
        return list(found.values())
