from __future__ import annotations

import pytest

from services.ingest.names import split_authors


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("By Mira Kola and Arben Hoxha", ("Mira Kola", "Arben Hoxha")),
        ("Nga Arben Hoxha dhe Mira Kola", ("Arben Hoxha", "Mira Kola")),
        ("Piše: Ana Anić", ("Ana Anić",)),
        ("Пише: Зорица Ћирић", ("Зорица Ћирић",)),
        ("Von Anna Müller", ("Anna Müller",)),
        ("Mira Kola; Arben Hoxha", ("Mira Kola", "Arben Hoxha")),
        ("Hoxha, Arben", ("Arben Hoxha",)),
        ("ana@vijesti.hr (Ana Anić)", ("Ana Anić",)),
        ("Ana Anić <ana@vijesti.hr>", ("Ana Anić",)),
        ("Editorial Board", ("Editorial Board",)),
        ("tirana times", ("tirana times",)),
        ("https://www.facebook.com/vijesti", ()),
        ("redakcija@vijesti.hr", ()),
        ("admin", ()),
        ("", ()),
    ],
)
def test_people_and_desks_of_an_author_field(text: str, authors: tuple[str, ...]) -> None:
    assert split_authors(text) == authors
