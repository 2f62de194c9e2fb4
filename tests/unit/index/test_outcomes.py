from __future__ import annotations

from typing import Any

import pytest

from services.index.outcomes import MAX_INTERNAL_ERRORS, Verdict, judge_item, judge_request


def item(status: int, kind: str = "some_exception", reason: str = "why") -> dict[str, Any]:
    return {"index": {"status": status, "error": {"type": kind, "reason": reason}}}


@pytest.mark.parametrize("status", [200, 201])
def test_written_is_indexed(status: int) -> None:
    assert judge_item({"index": {"status": status}}, 1).verdict is Verdict.INDEXED


def test_a_conflict_means_that_the_index_already_has_this_or_a_newer_version() -> None:
    assert judge_item(item(409, "version_conflict_engine_exception"), 1).verdict is Verdict.ALREADY_NEWER


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (429, "es_rejected_execution_exception"),
        (429, "cluster_block_exception"),  # disk watermark: read-only-allow-delete
        (403, "cluster_block_exception"),  # somebody set index.blocks.read_only
        (403, "security_exception"),
        (404, "index_not_found_exception"),
        (400, "index_closed_exception"),
        (500, "null_pointer_exception"),
        (503, "unavailable_shards_exception"),
    ],
)
def test_what_is_no_fault_of_the_document_is_tried_again(status: int, kind: str) -> None:
    assert judge_item(item(status, kind), 1).verdict is Verdict.RETRY


@pytest.mark.parametrize(
    ("kind", "reason", "expected"),
    [
        (
            "strict_dynamic_mapping_exception",
            "[1:9] mapping set to strict, dynamic introduction of [x] within [_doc] is not allowed",
            "unknown_field",
        ),
        (
            "document_parsing_exception",
            "failed to parse field [published_at] of type [date]",
            "mapping_conflict",
        ),
        ("mapper_parsing_exception", "failed to parse", "mapping_conflict"),
        ("never_heard_of_exception", "no", "refused_by_elasticsearch"),
    ],
)
def test_a_refused_document_is_dead_lettered_with_a_stable_reason(
    kind: str, reason: str, expected: str
) -> None:
    outcome = judge_item(item(400, kind, reason), 1)
    assert outcome.verdict is Verdict.DEAD_LETTERED
    assert outcome.rejection is not None
    assert outcome.rejection.reason == expected
    assert reason in outcome.rejection.detail


def test_the_detail_names_the_innermost_cause() -> None:
    answer = item(400, "document_parsing_exception", "failed to parse field [published_at]")
    answer["index"]["error"]["caused_by"] = {
        "type": "x",
        "reason": "y",
        "caused_by": {"reason": "year 99999"},
    }
    rejection = judge_item(answer, 1).rejection
    assert rejection is not None
    assert "year 99999" in rejection.detail


def test_a_document_that_breaks_elasticsearch_every_time_does_not_hold_up_its_partition_for_ever() -> None:
    assert judge_item(item(500), MAX_INTERNAL_ERRORS - 1).verdict is Verdict.RETRY
    assert judge_item(item(500), MAX_INTERNAL_ERRORS).verdict is Verdict.DEAD_LETTERED
    assert judge_item(item(503), MAX_INTERNAL_ERRORS * 100).verdict is Verdict.RETRY


@pytest.mark.parametrize("broken", [{}, {"index": {}}, {"index": None}, {"index": {"status": "201"}}])
def test_an_unreadable_item_is_tried_again(broken: dict[str, Any]) -> None:
    assert judge_item(broken, 1).verdict is Verdict.RETRY


@pytest.mark.parametrize("status", [401, 403, 404, 408, 429, 500, 502, 503, 504])
def test_a_refused_request_is_the_moments_fault(status: int) -> None:
    assert not judge_request(status, "", "x").request_refused


@pytest.mark.parametrize("status", [400, 413])
def test_an_unacceptable_request_is_its_contents_fault(status: int) -> None:
    assert judge_request(status, "", "x").request_refused
