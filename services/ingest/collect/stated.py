"""What a feed or a sitemap says of an article whose page is yet to be fetched, kept with the link: many pages do not say it
themselves. Pure.
"""

from __future__ import annotations

import json
from datetime import datetime

from services.ingest.timestamps import Timestamp
from shared.contracts import Precision, Provenance, RawArticle

_LISTS = ("authors", "tags")
_TEXTS = ("section", "language")


def stated_by_item(article: RawArticle) -> str | None:
    """Of a feed's item, as JSON. None: it says nothing but its text."""
    stated: dict[str, object] = {name: getattr(article, name) for name in (*_LISTS, *_TEXTS)}
    stated["published_at"] = article.published_at and article.published_at.isoformat()
    stated["published_precision"] = article.published_precision
    return _stored(stated, Provenance.FEED)


def stated_by_list(published: Timestamp | None, language: str | None, by: Provenance) -> str | None:
    """Of a link without a text of its own."""
    stated: dict[str, object] = {"language": language}
    if published is not None:
        stated["published_at"], stated["published_precision"] = published[0].isoformat(), published[1]
    return _stored(stated, by)


def _stored(stated: dict[str, object], by: Provenance) -> str | None:
    kept = {name: value for name, value in stated.items() if value}
    return json.dumps({**kept, "by": by}, ensure_ascii=False) if kept else None


def filled(article: RawArticle, stated: str | None) -> RawArticle:
    """The page's article, with what it lacks from what showed it. ``content_hash`` stays that of the page alone: what two
    feeds say differently of one article must not be a new revision at each visit."""
    if stated is None:
        return article
    given = json.loads(stated)
    found: dict[str, object] = {name: given[name] for name in _TEXTS if name in given}
    found |= {name: tuple(given[name]) for name in _LISTS if name in given}
    if "published_at" in given:
        found["published_at"] = datetime.fromisoformat(given["published_at"])
    lacking = {name: value for name, value in found.items() if not getattr(article, name)}
    if not lacking:
        return article
    provenance = {**article.provenance, **dict.fromkeys(lacking, Provenance(given["by"]))}
    if "published_at" in lacking:
        lacking["published_precision"] = Precision(given["published_precision"])
    return article.model_copy(update={**lacking, "provenance": provenance})
