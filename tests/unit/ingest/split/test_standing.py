"""Mastheads, dates, decks and furniture that what stands around them gives away."""

# ruff: noqa: E501 (pages with their paragraphs as printed)

from __future__ import annotations

import pytest

from services.ingest.split import split
from services.ingest.split.heads import section_prefix
from services.ingest.split.lines import physical_lines
from services.ingest.split.observe import observe
from services.ingest.split.paragraphs import tail_start
from services.ingest.split.reservations import is_greeting, is_paywall, is_reservation
from services.ingest.split.signatures import desk_below, is_signature
from services.ingest.split.sources import bar_sets_sections_off
from services.ingest.split.standing import in_their_places

_TEXT = (
    "Das Dorf liegt seit dem Frühjahr wieder am Wasser, und die Leute wissen noch nicht, ob sie sich darüber freuen sollen. "
    "Auf dem Platz vor der Kirche stehen zwei Boote, die niemandem gehören."
)


@pytest.mark.parametrize(
    "text",
    ["**This story is for paying subscribers.** [Upgrade](https://e.example/p)", "Ky artikull është për abonentët.",
     "Ostatak teksta dostupan je pretplatnicima.", "Остатак текста доступан је претплатницима.",
     "Оваа статија е за претплатници.", "Dieser Artikel ist für Abonnenten.", "Questo articolo è riservato agli abbonati",
     "Cet article est réservé aux abonnés.", "Αυτό το άρθρο είναι για συνδρομητές.", "Bu haber abonelere özeldir."],
)  # fmt: skip
def test_lines_that_keep_the_rest_for_subscribers_are_known(text: str) -> None:
    assert is_paywall(text)


@pytest.mark.parametrize(
    "text",
    ["The views expressed here do not necessarily reflect those of the paper.",
     "Mendimet e shprehura nuk pasqyrojnë domosdoshmërisht qëndrimin e gazetës.",
     "Preuzimanje sadržaja dozvoljeno je samo uz navođenje izvora.", "Ставови аутора не одражавају нужно став редакције.",
     "Преземањето е дозволено само со наведување на изворот.", "Nachdruck nur mit Quellenangabe.",
     "Le opinioni non riflettono necessariamente la linea del giornale.", "Les textes n'engagent que leurs auteurs.",
     "Τα κείμενα δεν εκφράζουν απαραίτητα την εφημερίδα.", "Yazılar gazetenin görüşlerini yansıtmaz."],
)  # fmt: skip
def test_reservations_of_a_page_are_known(text: str) -> None:
    assert is_reservation(text)


def test_sentences_of_articles_are_neither() -> None:
    assert not is_paywall("This story is for children of all ages.")
    assert not is_paywall("Subscribers of the theatre protested on Monday.")
    assert not is_reservation("His views do not reflect what the villagers think of the road.")
    assert is_greeting("Guten Morgen, liebe Leserinnen, das sind die Themen.") and not is_greeting(
        "Good roads cost money."
    )


def test_a_paywall_heads_no_article_and_a_reservation_ends_none() -> None:
    text = (
        f"Il lago che torna\n\ndi Ada Conti\n\n{_TEXT}\n\n\nIl ponte di legno\n\ndi Ugo Serra\n\nI lavori al ponte sono cominciati lunedì, "
        "ma gli operai aspettano ancora il legno promesso dalla provincia e\n\n**Questo articolo è riservato agli abbonati.** Abbonati ora\n\n\n"
        "La scuola riapre\n\ndi Ada Conti\n\nLa scuola del paese riapre lunedì con due classi e una sola maestra, dopo tre anni di lavori.\n\n"
        "Le opinioni degli autori non riflettono necessariamente la linea del giornale.\n"
    )
    articles = split(text)
    assert [a.title for a in articles] == ["Il lago che torna", "Il ponte di legno", "La scuola riapre"]
    assert [a.truncated for a in articles] == [False, True, False]
    assert articles[-1].body.endswith("tre anni di lavori.")


def test_a_date_with_a_reading_time_is_no_headline() -> None:
    text = (
        "TALBLICK\nStart   Reportagen   Über uns\n\nDas Dorf, das zweimal umzog\n\nAls der See kam, trugen sie ihre Häuser den Hang hinauf, "
        f"und nun kommt er wieder.\n\nVon Ute Kranz und Jens Ahlers\nVeröffentlicht am 8. November 2026 · 11 Minuten Lesezeit\n\n{_TEXT}\n\n{_TEXT}\n"
    )
    (article,) = split(text)
    assert article.title == "Das Dorf, das zweimal umzog"
    assert article.published_at is not None and article.published_at.date().isoformat() == "2026-11-08"
    assert article.authors == ("Ute Kranz", "Jens Ahlers")


