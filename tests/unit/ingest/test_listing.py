# ruff: noqa: E501  (pages are easier to read as they are)
"""List pages in several layouts and languages, each with what a careful reader would follow."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.listing import Selector, parse_listing
from shared.contracts import Precision

_SITE = "https://gazeta.example/"


def _paths(page: str, url: str = _SITE, selector: Selector | None = None) -> list[str]:
    return [link.url.removeprefix("https://gazeta.example") for link in parse_listing(page, url, selector)]


_WORDPRESS = """<!doctype html><html lang="en"><head><title>Gazette</title></head><body class="blog has-sidebar hfeed">
<header><a href="/">Gazette</a><nav><ul class="menu"><li><a href="/category/politics/">Politics</a></li>
<li><a href="/about-the-gazette-and-its-people/">About the Gazette and its people</a></li></ul></nav></header>
<div class="content-area"><main>
<div class="post-12 post type-post category-politics tag-water hentry"><h2 class="entry-title"><a href="/2025/06/council-votes-on-water/">Council votes on water</a></h2>
<span class="byline">By <a href="/author/mira-kola/" rel="author">Mira Kola</a></span> <time datetime="2025-06-23T10:00:00+02:00">June 23</time>
<p>The council voted. <a class="more-link" href="/2025/06/council-votes-on-water/#more-12">Continue reading</a></p>
<footer>Filed under <a href="/category/politics/" rel="category tag">Politics</a> <a href="/tag/water/">water</a>
<a href="/2025/06/council-votes-on-water/#comments">3 comments</a></footer></div>
<div class="post-11 post type-post category-sport hentry"><h2 class="entry-title"><a href="/2025/06/derby/">Derby drawn</a></h2>
<time datetime="2025-06-22">June 22</time><p>It was drawn.</p></div>
<nav class="navigation pagination"><a href="/page/2/">2</a> <a href="/page/2/" class="next">Older posts of the Gazette in full</a></nav>
</main></div><aside class="sidebar"><h3>Most read</h3><ul><li><a href="/2024/01/the-old-story-everyone-still-reads/">The old story everyone still reads</a></li></ul></aside>
<footer><a href="/privacy-policy/">Privacy policy</a> <a href="https://facebook.com/gazette">Find us on Facebook today and tomorrow</a></footer>
</body></html>"""


def test_a_blog_gives_its_posts_and_nothing_around_them() -> None:
    links = parse_listing(_WORDPRESS, _SITE)
    assert [link.title for link in links][:2] == ["Council votes on water", "Derby drawn"]
    assert [link.url for link in links][:2] == [
        f"{_SITE}2025/06/council-votes-on-water/",
        f"{_SITE}2025/06/derby/",
    ]
    assert links[0].published == (datetime(2025, 6, 23, 8, tzinfo=UTC), Precision.SECOND)
    assert links[1].published == (datetime(2025, 6, 22, tzinfo=UTC), Precision.DAY)
    assert not any("author" in link.url or "category" in link.url or "page" in link.url for link in links)


def test_a_front_page_with_sections_in_croatian() -> None:
    section = """<section class="rubrika"><h2><a href="/{0}">{1}</a></h2><div class="grid">{2}</div><a href="/{0}">Više iz rubrike</a></section>"""
    card = """<div class="card"><a href="/{0}/{1}-{2}"><img src="/x.jpg" alt=""></a><div class="kicker"><a href="/{0}">{3}</a></div>
    <h3><a href="/{0}/{1}-{2}">{4}</a></h3><span>prije 2 sata</span></div>"""
    news = card.format(
        "vijesti", "vlada-odustala-od-poreza", 1001, "Politika", "Vlada odustala od poreza"
    ) + card.format("vijesti", "potres-kod-siska", 1002, "Hrvatska", "Potres kod Siska")
    sport = card.format("sport", "dinamo-ispao", 1003, "Nogomet", "Dinamo ispao")
    page = f"""<html><body><div id="mainmenu"><a href="/vijesti">Vijesti</a><a href="/sport">Sport</a><a href="/kontakt">Kontakt</a>
    <a href="/pretplata">Pretplata</a></div>{section.format("vijesti", "Vijesti", news)}{section.format("sport", "Sport", sport)}
    <div class="footer"><a href="/impressum">Impressum</a><a href="/uvjeti-koristenja-i-pravila-privatnosti">Uvjeti korištenja i pravila privatnosti</a></div>
    </body></html>"""
    assert _paths(page) == [
        "/vijesti/vlada-odustala-od-poreza-1001", "/vijesti/potres-kod-siska-1002", "/sport/dinamo-ispao-1003",
    ]  # fmt: skip


def test_an_old_site_of_tables_with_numbers_in_its_addresses_in_albanian() -> None:
    row = '<tr><td>{0}.06.2025</td><td><a href="lajmi.php?id={1}">{2}</a></td></tr>'
    rows = [row.format(23, 4411, "Kuvendi miraton ligjin e ri për ujin"), row.format(22, 4410, "Zjarr në Vlorë"),
            row.format(21, 4409, "Çmimet e naftës bien për herë të tretë këtë muaj")]  # fmt: skip
    page = f"""<html><body><table><tr><td><a href="index.php">Ballina</a> <a href="kategoria.php?kat=2">Sport</a>
    <a href="kontakt.php">Kontakti</a></td></tr></table><table>{"".join(rows)}</table>
    <a href="lajme.php?faqja=2">2</a> <a href="lajme.php?faqja=3">3</a></body></html>"""
    assert _paths(page) == ["/lajmi.php?id=4411", "/lajmi.php?id=4410", "/lajmi.php?id=4409"]


def test_whole_cards_that_are_links_in_serbian_cyrillic() -> None:
    card = '<a class="vest" href="/{0}/"><span class="datum">23.06.2025.</span><h3>{1}</h3><p>Кратак опис вести.</p></a>'
    page = f"""<html><body><ul class="izbornik"><li><a href="/politika/">Политика</a></li></ul><div class="lista">
    {card.format("skupstina-usvojila-zakon", "Скупштина усвојила закон")}{card.format("novi-most", "Отворен нови мост")}
    {card.format("susa", "Суша у Војводини")}</div></body></html>"""
    links = parse_listing(page, _SITE)
    assert [link.title for link in links] == [
        "Скупштина усвојила закон",
        "Отворен нови мост",
        "Суша у Војводини",
    ]
    assert links[0].published == (datetime(2025, 6, 23, tzinfo=UTC), Precision.DAY)


def test_teasers_whose_only_link_offers_more_in_italian() -> None:
    teaser = (
        '<div class="teaser"><h2>{0}</h2><p>Il testo breve.</p><a href="/articoli/{1}">Leggi tutto</a></div>'
    )
    page = f"""<html><body><div class="menu"><a href="/chi-siamo">Chi siamo</a></div>{teaser.format("Il ponte riapre", "ponte-riapre")}
    {teaser.format("Sciopero dei treni", "sciopero-treni")}{teaser.format("Scuola, si torna in classe", "scuola")}</body></html>"""
    links = parse_listing(page, _SITE)
    assert [link.title for link in links] == [
        "Il ponte riapre",
        "Sciopero dei treni",
        "Scuola, si torna in classe",
    ]


def test_a_plain_list_of_headlines_in_greek_and_turkish() -> None:
    greek = [
        "Η κυβέρνηση ανακοίνωσε νέα μέτρα για το νερό",
        "Άνοιξε η νέα γέφυρα στη Θεσσαλονίκη",
        "Απεργία στα τρένα αύριο Τρίτη",
    ]
    turkish = [
        "Meclis yeni su yasasını kabul etti",
        "Köprü pazartesi günü yeniden açılıyor",
        "Trenlerde yarın grev var",
    ]
    for heads, folder in ((greek, "eidiseis"), (turkish, "haber")):
        items = "".join(
            f'<li><span>10:3{n}</span> <a href="/{folder}/{n}8812">{head}</a></li>'
            for n, head in enumerate(heads, 1)
        )
        page = f'<html><body><a href="/{folder}">X</a><ul>{items}</ul><p><a href="/{folder}?sayfa=2">2</a></p></body></html>'
        assert _paths(page) == [f"/{folder}/18812", f"/{folder}/28812", f"/{folder}/38812"]


def test_wordpress_without_permalinks() -> None:
    page = "".join(f'<h2><a href="/?p={n}">Die Brücke {n} ist wieder offen</a></h2>' for n in (31, 32, 33))
    assert _paths(f'<div><a href="/?cat=3">Sport</a>{page}</div>') == ["/?p=31", "/?p=32", "/?p=33"]


def test_addresses_are_canonical_relative_to_the_base_and_listed_once() -> None:
    page = """<html><head><base href="/de/"></head><body><h2><a href="a-b-c-d?utm_source=home#x">Der Fluss steigt weiter an</a></h2>
    <h2><a href="https://www.gazeta.example/de/a-b-c-e">Der Fluss fällt wieder</a></h2><h2><a href="a-b-c-d">Der Fluss steigt weiter an</a></h2></body></html>"""
    assert [link.url for link in parse_listing(page, _SITE)] == [
        f"{_SITE}de/a-b-c-d", "https://www.gazeta.example/de/a-b-c-e",
    ]  # fmt: skip


def test_a_list_inside_something_called_a_category_or_a_widget_is_still_the_list() -> None:
    cards = "".join(f'<h3><a href="/vest-{n}">Dogodilo se nešto novo broj {n}</a></h3>' for n in range(5))
    assert len(_paths(f'<div class="main-category"><div class="sidebar-layout">{cards}</div></div>')) == 5


def test_other_sites_are_not_followed_but_sub_domains_are() -> None:
    page = """<h2><a href="https://other.example/one-two-three-four">One two three four five</a></h2>
    <h2><a href="https://sport.gazeta.example/one-two-three-four">One two three four five</a></h2>"""
    assert [link.url for link in parse_listing(page, _SITE)] == [
        "https://sport.gazeta.example/one-two-three-four"
    ]


def test_a_selector_is_believed() -> None:
    page = '<div class="x"><a href="/a">A</a><a href="/b/1">B</a></div><div><a href="/c">C</a></div>'
    assert _paths(page, selector=Selector(xpath="//div[@class='x']")) == ["/a", "/b/1"]
    assert _paths(page, selector=Selector(xpath="//a/@href", regex=r"/[ac]$")) == ["/a", "/c"]
    assert Selector(xpath="//a[").fault() is not None
    assert Selector(regex="(").fault() is not None
    assert Selector(xpath="//a", regex="x").fault() is None


@pytest.mark.parametrize("page", ["", "  ", "<html></html>", "<a href='/x'>", "{}", "\x00"])
def test_a_page_without_articles_lists_none(page: str) -> None:
    assert parse_listing(page, _SITE) == ()


@given(st.text(alphabet=st.sampled_from("<>/ahrefdivul=\"' h2-1?&;\x00é"), max_size=200))
def test_any_page_is_read_without_failing(text: str) -> None:
    parse_listing(f"<html><body><h2><a href='/one-two-three-four'>{text}", _SITE)
