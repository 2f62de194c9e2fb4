"""The Elasticsearch client, and the archive's names (``shared.archive_names``, for those who need no client)."""

from __future__ import annotations

import logging

from elasticsearch import Elasticsearch

from shared.archive_names import (
    GENERATION_PREFIX,
    READ_ALIAS,
    STEMMED_LANGUAGES,
    TEMPLATE,
    WRITE_ALIAS,
    external_version,
    unpack_version,
)
from shared.settings import Settings

__all__ = [
    "GENERATION_PREFIX",
    "READ_ALIAS",
    "STEMMED_LANGUAGES",
    "TEMPLATE",
    "WRITE_ALIAS",
    "external_version",
    "make_elasticsearch",
    "unpack_version",
]

# It reports every failed request to a single node as if there were another to turn to; our own lines say what is done.
logging.getLogger("elastic_transport.node_pool").setLevel(logging.ERROR)


def make_elasticsearch(settings: Settings) -> Elasticsearch:
    # Retries are the caller's: the client's own would repeat a whole bulk where single items need it.
    return Elasticsearch(
        settings.elasticsearch_url,
        request_timeout=settings.elasticsearch_timeout_seconds,
        max_retries=0,
        retry_on_timeout=False,
        http_compress=True,
    )
