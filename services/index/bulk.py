"""One bulk request to Elasticsearch: the only place where the write path meets HTTP."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

from elastic_transport import SerializationError, TransportError
from elasticsearch import ApiError, Elasticsearch

from services.index.batching import Operation
from services.index.outcomes import Outcome, RequestFailure, judge_items, judge_request
from shared.rejection import Rejection

# Everything an item's verdict needs and nothing else: a fifth of the full response.
_WANTED = ["items.*.status", "items.*.error"]


class BulkWriter:
    """Writes batches through an alias; thread-safe, as the client is."""

    def __init__(self, client: Elasticsearch, alias: str) -> None:
        self._client = client
        self._alias = alias

    def write(self, batch: Sequence[Operation]) -> list[Outcome] | RequestFailure:
        """One outcome for each operation, in order, or why there is none. Never raises for what a server can do."""
        lines: list[bytes] = []
        for operation in batch:
            lines.append(
                b'{"index":{"_id":%s,"version":%d,"version_type":"external"}}'
                % (json.dumps(operation.article_id).encode(), operation.version)
            )
            lines.append(operation.document)
        try:
            response = self._client.bulk(
                index=self._alias,
                operations=cast(
                    "Any", lines
                ),  # the serializer passes bytes through; the signature does not say so
                # Without the alias a bulk would create an index of that name, with guessed types.
                require_alias=True,
                filter_path=_WANTED,
            )
        except ApiError as error:
            return judge_request(error.status_code, *_explain(error.body, str(error)))
        except SerializationError as error:
            return RequestFailure(Rejection("unreadable_response", str(error)[:300]))
        except TransportError as error:
            return RequestFailure(Rejection("no_answer", _one_line(error)))
        items = response.body.get("items") if isinstance(response.body, dict) else None
        if not isinstance(items, list) or len(items) != len(batch):
            count = len(items) if isinstance(items, list) else "no"
            return RequestFailure(
                Rejection("unreadable_response", f"{count} items answer a bulk of {len(batch)}")
            )
        return judge_items(items, [operation.internal_errors for operation in batch])


def _explain(body: Any, otherwise: str) -> tuple[str, str]:
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict):
        return str(error.get("type", "")), str(error.get("reason", otherwise))[:300]
    return "", otherwise[:300]


def _one_line(error: TransportError) -> str:
    return " ".join(str(error).split())[:300]
