"""Links of Markdown, quotation marks that look like bullets, signs that ask for pictures."""

# ruff: noqa: E501 (pages with their paragraphs as printed)

from __future__ import annotations

import pytest

from services.ingest.split import split
from services.ingest.split.lines import opens_quotation, physical_lines
from services.ingest.split.links import without_links

_FIRST = "Il comune ha rinviato a giovedì il voto sulla piscina, perché mancava la maggioranza. Il sindaco parla dei tassi."
_SECOND = "Una fototrappola ha ripreso domenica un lupo adulto a seicento metri dalle case. Gli allevatori sono stati avvisati."


@pytest.mark.parametrize("mark", ["", "## ", "### ", "* "])
def test_a_headline_that_is_a_link_is_its_text_and_begins_at_its_first_letter(mark: str) -> None:
    page = "\n\n".join(
        f"{mark}[{title}](https://valle.example/{number})\n\n{number} marzo 2026\n\n{text}"
        for number, (title, text) in enumerate(
            [("Rinviato il voto sulla piscina", _FIRST), ("Un lupo vicino alle case", _SECOND)], start=1
        )
    )
    articles = split(page)
    assert [one.title for one in articles] == ["Rinviato il voto sulla piscina", "Un lupo vicino alle case"]
    for one in articles:
        assert one.span is not None
        assert page[one.span[0] :].startswith(one.title)


def test_links_within_a_text_are_their_words_also_over_two_lines() -> None:
    page = (
        "Бројот на посетители порасна\n\nМузејот во [Охрид](https://muzej.example/o) минатата година го\nпосетија, според [годишниот\n"
        "извештај](https://muzej.example/i), триста илјади луѓе, што е повеќе отколку порано."
    )
    (article,) = split(page)
    assert (
        article.body
        == "Музејот во Охрид минатата година го посетија, според годишниот извештај, триста илјади луѓе, што е повеќе отколку порано."
    )


@pytest.mark.parametrize(
    "line",
    [
        "![Foto: Ana](https://a.example/1.jpg)",
        "[uredništvo] piše (više)",
        "f](x) = 2",
        "[ ](https://a.example)",
    ],
)
def test_pictures_brackets_and_empty_links_stay(line: str) -> None:
    assert [one.text for one in without_links(physical_lines(line))] == [physical_lines(line)[0].text]


def test_a_link_has_an_address_with_brackets_and_a_title() -> None:
    (line,) = without_links(physical_lines('[Kos](https://a.example/Kos_(ptica) "Kos") peva'))
    assert line.text == "Kos peva"


@pytest.mark.parametrize(
    ("text", "quotation"),
    [
        ("»Jeg bliver«, siger hun.", True),
        ("»Neću«, rekao je.", True),
        ("›Nein‹, sagte er.", True),
        ("» Le maire démissionne", False),
        ("»Der Rat tagt", False),
        ("» Der «Bund» berichtet", False),
        ("»« leer", False),
    ],
)
def test_a_mark_that_the_next_one_closes_is_no_bullet(text: str, *, quotation: bool) -> None:
    assert opens_quotation(text) is quotation


def test_paragraphs_that_open_with_a_quotation_stay_with_their_article() -> None:
    text = (
        "Čovjek koji čuva svjetionik\n\nPiše: Ana Kovač\n\nNa otoku je proveo trideset godina i nijednom nije zaspao prije ponoći, kaže, a more ga je dvaput odnijelo.\n\n"
        "»Nisam se bojao«, kaže Jure Babić. »Bojao sam se samo tišine.« Tišina je, dodaje, dolazila uvijek s jugom.\n\n"
        "»Djeca su otišla«, kaže njegova žena Mare, »a mi smo ostali jer netko mora paliti svjetlo.«\n\n"
        "Ove je jeseni stiglo automatsko svjetlo, a kuća je oglašena za prodaju po cijeni manjoj od cijene broda."
    )
    (article,) = split(text)
    assert article.title == "Čovjek koji čuva svjetionik"
    assert article.body.count("»") == 4


def test_signs_that_ask_for_a_picture_are_in_no_headline() -> None:
    post = "▪\ufe0f {}\n{}\n\n"
    page = post.format("Rinviato il voto sulla piscina", _FIRST) + post.format(
        "Un lupo vicino alle case \u26a0\ufe0f", _SECOND
    )
    articles = split(page)
    assert len(articles) == 2
    assert not any("\ufe0f" in one.title for one in articles)
    assert articles[0].title == "Rinviato il voto sulla piscina"


def test_a_quotation_that_closes_lines_later_opens_no_item() -> None:
    page = (
        "Huset for enden af vejen\n\nAf Ida Holm\n3. marts 2026\n\nNøglen passer kun, når man løfter døren en smule. Indenfor dufter der\naf bonevoks, og på væggen hænger en køreplan fra det år, banen lukkede.\n\n"
        "»Den rører ingen ved, siger man her, og det passer også, for den, der\nrører ved den, skal give en omgang«, siger Gerda Holm. I mange år har\ningen givet en omgang.\n\n"
        "»Og hvis prøven går galt, så har vi i det mindste et meget smukt hus,\nhvor der dufter af bonevoks«, siger hendes mand, som passer kassen.\n\nOm aftenen tændes lamperne, den ene efter den anden.\n"
    )
    (article,) = split(page)
    assert article.body.count("»") == 2


def test_headlines_behind_an_arrow_stay_headlines_though_their_texts_hold_quotations() -> None:
    page = f"»Il voto è rinviato\nLa giunta «tace» ancora. {_FIRST}\n\n»Un lupo vicino alle case\n{_SECOND}\n\n»La stazione riapre\n{_FIRST}"
    assert [one.title for one in split(page)] == [
        "Il voto è rinviato",
        "Un lupo vicino alle case",
        "La stazione riapre",
    ]
