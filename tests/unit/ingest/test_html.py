from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.html import parse_html
from services.ingest.parsed import ParsedArticle
from shared.contracts import Precision

_PARAGRAPHS = (
    "The bridge over the Drin opened on Monday after three years of works that had been planned for one.",
    "Engineers said that the delay came from the river bed, which turned out to be softer than the survey had shown.",
    "Lorries may cross from July, once the second inspection of the southern ramp has been finished and published.",
)
_BODY = "".join(f"<p>{text}</p>" for text in _PARAGRAPHS)


def _page(head: str = "", article: str = "", *, around: str = "", attributes: str = 'lang="sq-AL"') -> str:
    return (
        f"<!DOCTYPE html><html {attributes}><head><meta charset='utf-8'>{head}</head><body>"
        "<header><a href='/'>Gazeta</a><nav><ul><li><a href='/sport'>Sport</a></li></ul></nav></header>"
        f"<main><article>{article or '<h1>Bridge opens</h1>' + _BODY}</article>{around}</main>"
        "<footer><p>© 2019 Gazeta. All rights reserved.</p></footer></body></html>"
    )


def _parse(page: str, url: str | None = None) -> ParsedArticle:
    (article,) = parse_html(page, url)
    return article


def _linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def test_the_text_of_the_article_and_nothing_around_it() -> None:
    article = _parse(_page(around="<aside><h3>Read also</h3><a href='/x'>Another story</a></aside>"))
    assert article.body == "\n\n".join(_PARAGRAPHS)
    assert article.title == "Bridge opens"
    assert article.language == "sq-AL"


def test_sub_headings_and_list_items_stand_on_lines_of_their_own() -> None:
    items = (
        "<ul><li>Width: eleven metres between the rails</li><li>Length: four hundred and ten metres</li></ul>"
    )
    article = _parse(
        _page(
            article=f"<h1>Bridge opens</h1><p>{_PARAGRAPHS[0]}</p><h2>In numbers</h2>{items}<p>{_PARAGRAPHS[1]}</p>"
        )
    )
    assert article.body == (
        f"{_PARAGRAPHS[0]}\n\nIn numbers\n\nWidth: eleven metres between the rails\n"
        f"Length: four hundred and ten metres\n\n{_PARAGRAPHS[1]}"
    )


def test_json_ld_names_every_field() -> None:
    article = _parse(
        _page(
            _linked(
                headline="Bridge opens",
                alternativeHeadline="After three years of works",
                datePublished="2025-06-23T10:00:00+02:00",
                author=[{"@type": "Person", "name": "Mira Kola"}, {"@type": "Person", "name": "Arben Hoxha"}],
                articleSection="Economy",
                keywords=["bridge", "roads"],
                mainEntityOfPage={"@id": "https://gazeta.example/economy/bridge?utm_source=x"},
            )
        )
    )
    assert article.subtitle == "After three years of works"
    assert article.authors == ("Mira Kola", "Arben Hoxha")
    assert article.published_at == datetime(2025, 6, 23, 8, tzinfo=UTC)
    assert article.published_precision is Precision.SECOND
    assert (article.section, article.tags) == ("Economy", ("bridge", "roads"))
    assert article.url == "https://gazeta.example/economy/bridge"


def test_json_ld_in_a_graph_with_references_and_a_trailing_comma() -> None:
    script = (
        '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "datePublished": "2001-01-01"}, '
        '{"@type": ["Article"], "headline": "Bridge opens", "author": {"@id": "#a"}, "datePublished": "2025-06-23"}, '
        '{"@type": "Person", "@id": "#a", "name": "Mira Kola"},]}</script>'
    )
    article = _parse(_page(script))
    assert article.authors == ("Mira Kola",)
    assert (article.published_at, article.published_precision) == (
        datetime(2025, 6, 23, tzinfo=UTC),
        Precision.DAY,
    )


def test_meta_elements_serve_where_there_is_no_json_ld() -> None:
    head = (
        '<meta property="og:title" content="Bridge opens | Gazeta"><meta property="og:site_name" content="Gazeta">'
        '<meta property="article:published_time" content="2025-06-23T10:00:00+02:00">'
        '<meta name="author" content="Nga Mira Kola"><meta property="article:section" content="Ekonomi">'
        '<meta property="article:tag" content="bridge"><meta property="article:tag" content="roads">'
        '<link rel="canonical" href="/economy/bridge">'
    )
    article = _parse(_page(head), "https://gazeta.example/economy/bridge?fbclid=1")
    assert (article.title, article.authors, article.section) == ("Bridge opens", ("Mira Kola",), "Ekonomi")
    assert article.tags == ("bridge", "roads")
    assert article.url == "https://gazeta.example/economy/bridge"
    assert article.published_at == datetime(2025, 6, 23, 8, tzinfo=UTC)


def test_what_is_printed_around_the_headline_serves_last() -> None:
    printed = (
        "<div class='kicker'>Ekonomi</div><h1>Bridge opens</h1><p class='standfirst'>After three years of works</p>"
        "<div class='meta'>Nga <a rel='author' href='/a'>Mira Kola</a> · 23 qershor 2025, 10:00</div>"
    )
    article = _parse(_page(article=printed + _BODY))
    assert (article.section, article.subtitle) == ("Ekonomi", "After three years of works")
    assert article.authors == ("Mira Kola",)
    assert article.published_at == datetime(2025, 6, 23, 10, tzinfo=UTC)
    assert article.published_precision is Precision.MINUTE
    assert article.body == "\n\n".join(_PARAGRAPHS)


