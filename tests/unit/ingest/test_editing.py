from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from services.ingest.editing import edit
from services.ingest.parsed import ParsedArticle
from shared.contracts import Precision

_BARE = ParsedArticle(title="Bridge opens", body="The bridge opened.\n\nIt is long.")


def test_title_deck_byline_and_date_line_leave_the_body() -> None:
    body = "Bridge opens\n\nA deck.\n\nBy Mira Kola\n\nJune 23, 2025\n\nThe bridge opened.\n\nIt is long."
    edited = edit(replace(_BARE, subtitle="A deck", body=body))
    assert edited.body == _BARE.body
    assert edited.authors == ("Mira Kola",)
    assert edited.published_at == datetime(2025, 6, 23, tzinfo=UTC)
    assert edited.published_precision is Precision.DAY


def test_what_the_metadata_say_is_not_overruled_by_the_body() -> None:
    when = datetime(2025, 6, 22, 10, tzinfo=UTC)
    known = replace(_BARE, authors=("Ana Anić",), published_at=when, published_precision=Precision.SECOND)
    edited = edit(replace(known, body="By Ana Anić, June 23, 2025\n\nThe bridge opened."))
    assert (edited.body, edited.published_at, edited.authors) == ("The bridge opened.", when, ("Ana Anić",))


def test_a_dateline_becomes_a_field() -> None:
    edited = edit(replace(_BARE, body="TIRANA, June 23, 2025 (ATA) — The bridge opened."))
    assert edited.dateline == "Tirana"
    assert edited.body == "The bridge opened."
    assert edited.authors == ()


def test_a_body_that_only_repeats_the_title_is_kept() -> None:
    assert edit(replace(_BARE, body="Bridge opens")).body == "Bridge opens"


def test_an_ordinary_first_sentence_stays() -> None:
    for first in (
        "By noon the bridge was open.",
        "On June 23, 2025 the bridge opened.",
        "The mayor – a tall man – came.",
    ):
        assert edit(replace(_BARE, body=f"{first}\n\nMore followed.")).body == f"{first}\n\nMore followed."


def test_what_the_input_says_about_truncation_is_believed() -> None:
    cut = replace(_BARE, body="The bridge …")
    assert edit(cut).truncated
    assert not edit(cut, truncation_is_declared=True).truncated
    assert edit(replace(_BARE, truncated=True), truncation_is_declared=True).truncated
