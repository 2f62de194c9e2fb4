"""What a page says about its article: JSON-LD, OpenGraph, meta elements, and what stands around the headline. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.ingest.markup import fragment_to_text
from services.ingest.page import dates, headline, labels
from services.ingest.page.contents import Metas, Page, here
from services.ingest.page.json_ld import article_node
from services.ingest.tidy import tidy_title
from services.ingest.timestamps import Timestamp

_SCRIPTS = here("//script[contains(@type, 'ld+json')]")


@dataclass(frozen=True, slots=True)
class PageMetadata:
    title: str
    subtitle: str | None
    authors: tuple[str, ...]
    published: Timestamp | None
    section: str | None
    tags: tuple[str, ...]
    language: str | None
    url: str | None


def read_metadata(tree: Any, url: str | None) -> PageMetadata:
    """``url``: where the page was fetched from; a canonical address counts within its site only."""
    page = Page(tree, Metas(tree), {}, url)
    shown = headline.shown_title(page)
    node = article_node([script.text or "" for script in _SCRIPTS(tree)], shown)
    page = Page(tree, page.metas, node, url)
    title = shown or headline.stated_title(page)
    return PageMetadata(
        title=tidy_title(fragment_to_text(title)),
        subtitle=headline.subtitle(page, title),
        authors=headline.authors(page),
        published=dates.published(page),
        section=labels.section(page),
        tags=labels.tags(page),
        language=labels.language(page),
        url=labels.url(page),
    )
