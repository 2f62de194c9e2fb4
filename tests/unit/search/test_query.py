"""The body sent to Elasticsearch."""

from __future__ import annotations

from typing import Any

import pytest

from services.search.errors import InvalidSearchError
from services.search.query import Plan, known_values, lookup_body, search_body, wanted_values
from services.search.request import Filter, SearchRequest, Sort
from services.search.words import parse
from tests.unit.search.articles import NOW


def body(words: str = "", *filters: Filter, values: Any = None, **more: Any) -> dict[str, Any]:
    request = SearchRequest(words, filters, **more)
    return search_body(Plan(request, parse(words), values or {}), NOW)


def required(query: dict[str, Any]) -> list[dict[str, Any]]:
    return list(query["query"]["bool"]["filter"])


def test_the_headline_counts_most_and_every_languages_stems_are_searched() -> None:
    fields = body("NATO")["query"]["bool"]["must"][0]["multi_match"]["fields"]
    assert fields[0] == "title^3"
    assert "stemmed.*^0.5" in fields


def test_a_quoted_phrase_is_sought_in_these_forms_only() -> None:
    match = body('"Security Council"')["query"]["bool"]["must"][0]["multi_match"]
    assert (match["type"], match["query"]) == ("phrase", "Security Council")
    assert not any("stemmed" in field for field in match["fields"])


def test_a_beginning_is_not_limited_to_the_first_endings() -> None:
    assert body("parliam*")["query"]["bool"]["must"][0]["multi_match"]["type"] == "bool_prefix"


def test_words_that_stand_together_count_more() -> None:
    assert (
        body("flood hit schools")["query"]["bool"]["should"][0]["multi_match"]["query"] == "flood hit schools"
    )
    assert "should" not in body("schools")["query"]["bool"]


def test_two_people_must_both_be_there() -> None:
    query = body("", Filter("person", "=A"), Filter("person", "=B"))
    assert required(query) == [{"terms": {"person": ["A"]}}, {"terms": {"person": ["B"]}}]
    assert "post_filter" not in query


def test_two_languages_mean_either_and_their_facet_still_counts_the_others() -> None:
    query = body("", Filter("language", "=sq"), Filter("language", "=mk"))
    either = {"terms": {"language": ["sq", "mk"]}}
    assert required(query) == []
    assert query["post_filter"] == {"bool": {"filter": [either]}}
    assert "terms" in query["aggs"]["language"]
    assert query["aggs"]["person"]["filter"] == {"bool": {"filter": [either]}}
    assert query["aggs"]["dates"]["filter"] == {"bool": {"filter": [either]}}


def test_a_typed_value_becomes_the_names_it_means() -> None:
    values = {("organization", "nato"): ["NATO", "Nato"]}
    assert required(body("", Filter("organization", "nato"), values=values)) == [
        {"terms": {"organization": ["NATO", "Nato"]}}
    ]


def test_a_value_that_names_nothing_finds_nothing() -> None:
    assert required(body("", Filter("person", "Nobody"), values={("person", "Nobody"): []})) == [
        {"terms": {"person": []}}
    ]


def test_only_what_is_typed_and_no_code_is_looked_up() -> None:
    request = SearchRequest(
        filters=(
            Filter("person", "=Novak Đoković"), Filter("language", "Albanian"), Filter("topic", "11000000"),
            Filter("place", "kosovo"),
        )
    )  # fmt: skip
    wanted = wanted_values(request, parse("a OR -person:djokovic"))
    known = known_values(wanted)
    assert known == {("language", "Albanian"): ["sq"], ("topic", "11000000"): ["11000000"]}
    assert [one for one in wanted if one not in known] == [("place", "kosovo"), ("person", "djokovic")]


def test_a_topic_may_be_given_by_its_code() -> None:
    assert required(body("", Filter("topic", "11000000"))) == [{"terms": {"topic_code": ["11000000"]}}]


def test_a_lookup_asks_for_each_value_apart() -> None:
    aggregations = lookup_body([("person", "đoković"), ("place", "!?"), ("place", "Niš")])["aggs"]
    assert {number: found["terms"]["field"] for number, found in aggregations.items()} == {
        "0": "person",
        "2": "place",
    }


@pytest.mark.parametrize(
    ("since", "until", "limits"),
    [
        ("2025-06", "", {"gte": "2025-06-01T00:00:00+00:00"}),
        ("", "2025-06-24", {"lt": "2025-06-25T00:00:00+00:00"}),
        ("7d", "24h", {"gte": "2025-06-18T12:00:00+00:00", "lte": "2025-06-24T12:00:00+00:00"}),
    ],
)
def test_since_and_until_include_the_days_they_name(since: str, until: str, limits: dict[str, str]) -> None:
    assert required(body(since=since, until=until)) == [{"range": {"published_at": limits}}]


def test_a_date_that_is_none_names_its_parameter() -> None:
    with pytest.raises(InvalidSearchError, match="until: 'soon' is no date") as failure:
        body(until="soon")
    assert failure.value.parameter == "until"


def test_order_is_by_relevance_only_where_there_are_words() -> None:
    assert "_score" in body("a")["sort"][0]
    assert "published_at" in body("*")["sort"][0]
    assert "published_at" in body("a", sort=Sort.DATE)["sort"][0]
    assert body("a", sort=Sort.OLDEST)["sort"][0]["published_at"] == {"order": "asc", "missing": "_last"}


def test_the_id_settles_the_order_so_that_pages_never_overlap() -> None:
    for sort in Sort:
        assert list(body("a", sort=sort)["sort"][-1]) == ["id"]


def test_pages_start_where_the_last_one_ended() -> None:
    query = body("a", page=3, size=10)
    assert (query["from"], query["size"]) == (20, 10)
