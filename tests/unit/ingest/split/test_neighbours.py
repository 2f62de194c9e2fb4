"""Fields around an article that only their neighbours or their own words give away."""

from __future__ import annotations

import pytest

from services.ingest.datelines import find_dateline
from services.ingest.dates import find_date
from services.ingest.split import split
from services.ingest.split.blocks import blocks
from services.ingest.split.certain import applied, certain, is_pager, is_spaced
from services.ingest.split.heads import bare_title, filed_under, meta_length, read_meta, without_page
from services.ingest.split.lines import physical_lines
from services.ingest.split.neighbours import neighbourly
from services.ingest.split.observe import observe
from services.ingest.split.signatures import without_towns


def test_the_date_between_two_dashes_of_a_dateline_is_no_text() -> None:
    text = "ANKARA (BHA) - 23 Haziran 2025 - Bakanlık yeni kararı açıkladı ve uygulamanın yarın başlayacağını bildirdi."
    found = find_dateline(text)
    assert found is not None and found.date is not None
    assert (found.place, found.date.when.date().isoformat()) == ("Ankara", "2025-06-23")
    assert text[found.end :].startswith("Bakanlık")


def test_places_in_capitals_are_written_as_their_language_does() -> None:
    turkish = find_dateline(
        "AYVALIK – Sabah saatlerinde haber alınamayan iki dalgıç sağ olarak bulundu, dedi yetkililer."
    )
    french = find_dateline(
        "BOURG-EN-BRESSE, 23 juin 2025 (AFP) - Le conseil a voté la réouverture du marché couvert."
    )
    assert turkish is not None and turkish.place == "Ayvalık"
    assert french is not None and french.place == "Bourg-en-Bresse"


def test_the_first_of_two_teams_is_no_dateline() -> None:
    assert find_dateline("Србија – Мађарска 14:13 (3:2, 2:4). Одлучујући гол постигао је капитен.") is None


def test_a_forum_post_has_author_and_date_and_a_guest_is_nobody() -> None:
    named = read_meta(["by Marta Hollis » Mon Jun 23, 2025 2:14 pm"], day_first=True)
    assert named.authors == ["Marta Hollis"] and named.date is not None
    assert read_meta(["napisao Gost » pet 20. jun 2025. 07:45"], day_first=True).authors == []


def test_a_channel_with_the_date_in_brackets_is_no_author() -> None:
    meta = read_meta(["Alpet Lajm, [23.06.2025 07:12]"], day_first=True)
    assert meta.authors == [] and meta.date is not None


def test_the_page_of_a_clipping_is_no_part_of_its_headline() -> None:
    title, authors, date = without_page("Bear census begins (Prizren Post, p. 11, 03.03.2026)")
    assert (title, authors) == ("Bear census begins", ())
    assert date is not None and date.when.date().isoformat() == "2026-03-03"
    assert without_page("Two companies, one pipe (Jana Cerovac, p. 5)")[1] == ("Jana Cerovac",)


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("Filed under: Erosion", "Erosion"),
        ("Kategorija: Sport, Vesti", "Sport"),
        ("Posted in Harbour life", "Harbour life"),
        ("Filed under pressure, the report was weak.", None),
    ],
)
def test_the_section_a_text_is_filed_under(line: str, section: str | None) -> None:
    assert filed_under(line) == section


def test_what_stands_beside_a_reading_time_is_the_section_and_beside_a_date_only_one_word() -> None:
    assert read_meta(["Мој крај · 1 мин читања"], day_first=True).section == "Мој крај"
    assert read_meta(["Logistik | 20.03.2025 | Milena Auer"], day_first=True).section == "Logistik"
    assert read_meta(["Gorski list · prije 34 min · 212 komentara"], day_first=True).section is None


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("By Ines Carver · 4 min read · 61 comments", "By Ines Carver"),
        ("Von Jonas Pfleiderer | 2. März 2026 | Lesezeit: 3 Min. | Merken", "Von Jonas Pfleiderer"),
        ("2. März 2026 | Lesezeit: 8 Min.", "2. März 2026"),
    ],
)
def test_an_article_ends_after_its_byline_not_after_counts_and_buttons(line: str, kept: str) -> None:
    assert line[: meta_length(line)] == kept


def test_pagers_and_spaced_mastheads_are_furniture() -> None:
    assert is_pager("« E mëparshme 1 2 3 … 10 Tjetra »") and is_pager("1 2 3 4 5")
    assert not is_pager("Three games, 1 2 3 wins") and not is_pager("2024 2025")
    assert is_spaced("G R I D & W A T E R") and not is_spaced("A B C of the sea")


def test_a_headline_that_breaks_in_a_column_is_one() -> None:
    text = (
        "Footbridge to stay shut\nuntil the autumn\n\n"
        "The footbridge over the Teme at Knightsford will not reopen before October, the council told residents.\n\n"
        "Hop farm sold to young\ncouple from Hereford\n\n"
        "One of the last working hop farms in the valley has changed hands for an undisclosed sum this week.\n"
    )
    assert [article.title for article in split(text)] == [
        "Footbridge to stay shut until the autumn",
        "Hop farm sold to young couple from Hereford",
    ]


def test_a_date_keeps_its_place_in_a_line() -> None:
    found = find_date("Last edited by Ana on Mon Jun 23, 2025 2:20 pm, edited 1 time")
    assert found is not None and found.when.hour == 14