def test_kinds_of_text_before_a_colon_are_sections_in_every_language() -> None:
    for title in ("Letter: The bears", "Letra: Arinjtë", "Reagiranje: Medvjedi", "Писмо: Мечките", "Leserbrief: Die Bären",
                  "Lettera: Gli orsi", "Courrier: Les ours", "Επιστολή: Οι αρκούδες", "Mektup: Ayılar dağda"):  # fmt: skip
        found = section_prefix(title, frequent=False)
        assert found is not None and found[1] == title.partition(": ")[2], title
    assert section_prefix("Football: Talmen win", frequent=False) is None


def test_a_bar_that_sets_known_sections_off_sets_all_words_off() -> None:
    page = ["Politik | Der Rat tagt", "Sport | Lindach gewinnt", "Talwetter | Schnee ab Dienstag"]
    assert bar_sets_sections_off(page)
    assert section_prefix(page[2], frequent=True, barred=True) == ("Talwetter", "Schnee ab Dienstag")
    assert not bar_sets_sections_off(
        ["Der Rat tagt | Talbote", "Lindach gewinnt | Talbote", "Schnee | Talbote"]
    )


def test_a_desk_in_brackets_is_the_author_whole() -> None:
    assert desk_below("(Redaktion der «Stimme des Nordens»)") == "Redaktion der «Stimme des Nordens»"
    assert desk_below("— Redaksia e Zërit të Luginës") == "Redaksia e Zërit të Luginës"
    assert desk_below("(Ana Kovač)") is None and desk_below("Redaktion der Talpost") is None


def test_a_name_below_a_letter_signs_it() -> None:
    assert is_signature("Margaret Oakes, Little Stoke") and not is_signature("Who pays for the bridge?")
    text = (
        "Leserbrief: Der Bär im Garten\n\nIhr Mitarbeiter findet die Rückkehr der Bären reizend. Er möge sich in meinem Garten umsehen, "
        "in dem gestern noch neun Bienenstöcke standen.\n\nHarald Witte, Oberau\n\n\nDie Beiträge geben nicht unbedingt die Meinung der Redaktion wieder.\n"
    )
    (article,) = split(text)
    assert (article.section, article.title, article.authors) == (
        "Leserbrief",
        "Der Bär im Garten",
        ("Harald Witte",),
    )
    assert text[: article.span[1]].endswith("Oberau")


def test_the_end_of_a_quotation_is_no_arrow_of_an_offer() -> None:
    text = "La nonna diceva: «Quanti ospiti hai … e poi due di più»."
    assert tail_start(text) == len(text)
    quoted = "Der Rat tagt bis in die Nacht. «Wir wollen mehr»"
    assert tail_start(quoted) == len(quoted)


def test_the_page_that_cuts_in_brackets_leaves_an_authors_ellipsis() -> None:
    cut = "Ich habe um den Haushalt gebeten, und man schickte mir eine Datei, die niemand öffnen kann, weil das Programm [...]"
    text = (
        f"Lob der Schranke\nvon Otto Brand\n\n{_TEXT}\n\n{_TEXT}\n\nOb es eine Drohung war oder ein Trost, habe ich nie verstanden...\n\n\n"
        f"Wer fürchtet den Kämmerer\nvon Ivo Matz\n\n{cut}\nWeiterlesen\n\n\nDecken haben keinen Pass\nvon Berta Zahn\n\n{_TEXT}\n"
    )
    assert [a.truncated for a in split(text)] == [False, True, False]


def test_short_news_under_one_label_are_articles_of_their_own() -> None:
    text = (
        f"Politik\nDer Rat tagt in der Nacht\nVon Ute Kranz\n\n{_TEXT}\n\nWirtschaft\nDie Mühle schließt im Mai\nVon Jens Ahlers\n\n{_TEXT}\n\n"
        "Kurz gemeldet\nWildschwein in der Kirche\nEin Wildschwein hat am Morgen die Kirche in Oberau betreten und sich vor den Altar gelegt.\n\n"
        "Züge fallen am Sonntag aus\nAm Sonntag fahren zwischen Oberau und Lindach keine Züge. Busse fahren stündlich vom Marktplatz ab.\n"
    )
    articles = split(text)
    assert [a.title for a in articles][2:] == ["Wildschwein in der Kirche", "Züge fallen am Sonntag aus"]
    assert [a.section for a in articles][2:] == ["Kurz gemeldet", "Kurz gemeldet"]


def test_an_unknown_word_where_others_have_their_section_is_one() -> None:
    posts = [("Kultur", "Das Kino wird ein Lesesaal"), ("Politik", "Die Fähre fährt nur stündlich"), ("Segeln", "Der Mast brach in der ersten Nacht"),
             ("Wirtschaft", "Wem gehört die Mauer? Ein Streit am Hang")]  # fmt: skip
    text = "\n\n".join(
        f"{label}\n{title}\nvon Ute Kranz | 14. November 2026 | 3 Kommentare\n{_TEXT}\nWeiterlesen →\nTeilen: Facebook WhatsApp E-Mail"
        for label, title in posts
    )
    articles = split(text)
    assert [(a.section, a.title) for a in articles] == posts
    assert all(text[a.span[0] :].startswith(a.title) for a in articles)


