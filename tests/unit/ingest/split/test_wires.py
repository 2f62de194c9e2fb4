"""Items of a wire service, each below a line with its code, the time and the desk."""

# ruff: noqa: E501 (pages with their paragraphs as printed)

from __future__ import annotations

import pytest

from services.ingest.split import split
from services.ingest.split.wires import wire_desk

GERMAN = """NACHRICHTENDIENST OBERLAND

POLITIK 08:15 NDO-411
Landtag vertagt die Abstimmung über das Seilbahngesetz
LINDACH, 3. März 2026 (NDO) - Der Landtag hat die Abstimmung über das Seilbahngesetz am Dienstag
um zwei Wochen verschoben, weil ein Gutachten über die Kosten noch fehlt.
ENDE

HINWEIS AN DIE REDAKTIONEN 08:40 NDO-412
Die Meldung NDO-398 wird zurückgezogen. Eine neue Fassung folgt am Nachmittag.

SPORT 09:05 NDO-413
Lindach gewinnt das Pokalspiel im Regen
Die Mannschaft aus Lindach hat das Viertelfinale am Montagabend mit drei zu eins gewonnen und trifft
nun auf den Meister des Vorjahres.
ENDE
"""


@pytest.mark.parametrize(
    ("header", "desk"),
    [
        ("KRA-118   07:30   GOSPODARSTVO", "GOSPODARSTVO"),
        ("07:30 | KRA-118 | Kultura", "Kultura"),
        ("ΑΠΗ-044 10.20 ΟΙΚΟΝΟΜΙΑ", "ΟΙΚΟΝΟΜΙΑ"),
        ("SPOR 11:05 TRH 2207", "SPOR"),
    ],
)
def test_a_header_names_its_desk_whatever_the_order_of_its_parts(header: str, desk: str) -> None:
    assert wire_desk(header) == desk


@pytest.mark.parametrize(
    "text",
    [
        "The train left at 07:30 for Bar 118",
        "07:30 Kultura",
        "Room 118, 10:30 TODAY",
        "ZAGREB 10:30",
        "route A-12 opens at 6:00",
    ],
)
def test_other_lines_with_times_and_numbers_are_no_headers(text: str) -> None:
    assert wire_desk(text) is None


def test_headers_belong_to_their_items_and_advisories_are_none() -> None:
    articles = split(GERMAN)
    assert [a.title for a in articles] == [
        "Landtag vertagt die Abstimmung über das Seilbahngesetz",
        "Lindach gewinnt das Pokalspiel im Regen",
    ]
    assert [a.section for a in articles] == ["POLITIK", "SPORT"]
    assert [GERMAN[a.span[0] :].partition("\n")[0] for a in articles] == [
        "POLITIK 08:15 NDO-411",
        "SPORT 09:05 NDO-413",
    ]
    assert not any("ENDE" in a.body or "zurückgezogen" in a.body for a in articles)


def test_a_timetable_in_an_article_is_no_row_of_items() -> None:
    text = (
        "Neuer Fahrplan für das Tal\n\nVon Ute Kranz\n\nAb Montag fahren die Züge im Tal öfter, aber nicht mehr nach Mitternacht, teilte die Bahn am "
        "Dienstag mit.\n\nRE-210 08:15 LINDACH\nRE-212 09:15 LINDACH\nRE-214 10:15 OBERAU\n\nDie Gemeinden hatten sich einen Nachtzug "
        "gewünscht und wollen nun mit der Bahn verhandeln.\n"
    )
    (article,) = split(text)
    assert article.title == "Neuer Fahrplan für das Tal" and "RE-212 09:15 LINDACH" in article.body
