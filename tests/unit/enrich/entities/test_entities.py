"""The entities stage: exact offsets, one name per thing, and no guessed identifier."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.enrich.entities import load
from services.enrich.stage import Draft
from shared.contracts import Entity, EntityType, Language


def entities(body: str, language: str = "en", title: str = "Untitled") -> tuple[Entity, ...]:
    script = "Cyrl" if any("а" <= character <= "я" for character in body) else "Latn"
    return load()(
        Draft(title=title, body=body, language=Language(code=language, script=script, confidence=1))
    )


def names(body: str, language: str, type_: EntityType) -> set[str]:
    return {entity.canonical for entity in entities(body, language) if entity.type is type_}


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "Ministers from Albania met in Kosovo on Monday, officials said."),
        ("sq", "Ministrat e Shqipërisë u takuan të hënën në Kosovë, thanë zyrtarët."),
        ("sq", "Kryeministri foli për Kosovën dhe për Shqipërinë gjatë vizitës."),
        ("hbs", "Ministri iz Albanije sastali su se u ponedjeljak na Kosovu."),
        ("hbs", "Министри из Албаније састали су се у понедељак на Косову."),
        ("mk", "Министрите од Албанија се состанаа во понеделникот во Косово."),
        ("de", "Die Minister aus Albanien trafen sich am Montag in Kosovo."),
    ],
)
def test_a_country_has_one_name_in_every_language_and_case(language: str, body: str) -> None:
    found = {
        entity.canonical: entity.id for entity in entities(body, language) if entity.type is EntityType.PLACE
    }
    assert found.get("Albania") == "wikidata:Q222"
    assert found.get("Kosovo") == "wikidata:Q1246"


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "Diplomats of the European Union and NATO arrived late."),
        ("sq", "Përfaqësuesit e BE-së dhe të NATO-s arritën vonë."),
        ("hbs", "Predstavnici Europske unije i NATO-a stigli su kasno."),
        ("hbs", "Представници ЕУ и НАТО стигли су касно."),
        ("mk", "Претставниците на Европската Унија и на НАТО пристигнаа доцна."),
    ],
)
def test_an_organisation_has_one_name(language: str, body: str) -> None:
    assert {"European Union", "NATO"} <= names(body, language, EntityType.ORGANIZATION)


def test_a_town_is_linked_through_its_case_ending() -> None:
    found = {
        entity.text: entity for entity in entities("Skup je održan u Zadru, a zatim u Čačku i Nišu.", "hbs")
    }
    assert {text: found[text].canonical for text in ("Zadru", "Nišu")} == {"Zadru": "Zadar", "Nišu": "Niš"}
    assert (found["Zadru"].id or "").startswith("geonames:")


def test_a_later_surname_is_the_person_named_in_full() -> None:
    body = (
        "Predsednik Aleksandar Vučić govorio je u Beogradu. Prema rečima Vučića, pregovori traju. "
        "Novinarima se obratio i Marko Petrović, ali Petrovića niko nije pitao ništa."
    )
    people = names(body, "hbs", EntityType.PERSON)
    assert {"Aleksandar Vučić", "Marko Petrović"} <= people
    assert not {"Vučića", "Petrovića", "Predsednik Aleksandar Vučić"} & people


def test_titles_and_possessives_are_no_part_of_a_name() -> None:
    body = "President Vjosa Osmani’s office confirmed it. Prime Minister Albin Kurti declined to comment."
    texts = {entity.text for entity in entities(body) if entity.type is EntityType.PERSON}
    assert texts == {"Vjosa Osmani", "Albin Kurti"}


def test_no_pronoun_is_an_entity() -> None:
    body = "He said that They would come. She agreed. It was Monday and We had no time."
    assert entities(body) == ()


def test_a_quoted_name_after_a_word_for_an_organisation() -> None:
    body = "The hacking group “Northern Lantern,” believed to act from abroad, claimed the attack."
    assert "Northern Lantern" in names(body, "en", EntityType.ORGANIZATION)


def test_an_unknown_name_gets_no_identifier() -> None:
    body = "Besnik Krasniqi opened the bakery with Driton Berisha in the village of Novosella e Epërme."
    assert all(
        entity.id is None
        for entity in entities(body)
        if entity.type in {EntityType.PERSON, EntityType.ORGANIZATION}
    )


def test_an_office_before_a_country_leaves_the_country() -> None:
    body = "Ministrat e Shqipërisë u takuan me Presidentin e Kosovës të martën."
    assert {"Albania", "Kosovo"} <= names(body, "sq", EntityType.PLACE)


def test_a_body_without_a_stop_takes_time_in_proportion_to_its_length() -> None:
    def seconds(repeats: int) -> float:
        began = time.process_time()
        entities("Albin Kurti visited Kosovo and " * repeats)
        return time.process_time() - began

    seconds(50)
    assert seconds(3_200) < 20 * max(seconds(400), 0.02), "eight times the text, quadratic would be 64 times"


NEWS = st.text(
    alphabet=st.sampled_from("ABKVabkei ĆćčšČđĐŠžњЉабвгЋШ.,’'-–“”\n0159"), min_size=0, max_size=300
)


@settings(max_examples=150, deadline=None)
@given(NEWS, NEWS, st.sampled_from(["en", "sq", "hbs", "mk", "el", "und"]))
def test_offsets_are_exact_and_mentions_never_overlap(title: str, body: str, language: str) -> None:
    fields = {"title": title, "body": body}
    last = {"title": 0, "body": 0}
    for entity in entities(body, language, title):
        assert fields[entity.field][entity.start : entity.end] == entity.text
        assert entity.start >= last[entity.field]
        assert entity.end > entity.start
        assert entity.canonical.strip()
        last[entity.field] = entity.end
