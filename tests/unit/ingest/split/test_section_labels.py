"""Sections by how their labels are set, and where date lines name them."""

# ruff: noqa: E501 (pages with their paragraphs as printed)

from __future__ import annotations

import pytest

from services.ingest.split import split
from services.ingest.split.filing import without_section
from services.ingest.split.heads import read_meta
from services.ingest.split.lines import physical_lines
from services.ingest.split.observe import observe
from services.ingest.split.section_labels import capital_label, capital_labels, section_labels

_TEXT = "Rada a amânat joi seara votul asupra noului bazin, pentru că nu exista majoritate, iar primarul a cerut o ședință."


def _put(page: str) -> list[str]:
    """Labels of a page whose lines begin with what the labeller took them for, after the rules."""
    marked = [line.partition("\t") for line in page.split("\n")]
    lines = physical_lines("\n".join(text for _, _, text in marked))
    labels = [label for label, _, text in marked if text]
    section_labels(labels, [observe(line.text) for line in lines], lines)
    return labels


def test_labels_in_capitals_before_a_colon_are_sections_where_most_headlines_have_one() -> None:
    titles = ["FUSSBALL: Der Aufsteiger siegt", "FUSSBALL: Ein Tor reicht", "HANDBALL: Das Derby fällt aus"]
    assert capital_labels(titles)
    assert capital_label(titles[2]) == ("HANDBALL", "Das Derby fällt aus")
    assert not capital_labels([titles[0], "Ein Dach für die Schule", "Der Rat tagt", "Das Bad öffnet"])
    assert capital_label("EU: WER ZAHLT?") is None
    assert capital_label("TIRANË: Ura u hap") is None  # a town


@pytest.mark.parametrize(
    ("labels", "titles", "texts"),
    [
        (
            ("FUTBOL", "BASKETBOL", "FUTBOL"),
            ("Lider son dakikada kazandı", "Genç takım finale çıktı", "Maç sis yüzünden durdu"),
            (
                "Kıyıspor, deplasmanda son dakikada bulduğu golle üç puanı aldı. Teknik direktör, oyuncularının sabrını övdü.",
                "Genç takım yarı finalde rakibini on sayı farkla yendi. Final pazar günü ilçenin spor salonunda oynanacak.",
                "Hakem, topu göremediğini söyleyerek maçı altmışıncı dakikada durdurdu. Kalan süre çarşamba günü oynanacak.",
            ),
        ),
        (
            ("CALCIO", "CALCIO", "BASKET"),
            ("La capolista vince allo scadere", "Rinviata la gara nella nebbia", "Le ragazze in finale"),
            (
                "La squadra di casa ha trovato il gol al novantesimo e resta prima. Il tecnico ha lodato la pazienza dei suoi.",
                "L'arbitro non vedeva più la palla e ha fermato la gara all'ora di gioco. Si riprende mercoledì alle cinque.",
                "Le ragazze del liceo hanno vinto di dieci punti la semifinale. La finale si gioca domenica nella palestra grande.",
            ),
        ),
    ],
)
def test_such_a_page_has_sections(
    labels: tuple[str, ...], titles: tuple[str, ...], texts: tuple[str, ...]
) -> None:
    page = "\n\n".join(f"{a}: {b}\n{c}" for a, b, c in zip(labels, titles, texts, strict=True))
    assert [(one.section, one.title) for one in split(page)] == list(zip(labels, titles, strict=True))


def test_a_heading_with_the_capitals_of_two_headlines_is_a_headline() -> None:
    article = "TITLE\tFUTBOL: Lider kazandı\nBODY\tKıyıspor son dakikada kazandı.\n\n"
    assert _put(f"{article * 2}SUBHEAD\tFUTBOL: Maç durdu\nBODY\tHakem topu göremedi.")[-2] == "TITLE"
    assert _put(f"{article}SUBHEAD\tFUTBOL: Maç durdu\nBODY\tHakem topu göremedi.")[-2] == "SUBHEAD"


def test_a_word_over_a_headline_is_a_label_where_the_others_have_one() -> None:
    others = f"LABEL\tȘcoli\nTITLE\tSe redeschide cantina\nPOST\t3 martie 2026\n\nBODY\t{_TEXT}\n\n"
    first = (
        f"TITLE\tCercetare\nDECK\tUn plastic din coji de portocale\nPOST\t5 martie 2026\n\nBODY\t{_TEXT}\n\n"
    )
    assert _put(first + others * 2)[:3] == ["LABEL", "TITLE", "POST"]
    assert _put(first + others)[:3] == ["TITLE", "DECK", "POST"]


