"""Section, address and tags are heard beside the text: they settle what is doubtful and do not overrule what is plain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.stage import Draft
from services.enrich.topics import load
from services.enrich.topics.stage import labels
from services.enrich.topics.weak_labels import reweighed, section_names
from shared.contracts import Language

SPORT, CRIME, DISASTER, ECONOMY, CULTURE = "15000000", "02000000", "03000000", "04000000", "01000000"
UNDECIDED = dict.fromkeys(labels(), 1 / 17)


def best(section: str | None = None, url: str | None = None, tags: tuple[str, ...] = ()) -> str | None:
    """The topic that a publisher's filing names, or None where it names none."""
    found = reweighed(UNDECIDED, Draft("", "", section=section, url=url, tags=tags))
    first, second = sorted(found.values(), reverse=True)[:2]
    return max(found, key=lambda code: found[code]) if first > second else None


@pytest.mark.parametrize(
    ("section", "topic"),
    [
        ("Sport", SPORT), ("SPORTS", SPORT), ("Sporti", SPORT), ("Фудбал", SPORT), ("Kulturë", CULTURE),
        ("Култура", CULTURE), ("Ekonomi", ECONOMY), ("Ekonomija", ECONOMY), ("Економија", ECONOMY), ("Business", ECONOMY),
        ("Shëndetësi", "07000000"), ("Zdravlje", "07000000"), ("Здравје", "07000000"), ("Moti", "17000000"),
        ("Времето", "17000000"), ("Vremenska prognoza", "17000000"), ("Politikë", "11000000"), ("Политика", "11000000"),
        ("Shkencë & Teknologji", "13000000"), ("News > Business", ECONOMY), ("Vijesti / Ekonomija", ECONOMY),
        ("Sport news", SPORT), ("Arts & Culture", CULTURE), ("Lifestyle", "10000000"), ("Showbiz", "08000000"),
    ],
)  # fmt: skip
def test_a_section_names_a_topic_in_any_of_the_languages(section: str, topic: str) -> None:
    assert best(section=section) == topic


@pytest.mark.parametrize(
    "section",
    ["Lajme", "Vijesti", "Vesti", "News", "Вести", "Botë", "World", "Svijet", "Opinion", "Kolumne", "Rajoni", "Top", "Home",
     "Video", "Kryesore", "Naslovnica", "", " ", None],
)  # fmt: skip
def test_a_general_section_names_none(section: str | None) -> None:
    assert reweighed({SPORT: 0.6, CRIME: 0.4}, Draft("", "", section=section)) == {SPORT: 0.6, CRIME: 0.4}


@pytest.mark.parametrize("section", ["Crna hronika", "Crna kronika", "Kronikë", "Црна хроника", "Hronika"])
def test_a_section_of_two_topics_shares_its_weight(section: str) -> None:
    found = reweighed(UNDECIDED, Draft("", "", section=section))
    assert found[CRIME] == found[DISASTER] == max(found.values()) > 3 * found[SPORT]


@pytest.mark.parametrize(
    ("url", "topic"),
    [
        ("https://www.example.com/sport/football/12345", SPORT),
        ("https://sport.example.rs/vesti/naslov-jedne-vesti", SPORT),
        ("https://example.al/lajme/kulture/titulli-i-lajmit/", CULTURE),
        (
            "https://example.ba/vijesti/crna-hronika/policija-trazi-svjedoke",
            None,
        ),  # crime and accidents alike
        ("https://example.mk/%D0%B5%D0%BA%D0%BE%D0%BD%D0%BE%D0%BC%D0%B8%D1%98%D0%B0/vest", ECONOMY),
        ("https://politika.example/", None),
        ("https://sport.rs/neki-naslov", None),  # the name of the site, not of a section
        ("https://example.com/news/sport", None),  # an address ends in the article's own name
        ("https://example.it/it/123", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_folders_of_an_address_count_as_a_section(url: str, topic: str | None) -> None:
    assert best(url=url) == topic


def test_the_printed_section_is_believed_before_the_address_and_counts_once() -> None:
    assert best(section="Economy", url="https://example.com/sport/x") == ECONOMY
    once = reweighed(UNDECIDED, Draft("", "", section="Sport"))
    assert reweighed(UNDECIDED, Draft("", "", section="Sport", url="https://example.com/sport/x")) == once


def test_tags_weigh_less_than_a_section() -> None:
    assert best(tags=("Trump", "Football")) == SPORT
    by_tag = reweighed(UNDECIDED, Draft("", "", tags=("Football",)))
    assert 1 / 17 < by_tag[SPORT] < reweighed(UNDECIDED, Draft("", "", section="Football"))[SPORT]


@given(
    st.dictionaries(st.sampled_from(sorted(labels())), st.floats(0.01, 1), min_size=1),
    st.sampled_from(["Sport", "News", "Kronika", None]),
    st.lists(st.text(max_size=8), max_size=3),
    st.text(max_size=30),
)
def test_whatever_is_said_probabilities_stay_probabilities(
    weights: dict[str, float], section: str | None, tags: list[str], url: str
) -> None:
    probabilities = {code: weight / sum(weights.values()) for code, weight in weights.items()}
    found = reweighed(probabilities, Draft("", "", section=section, tags=tuple(tags), url=url))
    assert found.keys() == probabilities.keys()
    assert sum(found.values()) == pytest.approx(1)


def test_every_name_is_folded_and_stands_for_topics_of_the_top_level() -> None:
    assert all(
        set(codes) <= set(labels()) and len(set(codes)) == len(codes) for codes in section_names().values()
    )
    assert all(name == name.strip().lower() and name.isascii() for name in section_names())


ENGLISH = Language(code="en", script="Latn", confidence=1)
TRIAL = (
    "Former goalkeeper jailed for fraud",
    "A court sentenced a former goalkeeper to four years in prison on Tuesday after finding him guilty of fraud. "
    "Prosecutors said he had stolen the savings of eleven victims. Police arrested him last year.",
)


def test_a_plain_text_is_not_overruled_by_its_section() -> None:
    assert load()(Draft(*TRIAL, language=ENGLISH, section="Sport"))[0].code == CRIME


def test_a_doubtful_text_is_settled_by_its_section() -> None:
    draft = Draft(
        "New hall opens in May", "The hall will open in May. The city has paid for it.", language=ENGLISH
    )
    stage = load()
    alone = stage(draft)
    assert not alone or alone[0].confidence < 0.6
    filed = stage(Draft(draft.title, draft.body, language=ENGLISH, section="Culture"))
    assert filed[0].code == CULTURE


def test_a_section_alone_makes_no_topic() -> None:
    assert load()(Draft("…", "12 345", section="Sport")) == ()
