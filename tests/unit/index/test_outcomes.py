from __future__ import annotations

from typing import Any

import pytest

from services.index.outcomes import MAX_INTERNAL_ERRORS, Verdict, judge_item, judge_items, judge_request


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
    assert judge_item(item(500), MAX_INTERNAL_ERRORS - 2).verdict is Verdict.RETRY
    assert judge_item(item(500), MAX_INTERNAL_ERRORS - 1).verdict is Verdict.DEAD_LETTERED
    assert judge_item(item(503), MAX_INTERNAL_ERRORS * 100).verdict is Verdict.RETRY


def test_only_an_internal_error_over_the_document_counts_against_it() -> None:
    assert judge_item(item(500), 0).internal_error
    for answer in (item(503), item(429), item(500, "circuit_breaking_exception"), item(400), {}):
        assert not judge_item(answer, 0).internal_error


NO_WRITE_INDEX = (
    "no write index is defined for alias [articles-write]. The write index may be explicitly disabled using "
    "is_write_index=false or the alias points to multiple indices without one being designated as a write index"
)


@pytest.mark.parametrize("count", [1, 2])
def test_an_alias_without_a_write_index_is_no_fault_of_the_documents(count: int) -> None:
    answers = [item(400, "illegal_argument_exception", NO_WRITE_INDEX)] * count
    outcomes = judge_items(answers, [0] * count)
    assert [outcome.verdict for outcome in outcomes] == [Verdict.RETRY] * count
    assert outcomes[0].rejection is not None
    assert "no write index" in outcomes[0].rejection.detail


def test_a_refusal_that_a_whole_bulk_shares_is_the_set_ups_fault_and_is_tried_again() -> None:
    shared_by_all = [item(400, "illegal_argument_exception", "the set-up is wrong")] * 3
    outcomes = judge_items(shared_by_all, [0, 0, 0])
    assert [outcome.verdict for outcome in outcomes] == [Verdict.RETRY] * 3
    assert outcomes[0].rejection is not None
    assert "the set-up is wrong" in outcomes[0].rejection.detail


@pytest.mark.parametrize(
    "answers",
    [
        [item(400, "illegal_argument_exception", "immense term a"), {"index": {"status": 201}}],
        [item(400, "illegal_argument_exception", f"immense term {term}") for term in "ab"],
        [item(400, "strict_dynamic_mapping_exception", "dynamic introduction of [x]; set to strict")] * 2,
        [item(400, "document_parsing_exception", "failed to parse field [published_at]")] * 2,
        [item(400, "illegal_argument_exception", "immense term a")],
    ],
    ids=["one passed", "different reasons", "a field too many in each", "unparsable each", "alone"],
)
def test_a_refusal_of_the_document_itself_is_dead_lettered_whatever_its_company(
    answers: list[dict[str, Any]],
) -> None:
    assert judge_items(answers, [0] * len(answers))[0].verdict is Verdict.DEAD_LETTERED


def test_internal_errors_of_a_whole_bulk_count_against_no_document() -> None:
    outcomes = judge_items([item(500, "i_o_exception", "no space left")] * 2, [MAX_INTERNAL_ERRORS] * 2)
    assert [outcome.verdict for outcome in outcomes] == [Verdict.RETRY] * 2
    assert not any(outcome.internal_error for outcome in outcomes)


@pytest.mark.parametrize("broken", [{}, {"index": {}}, {"index": None}, {"index": {"status": "201"}}])
def test_an_unreadable_item_is_tried_again(broken: dict[str, Any]) -> None:
    assert judge_item(broken, 1).verdict is Verdict.RETRY


@pytest.mark.parametrize("status", [401, 403, 404, 408, 429, 500, 502, 503, 504])
def test_a_refused_request_is_the_moments_fault(status: int) -> None:
    assert not judge_request(status, "", "x").request_refused


@pytest.mark.parametrize("status", [400, 413])
def test_an_unacceptable_request_is_its_contents_fault(status: int) -> None:
    assert judge_request(status, "", "x").request_refused
