"""Lines that say themselves what they are: fields of dumps, cues of running orders, bars of buttons."""

from __future__ import annotations

import pytest

from services.ingest.bylines import parse_authors
from services.ingest.split import split
from services.ingest.split.certain import certain, cue_name, is_bar
from services.ingest.split.lines import physical_lines

DUMP = (
    "==== 1/2\nНаслов: Тутунарите бараат исплата\nПоднаслов:\nАвтор: Билјана Трпковска\nДатум: 23.06.2025 12:10\n"
    "Рубрика: Земјоделство\nТекст: Здружението на тутунари побара половина од субвенцијата да биде исплатена во јули.\n\n"
    "Што понатаму?\nМинистерството ќе одговори до петок, велат од здружението.\n"
    "==== 2/2\nНаслов: Болницата добива рендген\nПоднаслов: По пет години чекање\nАвтор:\nДатум:\n"
    "Рубрика: Здравство\nТекст: Прилепската болница потпиша договор за набавка на дигитален рендген.\n==== крај\n"
)


def test_names_of_fields_are_no_part_of_what_they_name() -> None:
    first, second = split(DUMP)
    assert (first.title, first.subtitle, first.authors) == (
        "Тутунарите бараат исплата",
        None,
        ("Билјана Трпковска",),
    )
    assert first.body.startswith("Здружението") and first.body.endswith("велат од здружението.")
    assert (second.title, second.subtitle) == ("Болницата добива рендген", "По пет години чекање")
    assert (second.authors, second.published_at, second.section) == ((), None, "Здравство")
    assert first.span is not None and DUMP[first.span[0] :].startswith("Тутунарите")
    assert second.span is not None and DUMP[: second.span[1]].endswith("рендген.")


def test_a_date_before_the_title_belongs_to_the_article_with_its_name() -> None:
    text = "date: 2025-06-23\ntitle: Rain at last\ntext: The first rain in 61 days fell on the north of the country.\n"
    (article,) = split(text)
    assert article.span == (0, len(text) - 1)
    assert article.title == "Rain at last" and article.published_at is not None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("[03] PACKAGE  2'40\"", "PACKAGE"),
        ("[2] ПРИЛОГ 2'00\"", "ПРИЛОГ"),
        ("KRONIKË 1'50\"", "KRONIKË"),
        ("He is 6'10\" and counting", None),
        ("Ferry service suspended", None),
        ("1. Ana Kovač 1'58\"", None),
    ],
)
def test_a_label_with_how_long_it_lasts_is_a_cue(line: str, name: str | None) -> None:
    assert cue_name(line) == name


def test_rows_of_results_are_no_running_order() -> None:
    lines = physical_lines("RESULTS\nKIPCHOGE 2'03\"\nBEKELE 2'04\"\nMOREN 2'05\"\n")
    assert certain(lines) == {}


def test_a_running_order_has_its_headlines_below_its_cues() -> None:
    text = (
        "RADIO DRINI – EDICIONI INFORMATIV\n=====\n[SIGLA]\n\n"
        "[1] KRONIKË  1'50\"\nMjalti i gështenjës kërkon emrin e vet\nGazetari: Arben Hoxhallari\n"
        "Në Tropojë mjalti i gështenjës është i errët dhe, thonë bletarët, i keqkuptuar prej vitesh.\n[FUND KRONIKE]\n\n"
        "[2] SPORT  0'20\"\nVolejbollistet fitojnë turneun e Prizrenit\n"
        "Ekipi i vajzave mundi në finale Besën me rezultat 3 me 1 dhe ngriti kupën për herë të parë.\n\n"
        "[MOTI]\n=====\nFUND 18:09'10\"\n"
    )
    first, second = split(text)
    assert (first.title, first.authors) == ("Mjalti i gështenjës kërkon emrin e vet", ("Arben Hoxhallari",))
    assert first.body.endswith("prej vitesh.") and second.body.endswith("për herë të parë.")
    assert (second.title, second.section) == ("Volejbollistet fitojnë turneun e Prizrenit", "SPORT")
    assert first.span is not None and text[first.span[0] :].startswith("[1] KRONIKË")


@pytest.mark.parametrize(
    "line",
    [
        "97 💬 41 Подели Сачувај",
        "Share Save Text size A+",
        "Κοινοποίηση Αποθήκευση Μέγεθος Α+",
        "👍 34 😡 12",
    ],
)
def test_buttons_and_counters_are_a_bar(line: str) -> None:
    assert is_bar(line)


@pytest.mark.parametrize(
    "line", ["Share prices fall", "Подели и владеј", "Save the ferry", "2 + 2", "☀ Sunday"]
)
def test_a_headline_with_the_word_of_a_button_is_no_bar(line: str) -> None:
    assert not is_bar(line)


def test_a_role_with_a_colon_is_a_byline_and_without_one_a_word() -> None:
    assert parse_authors("Reporter: Declan Hegarty") == ("Declan Hegarty",)
    assert parse_authors("Новинар: Весна Манасиева") == ("Весна Манасиева",)
    assert parse_authors("Reporter Ohne Grenzen") != ("Ohne Grenzen",)
