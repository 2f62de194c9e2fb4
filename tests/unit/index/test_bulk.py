"""The bulk request and its answers, over a transport that answers what a test wants."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from elastic_transport import (
    ApiResponseMeta,
    BaseNode,
    ConnectionTimeout,
    HttpHeaders,
    NodeConfig,
)
from elastic_transport import ConnectionError as NoConnection
from elastic_transport._node import NodeApiResponse
from elasticsearch import Elasticsearch

from services.index.batching import Operation
from services.index.bulk import BulkWriter
from services.index.outcomes import RequestFailure, Verdict
from services.index.settlement import Ticket


class Script:
    """What the next request is answered with, and what it said."""

    status = 200
    body: bytes = b""
    error: Exception | None = None
    target = ""
    sent: bytes = b""


SCRIPT = Script()


class ScriptedNode(BaseNode):
    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: Any = None,
    ) -> NodeApiResponse:
        SCRIPT.target = target
        content = body or b""
        SCRIPT.sent = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
        if SCRIPT.error is not None:
            raise SCRIPT.error
        answer_headers = HttpHeaders(
            {"x-elastic-product": "Elasticsearch", "content-type": "application/json"}
        )
        meta = ApiResponseMeta(SCRIPT.status, "1.1", answer_headers, 0.01, self.config)
        return NodeApiResponse(meta, SCRIPT.body)

    def close(self) -> None:
        pass


@pytest.fixture
def writer() -> BulkWriter:
    SCRIPT.status, SCRIPT.body, SCRIPT.error = 200, b"", None
    client = Elasticsearch(
        [NodeConfig("http", "example.invalid", 9200)],
        node_class=ScriptedNode,
        max_retries=0,
        retry_on_timeout=False,
    )
    return BulkWriter(client, "articles-write")


def operations(*numbers: int) -> list[Operation]:
    return [
        Operation(
            f"{number:032x}", number << 20, b'{"title":"t%d"}' % number, Ticket(("t", 0), 1, number), None, 1
        )
        for number in numbers
    ]


def answer(*statuses: int) -> None:
    SCRIPT.body = json.dumps(
        {
            "items": [
                {"index": {"status": status, "error": {"type": "x", "reason": "y"}}} for status in statuses
            ]
        }
    ).encode()


def test_documents_travel_with_their_external_version_through_the_alias_only(writer: BulkWriter) -> None:
    answer(201, 201)
    writer.write(operations(1, 2))
    assert SCRIPT.target.startswith("/articles-write/_bulk?")
    assert "require_alias=true" in SCRIPT.target
    lines = [json.loads(line) for line in SCRIPT.sent.splitlines()]
    assert lines == [
        {"index": {"_id": f"{1:032x}", "version": 1 << 20, "version_type": "external"}},
        {"title": "t1"},
        {"index": {"_id": f"{2:032x}", "version": 2 << 20, "version_type": "external"}},
        {"title": "t2"},
    ]


def test_each_item_has_its_own_verdict(writer: BulkWriter) -> None:
    answer(201, 409, 429, 400, 503)
    outcomes = writer.write(operations(1, 2, 3, 4, 5))
    assert isinstance(outcomes, list)
    assert [outcome.verdict for outcome in outcomes] == [
        Verdict.INDEXED, Verdict.ALREADY_NEWER, Verdict.RETRY, Verdict.DEAD_LETTERED, Verdict.RETRY,
    ]  # fmt: skip


@pytest.mark.parametrize("status", [429, 503, 502, 401])
def test_a_refused_request_fails_as_a_whole_and_is_worth_another_try(writer: BulkWriter, status: int) -> None:
    SCRIPT.status = status
    SCRIPT.body = b'{"error":{"type":"es_rejected_execution_exception","reason":"queue full"},"status":429}'
    result = writer.write(operations(1))
    assert isinstance(result, RequestFailure)
    assert not result.request_refused
    assert result.rejection.reason == "es_rejected_execution_exception"


def test_a_request_that_is_too_large_says_so(writer: BulkWriter) -> None:
    SCRIPT.status = 413
    result = writer.write(operations(1, 2))
    assert isinstance(result, RequestFailure)
    assert result.request_refused
    assert result.rejection.reason == "document_too_large"


@pytest.mark.parametrize("error", [NoConnection("refused"), ConnectionTimeout("60 s")])
def test_no_answer_is_a_failure_of_the_request_and_no_exception(writer: BulkWriter, error: Exception) -> None:
    SCRIPT.error = error
    result = writer.write(operations(1))
    assert isinstance(result, RequestFailure)
    assert result.rejection.reason == "no_answer"


@pytest.mark.parametrize(
    "body",
    [
        b'{"items": [{"index": {"stat',
        b"{}",
        b'{"items": []}',
        b"[]",
        b'{"items": [{"index": {"status": 201}}]}',
    ],
)
def test_a_mangled_or_short_answer_settles_nothing(writer: BulkWriter, body: bytes) -> None:
    SCRIPT.body = body
    result = writer.write(operations(1, 2))
    assert isinstance(result, RequestFailure)
    assert not result.request_refused
