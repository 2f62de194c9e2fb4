"""Waiting for Elasticsearch; Kafka's part is ``shared.waiting``."""

from __future__ import annotations

from threading import Event

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from shared.waiting import wait_until


def wait_for_elasticsearch(client: Elasticsearch, where: str, stop: Event) -> None:
    """Until the cluster is at least yellow: after a hard restart that was measured at 50 s."""

    def healthy() -> None:
        client.options(request_timeout=15).cluster.health(wait_for_status="yellow", timeout="10s")

    wait_until("Elasticsearch", where, healthy, stop, (TransportError, ApiError))
