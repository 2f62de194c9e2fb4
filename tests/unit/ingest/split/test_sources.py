"""Outlets, roles and the source lines of readers are no authors and no decks."""

# ruff: noqa: E501 (pages with their paragraphs as printed)

from __future__ import annotations

import pytest

from services.ingest.split import split
from services.ingest.split.heads import read_meta
from services.ingest.split.sources import (
    is_role,
    is_when,
    outlets_of_sources,
    outlets_with_pages,
    source_line,
)


@pytest.mark.parametrize(
    "text",
    ["2 hours ago", "para 3 orësh", "prije 2 sata", "пре 4 сата", "пред 2 часа", "vor 2 Stunden", "2 ore fa", "il y a 5 heures",
     "πριν από 3 ημέρες", "2 saat önce", "12 May 2026", "12. svibnja 2026."],
)  # fmt: skip
def test_how_long_ago_is_known_in_every_language(text: str) -> None:
    assert is_when(text)


@pytest.mark.parametrize("text", ["Ana Kovač", "3 Comments", "Page 4", "12 companies"])
def test_other_fields_say_no_time(text: str) -> None:
    assert not is_when(text)


@pytest.mark.parametrize(
    "text",
    ["Transport Correspondent", "novinarka Vijesti", "gazetare në Prizren", "дописник од Битола", "Wirtschaftskorrespondentin",
     "Inviato a Trieste", "Envoyée spéciale", "Ανταποκρίτρια στη Βιέννη", "Ekonomi Muhabiri"],
)  # fmt: skip
def test_a_role_is_known_in_every_language(text: str) -> None:
    assert is_role(text)


@pytest.mark.parametrize(
    "text", ["Darko Mitrev, urednik", "The correspondent was late.", "Reporter: Ana Kovač", "Ana Kovač"]
)
def test_what_names_a_writer_is_no_role(text: str) -> None:
    assert not is_role(text)


def test_a_role_below_a_byline_is_no_second_author() -> None:
    assert read_meta(["Nga Blerta Gashi", "Gazetare për arsimin"], day_first=True).authors == ["Blerta Gashi"]
    assert read_meta(["Von Jens Ahlers", "Sportreporter"], day_first=True).authors == ["Jens Ahlers"]


def test_a_source_line_is_told_by_the_time_at_its_end() -> None:
    found = source_line("Vallée Libre / Anne Morel / il y a 2 heures")
    assert found is not None and found.names == ("Vallée Libre", "Anne Morel")
    assert source_line("Schools and roads / who pays for them") is None
    assert source_line("The minister spoke for two hours - and left.") is None


def test_outlets_stand_before_the_pages() -> None:
    lines = [
        "Nga Arta Kola, Zëri i Luginës, fq. 4",
        "Zëri i Luginës, fq. 9",
        "Die Bucht, 3. Mai 2026, online",
        "By Ana Kovač, p. 3",
    ]
    assert outlets_with_pages(lines) == {"Zëri i Luginës", "Die Bucht"}
    two = [
        "Talbote / Jens Ahlers / vor 3 Stunden",
        "Bergblick / Ute Kranz / gestern, 1",
        "Bergblick / 3. Mai 2026",
    ]
    assert outlets_of_sources(two[:1]) == frozenset()
    assert "Bergblick" in outlets_of_sources([*two, "Bergblick / Ute Kranz / 4. Mai 2026"])


READER = """Meine Quellen / Alle / Ungelesen (3)


Neue Brücke über den Talbach eröffnet
Talbote / Jens Ahlers / vor 3 Stunden
Die neue Brücke über den Talbach ist seit Montag offen. Sie ersetzt den Steg, den das Hochwasser vor zwei Jahren mitgerissen hatte.
Speichern  Teilen  Als gelesen markieren


Bibliothek verleiht jetzt auch Werkzeug
Bergblick / Ute Kranz / vor 5 Stunden
Bohrmaschinen und Leitern kann man in Oberau seit gestern ausleihen wie Bücher. Die Nachfrage ist groß, sagt die Leiterin.
Speichern  Teilen  Als gelesen markieren


Schwimmbad schließt für den Winter
Bergblick / vor 7 Stunden
Das Freibad in Oberau schließt am Sonntag. Die Becken werden im Frühjahr neu gestrichen, teilte die Gemeinde mit.
Speichern  Teilen  Als gelesen markieren
"""


def test_the_source_line_of_a_reader_gives_the_author_and_is_no_deck() -> None:
    articles = split(READER)
    assert [a.authors for a in articles] == [("Jens Ahlers",), ("Ute Kranz",), ()]
    assert [a.subtitle for a in articles] == [None, None, None]


REVIEW = """PRESSESPIEGEL

Volkszählung erneut verschoben
Von Jens Ahlers, Neue Talpost, S. 4
Die Regierung verschiebt die Volkszählung auf den Herbst. Es fehlt an Zählern, und die Tagespauschale reicht nach ihren Worten nicht.

Milchpreis unter den Kosten
Neue Talpost, S. 9
Die Molkereien zahlen vier Cent weniger, als die Milch in der Herstellung kostet, sagt der Verband der Bauern des Oberlands.
"""


def test_the_newspaper_beside_a_byline_is_no_author() -> None:
    assert [a.authors for a in split(REVIEW)] == [("Jens Ahlers",), ()]
