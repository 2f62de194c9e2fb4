"""What the answer to one bulk item means for its record: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from shared.rejection import Rejection

# A single document for which Elasticsearch answers 500 this often (eight minutes of back-off or so) while others pass is
# the document's own fault; retrying for ever would hold up its partition for ever. Requests without an answer, or turned
# away for lack of room, say nothing about it and are not counted.
MAX_INTERNAL_ERRORS = 100

# 4xx that say something about the cluster or its set-up, nothing about the document: an operator can mend them, and a
# whole archive must not end in the dead letters meanwhile. cluster_block_exception is an index made read-only.
_ENVIRONMENT_ERRORS = frozenset(
    {
        "cluster_block_exception",
        "index_not_found_exception",
        "index_closed_exception",
        "security_exception",
        "unavailable_shards_exception",
        "es_rejected_execution_exception",
        "circuit_breaking_exception",
        "process_cluster_event_timeout_exception",
    }
)

# What Elasticsearch reports as an illegal argument of each document, although the write alias is at fault.
_ENVIRONMENT_REASONS = ("no write index is defined for alias",)

# Elasticsearch names its exceptions differently from version to version; ours stay.
_REASONS = {
    "strict_dynamic_mapping_exception": "unknown_field",
    "mapper_parsing_exception": "mapping_conflict",
    "document_parsing_exception": "mapping_conflict",
}
_REFUSED = "refused_by_elasticsearch"  # anything else: what the document has to do with it is in the detail


class Verdict(StrEnum):
    INDEXED = "indexed"
    ALREADY_NEWER = "already_newer"  # the index holds this version or a newer one: success
    DEAD_LETTERED = "dead_lettered"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Outcome:
    verdict: Verdict
    rejection: Rejection | None = None  # why, for the last two verdicts
    internal_error: bool = (
        False  # Elasticsearch failed over this document: counted towards MAX_INTERNAL_ERRORS
    )


@dataclass(frozen=True, slots=True)
class RequestFailure:
    """A whole bulk request that brought no answer for its items."""

    rejection: Rejection
    request_refused: bool = (
        False  # it is the request that cannot be accepted (too large, unreadable), not the moment
    )


INDEXED = Outcome(Verdict.INDEXED)
ALREADY_NEWER = Outcome(Verdict.ALREADY_NEWER)


def judge_items(items: Sequence[Mapping[str, Any]], internal_errors: Sequence[int]) -> list[Outcome]:
    """``items`` of a bulk response, judged together; ``internal_errors``: for each how many answers before were that.

    A fault that all of several documents share is none of theirs: Elasticsearch gives what is wrong with its set-up or its
    disks as the error of each item.
    """
    outcomes = [judge_item(item, before) for item, before in zip(items, internal_errors, strict=True)]
    if len(outcomes) < 2:
        return outcomes
    if all(outcome.internal_error for outcome in outcomes):
        return [Outcome(Verdict.RETRY, outcome.rejection) for outcome in outcomes]
    first = outcomes[0].rejection
    if first is not None and first.reason == _REFUSED and all(each == outcomes[0] for each in outcomes):
        return [replace(outcome, verdict=Verdict.RETRY) for outcome in outcomes]
    return outcomes


def judge_item(item: Mapping[str, Any], internal_errors: int) -> Outcome:
    """``item`` is one element of a bulk response's ``items``; ``internal_errors``: how many answers before were that."""
    result = next(iter(item.values()), None) if len(item) == 1 else None
    status = result.get("status") if isinstance(result, Mapping) else None
    if not isinstance(status, int) or not isinstance(result, Mapping):
        return Outcome(Verdict.RETRY, Rejection("unreadable_response", f"bulk item without a status: {item}"))
    if 200 <= status < 300:
        return INDEXED
    if status == 409:
        return ALREADY_NEWER
    error = result.get("error")
    kind, detail = _explain(error if isinstance(error, Mapping) else {})
    if _is_environment(status, kind, detail):
        return Outcome(Verdict.RETRY, Rejection(kind or f"status_{status}", f"{status}: {detail}"))
    if status == 500:
        return _judge_internal_error(internal_errors + 1, kind, detail)
    return Outcome(Verdict.DEAD_LETTERED, judge_refusal(kind, f"Elasticsearch answered {status}: {detail}"))


def _judge_internal_error(times: int, kind: str, detail: str) -> Outcome:
    if times >= MAX_INTERNAL_ERRORS:
        rejection = Rejection("internal_error", f"{times} times: {detail}")
        return Outcome(Verdict.DEAD_LETTERED, rejection, internal_error=True)
    return Outcome(Verdict.RETRY, Rejection(kind or "status_500", f"500: {detail}"), internal_error=True)


def _is_environment(status: int, kind: str, detail: str) -> bool:
    return (
        status == 429
        or status > 500
        or status in {401, 403, 408}
        or kind in _ENVIRONMENT_ERRORS
        or any(reason in detail for reason in _ENVIRONMENT_REASONS)
    )


def judge_request(status: int, kind: str, detail: str) -> RequestFailure:
    """An HTTP error for the request as a whole. Only 400 and 413 can be about its content."""
    refused = status in {400, 413} and kind not in _ENVIRONMENT_ERRORS
    too_large_or_unreadable = "document_too_large" if status == 413 else _REFUSED
    reason = too_large_or_unreadable if refused else kind or f"status_{status}"
    return RequestFailure(Rejection(reason, f"{status}: {detail}"), refused)


def judge_refusal(kind: str, detail: str) -> Rejection:
    # 'body.unexpected' under a strict parent is reported as a parsing error that names the dynamic setting.
    if "strict" in detail and "dynamic" in detail:
        kind = "strict_dynamic_mapping_exception"
    return Rejection(_REASONS.get(kind, _REFUSED), detail)


def _explain(error: Mapping[str, Any]) -> tuple[str, str]:
    """(type, sentence) of an error object, with the innermost cause, which is the one that names the field's fault."""
    kind = str(error.get("type", ""))
    sentence = str(error.get("reason", "no reason given"))
    cause = error.get("caused_by")
    while isinstance(cause, Mapping):
        sentence = f"{sentence}: {cause.get('reason', '')}"
        cause = cause.get("caused_by")
    return kind, sentence[:1000]
