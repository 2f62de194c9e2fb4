"""What pages print around and inside articles: notes of cutting, breadcrumbs, names of media, form feeds."""

import pytest

from services.ingest.split import split
from services.ingest.split.heads import bare_label, bare_title, read_meta, section_prefix
from services.ingest.split.lines import physical_lines
from services.ingest.split.paragraphs import cut_note, cut_note_start


@pytest.mark.parametrize(
    "note",
    [
        "(text shortened)",
        "[Fortsetzung auf Seite 4]",
        "(tekst skraćen)",
        "[…nastavak na str. 6]",
        "(συνέχεια στη σελίδα 9)",
    ],
)
def test_a_bracketed_note_of_cutting_is_no_text(note: str) -> None:
    assert cut_note(note)
    text = "The bridge was closed in the morning and the police"
    assert text == f"{text} {note}"[: cut_note_start(f"{text} {note}")]


@pytest.mark.parametrize("text", ["(the mayor says so)", "It continues.", "(AFP)"])
def test_other_brackets_are_text(text: str) -> None:
    assert not cut_note(text)
    assert cut_note_start(text) == len(text)


def test_a_breadcrumb_names_its_section_without_the_front_page() -> None:
    assert bare_label("Home > Culture") == "Culture"
    assert bare_label("Startseite » Sport") == "Sport"
    assert bare_label("Culture > Film") == "Culture > Film"


def test_counts_before_a_title_are_layout() -> None:
    assert bare_title("[2/7] A bridge opens") == "A bridge opens"
    assert bare_title("** A bridge opens") == "A bridge opens"
    assert section_prefix("[2/7] A bridge opens", frequent=True) is None


def test_the_name_of_a_channel_is_no_author() -> None:
    meta = read_meta(["Radio Podrinje", "Ana Kovač, 3 March 2025"], day_first=True)
    assert meta.authors == ["Ana Kovač"]


def test_a_place_with_its_date_on_a_line_of_their_own() -> None:
    meta = read_meta(["Vernoux, le 9 mai 2024"], day_first=True)
    assert (meta.place, meta.authors) == ("Vernoux", [])
    assert meta.date is not None


@pytest.mark.parametrize(
    "text", ["One.\n\x0cTwo.\nThree.", "One.\x0cTwo.\nThree.", "One.\n\x0c\nTwo.\nThree."]
)
def test_a_form_feed_begins_a_page(text: str) -> None:
    assert [(line.text, line.new_page) for line in physical_lines(text)] == [
        ("One.", False),
        ("Two.", True),
        ("Three.", False),
    ]


LEAD = "The river rose by two metres during the night and the lower road has been closed since the early morning."
LIVE = f"""Flood in the lower valley: the road stays closed
By Ana Kovač | 3 March 2025

{LEAD}

18:40 The mayor speaks
The mayor said in the town hall that the pumps would work through the night and that nobody was in danger.

17:25 Pumps arrive
Four pumps came from the coast in the afternoon, and the first of them was put to work at once near the school.

16:10 School closed
The head of the school sent the children home at noon, as the cellar had been filling with water since ten.
"""


def test_entries_of_live_coverage_are_one_article() -> None:
    (article,) = split(LIVE)
    assert article.title == "Flood in the lower valley: the road stays closed"
    assert article.authors == ("Ana Kovač",)
    assert "School closed" in article.body


def test_headlines_with_times_and_no_author_above_stay_articles() -> None:
    items = LIVE.split("\n\n")[2:]
    assert len(split("\n\n".join(items))) == 3


def test_readers_comments_are_no_articles() -> None:
    thread = (
        "Comments (2)\nMira\n3 March 2025, 14:02\nWho is going to pay for all this?\nReply\n"
        "old.sailor\n3 March 2025, 15:40\nNobody asked us.\nReply\n"
    )
    page = f"Valley road stays closed\nBy Ana Kovač\n\n{LEAD}\n\n{thread}\nMarket hall opens again\nBy Jan Novak\n\n{LEAD}\n"
    assert [one.title for one in split(page)] == ["Valley road stays closed", "Market hall opens again"]


def test_running_heads_between_the_lines_of_an_article_are_no_text() -> None:
    words = (LEAD + " ").split() * 3
    lines = [" ".join(words[i : i + 9]) for i in range(0, len(words), 9)]
    first, second = "\n".join(lines[:3]), "\n".join(lines[3:])
    head = "VALLEY MESSENGER March 2025"
    page = f"{head}\n\nRoad stays closed after flood\n{first}\n\n- 1 -\n{head}\n\n{second}\n\n- 2 -\n{head}\n"
    found = split(page)
    assert not any("MESSENGER" in one.title for one in found)
    assert not any("MESSENGER" in one.body for one in found)
