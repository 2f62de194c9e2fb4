"""Floors for the identifiers of places, on the part of the project's sentences that rules were written against."""

from __future__ import annotations

import pytest

from tests.quality.floors import floors_of
from tests.quality.score_places import LANGUAGES, articles, score

TABLES = ("countries_precision", "countries_recall", "towns_precision", "towns_recall")


@pytest.mark.parametrize("language", LANGUAGES)
def test_countries_and_towns_get_their_identifier_and_nothing_else_does(language: str) -> None:
    countries, towns = score(language, "dev")
    floors = {table: floors_of(f"places.{table}")[language] for table in TABLES}
    reached = (countries.precision, countries.recall, towns.precision, towns.recall)
    below = [table for table, value in zip(TABLES, reached, strict=True) if value < floors[table]]
    assert not below, countries.errors + towns.errors


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
