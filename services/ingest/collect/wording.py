"""What pydantic says of a broken ``sources.yaml``, in the words of who wrote the file. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from services.ingest.collect.sources import Interval, Links, Source, SourceFields, SourcesFile

_DURATION = "should be a duration: 30s, 10m, 2h, 1d, or seconds"
_BY_FIELD = {
    "interval": "should be a duration such as 10m or 2h, or {min: 5m, max: 6h}",
    "links": "should be a mapping such as {css: h2 a}",
    "defaults": "should be a mapping of fields, such as {follow: auto}",
    "tags": "should be a list such as [one, two]",
    "sources": "should be a list: each source begins with '- url:' or '- path:'",
    "language": "should be a language's code, such as sq or sr-Latn",
}
_MISSHAPEN = frozenset({"model_type", "tuple_type", "string_pattern_mismatch"})
_BY_TYPE = {
    "bool_parsing": "should be true or false",
    "bool_type": "should be true or false",
    "float_parsing": _DURATION,
    "float_type": _DURATION,
    "model_type": "a source is a mapping: begin it with '- url:' or '- path:'",
    "string_type": "should be text; put it in quotes",
}
_INSIDE: dict[object, type[BaseModel]] = {"links": Links, "interval": Interval, "defaults": SourceFields}


def worded(problem: ErrorDetails) -> str:
    """What is wrong, and what to write instead; begins in lower case and follows the key or value."""
    location, kind = problem["loc"], problem["type"]
    field = str(location[-1]) if location else ""
    if kind == "extra_forbidden":
        return _unknown_key(field, location)
    if kind in _MISSHAPEN and field in _BY_FIELD:
        return _BY_FIELD[field]
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    message = problem["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return message[:1].lower() + message[1:]


def _unknown_key(field: str, location: Sequence[int | str]) -> str:
    around = location[-2] if len(location) > 1 else None
    model = SourcesFile if around is None else _INSIDE.get(around, Source)
    known = sorted(model.model_fields)
    near = get_close_matches(field, known, n=1)
    meant = f" (is {near[0]} meant?)" if near else ""
    return f"unknown key{meant}; known are {', '.join(known)}"
