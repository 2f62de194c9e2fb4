"""Lines of the page itself: numbers of pages, running heads, reserved rights, tables, bars of readers."""

# ruff: noqa: E501 (pages with their paragraphs as printed)

from __future__ import annotations

import pytest

from services.ingest.split import split
from services.ingest.split.certain import is_bar
from services.ingest.split.lines import physical_lines
from services.ingest.split.observe import observe
from services.ingest.split.page_lines import is_row, page_lines, reserves_rights

_TEXT = "Këshilli e shtyu të enjten votimin për pishinën e re, sepse nuk pati shumicë, dhe kryetari kërkoi një mbledhje tjetër."


def _put(page: str) -> list[str]:
    """Labels of a page whose lines begin with what the labeller took them for, after the rules."""
    marked = [line.partition("\t") for line in page.split("\n")]
    lines = physical_lines("\n".join(text for _, _, text in marked))
    labels = [label for label, _, text in marked if text]
    page_lines(labels, [observe(line.text) for line in lines], lines)
    return labels


def test_a_number_of_a_page_is_no_headline_and_goes_on_with_the_text() -> None:
    article = f"TITLE\tVotimi u shty\n\nBODY\t{_TEXT}\n\n"
    assert _put(f"{article}TITLE\t12\nBODY\t{_TEXT}")[2:] == ["FURN", "BODY"]
    # Below a signed article there is only the page's own.
    assert _put(f"{article}END\tBlerta Gashi\n\nTITLE\t12\nBODY\tBotohet nga bashkia.")[3:] == [
        "FURN",
        "FURN",
    ]
    assert _put(f"{article}TITLE\t1984\nBODY\t{_TEXT}")[2:] == ["TITLE", "BODY"]


def test_the_name_of_the_page_beside_its_number_heads_no_article() -> None:
    page = f"FURN\tGLASNIK\nFURN\tMJESNE ZAJEDNICE BRDO\nFURN\tBroj 4, ljeto 2026.\n\nTITLE\tMost je otvoren\nBODY\t{_TEXT}\n\nFURN\t3\nTITLE\tGlasnik mjesne zajednice Brdo\nBODY\t{_TEXT}"
    assert _put(page)[-3:] == ["FURN", "INSERT", "BODY"]
    assert _put(page.replace("\tGlasnik mjesne", "\tSastanak mjesne"))[-2] == "TITLE"


@pytest.mark.parametrize(
    "line",
    [
        "© 2026 Zëri i Malit", "Der Talbote © 2026", "Körfez Sesi. Tüm hakları saklıdır.", "Sva prava pridržana. Glas doline.",
        "Tutti i diritti riservati.", "Nachdruck verboten, auch auszugsweise.", "Tous droits réservés", "Με επιφύλαξη παντός δικαιώματος",
        "Сите права се задржани.", "Të gjitha të drejtat e rezervuara.", "All rights reserved, Valley Post.",
    ],
)  # fmt: skip
def test_a_line_of_rights_behind_a_text_is_the_pages(line: str) -> None:
    assert reserves_rights(line, observe(line))
    assert _put(f"TITLE\tVotimi u shty\nBODY\t{_TEXT}\n\nBODY\tFaleminderit që na lexuat.\nBODY\t{line}")[
        2:
    ] == ["FURN", "FURN"]
    # A text that stands right on it stays.
    assert _put(f"TITLE\tVotimi u shty\nBODY\t{_TEXT}\nBODY\t{line}")[1:] == ["BODY", "FURN"]


def test_a_sentence_about_rights_is_text() -> None:
    for line in (
        "Die Gemeinde will alle Rechte an dem Lied kaufen.",
        "He said all rights reserved to villagers would be kept by the new owner of the moor.",
    ):
        assert not reserves_rights(line, observe(line))


def test_rows_of_numbers_under_a_heading_are_no_article() -> None:
    assert is_row("1. FK Luka 13 9 2 2 31:12 29")
    assert not is_row("In 2024 the club of 13 players won 9 games and lost only two of them")
    rows = "ITEM\t1. Luka 13 9 2 2 29\nITEM\t2. Drini 13 8 3 2 27"
    assert _put(f"TITLE\tVotimi u shty\nBODY\t{_TEXT}\n\nTITLE\tRenditja\n{rows}")[2:] == ["FURN"] * 3
    assert _put(f"TITLE\tVotimi u shty\nBODY\t{_TEXT}\n\nSUBHEAD\tRenditja\n{rows}")[2:] == ["FURN"] * 3
    # A heading that names no table, or a text below the rows, keeps them in the article.
    assert _put(f"TITLE\tVotimi u shty\nBODY\t{_TEXT}\n\nSUBHEAD\tSa votuan\n{rows}")[2] == "SUBHEAD"
    assert (
        _put(f"TITLE\tVotimi u shty\nBODY\t{_TEXT}\n\nTITLE\tRenditja\n{rows}\nBODY\t{_TEXT}")[2] == "TITLE"
    )


@pytest.mark.parametrize(
    "line",
    [
        "Open in browser | Add to favourites", "Hape në shfletues | Shto te të preferuarat", "Otvori u pregledniku | Označi kao pročitano",
        "Отвори во прелистувач | Додај во омилени", "Im Browser öffnen | Später lesen", "Apri nel browser | Segna come letto",
        "Ouvrir dans le navigateur | Ajouter aux favoris", "Άνοιγμα στον browser | Προσθήκη στα αγαπημένα", "Tarayıcıda aç | Favorilere ekle",
        "Отвори у прегледачу | Додај у омиљене",
    ],
)  # fmt: skip
def test_buttons_of_readers_are_a_bar_in_every_language(line: str) -> None:
    assert is_bar(line)


def test_words_behind_the_bar_that_closes_each_article_are_the_pages() -> None:
    article = f"TITLE\tVotimi u shty\nBODY\t{_TEXT}\nFURN\tHape në shfletues\n"
    assert _put(f"{article * 3}BODY\tSinkronizimi i fundit: para 4 minutash.")[-1] == "FURN"
    assert _put(f"{article * 2}BODY\tNjë fjali që vijon tekstin e mëparshëm.")[-1] == "BODY"
    assert _put(f"{article * 2}BODY\t{_TEXT}\n{article}BODY\tNjë fjali tjetër.")[-1] == "BODY"


def test_a_page_of_a_reader_is_cut_at_its_bars() -> None:
    page = "".join(
        f"{title}\nlun. 16 nov. 2026 à 10:00\n\n{text}\n\nOuvrir dans le navigateur | Ajouter aux favoris\n\n"
        for title, text in (
            (
                "Le conseil reporte le vote",
                "Le conseil a repoussé jeudi soir le vote du budget de la piscine, faute de majorité.",
            ),
            (
                "Un loup près des fermes",
                "Un piège photographique a saisi dimanche le passage d'un loup adulte près des maisons.",
            ),
            (
                "La gare rouvre enfin",
                "La petite gare rouvre lundi après trois ans de travaux et deux faux départs, dit la mairie.",
            ),
        )
    )
    assert [one.title for one in split(page)] == [
        "Le conseil reporte le vote",
        "Un loup près des fermes",
        "La gare rouvre enfin",
    ]
    assert not any("Ouvrir" in one.body for one in split(page))
