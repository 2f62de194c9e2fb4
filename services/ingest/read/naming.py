"""A parsed item gets its source, its identity and its contract model, or is refused. Pure."""

from __future__ import annotations

from services.ingest.documents import Document
from services.ingest.identity import Namesakes, content_hash
from services.ingest.items import Found, Item, Refused, raw_article, refusal, refusal_by_size
from services.ingest.read.source_names import home_of, source_of
from shared.rejection import Rejection


def named(one: Found, document: Document, home: str | None, namesakes: Namesakes) -> Item:
    """``home``: the site that the document says it belongs to. ``namesakes``: of this document."""
    parsed, published = one.parsed, one.published
    own = published.source if published else None
    source = source_of(
        document.source_name,
        own.name if own else parsed.source_name,
        home,
        parsed.url or document.url,
        document.uri,
        own.url if own else home_of(home or document.url or parsed.url),
    )
    rejection = refusal(parsed)
    if rejection is not None:
        located = Rejection(rejection.reason, f"{one.uri}: {rejection.detail}")
        return Refused(located, one.uri, source.name, one.payload)
    if published is not None and document.source_name is None:
        identity = published.id, content_hash(parsed, source.name)
    else:
        identity = namesakes.identify(parsed, source.name)
    article = raw_article(one, source, identity, document.fetched_at, document.uri)
    rejection = refusal_by_size(article)
    if rejection is not None:
        # Its own name of its source may be what is too large.
        name = source_of(document.source_name, None, home, document.url, document.uri).name
        return Refused(
            Rejection(rejection.reason, f"{one.uri}: {rejection.detail}"), one.uri, name, one.payload
        )
    return article
