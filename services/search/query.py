"""A search request as a body for Elasticsearch's ``_search``. Pure: the time and looked-up facet values are handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.search.dates import parse_period
from services.search.facet_values import canonical_code, lookup_pattern
from services.search.fields import (
    ANY_FORM_FIELDS,
    BODY,
    FACETS,
    FETCHED_AT,
    FINGERPRINT,
    FOLDED_FIELDS,
    HIT_FIELDS,
    PUBLISHED_AT,
    SINGLE_VALUED,
    SUBTITLE,
    TITLE,
    TOPIC_CODE,
)
from services.search.highlights import MARK_END, MARK_START
from services.search.request import SearchRequest, Sort
from services.search.words import AllOf, AnyOf, Clause, FacetTerm, Not, Term

FACET_SIZE = 20
HISTOGRAM_BARS = 60
_LOOKUP_SIZE = 500
# Elasticsearch stops collecting here and says so; the client waits a little longer.
SERVER_TIMEOUT = "8s"

Body = dict[str, Any]
Wanted = tuple[str, str]  # facet and the value as somebody wrote it


@dataclass(frozen=True, slots=True)
class Plan:
    """A request whose words are understood; ``values`` holds what each wanted facet value turned out to be.

    ``stemmed`` are the names of the stemmed fields the index has: a highlighter takes no wildcard.
    """

    request: SearchRequest
    clause: Clause | None
    values: Mapping[Wanted, Sequence[str]]
    stemmed: Sequence[str] = ()


def wanted_values(request: SearchRequest, clause: Clause | None) -> list[Wanted]:
    """The facet values whose meaning has to be known before the query can be built; exact ones mean themselves."""
    asked = [(chosen.facet, chosen.value) for chosen in request.filters if chosen.exact is None]
    asked += _facet_terms(clause)
    return list(dict.fromkeys(asked))


def known_values(wanted: Sequence[Wanted]) -> dict[Wanted, list[str]]:
    """The meaning of those that need no looking up: languages, scripts, and topics by code."""
    known: dict[Wanted, list[str]] = {}
    for facet, value in wanted:
        code = value if _is_topic_code(facet, value) else canonical_code(facet, value)
        if code is not None:
            known[facet, value] = [code]
    return known


def lookup_body(wanted: Sequence[Wanted]) -> Body:
    """One aggregation ``0``, ``1``, … for each wanted value, with the facet's values that may be meant."""
    aggregations: Body = {}
    for number, (facet, value) in enumerate(wanted):
        pattern = lookup_pattern(facet, value)
        if pattern is not None:
            aggregations[str(number)] = {"terms": {"field": facet, "include": pattern, "size": _LOOKUP_SIZE}}
    return {"size": 0, "track_total_hits": False, "timeout": SERVER_TIMEOUT, "aggs": aggregations}


def search_body(plan: Plan, now: datetime) -> Body:
    """Hits with highlights, the facets, and the histogram of dates.

    Raises InvalidSearchError for a date that is none.
    """
    request = plan.request
    chosen = _chosen(plan)
    required = [query for facet, query in chosen if facet not in SINGLE_VALUED]
    # Counts of a facet whose values exclude each other are taken without its own filter, so that others can be chosen too.
    after = {facet: query for facet, query in chosen if facet in SINGLE_VALUED}
    dates = _dates(request, now)
    if dates is not None:
        required.append(dates)
    words = _query(plan.clause, plan) if plan.clause is not None else {"match_all": {}}
    query: Body = {"bool": {"must": [words], "filter": required}}
    near = _near_each_other(plan.clause)
    if near is not None:
        query["bool"]["should"] = [near]
    aggregations: Body = {
        facet: {"terms": {"field": facet, "size": FACET_SIZE, "shard_size": 200}} for facet in FACETS
    }
    aggregations["dates"] = {
        "auto_date_histogram": {"field": PUBLISHED_AT, "buckets": HISTOGRAM_BARS, "minimum_interval": "day"}
    }
    body: Body = {
        "query": query,
        "from": (request.page - 1) * request.size,
        "size": request.size,
        "sort": _sort(request.sort or (Sort.RELEVANCE if plan.clause is not None else Sort.DATE)),
        "track_scores": True,
        "track_total_hits": True,
        "timeout": SERVER_TIMEOUT,
        "_source": list(HIT_FIELDS),
        "highlight": _highlight(plan.stemmed),
        "aggs": {name: _without_own(name, inner, after) for name, inner in aggregations.items()},
    }
    if after:
        body["post_filter"] = {"bool": {"filter": list(after.values())}}
    return body


def article_body(article_id: str) -> Body:
    """Through a search, not a get: only a search respects the alias' filter, behind which retracted articles stay."""
    return {"size": 1, "query": {"ids": {"values": [article_id]}}, "timeout": SERVER_TIMEOUT}


def copies_body(article_id: str, fingerprint: Sequence[str], size: int) -> Body:
    """Articles that share a band of the fingerprint, those that share most first."""
    return {
        "size": size,
        "timeout": SERVER_TIMEOUT,
        "_source": list(HIT_FIELDS),
        "query": {
            "bool": {
                "should": [
                    {"constant_score": {"filter": {"term": {FINGERPRINT: band}}}} for band in fingerprint
                ],
                "minimum_should_match": 1,
                "must_not": [{"ids": {"values": [article_id]}}],
            }
        },
    }


