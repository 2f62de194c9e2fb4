"""What Elasticsearch answered, as values for the page, the terminal and the API. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from services.search.fields import BODY, FACETS, SUBTITLE, TITLE
from services.search.highlights import Fragment, fragment


@dataclass(frozen=True, slots=True)
class Hit:
    """An article as a list shows it: ``fields`` as the index holds them, without the body."""

    fields: Mapping[str, Any]
    score: float | None
    title: Fragment
    subtitle: Fragment
    body: tuple[Fragment, ...]  # where the words were found, else how the text begins

    @property
    def id(self) -> str:
        return str(self.fields["id"])

    @property
    def published_at(self) -> datetime | None:
        return moment(self.fields.get("published_at"))

    def text(self, name: str) -> str:
        return str(self.fields.get(name) or "")

    def names(self, name: str) -> list[str]:
        return list(self.fields.get(name) or ())


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """Articles published from ``start`` up to and not including ``end``."""

    start: datetime
    end: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    total: int
    took_milliseconds: int
    complete: bool  # False: the time ran out, and there may be more
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    histogram: tuple[Bar, ...]
    interval: str  # of the histogram, such as 7d or 1M
    # (facet, value as typed) of every filter to the names in the archive that it means; none where it means nothing.
    meant: Mapping[tuple[str, str], Sequence[str]]

    @property
    def unmatched(self) -> list[tuple[str, str]]:
        return [typed for typed, names in self.meant.items() if not names]


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article with the same or a similar text; ``share`` of the fingerprint is common."""

    hit: Hit
    share: float


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """A whole article as the index holds it, and those that are copies of it."""

    fields: Mapping[str, Any]
    copies: tuple[Copy, ...]


def to_results(answer: Mapping[str, Any], meant: Mapping[tuple[str, str], Sequence[str]]) -> Results:
    aggregations = answer.get("aggregations", {})
    dates = _inner(aggregations, "dates")
    interval = str(dates.get("interval", "1d"))
    return Results(
        total=int(answer["hits"]["total"]["value"]),
        took_milliseconds=int(answer["took"]),
        complete=not answer["timed_out"] and not answer["_shards"]["failed"],
        hits=tuple(to_hit(hit) for hit in answer["hits"]["hits"]),
        facets={
            facet: tuple(
                FacetValue(str(bucket["key"]), int(bucket["doc_count"]))
                for bucket in _inner(aggregations, facet).get("buckets", ())
            )
            for facet in FACETS
        },
        histogram=tuple(_bars(dates.get("buckets", ()), interval)),
        interval=interval,
        meant=meant,
    )


def to_hit(hit: Mapping[str, Any]) -> Hit:
    fields = hit["_source"]
    marked = hit.get("highlight", {})
    return Hit(
        fields=fields,
        score=hit.get("_score"),
        title=fragment(marked.get(TITLE, [fields[TITLE]])[0]),
        subtitle=fragment(marked.get(SUBTITLE, [fields.get(SUBTITLE) or ""])[0]),
        body=tuple(fragment(text) for text in marked.get(BODY, ())),
    )


def to_copies(answer: Mapping[str, Any], bands: int) -> tuple[Copy, ...]:
    return tuple(Copy(to_hit(hit), min(1.0, float(hit["_score"]) / bands)) for hit in answer["hits"]["hits"])


def moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if isinstance(text, str) else None


def _inner(aggregations: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    aggregation: Mapping[str, Any] = aggregations.get(name, {})
    inner: Mapping[str, Any] = aggregation.get("inner", aggregation)
    return inner


def _bars(buckets: Sequence[Mapping[str, Any]], interval: str) -> list[Bar]:
    starts = [datetime.fromtimestamp(bucket["key"] / 1000, UTC) for bucket in buckets]
    ends = [*starts[1:], _after(starts[-1], interval)] if starts else []
    return [
        Bar(start, end, int(bucket["doc_count"]))
        for start, end, bucket in zip(starts, ends, buckets, strict=True)
    ]


def _after(start: datetime, interval: str) -> datetime:
    """``start`` plus an interval as Elasticsearch writes it: a number and one of s, m, h, d, M, y."""
    number, unit = int(interval[:-1]), interval[-1]
    if unit in {"M", "y"}:
        months = start.month - 1 + number * (12 if unit == "y" else 1)
        return start.replace(year=start.year + months // 12, month=months % 12 + 1)
    seconds = {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]
    return start + timedelta(seconds=number * seconds)