def test_words_in_capitals_over_a_deck_are_the_headline_where_the_others_are_in_capitals() -> None:
    other = f"TITLE\tPRIMĂRIA SE REPARĂ DIN NOU\nPOST\tde Ana Pop\nBODY\t{_TEXT}\n\n"
    page = f"{other}LABEL\tCE SPUNE PLUVIOMETRUL\nTITLE\tTreizeci de ani de ploi\nPOST\tde Dan Pop\n\nBODY\t{_TEXT}"
    assert _put(page)[3:] == ["TITLE", "DECK", "POST", "BODY"]
    assert _put(page.replace("CE SPUNE PLUVIOMETRUL", "CULTURĂ"))[3] == "LABEL"
    assert _put(page.replace("PRIMĂRIA SE REPARĂ DIN NOU", "Primăria se repară"))[3] == "LABEL"


def test_an_item_of_the_menu_over_a_headline_is_its_section() -> None:
    page = f"FURN\tΑρχική | Πόλη | Συζητήσεις\n\nPRE\tΣυζητήσεις\nTITLE\tΗ κούκλα θυμάται\nBODY\t{_TEXT}"
    assert _put(page)[1] == "LABEL"
    assert _put(page.replace("PRE\tΣυζητήσεις", "PRE\tΆννα Παππά"))[1] == "PRE"
    assert _put(page.replace("PRE\tΣυζητήσεις", "PRE\tΑρχική"))[1] == "PRE"


def test_words_over_the_first_headline_set_as_the_other_labels_are_one() -> None:
    page = f"FURN\tObčinsko glasilo\n\n\n\nFURN\tIz občinskega sveta\n\nTITLE\tNov vrtec\nBODY\t{_TEXT}\n\n\n\nLABEL\tDruštva\n\nTITLE\tMlaj\nBODY\t{_TEXT}"
    assert _put(page)[1] == "LABEL"
    assert _put(page.replace("\n\n\n\nFURN\tIz", "\nFURN\tIz"))[1] == "FURN"


@pytest.mark.parametrize(
    ("line", "section", "authors"),
    [
        ("Veröffentlicht am 3. März 2026 von Ute Kranz in Gemeinderat", "Gemeinderat", ["Ute Kranz"]),
        ("Publié le 3 mars 2026 par Anne Morel dans Vie locale", "Vie locale", ["Anne Morel"]),
        ("Posted on 3 March 2026 by Ann Moor in Parish council", "Parish council", ["Ann Moor"]),
        ("Pubblicato il 3 marzo 2026 | Autore: Ada Conti | Rubrica: Cronaca", "Cronaca", ["Ada Conti"]),
        ("Објавено: 3.3.2026 | Автор: Ана Ристова | Рубрика: Општество", "Општество", ["Ана Ристова"]),
        ("3.3.2026 · Kategoria: Fshati", "Fshati", []),
        ("3 Mart 2026 | Kategori: Köy", "Köy", []),
    ],
)
def test_a_date_line_names_the_section(line: str, section: str, authors: list[str]) -> None:
    meta = read_meta([line], day_first=True)
    assert (meta.section, meta.authors) == (section, authors)
    assert meta.date is not None


@pytest.mark.parametrize(
    "line",
    [
        "Posted on 3 March 2026 by Ann Moor in London",
        "3 March 2026 in Roads",
        "Veröffentlicht am 3. März 2026 in Berlin",
    ],
)
def test_a_town_behind_a_date_is_no_section(line: str) -> None:
    assert without_section(line) == (line, None)


def test_sub_headings_without_the_fields_of_all_headlines_stay_inside() -> None:
    meta = "Publicado el {} de marzo de 2026 | Autor: Ana Ruiz"
    share = "Compartir: Facebook | WhatsApp | Imprimir\n\n"
    body = "El ayuntamiento aplazó el jueves por la noche la votación de la piscina, porque faltaba la mayoría del pleno."
    page = "".join(
        f"{title}\n{meta.format(day)}\n{body}\n{share}"
        for day, title in ((9, "La barca vuelve a cruzar el río"), (7, "El viento se lleva un tejado"))
    )
    page += f"Quién borró la línea roja\n{meta.format(5)}\n{body}\n\nQué dice el alcalde\n{body}\n\nQué dicen los vecinos\n{body}\n{share}"
    page += f"Cuatro medallas para los remeros\n{meta.format(3)}\n{body}\n{share}Tres días de música y uno de silencio\n{meta.format(1)}\n{body}\n{share}"
    articles = split(page)
    assert len(articles) == 5
    assert "Qué dicen los vecinos" in articles[2].body
