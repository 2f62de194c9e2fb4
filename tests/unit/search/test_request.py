"""One search as a value and as an address."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.errors import InvalidSearchError
from services.search.fields import FACETS
from services.search.request import Filter, SearchRequest, Sort, from_parameters

TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=20)


@given(
    st.builds(
        SearchRequest,
        words=TEXT | st.just(""),
        filters=st.lists(st.builds(Filter, st.sampled_from(FACETS), TEXT), unique=True, max_size=4).map(
            tuple
        ),
        since=TEXT | st.just(""),
        until=TEXT | st.just(""),
        sort=st.sampled_from([None, *Sort]),
        page=st.integers(1, 50),
        size=st.integers(1, 100),
    )
)
def test_every_search_has_an_address_that_asks_it_again(request: SearchRequest) -> None:
    assert from_parameters(parse_qsl(request.query_string().removeprefix("?"))) == request


def test_the_search_that_asks_nothing_has_the_plain_address() -> None:
    assert SearchRequest().query_string() == ""


def test_a_filter_is_toggled_and_the_first_page_comes_back() -> None:
    chosen = Filter("place", "=Niš")
    narrowed = SearchRequest("flood", page=4).toggled(chosen)
    assert (narrowed.filters, narrowed.page) == ((chosen,), 1)
    assert narrowed.toggled(chosen) == SearchRequest("flood")


@pytest.mark.parametrize(
    ("parameters", "parameter"),
    [
        ([("page", "0")], "page"),
        ([("page", "two")], "page"),
        ([("page", "９")], "page"),
        ([("size", "101")], "size"),
        ([("page", "600"), ("size", "20")], "page"),
        ([("sort", "random")], "sort"),
        ([("person", "x" * 300)], "person"),
        ([("person", str(number)) for number in range(30)], "filters"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(parameters: list[tuple[str, str]], parameter: str) -> None:
    with pytest.raises(InvalidSearchError) as failure:
        from_parameters(parameters)
    assert failure.value.parameter == parameter


def test_a_program_is_told_of_an_unknown_parameter_and_a_person_is_not_bothered() -> None:
    assert from_parameters([("utm_source", "letter"), ("q", "a")]) == SearchRequest("a")
    with pytest.raises(InvalidSearchError, match="'organizaton' is no parameter"):
        from_parameters([("organizaton", "NATO")], strict=True)


def test_british_spelling_is_understood() -> None:
    assert from_parameters([("organisation", "NATO")]).filters == (Filter("organization", "NATO"),)