def test_a_date_of_the_page_is_not_the_articles() -> None:
    around = "<footer>Updated 1 January 2024</footer><aside><time datetime='2020-05-05'>5 May</time></aside>"
    assert _parse(_page(around=around)).published_at is None


def test_the_site_name_is_no_part_of_the_title() -> None:
    head = "<title>Bridge opens to traffic on Monday – Gazeta</title><meta property='og:site_name' content='Gazeta'>"
    assert _parse(_page(head, article=f"<div>{_BODY}</div>")).title == "Bridge opens to traffic on Monday"


def test_a_logo_in_a_heading_is_no_title() -> None:
    head = "<meta property='og:title' content='Bridge opens'><meta property='og:site_name' content='Gazeta'>"
    assert _parse(_page(head, article=f"<h1>Gazeta</h1><h1>Bridge opens</h1>{_BODY}")).title == "Bridge opens"


@pytest.mark.parametrize(
    "canonical", ["https://gazeta.example/", "https://elsewhere.example/a", "javascript:x"]
)
def test_a_canonical_address_that_cannot_be_is_not_believed(canonical: str) -> None:
    url = "https://gazeta.example/economy/bridge"
    assert _parse(_page(f'<link rel="canonical" href="{canonical}">'), url).url == url


def test_a_headline_on_another_level_is_found() -> None:
    assert _parse(_page(article=f"<h2>Bridge opens</h2>{_BODY}")).title == "Bridge opens"
    head = "<title>Bridge opens to traffic | Gazeta</title>"
    assert (
        _parse(_page(head, article=f"<h3>Bridge opens to traffic</h3>{_BODY}")).title
        == "Bridge opens to traffic"
    )


def test_a_byline_and_a_date_on_one_line_are_told_apart() -> None:
    meta = "<div class='entry-meta'>Autor: Ivan Horvat | 23. lipnja 2025. u 10:15</div>"
    article = _parse(_page(article=f"<h1>Bridge opens</h1>{meta}{_BODY}"))
    assert article.authors == ("Ivan Horvat",)
    assert article.published_at == datetime(2025, 6, 23, 10, 15, tzinfo=UTC)


def test_a_short_item_keeps_its_paragraphs_and_loses_its_headline_and_byline() -> None:
    short = "<h1>Bridge opens</h1><p class='by'>By Mira Kola</p><time>23 June 2025</time><p>It opened.</p><p>It is long.</p>"
    article = _parse(f"<html><body><article>{short}</article></body></html>")
    assert (article.title, article.body) == ("Bridge opens", "It opened.\n\nIt is long.")
    assert (article.authors, article.published_precision) == (("Mira Kola",), Precision.DAY)


def test_a_page_without_any_heading_has_its_first_line_as_one() -> None:
    page = "<html><body><b>Bridge opens</b><br><br>It opened on Monday.<br><br>It is long.</body></html>"
    article = _parse(page)
    assert (article.title, article.body) == ("Bridge opens", "It opened on Monday.\n\nIt is long.")


def test_a_page_cut_short_is_truncated() -> None:
    cut = f"<h1>Bridge opens</h1>{_BODY}<p>The minister added that the road to the north would …</p>"
    assert _parse(_page(article=cut)).truncated
    assert not _parse(_page()).truncated


def test_two_whole_articles_on_a_page_are_two_and_cards_are_none() -> None:
    second = (
        f"<article><h2><a href='/b'>Ferry stops</a></h2>{(_BODY * 2).replace('bridge', 'ferry')}</article>"
    )
    first = f"<h2><a href='/a'>Bridge opens</a></h2><time datetime='2025-06-23'>23.6.</time>{_BODY * 2}"
    articles = parse_html(_page(article=first, around=second), "https://gazeta.example/")
    assert [(article.title, article.url) for article in articles] == [
        ("Bridge opens", "https://gazeta.example/a"),
        ("Ferry stops", "https://gazeta.example/b"),
    ]
    assert articles[0].published_precision is Precision.DAY
    card = "<article><h3><a href='/c'>A card</a></h3><p>Short teaser.</p></article>"
    assert len(parse_html(_page(around=card * 5))) == 1


def test_the_text_of_a_page_does_not_depend_on_the_pages_before_it() -> None:
    pages = [_parse(_page()).body for _ in range(5)]
    assert len(set(pages)) == 1


@pytest.mark.parametrize("page", ["", "   ", "<html></html>", "<!-- -->", "\x00"])
def test_a_page_without_text_gives_no_article(page: str) -> None:
    assert parse_html(page) == []


@given(st.text(alphabet=st.sampled_from("<>/ahpdivrtcle1=\"' !-&;\x00é{}[]"), max_size=200))
def test_any_page_is_parsed_without_failing(text: str) -> None:
    parse_html(f"<html><body><article><h1>T</h1>{text}")
