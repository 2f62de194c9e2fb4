"""Organisations: one name in every language, and an identifier only where the article says which is meant."""

from __future__ import annotations

import re

import pytest

from services.enrich.entities import load
from services.enrich.entities.gazetteer import DATA, load_gazetteer
from services.enrich.stage import Draft
from shared.contracts import Entity, EntityType, Language
from training.entities.build_organizations import identifier

ROWS = [
    line.split("\t")
    for line in (DATA / "organizations.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
LANGUAGES = {"en", "sq", "hbs", "mk", "sl", "bg", "de", "it", "fr", "es", "el", "tr"}


def organizations(body: str, language: str) -> list[Entity]:
    script = "Cyrl" if re.search("[а-я]", body) else "Latn"
    draft = Draft(title="", body=body, language=Language(code=language, script=script, confidence=1))
    return [entity for entity in load()(draft) if entity.type is EntityType.ORGANIZATION]


def filed(body: str, language: str) -> dict[str, tuple[str, str | None]]:
    return {entity.text: (entity.canonical, entity.id) for entity in organizations(body, language)}


def test_the_list_is_well_formed() -> None:
    for canonical, item, country, names in ROWS:
        assert item == "-" or re.fullmatch(r"wikidata:Q[1-9]\d*", item), canonical
        assert country == "-" or re.fullmatch("[A-Z]{2}", country), canonical
        for name in names.split("|"):
            spelling, _, languages = name.partition("@")
            assert spelling.strip("? "), canonical
            assert set(languages.split(",")) <= LANGUAGES | {""}, name


def test_no_two_organisations_share_a_name_to_be_filed_under_or_an_identifier() -> None:
    canonical = [row[0] for row in ROWS]
    items = [row[1] for row in ROWS if row[1] != "-"]
    assert len(set(canonical)) == len(canonical)
    assert len(set(items)) == len(items)
    assert len(items) >= 400


def test_every_identifier_is_one_that_a_source_states() -> None:
    report = (DATA.parents[3] / "training" / "entities" / "organization_identifiers.tsv").read_text(
        encoding="utf-8"
    )
    stated = dict(line.split("\t")[:2] for line in report.splitlines() if not line.startswith("#"))
    assert {row[0]: row[1] for row in ROWS if row[1] != "-"} == stated


@pytest.mark.parametrize(
    ("language", "body", "text"),
    [
        ("en", "Officials of the International Monetary Fund arrived.", "International Monetary Fund"),
        ("sq", "Zyrtarët e Fondit Monetar Ndërkombëtar arritën.", "Fondit Monetar Ndërkombëtar"),
        ("hbs", "Predstavnici Međunarodnog monetarnog fonda stigli su.", "Međunarodnog monetarnog fonda"),
        ("hbs", "Представници ММФ-а стигли су у Београд.", "ММФ-а"),
        ("mk", "Претставници на ММФ пристигнаа.", "ММФ"),
        ("de", "Vertreter des Internationalen Währungsfonds kamen an.", "Internationalen Währungsfonds"),
        (
            "it",
            "I funzionari del Fondo monetario internazionale sono arrivati.",
            "Fondo monetario internazionale",
        ),
    ],
)
def test_a_world_body_is_one_in_every_language(language: str, body: str, text: str) -> None:
    assert filed(body, language)[text] == ("International Monetary Fund", "wikidata:Q7804")


@pytest.mark.parametrize(
    ("body", "canonical"),
    [
        ("U Zagrebu je SDP zatražio izbore, a Hrvatska čeka odluku.", "Social Democratic Party of Croatia"),
        ("U Sarajevu je SDP zatražio izbore, BiH čeka.", "Social Democratic Party of Bosnia and Herzegovina"),
        ("U Podgorici je SDP zatražio izbore.", "Social Democratic Party of Montenegro"),
    ],
)
def test_a_party_of_a_shared_name_is_that_of_the_country_spoken_of(body: str, canonical: str) -> None:
    name, item = filed(body, "hbs")["SDP"]
    assert (name, item is not None) == (canonical, True)


def test_a_shared_name_with_nothing_to_tell_has_no_identifier() -> None:
    assert filed("Glasnogovornik SDP-a nije želio komentirati.", "hbs")["SDP-a"] == ("SDP", None)


def test_a_shared_name_is_the_organisation_named_in_full_beside_it() -> None:
    found = filed("FK Partizan je stigao kasno. Navijači Partizana čekali su FK Partizan.", "hbs")
    assert found["FK Partizan"] == ("FK Partizan", "wikidata:Q188656")
    assert found.get("Partizana", ("FK Partizan", ""))[0] == "FK Partizan"


def test_an_article_about_another_country_means_another_party() -> None:
    body = "Në Madrid, Partia Socialiste humbi shumicën. Spanja shkon në zgjedhje dhe Spanja pret."
    assert filed(body, "sq").get("Partia Socialiste", ("", None))[1] is None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("hbs", "Most"),
        ("hbs", "Vardar"),
        ("sq", "Drita"),
        ("sq", "Koha"),
        ("hbs", "Vijesti"),
        ("hbs", "Danas"),
    ],
)
def test_an_ordinary_word_is_no_organisation_by_itself(language: str, words: str) -> None:
    assert not [
        entry
        for match in load_gazetteer().matches([words, "je"], language)
        for entry in match.entries
        if entry.kind == "organization"
    ]


def test_an_identifier_needs_sources_that_agree() -> None:
    index = {("a", "X"): {"Q1"}, ("b", "X"): {"Q1"}, ("c", "X"): {"Q2"}, ("d", "X"): {"Q1", "Q2"}}
    assert identifier("a:X;b:X", index) == "Q1"
    for stated in ("a:X;c:X", "d:X", "a:Y"):
        with pytest.raises(ValueError, match=r"X|Y"):
            identifier(stated, index)


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("hbs", "Premijer je juče razgovarao sa Milošem Vučevićem u Nišu."),
        ("hbs", "Говорио је Милош Вучевић."),
        ("sq", "Kryeministri Milosh Vuçeviq foli sot."),
        ("mk", "Премиерот Милош Вучевиќ зборуваше денес."),
        ("en", "Prime Minister Milos Vucevic spoke today."),
    ],
)
def test_an_office_holder_is_filed_under_one_name(language: str, body: str) -> None:
    script = "Cyrl" if re.search("[а-я]", body) else "Latn"
    draft = Draft(title="", body=body, language=Language(code=language, script=script, confidence=1))
    people = {entity.canonical for entity in load()(draft) if entity.type is EntityType.PERSON}
    assert people == {"Miloš Vučević"}
