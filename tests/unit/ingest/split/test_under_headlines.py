"""What stands right below headlines: reporters, decks, papers with their dates, desks."""

# ruff: noqa: E501 (pages with their paragraphs as printed)

from __future__ import annotations

import pytest

from services.ingest.split.heads import read_meta
from services.ingest.split.lines import physical_lines
from services.ingest.split.observe import observe
from services.ingest.split.sources import papers_above_bylines
from services.ingest.split.under_headlines import reporter, under_headlines

_TEXT = "Der Rat hat am Donnerstagabend die Abstimmung über das neue Bad verschoben, weil die Mehrheit fehlte und die Zinsen steigen."


def _put(page: str) -> list[str]:
    """Labels of a page whose lines begin with what the labeller took them for, after the rules."""
    marked = [line.partition("\t") for line in page.split("\n")]
    lines = physical_lines("\n".join(text for _, _, text in marked))
    labels = [label for label, _, text in marked if text]
    under_headlines(labels, [observe(line.text) for line in lines], lines)
    return labels


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Ute Kranz berichtet", "Ute Kranz"),
        ("Ann Moor reports", "Ann Moor"),
        ("Ana Kovač javlja", "Ana Kovač"),
        ("Ана Ристова известува", "Ана Ристова"),
        ("Јована Илић извештава", "Јована Илић"),
        ("Blerta Gashi raporton", "Blerta Gashi"),
        ("Ada Conti riferisce", "Ada Conti"),
        ("Ayşe Demir bildiriyor", "Ayşe Demir"),
        ("Άννα Παππά γράφει", "Άννα Παππά"),
        ("Anne Morel raconte", "Anne Morel"),
    ],
)
def test_a_name_and_what_the_writer_does_below_a_headline_is_a_byline(line: str, name: str) -> None:
    assert reporter(line) == name
    assert read_meta([line], day_first=True).authors == [name]
    assert _put(f"TITLE\tDas Bad\nDECK\t{line}\n\nBODY\t{_TEXT}")[1] == "POST"


@pytest.mark.parametrize(
    "line", ["Radio Dolina javlja", "The old bridge reports", "Kranz berichtet", "Ute Kranz schweigt"]
)
def test_a_station_or_a_sentence_is_none(line: str) -> None:
    assert reporter(line) is None


def test_a_line_over_the_time_of_day_is_the_deck() -> None:
    assert _put(
        f"TITLE\tDas Bad\nBODY\tDer Rat verschiebt die Abstimmung\nSUBHEAD\t07:30\nBODY\t{_TEXT}"
    ) == ["TITLE", "DECK", "POST", "BODY"]
    assert (
        _put(f"TITLE\tDas Bad\nBODY\t{_TEXT}\nEND\tVon Ute Kranz\nTITLE\tDie Bahn\nBODY\t{_TEXT}")[1]
        == "BODY"
    )


def test_words_that_passed_for_a_field_are_a_deck_where_others_have_one() -> None:
    decked = f"TITLE\tDas Bad\nDECK\tDer Rat verschiebt die Abstimmung\nBODY\t{_TEXT}\n\n"
    assert (
        _put(f"{decked}TITLE\tDie Bahn\nPOST\tNeuer Fahrplan bringt kürzere Wege\nBODY\t{_TEXT}")[-2]
        == "DECK"
    )
    for field in ("Ute Kranz", "Von Ute Kranz", "vor 3 Stunden", "Redaktion des Talboten"):
        assert _put(f"{decked}TITLE\tDie Bahn\nPOST\t{field}\nBODY\t{_TEXT}")[-2] == "POST"


def test_a_date_behind_a_word_for_it_is_no_deck() -> None:
    assert (
        _put(f"TITLE\tDas Bad\nDECK\tUte Kranz, Bern, Aktualisiert: Montag, 3. März 2026\nBODY\t{_TEXT}")[1]
        == "POST"
    )


@pytest.mark.parametrize(
    ("lines", "papers"),
    [
        ([["Zëri i Malit, 3 mars 2026", "Nga Blerta Gashi"]], {"Zëri i Malit"}),
        ([["Talbote · 3. März 2026", "Von Ute Kranz"], ["Bergblick · 4. März 2026"]], {"Talbote"}),
        ([["Talbote, 3. März 2026", "Von Ute Kranz"], ["Seeblick, 5. März 2026", "Von Ina Matz"], ["Bergblick, 4. März 2026"]], {"Talbote", "Seeblick", "Bergblick"}),
        ([["Ute Kranz, 3. März 2026"], ["Ina Matz, 4. März 2026"]], set()),
        ([["Von Ute Kranz, 3. März 2026", "Von Ina Matz"]], set()),
    ],
)  # fmt: skip
def test_a_paper_with_its_date_above_a_byline_is_no_author(lines: list[list[str]], papers: set[str]) -> None:
    assert papers_above_bylines(lines, day_first=True) == papers


@pytest.mark.parametrize(
    ("line", "desk"),
    [("Auteur : la rédaction", "la rédaction"), ("Autore: la redazione", "la redazione"), ("Autor: redakcija", "redakcija"), ("Autori: redaksia", "redaksia")],
)  # fmt: skip
def test_a_desk_in_small_letters_behind_a_colon_is_named(line: str, desk: str) -> None:
    assert read_meta([line], day_first=True).authors == [desk]


def test_a_role_or_an_address_is_no_desk() -> None:
    assert read_meta(["Autor: urednik"], day_first=True).authors == []
    assert read_meta(["Author: newsroom@valley.example"], day_first=True).authors == []
