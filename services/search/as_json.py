"""Results as JSON-ready values, for the API and ``lajmi search --json``: names as in the contract and the index. Pure."""

from __future__ import annotations

from typing import Any

from services.search.highlights import as_html
from services.search.request import SearchRequest
from services.search.results import Hit, Results, StoredArticle


def results_as_json(request: SearchRequest, results: Results) -> dict[str, Any]:
    """``highlights`` are HTML: escaped text with what was found in ``<mark>``."""
    return {
        "total": results.total,
        "page": request.page,
        "size": request.size,
        "complete": results.complete,
        "took_milliseconds": results.took_milliseconds,
        "hits": [hit_as_json(hit) for hit in results.hits],
        "facets": {
            facet: [{"value": value.value, "count": value.count} for value in values]
            for facet, values in results.facets.items()
        },
        "dates": {
            "interval": results.interval,
            "buckets": [
                {"from": bar.start.isoformat(), "to": bar.end.isoformat(), "count": bar.count}
                for bar in results.histogram
            ],
        },
        "filters": [
            {"facet": facet, "value": value, "means": list(names)}
            for (facet, value), names in results.meant.items()
        ],
    }


def hit_as_json(hit: Hit) -> dict[str, Any]:
    highlights = {
        "title": [as_html(hit.title)] if any(piece.found for piece in hit.title) else [],
        "subtitle": [as_html(hit.subtitle)] if any(piece.found for piece in hit.subtitle) else [],
        "body": [as_html(fragment) for fragment in hit.body],
    }
    return {
        **hit.fields,
        "score": hit.score,
        "highlights": {name: fragments for name, fragments in highlights.items() if fragments},
    }


def article_as_json(article: StoredArticle) -> dict[str, Any]:
    return {
        **article.fields,
        "copies": [
            {"id": copy.hit.id, "title": copy.hit.text("title"), "source": copy.hit.text("source"),
             "url": copy.hit.fields.get("url"), "share": round(copy.share, 3)}
            for copy in article.copies
        ],
    }  # fmt: skip
