"""Places that are somewhere else, somebody's name or no place at all: never a guess."""

from __future__ import annotations

import pytest

from services.enrich.entities import load
from services.enrich.entities.ambiguity import Evidence, is_state
from services.enrich.entities.canonical import canonical_name, place_in_context
from services.enrich.entities.gazetteer import given_places, load_gazetteer
from services.enrich.entities.mention import Mention
from services.enrich.entities.tokens import tokenize
from services.enrich.stage import Draft
from shared.contracts import Entity, EntityType, Language


def entities(body: str, language: str) -> tuple[Entity, ...]:
    script = "Cyrl" if any("а" <= character <= "я" for character in body) else "Latn"
    return load()(Draft(title="-", body=body, language=Language(code=language, script=script, confidence=1)))


def identifiers(body: str, language: str) -> dict[str, str | None]:
    return {entity.text: entity.id for entity in entities(body, language) if entity.type is EntityType.PLACE}


@pytest.mark.parametrize(
    ("town", "state"),
    [
        ("Portland", "Maine"),
        ("Columbus", "Georgia"),
        ("Springfield", "Massachusetts"),
        ("Rochester", "Minnesota"),
        ("Aurora", "Illinois"),
        ("Arlington", "Virginia"),
        ("Houston", "Minnesota"),
        ("Dallas", "PA"),
        ("Aurora", "IL"),
    ],
)
def test_a_town_of_a_state_is_filed_under_its_name_without_an_identifier(town: str, state: str) -> None:
    body = f"The police in {town}, {state}, found the boat on Friday."
    found = [entity for entity in entities(body, "en") if entity.text == town]
    assert [(entity.canonical, entity.id) for entity in found] == [(town, None)]


@pytest.mark.parametrize(
    ("body", "language", "text", "identifier"),
    [
        ("Flights from Podgorica, ME, and Tirana, AL, were late.", "en", "Podgorica", "geonames:3193044"),
        ("Flights from Podgorica, ME, and Tirana, AL, were late.", "en", "Tirana", "geonames:3183875"),
        ("Zyra është në Tirana, AL, dhe hapet nesër.", "sq", "Tirana", "geonames:3183875"),
        ("Delegations from Armenia, Georgia and Azerbaijan met.", "en", "Armenia", "wikidata:Q399"),
        ("Delegations from Armenia, Georgia and Azerbaijan met.", "en", "Georgia", "wikidata:Q230"),
        ("Premijer Makedonije Aleksandar Vitanov podneo je ostavku.", "hbs", "Makedonije", "wikidata:Q221"),
        ("Reprezentativac Makedonije Filip Zdravev dao je gol.", "hbs", "Makedonije", "wikidata:Q221"),
        ("Orchards cover the Pelagonia region of Macedonia.", "en", "Macedonia", "wikidata:Q221"),
        ("Grčka i Makedonija potpisale su ugovor.", "hbs", "Makedonija", "wikidata:Q221"),
        ("Brod je uplovio, a u Baru pada kiša.", "hbs", "Baru", "geonames:3204509"),
        ("Voz iz Beča kasni.", "hbs", "Beča", "geonames:2761369"),
        ("Në Rusi bie borë.", "sq", "Rusi", "wikidata:Q159"),
        ("U kthye nga Roma në fshat.", "sq", "Roma", "geonames:3169070"),
    ],
)
def test_a_place_keeps_its_identifier(body: str, language: str, text: str, identifier: str) -> None:
    assert identifiers(body, language).get(text) == identifier


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("In the Greek region of Macedonia the rivers rose.", "en"),
        ("U antičkoj Makedoniji vladali su kraljevi.", "hbs"),
        ("Античка Македонија беше кралство.", "mk"),
        ("Në Malësi ra borë, Malësia është e bukur.", "sq"),
        ("Ruši se stara zgrada. Ruši i pada sve.", "hbs"),
        ("Rusi su stigli kasno.", "hbs"),
        ("U selu žive Srbi i Roma, a Roma je sve manje.", "hbs"),
        ("Во населбата живеат Рома и Македонци.", "mk"),
        ("The Roma community protested beside the Roma of the next village.", "en"),
        ("Uji i pijshëm mungon në fshat. Uji kushton.", "sq"),
    ],
)
def test_a_word_or_another_place_gets_no_identifier(body: str, language: str) -> None:
    assert [entity for entity in entities(body, language) if entity.id is not None] == []


@pytest.mark.parametrize(
    ("countries", "identifier"),
    [({"JP": 1}, None), ({"JP": 3}, "geonames:1849372")],
    ids=["nothing else of Japan", "the article speaks of Japan"],
)
def test_a_short_word_that_opens_a_sentence_is_a_town_far_away_only_with_its_country(
    countries: dict[str, int], identifier: str | None
) -> None:
    gazetteer = load_gazetteer()
    mention = Mention("title", EntityType.PLACE, tokenize("Uji mungon", "sq").between(0, 1), 0.9)
    name = canonical_name(mention.words, EntityType.PLACE, "sq", gazetteer)
    assert place_in_context(mention, name, "sq", gazetteer, Evidence(countries, False)).id == identifier


def test_letters_that_an_article_explains_are_no_town() -> None:
    body = "Research In Motion (RIM) sold its phones. RIM employs thousands."
    found = [(entity.type, entity.id) for entity in entities(body, "en") if entity.text == "RIM"]
    assert found and set(found) == {(EntityType.ORGANIZATION, None)}


@pytest.mark.parametrize(
    "words", [["LA", "Galaxy"], ["IN", "Brief"], ["OR"], ["DE", "Panne"], ["ME"], ["AL"]]
)
def test_two_capitals_alone_are_no_evidence_of_a_state(words: list[str]) -> None:
    assert not is_state(words)


def test_given_names_that_are_places_come_from_a_census_and_not_from_sentences() -> None:
    assert {"jordan", "georgia", "israel", "sydney"} <= given_places()
    assert not {"kosovo", "tirana", "belgrade", "london"} & given_places()
