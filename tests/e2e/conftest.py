from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from shared.elastic import READ_ALIAS, make_elasticsearch
from tests.local_stack import RunningStack


class Archive:
    """What an analyst's tool would see: the read alias, refreshed."""

    def __init__(self, client: Elasticsearch) -> None:
        self._client = client

    def documents(self, **match: str) -> list[dict[str, Any]]:
        self._client.indices.refresh(index=READ_ALIAS)
        query = {"bool": {"filter": [{"term": {field: value}} for field, value in match.items()]}}
        hits = self._client.search(index=READ_ALIAS, query=query, size=1000)["hits"]["hits"]
        return [{"_id": hit["_id"], **hit["_source"]} for hit in hits]


@pytest.fixture(scope="session")
def archive(stack: RunningStack) -> Iterator[Archive]:
    client = make_elasticsearch(stack.settings)
    yield Archive(client)
    client.close()


def search(stack: RunningStack, *arguments: str) -> dict[str, Any]:
    done = stack.lajmi("search", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
