"""The query parameters of a push. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.ingest.push.problems import INVALID_PARAMETER, ProblemError
from services.ingest.urls import canonical_url

LANES = ("live", "backfill")
_MAX_SOURCE_CHARS = 200
_MAX_URL_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class Parameters:
    source: str | None = None
    url: str | None = None
    lane: str = "live"


def parameters(given: Sequence[tuple[str, str]]) -> Parameters:
    """Raises ProblemError for what is unknown (a mistyped name must not go unseen), repeated, or no value."""
    found: dict[str, str] = {}
    for name, value in given:
        if name not in {"source", "url", "lane"}:
            raise _invalid(name, f"there is no parameter {name[:40]!r}: there are source, url and lane")
        if name in found:
            raise _invalid(name, f"{name} is given twice")
        found[name] = value
    return Parameters(_source(found.get("source")), _url(found.get("url")), _lane(found.get("lane", "live")))


def _source(value: str | None) -> str | None:
    if value is None:
        return None
    name = " ".join(value.split())
    if not name or len(name) > _MAX_SOURCE_CHARS:
        raise _invalid("source", f"a name of 1 to {_MAX_SOURCE_CHARS} characters is needed")
    return name


def _url(value: str | None) -> str | None:
    if value is None:
        return None
    is_web = value.lower().startswith(("http://", "https://")) and len(value) <= _MAX_URL_CHARS
    if not is_web or canonical_url(value) is None:
        raise _invalid("url", "an address with http:// or https:// is needed")
    return value


def _lane(value: str) -> str:
    if value not in LANES:
        raise _invalid("lane", f"{value[:40]!r} is neither 'live' nor 'backfill'")
    return value


def _invalid(name: str, detail: str) -> ProblemError:
    return ProblemError(INVALID_PARAMETER, f"{name[:40]}: {detail}", parameter=name[:40])
