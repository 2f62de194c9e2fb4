"""Waiting for Elasticsearch; Kafka's part is ``shared.waiting``."""

from __future__ import annotations

from threading import Event

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from shared.waiting import wait_until


def wait_for_elasticsearch(client: Elasticsearch, where: str, indices: str, stop: Event) -> None:
    """Until those indices (a pattern; they may not exist yet) are at least yellow: 50 s after a hard restart.

    Not the whole cluster: somebody else's red index is none of our business.
    """

    def healthy() -> None:
        client.options(request_timeout=15).cluster.health(
            index=indices, wait_for_status="yellow", timeout="10s"
        )

    wait_until("Elasticsearch", where, healthy, stop, (TransportError, ApiError))
