"""What the regular setting of a page settles, whatever the labeller thought of single lines."""

from services.ingest.split import split
from services.ingest.split.heads import bare_label, bare_title, dated_title, section_prefix, without_page
from services.ingest.split.lines import physical_lines
from services.ingest.split.observe import observe
from services.ingest.split.paragraphs import signature
from services.ingest.split.regularity import regular


def settle(page: str, given: list[str]) -> list[str]:
    lines = physical_lines(page)
    labels = list(given)
    regular(labels, [observe(line.text) for line in lines], lines)
    return labels


def test_a_number_missing_between_numbered_headlines_is_a_headline() -> None:
    page = "\n\n".join(
        f"{n}. Bridge number {n} opens\nThe mayor cut the ribbon of bridge {n}." for n in (1, 2, 3, 4)
    )
    labels = ["TITLE", "BODY", "TITLE", "BODY", "BODY", "BODY", "TITLE", "BODY"]
    assert settle(page, labels) == ["TITLE", "BODY"] * 4


def test_the_last_line_of_a_numbered_list_is_no_headline() -> None:
    page = "The plan has three parts\n1. Four thousand litres\n2. Two thousand for the greenhouse\n3. A few bottles"
    assert settle(page, ["BODY", "ITEM", "ITEM", "TITLE"]) == ["BODY", "ITEM", "ITEM", "ITEM"]


def test_date_lines_on_top_of_headlines_belong_to_the_articles() -> None:
    page = "\n\n".join(
        f"Valley Post | {d}.11.2025 | p. {d}\nStory {d} of the day\nThe text of the story stands here."
        for d in (18, 19)
    )
    assert settle(page, ["FURN", "TITLE", "BODY"] * 2) == ["PRE", "TITLE", "BODY"] * 2


def test_questions_of_one_interviewer_are_no_headlines() -> None:
    page = "Gazette: What did you find?\nBoxes, mostly.\nGazette: How many were left?\nNine."
    assert settle(page, ["TITLE", "BODY", "TITLE", "BODY"]) == ["BODY"] * 4


def test_a_list_of_the_parts_of_an_article_holds_no_headline() -> None:
    page = "In this report\nOne cow, two owners\nHow we worked\n\nIt died in March.\n\nHow we worked\n\nWe read registers."
    labels = ["FURN", "FURN", "TITLE", "BODY", "SUBHEAD", "BODY"]
    assert settle(page, labels) == ["FURN", "FURN", "FURN", "BODY", "SUBHEAD", "BODY"]


def test_what_stands_under_an_advertiser_s_line_is_no_article() -> None:
    page = "A message from our partner\nInvoices pay themselves. Try it.\n\nA real headline of the day\nAnd its text."
    assert settle(page, ["TITLE", "BODY", "TITLE", "BODY"]) == ["FURN", "FURN", "TITLE", "BODY"]


def test_dates_and_pages_leave_headlines() -> None:
    found = dated_title("(Mon 2 June 2025) Causeway to close", day_first=True)
    assert found is not None and (found[0], found[1].when.day) == ("Causeway to close", 2)
    assert dated_title("Week in verdicts, 5–11 May", day_first=True) is None
    assert without_page("Two companies, one pipe (J. Cerovac, p. 5)") == (
        "Two companies, one pipe",
        ("J. Cerovac",),
        None,
    )
    assert without_page("The law (as amended)") == ("The law (as amended)", (), None)


def test_a_matter_before_a_colon_stays_in_the_headline_and_a_genre_leaves_it() -> None:
    assert section_prefix("Football: Flamurtari sack coach", frequent=True) is None
    assert section_prefix("Opinion: Why libraries matter", frequent=False) == (
        "Opinion",
        "Why libraries matter",
    )


def test_letters_that_count_headlines_are_marks_as_numbers_are() -> None:
    assert bare_title("а) Лифтот повторно работи") == "Лифтот повторно работи"
    assert bare_title("(1 of 5) Satellite falls, field fine") == "Satellite falls, field fine"


def test_the_count_behind_a_section_is_not_its_name() -> None:
    assert bare_label("GRAD (2)") == "GRAD"


def test_a_signature_may_hold_a_date() -> None:
    assert signature("The hedge stays. [G. Thorne, 12.3.2025]") == (16, ("G. Thorne",))


def test_a_text_in_which_no_headline_stands_out_is_one_article() -> None:
    text = (
        "Court in Kassel convicts seller\n"
        + "Suspended prison for the programmer, a fine for his firm, and a warning for others. " * 3
    )
    assert len(split(text)) == 1
