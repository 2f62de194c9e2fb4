"""The words a reader types."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.errors import InvalidSearchError
from services.search.query import Plan, search_body, wanted_values
from services.search.request import SearchRequest
from services.search.words import MAX_CHARACTERS, AllOf, AnyOf, FacetTerm, Not, Term, parse
from tests.unit.search.articles import NOW

A, B, C, D = Term("a"), Term("b"), Term("c"), Term("d")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a", A),
        ("a b", AllOf((A, B))),
        ("a AND b && c", AllOf((A, B, C))),
        ("a OR b", AnyOf((A, B))),
        ("a | b || c", AnyOf((A, B, C))),
        ("a b OR c d", AllOf((A, AnyOf((B, C)), D))),
        ("a or b", AllOf((A, Term("or"), B))),
        ("-a", Not(A)),
        ("NOT a", Not(A)),
        ("a -b", AllOf((A, Not(B)))),
        ("a OR -b", AnyOf((A, Not(B)))),
        ("a-b", Term("a-b")),
        ("(a OR b) (c OR d)", AllOf((AnyOf((A, B)), AnyOf((C, D))))),
        ("-(a b)", Not(AllOf((A, B)))),
        ('"a b"', Term("a b", quoted=True)),
        ("„a b“ c", AllOf((Term("a b", quoted=True), C))),
        ("«a b»", Term("a b", quoted=True)),
        ('-"a b"', Not(Term("a b", quoted=True))),
        ("parliam*", Term("parliam", prefix=True)),
        ("title:NATO", Term("NATO", "title")),
        ('Title:"NATO summit"', Term("NATO summit", "title", quoted=True)),
        ("title:(a OR b)", AnyOf((Term("a", "title"), Term("b", "title")))),
        ("source:paper", FacetTerm("source", "paper")),
        ('person:"Novak Đoković"', FacetTerm("person", "Novak Đoković")),
        ("organisation:nato", FacetTerm("organization", "nato")),
        ("-lang:sq", Not(FacetTerm("language", "sq"))),
    ],
)
def test_the_words_mean_what_readers_expect(typed: str, meant: object) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ('"a b', Term("a b", quoted=True)),
        ("(a b", AllOf((A, B))),
        ("a) b", AllOf((A, B))),
        ("()) a", A),
        ("OR a OR", A),
        ("a OR OR b", AnyOf((A, B))),
        ("a - b", AllOf((A, B))),
        ("--a", Not(A)),
        ("a -", A),
        ("title: a", AllOf((Term("title:"), A))),
        ("12:30", Term("12:30")),
        ("http://x.example/y", Term("http://x.example/y")),
        ("a ... — !!!", A),
        ("k*", Term("k")),  # half of the dictionary begins with it
    ],
)
def test_a_typing_mistake_still_searches(typed: str, meant: object) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize("typed", ["", "  ", "*", '""', "-", "( )", "OR", "—", "-*"])
def test_nothing_but_signs_asks_for_everything(typed: str) -> None:
    assert parse(typed) is None


@given(
    st.text(alphabet=st.sampled_from('ab:()"„“«»-*| ORtitlepersonĐж\n'), max_size=120) | st.text(max_size=200)
)
def test_any_text_becomes_a_query(typed: str) -> None:
    clause = parse(typed)
    request = SearchRequest(words=typed)
    values = {wanted: ["x"] for wanted in wanted_values(request, clause)}
    json.dumps(search_body(Plan(request, clause, values), NOW))


def test_deep_nesting_is_read_and_never_fails() -> None:
    assert parse("(" * 400 + "a b" + ")" * 400) == AllOf((A, B))
    assert parse("-title:" * 100 + "a") is not None


def test_limits_are_told() -> None:
    with pytest.raises(InvalidSearchError, match=r"1,001 characters, the limit is 1,000"):
        parse("a" * (MAX_CHARACTERS + 1))
    with pytest.raises(InvalidSearchError, match="60 words, the limit is 50"):
        parse("a " * 60)
