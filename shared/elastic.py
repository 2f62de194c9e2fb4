"""The Elasticsearch client, its names, and the version that makes any replay harmless."""

from __future__ import annotations

import logging

from elasticsearch import Elasticsearch

from shared.settings import Settings

# It reports every failed request to a single node as if there were another to turn to; our own lines say what is done.
logging.getLogger("elastic_transport.node_pool").setLevel(logging.ERROR)

READ_ALIAS = "articles"
WRITE_ALIAS = "articles-write"
GENERATION_PREFIX = "articles-"
TEMPLATE = "lajmi-articles"

# Articles in these languages have ``stemmed.<code>`` beside the folded text. Highlights of a stemmed match need the names
# spelled out: ``"matched_fields": ["body", "stemmed.en", ...]`` takes no wildcard.
STEMMED_LANGUAGES = (
    "bg", "ca", "cs", "da", "de", "el", "en", "es", "fi", "fr", "hbs", "hu", "it", "lt", "lv", "nl", "no", "pt", "ro",
    "ru", "sv", "tr",
)  # fmt: skip

_GENERATION_BITS = 20  # EnrichedArticle.generation is below 2**20, revision below 2**31: together below 2**63


def external_version(revision: int, generation: int) -> int:
    """Elasticsearch's external version: a newer text beats any enrichment, a newer enrichment beats an older one."""
    return revision << _GENERATION_BITS | generation


def unpack_version(version: int) -> tuple[int, int]:
    """(revision, generation) of an external version."""
    return version >> _GENERATION_BITS, version & ((1 << _GENERATION_BITS) - 1)


def make_elasticsearch(settings: Settings) -> Elasticsearch:
    # Retries are the caller's: the client's own would repeat a whole bulk where single items need it.
    return Elasticsearch(
        settings.elasticsearch_url,
        request_timeout=settings.elasticsearch_timeout_seconds,
        max_retries=0,
        retry_on_timeout=False,
        http_compress=True,
    )
