"""The splitter's promises that hold for every text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ingest.split import split

TWO = """News
Bridge over the Drin reopens after eleven months

23 June 2025
The bridge was opened to cars on Monday. Engineers had replaced
both of its piers.

News
Library stays open on Sundays

24 June 2025
Readers asked for it in a poll. Tea is free, the city said … Read more »
"""


def test_a_plain_digest_is_cut_with_all_its_fields() -> None:
    first, second = split(TWO)
    assert first.title == "Bridge over the Drin reopens after eleven months"
    assert first.section == "News"
    assert first.published_at is not None
    assert first.published_at.date().isoformat() == "2025-06-23"
    assert first.body == "The bridge was opened to cars on Monday. Engineers had replaced both of its piers."
    assert not first.truncated
    assert second.body.endswith("the city said …")
    assert second.truncated


def test_spans_are_offsets_of_the_text_as_stored() -> None:
    stored = "\ufeff" + TWO.replace("\n", "\r\n").replace("Tea is", "Tea\u00a0is")
    for article in split(stored):
        assert article.span is not None
        cut = stored[slice(*article.span)]
        assert cut.startswith(article.title)
        assert cut.endswith(article.body.rsplit(" ", 1)[-1])


def test_mojibake_is_repaired_in_the_fields_while_spans_stay() -> None:
    good = TWO.replace("The bridge was", "The bridge at “Ćuprija” was")
    stored = good.encode("utf-8").decode("windows-1252", errors="replace")
    assert any("“Ćuprija”" in a.body or "Ä" not in a.body for a in split(good))
    spans = [stored[slice(*a.span)] for a in split(stored) if a.span]
    assert spans[0].startswith("Bridge over the Drin")
    assert spans[1].endswith("said â€¦")


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n\n", "\x00\x01\x02", "---\n***\n===", "\u00ad\u200b", "🎉" * 50, "…"]
)
def test_a_text_without_an_article_gives_none(text: str) -> None:
    assert split(text) == []


fragments = st.sampled_from(
    ["NEWS", "By Ana Kovač", "23 June 2025", "Bridge reopens", "The bridge was opened on Monday.", "", "", "---", "(Tanjug)",
     "Read more »", "• item", "1. One", "## Head", "**bold**", "“Quote …”", "x" * 300, "\u00a0", "Foto: AFP", "14:35",
     "&amp;", "TIRANA – The city", "â€œquotedâ€", "https://example.com", "Šta dalje?", "Објављено", "…", "\x0c",
     "- a", "a-\nb", "and so the wrapped line goes on for a while without an end", "News Analysis: A headline long enough"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=400), st.lists(fragments, max_size=40).map("\n".join)))
def test_spans_are_ordered_disjoint_and_inside_the_text(text: str) -> None:
    before = 0
    for article in split(text):
        assert article.span is not None
        start, end = article.span
        assert before <= start < end <= len(text)
        assert article.title.strip()
        assert article.body.strip()
        before = end


@settings(max_examples=40, deadline=None)
@given(st.lists(fragments, min_size=3, max_size=30).map("\n".join))
def test_splitting_is_deterministic_and_indifferent_to_line_ends(text: str) -> None:
    once = [(a.title, a.body) for a in split(text)]
    assert once == [(a.title, a.body) for a in split(text)]
    assert once == [(a.title, a.body) for a in split(text.replace("\n", "\r\n"))]


def test_what_is_in_a_body_is_in_its_span() -> None:
    for article in split(TWO):
        assert article.span is not None
        inside = TWO[slice(*article.span)]
        assert all(word in inside for word in article.body.split())


@pytest.mark.parametrize(
    "line", ["a" * 3_000_000, "word " * 600_000, "((((" * 300_000, "1." * 500_000, "«" * 500_000]
)
def test_huge_lines_take_no_more_than_moments(line: str) -> None:
    started = time.monotonic()
    split(f"Title of it\n\n{line}\n")
    assert time.monotonic() - started < 10


def test_time_grows_linearly() -> None:
    def seconds(copies: int) -> float:
        text = TWO * copies
        started = time.process_time()
        split(text)
        return time.process_time() - started

    seconds(50)
    assert seconds(4_000) < 20 * max(seconds(400), 0.02)
