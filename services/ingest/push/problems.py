"""What can be wrong with a request, in the form of RFC 9457: one kind, one status, one thing to do. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, Field

from services.ingest.push.answers import ItemAnswer


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    status: int
    title: str
    remedy: str

    @property
    def uri(self) -> str:
        """A reference into the page that explains it, relative to the address asked."""
        return f"/docs#{self.name}"


_AGAIN = (
    "Send the same batch again after the time in Retry-After: what was taken already comes out as unchanged."
)

MALFORMED_JSON = Kind(
    "malformed-json",
    400,
    "The body is not valid JSON",
    "Mend it at the place named; nothing of it was taken.",
)
MALFORMED_BODY = Kind(
    "malformed-body",
    400,
    "The body cannot be read",
    "Send what Content-Type and Content-Encoding say; nothing of it was taken.",
)
NOT_A_BATCH = Kind(
    "not-a-batch",
    400,
    "The JSON is no batch of articles",
    'Send an array of records, or an object with them under "articles".',
)
INVALID_PARAMETER = Kind(
    "invalid-parameter", 400, "A query parameter cannot be used", "Mend or leave out the one that is named."
)
MALFORMED_REQUEST = Kind(
    "malformed-request", 400, "This is not HTTP, or its headers are too large", "Send HTTP/1.1 requests."
)
UNAUTHORIZED = Kind(
    "unauthorized",
    401,
    "A valid key is needed",
    "Send 'Authorization: Bearer KEY' or 'X-API-Key: KEY'; `lajmi push-key add NAME` makes a key.",
)
FORBIDDEN = Kind(
    "forbidden",
    403,
    "The key does not allow this",
    "Leave out the source, or use the key that was made for it.",
)
NOT_FOUND = Kind("not-found", 404, "There is nothing here", "See /docs for what there is.")
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed", 405, "This method is not for this path", "Use one of those in the Allow header."
)
BODY_TIMEOUT = Kind(
    "body-timeout",
    408,
    "The body took too long to arrive",
    "Send smaller batches, or over a better connection.",
)
TOO_LARGE = Kind("too-large", 413, "The body is too large", "Send it in smaller parts.")
TOO_MANY_ITEMS = Kind("too-many-items", 413, "The batch has too many items", "Send it in smaller batches.")
UNSUPPORTED_TYPE = Kind(
    "unsupported-type",
    415,
    "Bodies of this type are not taken here",
    "Say in Content-Type which of the types named the body is (they stand in Accept, too).",
)
UNSUPPORTED_ENCODING = Kind(
    "unsupported-encoding", 415, "This compression is not understood", "Use gzip, or none."
)
NOTHING_TAKEN = Kind(
    "nothing-taken",
    422,
    "No item could be taken",
    "See the reason of each item. Items that were refused with their bytes are kept in the dead letters.",
)
TOO_MANY_REQUESTS = Kind(
    "too-many-requests",
    429,
    "This client sends too many requests",
    "Wait for the time in Retry-After; put more articles into each batch.",
)
INTERNAL_ERROR = Kind(
    "internal-error",
    500,
    "Something went wrong here",
    "This is a fault of Lajmi's and was logged. It is safe to send the batch again.",
)
OVERLOADED = Kind("overloaded", 503, "More is waiting for Kafka than can be held", f"{_AGAIN}")
UNAVAILABLE = Kind("unavailable", 503, "Articles cannot be published at the moment", f"{_AGAIN}")
UNCONFIRMED = Kind("unconfirmed", 503, "Kafka has not confirmed the batch in time", f"{_AGAIN}")

KINDS = (
    MALFORMED_JSON, MALFORMED_BODY, NOT_A_BATCH, INVALID_PARAMETER, MALFORMED_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND,
    METHOD_NOT_ALLOWED, BODY_TIMEOUT, TOO_LARGE, TOO_MANY_ITEMS, UNSUPPORTED_TYPE, UNSUPPORTED_ENCODING, NOTHING_TAKEN,
    TOO_MANY_REQUESTS, INTERNAL_ERROR, OVERLOADED, UNAVAILABLE, UNCONFIRMED,
)  # fmt: skip


class Place(BaseModel):
    """Where in a body that is not valid JSON; all counted from 1."""

    line: int = Field(ge=1)
    column: int = Field(ge=1, description="in characters")
    character: int = Field(ge=1, description="from the beginning of the body")


class Problem(BaseModel):
    """A problem as RFC 9457 has it (application/problem+json)."""

    type: str = Field(description="which kind of problem: a reference to its explanation")
    title: str = Field(description="the kind of problem in a few words, always the same")
    status: int = Field(description="the HTTP status")
    detail: str = Field(description="what was wrong with this request, and where")
    remedy: str = Field(description="what to do")
    place: Place | None = Field(default=None, description="for malformed JSON")
    parameter: str | None = Field(default=None, description="the query parameter or header that is wrong")
    retry_after_seconds: int | None = Field(default=None, ge=1, description="as in the Retry-After header")
    items: list[ItemAnswer] | None = Field(
        default=None, description="for nothing-taken: each item with its reason"
    )


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        *,
        place: Place | None = None,
        parameter: str | None = None,
        retry_after_seconds: float | None = None,
        items: list[ItemAnswer] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.headers = dict(headers or {})
        whole_seconds = None if retry_after_seconds is None else max(1, math.ceil(retry_after_seconds))
        if whole_seconds is not None:
            self.headers["Retry-After"] = str(whole_seconds)
        self.problem = Problem(
            type=kind.uri,
            title=kind.title,
            status=kind.status,
            detail=detail,
            remedy=kind.remedy,
            place=place,
            parameter=parameter,
            retry_after_seconds=whole_seconds,
            items=items,
        )

    def body(self) -> bytes:
        return self.problem.model_dump_json(exclude_none=True).encode()
