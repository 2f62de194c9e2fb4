"""A person's name in the nominative: taken back to it where the endings show the case, and never mangled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.entities.nominative import nominative


def base(name: str, language: str) -> str:
    return " ".join(nominative(name.split(), language))


@pytest.mark.parametrize(
    ("inflected", "expected"),
    [
        ("Milorada Dodika", "Milorad Dodik"),
        ("Aleksandra Vučića", "Aleksandar Vučić"),
        ("Vučića", "Vučić"),
        ("Đokovićem", "Đoković"),
        ("Novakom Đokovićem", "Novak Đoković"),
        ("Željke Cvijanović", "Željka Cvijanović"),
        ("Ani Brnabić", "Ana Brnabić"),
        ("Nikole Selakovića", "Nikola Selaković"),
        ("Nikole Tesle", "Nikola Tesla"),
        ("Volodimira Zelenskog", "Volodimir Zelenski"),
        ("Volodimirom Zelenskim", "Volodimir Zelenski"),
        ("Donalda Trampa", "Donald Tramp"),
        ("Marka Markovića", "Marko Marković"),
        ("Gordana Grlića Radmana", "Gordan Grlić Radman"),
        ("Gordane Siljanovske-Davkove", "Gordana Siljanovska-Davkova"),
        ("Јована Дучића", "Jovan Dučić"),
    ],
)
def test_south_slavic_names_come_back_to_the_nominative(inflected: str, expected: str) -> None:
    assert base(inflected, "hbs") == expected


@pytest.mark.parametrize(
    ("inflected", "expected"),
    [
        ("Albin Kurtit", "Albin Kurti"),
        ("Albin Kurtin", "Albin Kurti"),
        ("Edi Ramës", "Edi Rama"),
        ("Ramush Haradinajt", "Ramush Haradinaj"),
        ("Aleksandër Vuçiqit", "Aleksandër Vuçiq"),
        ("Ismail Kadaresë", "Ismail Kadare"),
        ("Agron Shehut", "Agron Shehu"),
        ("Kurtit", "Kurti"),
        ("Agimit", "Agim"),
    ],
)
def test_albanian_names_come_back_to_the_nominative(inflected: str, expected: str) -> None:
    assert base(inflected, "sq") == expected


@pytest.mark.parametrize(
    ("name", "language"),
    [
        *((name, "hbs") for name in (
            "Boris Tadić", "Denis", "Musa", "Ivana Horvat", "Petra Čepek", "Luka Modrić", "Edi Rama", "Dua Lipa",
            "Vjosa Osmani", "Mike Pence", "Luke Skywalker", "Sana Marin", "Marija Petrova", "Đorđe Balašević")),
        *((name, "sq") for name in (
            "Boris", "Denis", "Musa", "Martin", "Putin", "Vladimir Putin", "Judit", "Benjamin", "Hysen Musa",
            "Aleksandar Vuçiç", "Fatos Nano", "Ramush Haradinaj", "Edi Rama")),
        *((name, "mk") for name in ("Maja Petrova", "Zoran Zaev", "Bujar Osmani")),
        *((name, "en") for name in ("Boris Johnson", "Albin Kurtin", "James Hansen")),
    ],
)  # fmt: skip
def test_names_that_only_look_inflected_stay(name: str, language: str) -> None:
    assert base(name, language) == name


WORDS = st.text(alphabet="abdeiklmnorstuvćčšžëçABDKMPVŠĆ-", min_size=1, max_size=12)


@given(st.lists(WORDS, min_size=1, max_size=4), st.sampled_from(["hbs", "sq", "mk", "en"]))
def test_a_name_keeps_its_number_of_words_and_what_they_begin_with(words: list[str], language: str) -> None:
    found = nominative(words, language)
    assert len(found) == len(words)
    assert all(word and word[0] == before[0] for word, before in zip(found, words, strict=True))


@given(st.lists(WORDS, min_size=1, max_size=3))
def test_names_of_languages_without_case_are_only_transliterated(words: list[str]) -> None:
    assert nominative(words, "en") == words
