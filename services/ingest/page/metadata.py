"""What a page says about its article: JSON-LD, OpenGraph, meta elements, and what stands around the headline. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from services.ingest.markup import fragment_to_text
from services.ingest.page import dates, headline, labels
from services.ingest.page.contents import Page
from services.ingest.page.json_ld import article_node, names
from services.ingest.tidy import comparable, tidy_title
from services.ingest.timestamps import Timestamp
from shared.contracts import Provenance

_SCRIPTS = etree.XPath("//script[contains(@type, 'ld+json')]")


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
    provenance: Mapping[str, Provenance]
    claims_one: bool  # the page says that it is an article


def read_metadata(tree: Any, url: str | None) -> PageMetadata:
    """``url``: where the page was fetched from; a canonical address counts within its site only.

    ``provenance`` names a place for each field, also for those without a value.
    """
    page = Page(tree, url)
    shown = headline.shown_title(page)
    page.node = article_node([script.text or "" for script in _SCRIPTS(tree)], shown)
    title, title_from = (shown, Provenance.TEXT) if shown else headline.stated_title(page)
    nothing = (None, Provenance.GUESS)
    subtitle, subtitle_from = headline.subtitle(page, title) or nothing
    authors, authors_from = headline.authors(page)
    published, published_from = dates.published(page) or nothing
    section, section_from = labels.section(page) or nothing
    tags, tags_from = labels.tags(page)
    language, language_from = labels.language(page) or nothing
    address, address_from = labels.url(page) or nothing
    return PageMetadata(
        title=tidy_title(fragment_to_text(title)),
        subtitle=subtitle,
        authors=authors,
        published=published,
        section=section,
        tags=tags,
        language=language,
        url=address,
        provenance={
            "title": title_from,
            "subtitle": subtitle_from,
            "authors": authors_from,
            "published_at": published_from,
            "section": section_from,
            "tags": tags_from,
            "language": language_from,
            "url": address_from,
        },
        claims_one=_claims_one(page, title),
    )


def _claims_one(page: Page, title: str) -> bool:
    """Lists describe the articles that they list, too: a node speaks for the page only with the page's own title."""
    kind = (page.metas.first("og:type") or "").lower()
    headline_of_node = comparable(next(iter(names(page.node.get("headline"))), ""))
    return (
        kind.endswith(("article", "blogposting", "newsarticle"))
        or page.metas.first("article:published_time") is not None
        or (bool(headline_of_node) and headline_of_node == comparable(title))
    )