def test_a_deck_below_the_byline_is_no_byline() -> None:
    text = (
        "Interview: „Das Horn hat mir den Rücken gerettet“\n\nDas Gespräch führte: Ute Kranz\n\nDer Musiker Ivo Matz über vierzig Jahre Hochzeiten und eine Operation\n\n"
        "Wann haben Sie zum ersten Mal gespielt?\n\nMit dreizehn. Die Schuhe gehörten meinem Vater und waren zwei Nummern zu groß für mich.\n\n"
        "Und wie ist das Publikum heute?\n\nJünger, und es hört besser zu. Früher sah man den Musiker durch ein Glas, heute durch ein Telefon.\n"
    )
    (article,) = split(text)
    assert article.subtitle == "Der Musiker Ivo Matz über vierzig Jahre Hochzeiten und eine Operation"
    assert (article.section, article.authors) == ("Interview", ("Ute Kranz",))


def _put(page: str) -> list[str]:
    """Labels of a page whose lines begin with what the labeller took them for, after the rules."""
    marked = [line.partition("\t") for line in page.split("\n")]
    lines = physical_lines("\n".join(text for _, _, text in marked))
    labels = [label for label, _, text in marked if text]
    in_their_places(labels, [observe(line.text) for line in lines], lines)
    return labels


def test_the_day_above_the_first_post_of_a_blog_is_its_own_as_the_others_are() -> None:
    post = f"\n\nTITLE\tDie Brücke ist offen\n\nBODY\t{_TEXT}\nEND\tVon Ute Kranz\n\n"
    page = f"FURN\tTalnotizen\n\nFURN\te diel, 15 nëntor 2026{post}PRE\te diel, 8 nëntor 2026{post}PRE\te diel, 1 nëntor 2026{post}"
    assert [label for label in _put(page) if label == "PRE"] == ["PRE"] * 3
    dated = page.replace("e diel, 15 nëntor 2026", "Numri 14, 15 nëntor 2026")
    assert _put(dated)[1] == "FURN"


def test_a_slogan_over_the_date_of_the_issue_is_no_headline() -> None:
    page = (
        "FURN\tGLAS DOLINE 3\nTITLE\tMesečnik za ljude uz reku\nTITLE_I\tjun 2026\n\nDECK\tProdaje se svetionik,\nDECK_I\tčuvar ide uz njega\n\n"
        f"POST\tPiše: Ana Kovač\n\nBODY\t{_TEXT}"
    )
    assert _put(page) == ["FURN", "FURN", "FURN", "TITLE", "TITLE_I", "POST", "BODY"]
    # A date below the headline of an article that has its deck after it is the article's.
    assert _put(page.replace("FURN\tGLAS DOLINE 3\n", ""))[0] == "TITLE"


def test_a_greeting_below_the_first_headline_introduces_a_newsletter() -> None:
    news = f"LABEL\tPolitika\nTITLE\tSabor opet zaseda\nBODY\t{_TEXT}\n\n"
    page = f"TITLE\tVEČERNJA POŠTA | SREDA\nPOST\t18. mart 2026.\n\nBODY\tDobro veče. Ovo su teme dana.\n\n{news}{news}"
    assert _put(page) == ["FURN"] * 3 + ["LABEL", "TITLE", "BODY"] * 2
    assert _put(page.replace("Dobro veče.", "Reka je porasla."))[0] == "TITLE"


@pytest.mark.parametrize(
    "line",
    ["Glas Luke / Ana Kovač / prije 2 sata", "Zëri / Blerta Gashi / 3 orë më parë", "Bergblick · Ute Kranz · vor 3 Tagen",
     "La Baia | Ada Conti | 2 ore fa", "Körfez / Ayşe Demir / 2 saat önce", "Весник / Ана Ристова / пред 2 часа"],
)  # fmt: skip
def test_a_source_line_that_passed_for_a_deck_is_a_field(line: str) -> None:
    assert _put(f"TITLE\tMost je otvoren\nDECK\t{line}\nBODY\t{_TEXT}") == ["TITLE", "POST", "BODY"]


def test_a_heading_below_a_running_head_heads_a_part_if_it_is_set_so() -> None:
    head = "FURN\tDAS TALBLATT {}\n\n"
    part = f"SUBHEAD\tDer lange Schuppen\nBODY\t{_TEXT}\n\n"
    page = (
        f"{head.format(7)}TITLE\tDie letzte Seilerei im Tal\nPOST\tVon Ute Kranz\n\nBODY\t{_TEXT}\n\n{part}{part}{head.format(8)}"
        f"TITLE\tEin Dach und eine Straße\nBODY\t{_TEXT}\n\nTITLE\tOrden für die Bootsleute\n\nBODY\t{_TEXT}"
    )
    assert _put(page)[8:] == ["INSERT", "SUBHEAD", "BODY", "TITLE", "BODY"]
    assert _put(page.replace("Straße\nBODY", "Straße\n\nBODY"))[9] == "TITLE"
