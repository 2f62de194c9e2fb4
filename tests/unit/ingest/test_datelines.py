"""Datelines and bylines as newspapers print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.bylines import parse_authors
from services.ingest.datelines import find_dateline


@pytest.mark.parametrize(
    ("text", "place", "day", "rest"),
    [
        ("TIRANA, Albania  20 June, 2025— The city", "Tirana, Albania", "2025-06-20", "The city"),
        ("June 23, 2025 – Tirana Albania has expressed", "Tirana", "2025-06-23", "Albania has expressed"),
        ("ZAGREB, 23. lipnja 2025. (Hina) – Vlada je", "Zagreb", "2025-06-23", "Vlada je"),
        ("BEOGRAD (Tanjug) - Predsednik je", "Beograd", None, "Predsednik je"),
        ("Београд, 23. јун (Танјуг) – Председник је", "Београд", None, "Председник је"),
        ("TIRANË, 23 qershor /ATSH/ - Kryeministri", "Tiranë", None, "Kryeministri"),
        ("Paris (AFP) Le président a", "Paris", None, "Le président a"),
        ("SKOPJE: The government", "Skopje", None, "The government"),
        ("23 June 2025 – The government said", None, "2025-06-23", "The government said"),
        ("Novi Pazar, Serbia (Reuters) -- A court", "Novi Pazar, Serbia", None, "A court"),
        (
            "NAPOLI. Il porto riapre lunedì dopo due mesi di lavori.",
            "Napoli",
            None,
            "Il porto riapre lunedì dopo due mesi di lavori.",
        ),
        ("PARIS, March 9. The minister said", "Paris", None, "The minister said"),
        ("ZAGREB, 9. ožujka. Ministar je", "Zagreb", None, "Ministar je"),
        (
            "NAPOLI. Il porto riapre lunedì dopo due mesi di lavori.",
            "Napoli",
            None,
            "Il porto riapre lunedì dopo due mesi di lavori.",
        ),
        ("PARIS, March 9. The minister said", "Paris", None, "The minister said"),
        ("ZAGREB, 9. ožujka. Ministar je", "Zagreb", None, "Ministar je"),
        (
            "NAPOLI. Il porto riapre lunedì dopo due mesi di lavori.",
            "Napoli",
            None,
            "Il porto riapre lunedì dopo due mesi di lavori.",
        ),
        ("PARIS, March 9. The minister said", "Paris", None, "The minister said"),
        ("ZAGREB, 9. ožujka. Ministar je", "Zagreb", None, "Ministar je"),
    ],
)
def test_a_dateline_is_taken_from_the_head_of_the_text(
    text: str, place: str | None, day: str | None, rest: str
) -> None:
    found = find_dateline(text)
    assert found is not None
    assert found.place == place
    assert (found.date.when.date().isoformat() if found.date else None) == day
    assert text[found.end :] == rest


def test_a_byline_that_runs_into_a_dateline_gives_its_author() -> None:
    found = find_dateline("By Tirana Times TIRANA, Albania  20 June, 2025— A group has claimed")
    assert found is not None
    assert found.authors == ("Tirana Times",)
    assert found.place == "Tirana, Albania"


@pytest.mark.parametrize(
    "text",
    ["Kosovo – long seen as stable", "The minister – Edi Rama – said", "NATO – An alliance of old", "He said: No one came",
     "The talks, held in Vienna (Austria), The"],
)  # fmt: skip
def test_a_sentence_with_a_dash_is_no_dateline(text: str) -> None:
    assert find_dateline(text) is None


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("By Ana Kovač and Marko Marić", ("Ana Kovač", "Marko Marić")),
        ("(Tirana Times Editorial Board )", ("Tirana Times Editorial Board",)),
        ("Piše: Ana Kovač", ("Ana Kovač",)),
        ("Пишува: Марко Петровски", ("Марко Петровски",)),
        ("Nga Arben Hoxha, korrespondent në Shkodër", ("Arben Hoxha",)),
        ("Von Anna Schmidt und Peter Müller", ("Anna Schmidt", "Peter Müller")),
        ("Par Jean-Pierre de la Tour", ("Jean-Pierre de la Tour",)),
        ("Γράφει ο Γιώργος Παππάς", ("Γιώργος Παππάς",)),
        ("Yazan: Mehmet Öz", ("Mehmet Öz",)),
        ("By Jane Doe | Senior reporter", ("Jane Doe",)),
        ("Razgovarao: Ivan Ivić (ivan@list.example)", ("Ivan Ivić",)),
        ("By the Editorial Board", ("Editorial Board",)),
    ],
)
def test_authors_come_without_byline_words_and_roles(text: str, authors: tuple[str, ...]) -> None:
    assert parse_authors(text) == authors


@given(st.text(max_size=200))
def test_no_text_breaks_the_parsers(text: str) -> None:
    found = find_dateline(text)
    assert found is None or 0 < found.end <= len(text)
    assert all(author.strip() for author in parse_authors(text))


@pytest.mark.parametrize(
    "text",
    [
        "Silence. The hall waited for the result of the vote for an hour.",
        "PARIS, Monday. The minister said that the works would begin.",
        "In May 14. The number of the house was all that was left of it.",
    ],
)
def test_a_first_sentence_of_one_word_is_no_dateline(text: str) -> None:
    assert find_dateline(text) is None