def _facet_terms(clause: Clause | None) -> list[Wanted]:
    match clause:
        case FacetTerm(facet, value):
            return [(facet, value)]
        case Not(inner):
            return _facet_terms(inner)
        case AllOf(clauses) | AnyOf(clauses):
            return [found for inner in clauses for found in _facet_terms(inner)]
    return []


def _query(clause: Clause, plan: Plan) -> Body:
    match clause:
        case Term():
            return _term(clause)
        case FacetTerm(facet, value):
            return _facet(facet, [value], plan)
        case Not(inner):
            return {"bool": {"must_not": [_query(inner, plan)]}}
        case AllOf(clauses):
            return {"bool": {"must": [_query(inner, plan) for inner in clauses]}}
        case AnyOf(clauses):
            return {"bool": {"should": [_query(inner, plan) for inner in clauses], "minimum_should_match": 1}}


def _term(term: Term) -> Body:
    """As a phrase even where it looks like one word: dell'Albania and Kosovo-Serbia are several to the analyzer."""
    anywhere = FOLDED_FIELDS if term.quoted or term.prefix else ANY_FORM_FIELDS
    fields = anywhere if term.field is None else (term.field,)
    if term.prefix:
        # Unlike phrase_prefix it does not stop at the first fifty endings.
        return {
            "multi_match": {"query": term.text, "type": "bool_prefix", "operator": "and", "fields": fields}
        }
    return {"multi_match": {"query": term.text, "type": "phrase", "fields": fields, "tie_breaker": 0.3}}


def _near_each_other(clause: Clause | None) -> Body | None:
    """A bonus for articles in which the plain words stand together, as most who type several words mean them."""
    if not isinstance(clause, AllOf):
        return None
    plain = [inner.text for inner in clause.clauses if isinstance(inner, Term) and inner.field is None]
    if len(plain) < 2:
        return None
    return {"multi_match": {"query": " ".join(plain), "type": "phrase", "slop": 3, "fields": FOLDED_FIELDS}}


def _chosen(plan: Plan) -> list[tuple[str, Body]]:
    """Facet and query of every filter; either of several values where an article has but one, else one query each."""
    by_facet: dict[str, list[str]] = {}
    for chosen in plan.request.filters:
        by_facet.setdefault(chosen.facet, []).append(chosen.value)
    queries: list[tuple[str, Body]] = []
    for facet, values in by_facet.items():
        groups = [values] if facet in SINGLE_VALUED else [[value] for value in values]
        queries += [(facet, _facet(facet, group, plan)) for group in groups]
    return queries


def _facet(facet: str, values: Sequence[str], plan: Plan) -> Body:
    """Any of the values; one that names nothing in the archive matches nothing."""
    if any(_is_topic_code(facet, value) for value in values):
        return {"terms": {TOPIC_CODE: list(values)}}
    names: list[str] = []
    for value in values:
        if value.startswith("="):
            names.append(value[1:])
        else:
            names += plan.values.get((facet, value), ())
    return {"terms": {facet: list(dict.fromkeys(names))}}


def _is_topic_code(facet: str, value: str) -> bool:
    return facet == "topic" and len(value) == 8 and value.isascii() and value.isdecimal()


def _dates(request: SearchRequest, now: datetime) -> Body | None:
    limits: Body = {}
    if request.since:
        limits["gte"] = parse_period(request.since, now, "since").start.isoformat()
    if request.until:
        period = parse_period(request.until, now, "until")
        # A day, month or year is meant whole.
        limits["lte" if period.start == period.end else "lt"] = period.end.isoformat()
    return {"range": {PUBLISHED_AT: limits}} if limits else None


def _sort(sort: Sort) -> list[Body]:
    """Articles without a date come last either way; the id settles what is left, so that pages never overlap."""
    order = "asc" if sort is Sort.OLDEST else "desc"
    by_date: list[Body] = [
        {PUBLISHED_AT: {"order": order, "missing": "_last"}},
        {FETCHED_AT: {"order": order}},
        {"id": {"order": "asc"}},
    ]
    return [{"_score": {"order": "desc"}}, *by_date] if sort is Sort.RELEVANCE else by_date


def _without_own(name: str, aggregation: Body, after: Mapping[str, Body]) -> Body:
    others = [query for facet, query in after.items() if facet != name]
    return {"filter": {"bool": {"filter": others}}, "aggs": {"inner": aggregation}} if others else aggregation


def _highlight(stemmed: Sequence[str]) -> Body:
    whole = {"number_of_fragments": 0}
    return {
        "pre_tags": [MARK_START],
        "post_tags": [MARK_END],
        # What the stemmed fields found is marked in the text itself.
        "fields": {
            TITLE: {**whole, "matched_fields": [TITLE, *stemmed]},
            SUBTITLE: {**whole, "matched_fields": [SUBTITLE, *stemmed]},
            BODY: {
                "matched_fields": [BODY, *stemmed],
                "number_of_fragments": 3,
                "fragment_size": 180,
                "no_match_size": 280,
            },
        },
        # Enough for any article; a document of 1 M characters costs seconds to read again for three lines of it.
        "max_analyzed_offset": 200_000,
    }
