"""Floors for the identifiers of places, on the half of the project's sentences that rules were written against."""

from __future__ import annotations

import pytest

from tests.quality.score_places import LANGUAGES, articles, score


@pytest.mark.parametrize("language", LANGUAGES)
def test_countries_and_towns_get_their_identifier_and_nothing_else_does(language: str) -> None:
    countries, towns = score(language, "dev")
    assert countries.precision >= 0.985, countries.errors
    assert countries.recall >= 0.985, countries.errors
    assert towns.precision >= 0.95, towns.errors
    assert towns.recall >= 0.95, towns.errors


def test_every_country_of_the_world_is_asked_for_in_english() -> None:
    wanted = {place.identifier for article in articles("en") for place in article.places}
    assert (
        len({identifier for identifier in wanted if identifier and identifier.startswith("wikidata:")}) == 197
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_scenario_stands_in_both_parts(language: str) -> None:
    parts: dict[str, set[str]] = {}
    for article in articles(language):
        parts.setdefault(article.scenario, set()).add(article.part)
    assert all(len(part) == 1 for part in parts.values())
