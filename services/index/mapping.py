"""The index template as code: strict, so that a field nobody planned is a dead letter and never a silent new column.

Field names are a public interface (Kibana, the search service): change them only with a new generation.
"""

from __future__ import annotations

from typing import Any

from services.index.analysis import FOLDING_ANALYZER, PREFIX_ANALYZER, STEMMING, analysis, stemming_analyzer
from shared.elastic import GENERATION_PREFIX

# Raised with every change of the template; an indexer replaces an older installed template and leaves a newer one alone.
MAPPING_VERSION = 2

# Characters. Names longer than this are extraction mistakes; they stay in _source and only the facet skips them.
# (Lucene's own limit is 32,766 bytes for one term.)
_FACET = {"type": "keyword", "ignore_above": 256}
_ADDRESS = {"type": "keyword", "ignore_above": 2048}
_STORED_ONLY = {"type": "object", "enabled": False}  # kept in _source as it came, never indexed
_FOLDED = {"type": "text", "analyzer": FOLDING_ANALYZER}


def properties() -> dict[str, Any]:
    return {
        "id": {"type": "keyword"},
        "revision": {"type": "integer"},
        "generation": {"type": "integer"},
        "retracted": {"type": "boolean"},
        # What analysts read and search
        "title": {
            **_FOLDED,
            # Search as you type. A field of its own: with index_prefixes or index_phrases on the title itself,
            # highlighting a phrase or prefix found there finds nothing, or fails the search (8.19.8).
            "fields": {
                "prefix": {
                    "type": "text",
                    "analyzer": PREFIX_ANALYZER,
                    "search_analyzer": FOLDING_ANALYZER,
                    "index_options": "docs",
                    "norms": False,
                }
            },
        },
        "subtitle": _FOLDED,
        "body": _FOLDED,
        # Filled for the article's own language only, and left out of _source: the text is there already.
        "stemmed": {
            "properties": {
                code: {"type": "text", "analyzer": stemming_analyzer(code)} for code in sorted(STEMMING)
            }
        },
        # Facets: flat, because Kibana cannot aggregate nested fields
        "person": _FACET,
        "organization": _FACET,
        "place": _FACET,
        "entity_id": _FACET,
        "topic": _FACET,
        "topic_code": _FACET,
        "language": _FACET,
        "script": _FACET,
        "language_confidence": {"type": "float"},
        "language_declared": _FACET,
        "source": _FACET,
        "source_url": _ADDRESS,
        "section": _FACET,
        "authors": _FACET,
        "tags": _FACET,
        "dateline": _FACET,
        # When, and how exactly that is known
        "published_at": {"type": "date"},
        "published_precision": _FACET,
        "fetched_at": {"type": "date"},
        "enriched_at": {"type": "date"},
        # Where from, and what it is a copy of
        "url": _ADDRESS,
        "truncated": {"type": "boolean"},
        "content_hash": _FACET,
        "fingerprint": _FACET,
        "origin": _STORED_ONLY,
        "provenance": _STORED_ONLY,
        "entities": _STORED_ONLY,
        "topics": _STORED_ONLY,
        "pipeline": _STORED_ONLY,
    }


def mappings() -> dict[str, Any]:
    return {
        "dynamic": "strict",
        "_source": {"excludes": ["stemmed"]},
        "_meta": {"owner": "lajmi", "version": MAPPING_VERSION},
        "properties": properties(),
    }


def settings() -> dict[str, Any]:
    return {
        "index": {
            "number_of_shards": 1,
            "auto_expand_replicas": "0-1",  # green on one node, a copy as soon as there are two
            "refresh_interval": "1s",  # named, because the default stops refreshing an index nobody searches
            # Bodies reach 1 M code points; Elasticsearch counts UTF-16 units and fails the whole search above its limit.
            "highlight": {"max_analyzed_offset": 2_100_000},
        },
        "analysis": analysis(),
    }


def template(prefix: str = GENERATION_PREFIX) -> dict[str, Any]:
    """Body of the composable index template for the generations ``{prefix}000001`` and so on."""
    return {
        "index_patterns": [f"{prefix}0*"],
        "priority": 500,
        "version": MAPPING_VERSION,
        "_meta": {"owner": "lajmi", "description": "one document per article, its newest revision"},
        "template": {"settings": settings(), "mappings": mappings()},
    }
