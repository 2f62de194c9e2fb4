"""What the answer to one bulk item means for its record: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shared.rejection import Rejection

# A single document that makes Elasticsearch fail internally this often (eight minutes of back-off or so) while others
# pass is the document's own fault; retrying for ever would hold up its partition for ever.
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

# Elasticsearch names its exceptions differently from version to version; ours stay.
_REASONS = {
    "strict_dynamic_mapping_exception": "unknown_field",
    "mapper_parsing_exception": "mapping_conflict",
    "document_parsing_exception": "mapping_conflict",
    "illegal_argument_exception": "refused_by_elasticsearch",
}


class Verdict(StrEnum):
    INDEXED = "indexed"
    ALREADY_NEWER = "already_newer"  # the index holds this version or a newer one: success
    DEAD_LETTERED = "dead_lettered"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Outcome:
    verdict: Verdict
    rejection: Rejection | None = None  # why, for the last two verdicts


@dataclass(frozen=True, slots=True)
class RequestFailure:
    """A whole bulk request that brought no answer for its items."""

    rejection: Rejection
    request_refused: bool = (
        False  # it is the request that cannot be accepted (too large, unreadable), not the moment
    )


INDEXED = Outcome(Verdict.INDEXED)
ALREADY_NEWER = Outcome(Verdict.ALREADY_NEWER)


def judge_item(item: Mapping[str, Any], attempts: int) -> Outcome:
    """``item`` is one element of a bulk response's ``items``; ``attempts`` counts the requests it was part of."""
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
    if status == 500 and attempts >= MAX_INTERNAL_ERRORS:
        return Outcome(Verdict.DEAD_LETTERED, Rejection("internal_error", f"{attempts} times: {detail}"))
    if status == 429 or status >= 500 or status in {401, 403, 408} or kind in _ENVIRONMENT_ERRORS:
        return Outcome(Verdict.RETRY, Rejection(kind or f"status_{status}", f"{status}: {detail}"))
    return Outcome(Verdict.DEAD_LETTERED, judge_refusal(kind, f"Elasticsearch answered {status}: {detail}"))


def judge_request(status: int, kind: str, detail: str) -> RequestFailure:
    """An HTTP error for the request as a whole. Only 400 and 413 can be about its content."""
    refused = status in {400, 413} and kind not in _ENVIRONMENT_ERRORS
    if refused:
        reason = "document_too_large" if status == 413 else "refused_by_elasticsearch"
    else:
        reason = kind or f"status_{status}"
    return RequestFailure(Rejection(reason, f"{status}: {detail}"), refused)


def judge_refusal(kind: str, detail: str) -> Rejection:
    # 'body.unexpected' under a strict parent is reported as a parsing error that names the dynamic setting.
    if "strict" in detail and "dynamic" in detail:
        kind = "strict_dynamic_mapping_exception"
    return Rejection(_REASONS.get(kind, "refused_by_elasticsearch"), detail)


def _explain(error: Mapping[str, Any]) -> tuple[str, str]:
    """(type, sentence) of an error object, with the innermost cause, which is the one that names the field's fault."""
    kind = str(error.get("type", ""))
    sentence = str(error.get("reason", "no reason given"))
    cause = error.get("caused_by")
    while isinstance(cause, Mapping):
        sentence = f"{sentence}: {cause.get('reason', '')}"
        cause = cause.get("caused_by")
    return kind, sentence[:1000]
