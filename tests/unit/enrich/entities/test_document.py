"""The sense of a whole article: who and what a short, inflected or shared name means there, or nobody knows."""

from __future__ import annotations

import itertools
import time

import pytest

from services.enrich.entities import load
from services.enrich.stage import Draft
from shared.contracts import Entity, EntityType, Language


def entities(body: str, language: str) -> tuple[Entity, ...]:
    script = "Cyrl" if any("а" <= character <= "я" for character in body) else "Latn"
    return load()(Draft(title="-", body=body, language=Language(code=language, script=script, confidence=1)))


def filed(body: str, language: str, type_: EntityType) -> list[tuple[str, str]]:
    return [(entity.text, entity.canonical) for entity in entities(body, language) if entity.type is type_]


def test_two_people_of_one_surname_are_never_guessed_between() -> None:
    body = "Marko Horvat i Ana Horvat stigli su zajedno. Horvat je rekao da je umoran."
    people = filed(body, "hbs", EntityType.PERSON)
    assert ("Horvat", "Horvat") in people


def test_an_initial_tells_two_people_of_one_surname_apart() -> None:
    body = "Marko Petrović i Ana Petrović stigli su zajedno. Kasnije je M. Petrović otišao."
    people = filed(body, "hbs", EntityType.PERSON)
    assert ("M. Petrović", "Marko Petrović") in people


def test_a_couple_whose_given_names_differ_by_an_ending_are_two() -> None:
    body = "Ivan Horvat i Ivana Horvat otvorili su pekaru u Zagrebu."
    people = filed(body, "hbs", EntityType.PERSON)
    assert {canonical for _, canonical in people} == {"Ivan Horvat", "Ivana Horvat"}


def test_a_short_name_before_the_full_one_is_the_same_person() -> None:
    body = "Petrović demantovao optužbe. Direktor Marko Petrović rekao je da ostaje."
    assert ("Petrović", "Marko Petrović") in filed(body, "hbs", EntityType.PERSON)


def test_an_adjective_made_of_a_surname_means_its_bearer() -> None:
    body = "Govorio je Marko Petrović. Petrovićeva izjava iznenadila je sve."
    assert ("Petrovićeva", "Marko Petrović") in filed(body, "hbs", EntityType.PERSON)


def test_forms_of_an_unknown_name_are_filed_under_one() -> None:
    body = "Milorad Vukašin stigao je u Beograd. Sa Miloradom Vukašinom razgovarao je ministar, a Milorada Vukašina čekaju."
    people = filed(body, "hbs", EntityType.PERSON)
    assert {canonical for _, canonical in people} == {"Milorad Vukašin"}


def test_an_abbreviation_in_brackets_means_what_stands_before_it() -> None:
    body = "Demokratska unija radnika (DUR) podnela je tužbu. Iz DUR kažu da će se žaliti."
    organizations = dict(filed(body, "hbs", EntityType.ORGANIZATION))
    assert organizations.get("DUR") == "Demokratska unija radnika"


@pytest.mark.parametrize(
    ("body", "identifier"),
    [
        ("Georgia and Armenia reopened the road through the Caucasus.", "wikidata:Q230"),
        ("Georgia, Ohio and Nevada vote in November, and Alabama in December.", None),
        ("They moved from Athens, Georgia, to Savannah last year.", None),
    ],
)
def test_georgia_is_a_country_or_a_state_by_its_company(body: str, identifier: str | None) -> None:
    found = [entity for entity in entities(body, "en") if entity.text == "Georgia"]
    assert found and all(entity.id == identifier for entity in found)


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Michael Jordan sold his share of the club; Jordan had owned it since 2010.", "en"),
        ("Israel Adesanya lost his title in the third round.", "en"),
        ("Mali Nikola je video malog psa. Mali je stan, a velika kirija.", "hbs"),
        ("A tornado damaged schools in Lebanon, Tennessee, on Monday.", "en"),
        ("Narodna skupština Republike Srpske usvojila je zakon.", "hbs"),
        ("Bugarska vojska pridružila se gašenju požara.", "hbs"),
        ("Paris Hilton arrived last.", "en"),
        ("South Georgia is home to penguins.", "en"),
    ],
)
def test_people_states_and_words_are_given_no_countrys_identifier(body: str, language: str) -> None:
    assert [entity for entity in entities(body, language) if (entity.id or "").startswith("wikidata:")] == []


@pytest.mark.parametrize(
    ("body", "language", "identifier"),
    [
        ("U Malom Zvorniku pada kiša; Niger, Čad i Mali zatvorili su granicu.", "hbs", "wikidata:Q912"),
        ("The king of Jordan met aid workers in Amman.", "en", "wikidata:Q810"),
        ("Vojska je stigla iz Bugarske, a Turska traži izvinjenje.", "hbs", "wikidata:Q43"),
        ("L'Albania e il Kosovo hanno firmato.", "it", "wikidata:Q222"),
        ("Nigeria mbylli kufirin me Nigerin.", "sq", "wikidata:Q1032"),
        ("САД и Канада укинуле су царине.", "hbs", "wikidata:Q30"),
        ("Presidenti i SHBA-së foli në Mal të Zi.", "sq", "wikidata:Q236"),
    ],
)
def test_a_country_is_found_in_its_forms(body: str, language: str, identifier: str) -> None:
    assert identifier in {entity.id for entity in entities(body, language)}


def test_a_name_found_once_is_found_in_the_other_places_of_the_article() -> None:
    body = (
        "The company hired Ingrid Halvorsen in May. " * 2 + "Rain fell.\nIngrid Halvorsen\nRain fell again."
    )
    people = filed(body, "en", EntityType.PERSON)
    assert [text for text, _ in people].count("Ingrid Halvorsen") == 3


def test_an_article_of_very_many_names_takes_time_in_proportion() -> None:
    syllables = ["ba", "ko", "mi", "ra", "tu", "ve", "so", "li", "na", "pe"]
    names = [
        f"{''.join(given).title()} {''.join(family).title()}"
        for given, family in zip(
            itertools.product(syllables, repeat=3), itertools.permutations(syllables, 4), strict=False
        )
    ]

    def seconds(count: int) -> float:
        body = ". ".join(f"Stigao je {name} iz Zagreba" for name in names[:count])
        began = time.process_time()
        entities(body, "hbs")
        return time.process_time() - began

    seconds(50)
    assert seconds(960) < 24 * max(seconds(120), 0.02), "eight times the names, quadratic would be 64 times"