def test_posts_of_a_channel_have_their_own_dates_and_no_author() -> None:
    text = (
        "Alpet Lajm, [23.06.2025 07:12]\nRruga e Bajzës kalohet me një korsi deri të premten\n\n"
        "Punimet nisën sot në mëngjes pas rrëshqitjes së shkëmbinjve. Policia i kthen kamionët.\n\n👍 34 😡 12\n\n"
        "Alpet Lajm, [24.06.2025 09:40]\n[ Photo ]\nDasma që bllokoi kufirin\n\n"
        "Tridhjetë e katër makina me lule dhe një orkestër u nisën drejt Plavës pa asnjë pasaportë.\n\n👍 410\n\n"
        "Alpet Lajm, [24.06.2025 21:10]\nNa ndiqni edhe në Viber: t.me/alpetlajm\n"
    )
    articles = split(text)
    assert [(a.title, a.authors, a.published_at and a.published_at.day) for a in articles] == [
        ("Rruga e Bajzës kalohet me një korsi deri të premten", (), 23),
        ("Dasma që bllokoi kufirin", (), 24),
    ]


def test_the_name_of_the_page_above_each_post_is_no_author() -> None:
    posts = "".join(
        f"Vranje Uživo\n{day}. mart 2026. u 10:15\nNova sala za dijalizu radi od {day}. marta\n"
        "Oprema vredna 38 miliona dinara stigla je u oktobru. Za noćnu smenu potrebne su još tri sestre.\n"
        "Sviđa mi se · Odgovori · Podeli\n\n"
        for day in (3, 4, 5)
    )
    articles = split(f"Vranje Uživo\nMedijska kuća · 48 hiljada pratilaca\n\n{posts}")
    assert len(articles) == 3 and all(article.authors == () for article in articles)


def test_numbered_parts_are_of_one_kind() -> None:
    lines = physical_lines("Seven mistakes\n1. Summer\n2. The view\n3. The plough\n4. Silence\n")
    seen = [observe(line.text) for line in lines]
    labels = ["TITLE", "SUBHEAD", "SUBHEAD", "TITLE", "SUBHEAD"]
    neighbourly(labels, seen, lines)
    assert labels == ["TITLE", "SUBHEAD", "SUBHEAD", "SUBHEAD", "SUBHEAD"]


def test_a_name_over_a_date_below_the_only_other_headline_is_its_byline() -> None:
    lines = physical_lines(
        "Why the night trains came back\nTen years ago every railway was scrapping its sleepers.\n"
        "Konrad Achterberg\n18 June 2025\nThe last sleeping car left in December with eleven passengers.\n"
    )
    seen = [observe(line.text) for line in lines]
    labels = ["TITLE", "BODY", "TITLE", "POST", "BODY"]
    neighbourly(labels, seen, lines)
    assert labels == ["TITLE", "DECK", "POST", "POST", "BODY"]


def test_readers_sign_with_their_towns() -> None:
    assert without_towns(["Margaret Oakes", "Little Stoke"], ["Margaret Oakes, Little Stoke"]) == [
        "Margaret Oakes"
    ]


def test_what_stands_below_the_pager_of_a_list_is_the_page_s() -> None:
    lines = physical_lines(
        "Head\nSome text of it.\n« Previous 1 2 3 … 31 Next »\nOlder ones are on microfilm.\n"
    )
    labels = ["TITLE", "BODY", "FURN", "BODY"]
    applied(labels, certain(lines))
    assert labels == ["TITLE", "BODY", "FURN", "FURN"]


def test_a_byline_with_a_reading_time_belongs_to_the_text_above_it() -> None:
    lines = physical_lines(
        "One head\nText of the first one here.\nBy Ana Kovač · 4 min read\nCourts\n"
        "Another head\nText of the second one here.\nBy Iva Matić · 2 min read\nSport\nThird\nIts text.\n"
    )
    seen = [observe(line.text) for line in lines]
    labels = ["TITLE", "BODY", "END", "LABEL", "TITLE", "BODY", "PRE", "LABEL", "TITLE", "BODY"]
    neighbourly(labels, seen, lines)
    assert labels[6] == "END"


def test_the_sentence_between_a_headline_and_its_byline_is_the_text_of_a_teaser() -> None:
    lines = physical_lines(
        "Rowing: novices win\nThey had met for the first time on Friday.\nBy Joe Tattersall\n"
    )
    seen = [observe(line.text) for line in lines]
    (block,) = blocks(lines, seen, ["TITLE", "DECK", "POST"])
    assert (block.deck, [piece.lines for piece in block.body], block.end) == ([], [[1]], [2])


def test_german_quotation_marks_are_no_bullets() -> None:
    assert bare_title("»Ein Archiv muss nach Keller riechen«") == "»Ein Archiv muss nach Keller riechen«"
    assert bare_title("» Regen im Norden") == "Regen im Norden"


def test_two_titles_of_other_pages_are_no_article() -> None:
    story = "Text of a story that is long enough to be one, with a sentence and an end."
    lines = physical_lines(
        f"One\n{story}\nTwo\n{story}\nThree\n{story}\nFive beaches without a crowd\nRecipe: flat bread\n"
    )
    seen = [observe(line.text) for line in lines]
    assert len(blocks(lines, seen, ["TITLE", "BODY"] * 4)) == 3
