"""Which values of a facet somebody means."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.search.facet_values import lookup_pattern, meant
from shared.folding import fold, folded_words

NAMES = st.text(alphabet="abdjkožčćđšëşßΆλёЂђжљњѓ' -.АБВ", min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("facet", "typed", "candidates", "names"),
    [
        ("organization", "nato", ["NATO", "NATO Response Force"], ["NATO"]),
        ("organization", "EU", ["European Union", "EU Delegation in Kosovo"], ["European Union"]),
        ("organization", "who", ["World Health Organization"], ["World Health Organization"]),
        ("organization", "police", ["Kosovo Police", "Policija"], ["Kosovo Police"]),
        ("person", "djokovic", ["Novak Đoković", "Đoković", "Djokovići"], ["Novak Đoković", "Đoković"]),
        ("person", "Новак Ђоковић", ["Novak Đoković", "Novak Đoković junior"], ["Novak Đoković"]),
        ("place", "kosovo", ["Kosovo", "Kosovo Polje"], ["Kosovo"]),
        ("place", "polje", ["Kosovo Polje", "Bijelo Polje"], ["Kosovo Polje", "Bijelo Polje"]),
        ("topic", "war", ["conflict, war and peace", "politics"], ["conflict, war and peace"]),
        ("source", "tirana times", ["Tirana Times"], ["Tirana Times"]),
        ("person", "oko", ["Novak Đoković"], []),  # a part of a word is no name
        ("person", "!?", ["Novak Đoković"], []),
    ],
)
def test_a_name_is_found_as_people_type_it(
    facet: str, typed: str, candidates: list[str], names: list[str]
) -> None:
    assert meant(facet, typed, candidates) == names


@given(name=NAMES, facet=st.sampled_from(["person", "organization", "source"]), data=st.data())
def test_no_name_that_is_meant_is_missed_by_the_lookup(name: str, facet: str, data: st.DataObject) -> None:
    words = folded_words(name)
    assume(words)
    start = data.draw(st.integers(0, len(words) - 1))
    typed = " ".join(words[start : data.draw(st.integers(start + 1, len(words)))])
    assume(meant(facet, typed, [name]))
    pattern = lookup_pattern(facet, typed)
    assert pattern is not None
    assert re.fullmatch(pattern, name), (typed, name)


@given(st.text(max_size=256))
def test_a_pattern_stays_within_what_elasticsearch_takes(typed: str) -> None:
    pattern = lookup_pattern("organization", typed)
    if pattern is not None:
        assert len(pattern) <= 1000
        re.compile(pattern)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Đoković", "djokovic"),
        ("Đoković", "ђоковић"),
        ("Тошковски", "toskovski"),
        ("Gjergj Çarçani", "carcani"),
    ],
)
def test_every_spelling_leads_to_the_value(name: str, typed: str) -> None:
    assert re.fullmatch(lookup_pattern("person", typed) or "", name)
    assert meant("person", typed, [name]) == [name]


def test_initials_are_looked_up_too() -> None:
    assert re.fullmatch(lookup_pattern("organization", "EU") or "", "European Union")


def test_a_pattern_holds_letters_and_its_own_signs_only() -> None:
    """Nothing that somebody types can be read as an operator."""
    pattern = lookup_pattern("person", 'a.*"b[^c]~<1-9>&@#') or ""
    assert re.fullmatch(r"[\w\[\].*+()|]+", pattern)
    assert fold("a") in pattern
