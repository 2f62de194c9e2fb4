"""Pages with several articles, and what must not be taken for one; whole labelled pages are in tests/quality/html."""

# ruff: noqa: E501  (pages are easier to read as they are)

from __future__ import annotations

import time

import pytest

from services.ingest.html import parse_html
from services.ingest.parsed import ParsedArticle
from shared.contracts import Precision, Provenance

_SITE = "https://gazeta.example/"
_TEXT = "The council voted on Tuesday to build a tram line between the harbour and the university."
_MORE = "Works will begin in spring and take three years, said the mayor on Tuesday evening."


def _titles(page: str, url: str = _SITE) -> list[str]:
    return [article.title for article in parse_html(page, url)]


def _cut(page: str) -> list[ParsedArticle]:
    return parse_html(f"<html><head><title>Gazeta</title></head><body>{page}</body></html>", _SITE)


def test_each_article_of_a_digest_keeps_its_own_address_date_author_and_section() -> None:
    card = """<div class="card"><span class="kicker">Sport</span><h3><a href="/a/{0}?utm_source=x">Headline {0} of the day</a></h3>
    <div class="meta">By Mira Kola <time datetime="2025-06-2{0}T10:00:00+02:00">yesterday</time></div><p>{1}</p><a href="/a/{0}">Read more</a></div>"""
    first, second = _cut(card.format(1, _TEXT) + card.format(2, _MORE + " The first trams are"))
    assert (first.title, first.body, first.url) == ("Headline 1 of the day", _TEXT, f"{_SITE}a/1")
    assert (first.authors, first.section, first.published_precision) == (
        ("Mira Kola",),
        "Sport",
        Precision.SECOND,
    )
    assert (first.truncated, second.truncated) == (False, True)
    assert first.provenance["published_at"] is first.provenance["url"] is Provenance.MARKUP
    assert first.provenance["title"] is first.provenance["body"] is Provenance.TEXT


def test_headings_that_lead_nowhere_are_sub_headings() -> None:
    parts = "".join(f"<h2>Part {number} of the story</h2><p>{_TEXT}</p><p>{_MORE}</p>" for number in range(4))
    assert _titles(f"<html><body><h1>The whole story of the tram</h1>{parts}</body></html>") == [
        "The whole story of the tram"
    ]


def test_headings_with_a_byline_of_their_own_are_headlines() -> None:
    parts = "".join(
        f"<h2>Story {n} of the day</h2><p>By Mira Kola</p><p>{_TEXT}</p><p>{_MORE}</p>" for n in range(3)
    )
    assert _titles(f"<html><body><h1>Friday</h1>{parts}</body></html>") == [
        f"Story {n} of the day" for n in range(3)
    ]


def test_a_page_named_after_one_of_its_headlines_is_that_article() -> None:
    cards = "".join(f"<h2><a href='/{n}'>Another story {n} of today</a></h2><p>{_MORE}</p>" for n in range(3))
    page = f"<html><head><title>Tram line approved at last | Gazeta</title></head><body><h2>Tram line approved at last</h2>{f'<p>{_TEXT}</p>' * 4}{cards}</body></html>"
    assert _titles(page, f"{_SITE}tram") == ["Tram line approved at last"]


def test_a_link_between_two_paragraphs_is_no_headline() -> None:
    between = "".join(
        f"<p>{_TEXT} {n}</p><p><a href='/{n}'>Another story of today {n}</a></p><p>{_MORE} {n}</p>"
        for n in range(4)
    )
    assert (
        len(_titles(f"<html><body><h1>Tram line approved</h1>{between}</body></html>", f"{_SITE}tram")) == 1
    )


def test_preformatted_text_is_split_as_text() -> None:
    stories = "\n\n\n".join(
        f"STORY NUMBER {n} OF THE BULLETIN\n\nBy Mira Kola\nJune 2{n}, 2025\n\n{_TEXT}\n\n{_MORE}"
        for n in "123"
    )
    found = parse_html(f"<html><body><pre>{stories}</pre></body></html>", _SITE)
    assert [article.published_precision for article in found] == [Precision.DAY] * 3
    assert all(article.span is None and article.authors == ("Mira Kola",) for article in found)


def test_teasers_at_the_end_of_an_article_leave_its_text() -> None:
    cards = "".join(
        f"<h3><a href='/{n}'>Another story {n} of today</a></h3><p>{_MORE} {n}</p>" for n in range(3)
    )
    (article,) = parse_html(
        f"<html><body><h1>Tram line approved</h1>{''.join(f'<p>{_TEXT} {n}.</p>' for n in range(4))}{cards}</body></html>",
        f"{_SITE}tram",
    )
    assert article.body.endswith(f"{_TEXT} 3.")


@pytest.mark.parametrize(
    "piece",
    [
        "<h1>Some headline of a page</h1>",
        f"<h2><a href='/x'>Some headline of it</a></h2><p>{_TEXT}</p>",
        f"<p><b>Some headline of a page</b><br>By Ana Anic</p><p>{_TEXT}</p>",
        '<div class="author date title meta menu subtitle">x</div>',
        "<a href='/y'>read more of this</a> ",
        "<span itemprop='author'><i itemprop='name'>x</i></span>",
    ],
)
def test_a_page_made_to_cost_time_costs_no_more_than_its_length(piece: str) -> None:
    def seconds(times: int) -> float:
        page = f"<html><head><title>x</title></head><body>{piece * times}</body></html>"
        started = time.process_time()
        parse_html(page, _SITE)
        return time.process_time() - started

    seconds(10)
    # Four times the shorter one, and not sixteen; at these lengths trafilatura's own share is not linear either.
    assert seconds(3_000) < 10 * max(seconds(750), 0.05)
