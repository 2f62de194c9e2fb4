from __future__ import annotations

import gzip
import time
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.sitemap import Sitemap, parse_sitemap
from shared.contracts import Precision
from shared.rejection import Rejection

_URL = "https://gazeta.example/sitemap.xml"
_NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml">
<url><loc>https://gazeta.example/a?utm_source=x&amp;id=7</loc><lastmod>2025-06-24</lastmod>
<image:image><image:loc>https://gazeta.example/a.jpg</image:loc><image:title>Foto</image:title></image:image>
<news:news><news:publication><news:name>Gazeta</news:name><news:language>sq</news:language></news:publication>
<news:publication_date>2025-06-23T10:00:00+02:00</news:publication_date>
<news:title><![CDATA[Ura & "lumi"]]></news:title></news:news></url>
<url><loc>
 /b </loc><xhtml:link rel="alternate" hreflang="en" href="https://gazeta.example/en/b"/>
<xhtml:link rel="alternate" hreflang="sq-XK" href="https://gazeta.example/b"/></url>
</urlset>"""


def _read(text: str | bytes) -> Sitemap:
    found = parse_sitemap(text.encode() if isinstance(text, str) else text, _URL)
    assert isinstance(found, Sitemap), found
    return found


def _addresses(text: str | bytes) -> list[str]:
    return [link.url for link in _read(text).links]


def test_a_news_sitemap_gives_what_it_says_of_each_article() -> None:
    first, second = _read(_NEWS).links
    assert (first.url, first.title) == ("https://gazeta.example/a?id=7", 'Ura & "lumi"')
    assert first.published == (datetime(2025, 6, 23, 8, tzinfo=UTC), Precision.SECOND)
    assert first.modified == (datetime(2025, 6, 24, tzinfo=UTC), Precision.DAY)
    assert (first.language, first.publication) == ("sq", "Gazeta")
    assert (second.url, second.language, second.title) == ("https://gazeta.example/b", "sq-XK", None)


def test_an_index_names_other_sitemaps() -> None:
    index = _read(
        "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>/news.xml.gz</loc>"
        "<lastmod>2025-06-23T10:00:00Z</lastmod></sitemap><sitemap><loc>https://gazeta.example/old.xml</loc></sitemap>"
        "</sitemapindex>"
    )
    assert index.links == ()
    assert [nested.url for nested in index.sitemaps] == [
        "https://gazeta.example/news.xml.gz",
        "https://gazeta.example/old.xml",
    ]
    assert index.sitemaps[0].modified == (datetime(2025, 6, 23, 10, tzinfo=UTC), Precision.SECOND)


def test_prefixes_that_are_not_declared_and_other_prefixes_are_read() -> None:
    text = "<ns0:urlset><ns0:url><ns0:loc>https://g.example/1</ns0:loc><n:news><n:title>T</n:title></n:news></ns0:url></ns0:urlset>"
    (link,) = _read(text).links
    assert (link.url, link.title) == ("https://g.example/1", "T")


def test_packed_sitemaps_are_unpacked_even_twice_and_even_cut() -> None:
    packed = gzip.compress(_NEWS.encode())
    assert _addresses(packed) == _addresses(gzip.compress(packed)) == _addresses(_NEWS)
    rows = "".join(
        f"<url><loc>https://g.example/{number * 7919 % 10_007}</loc></url>" for number in range(2_000)
    )
    half = gzip.compress(f"<urlset>{rows}</urlset>".encode())[:-2_000]
    found = _read(half)
    assert 500 < len(found.links) < 2_000
    assert not found.complete


def test_a_text_file_of_addresses_is_a_sitemap() -> None:
    assert _addresses("\ufeffhttps://g.example/1\r\n\r\nhttps://g.example/2\r\nhttps://g.example/1\r\n") == [
        "https://g.example/1",
        "https://g.example/2",
    ]


def test_a_feed_serves_as_a_sitemap() -> None:
    (link,) = _read(
        "<rss version='2.0'><channel><item><title>Ura</title><link>/1</link>"
        "<pubDate>Mon, 23 Jun 2025 10:00:00 GMT</pubDate></item></channel></rss>"
    ).links
    assert (link.url, link.title) == ("https://gazeta.example/1", "Ura")
    assert link.published == (datetime(2025, 6, 23, 10, tzinfo=UTC), Precision.SECOND)


def test_a_malformed_sitemap_gives_what_can_be_made_out() -> None:
    bare = "<urlset><url><loc>https://g.example/1?a=1&b=2</loc><n:title>x &eacute;</wrong></url><url><loc>https://g.example/2</loc>"
    found = _read(bare + "<url><loc>https://g.example/3</loc></url><url><loc>https://g.example/half")
    assert [link.url for link in found.links] == [
        "https://g.example/1?a=1&b=2",
        "https://g.example/2",
        "https://g.example/3",
    ]
    assert not found.complete


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://g.example/a", "file:///etc/passwd", "", "http://"]
)
def test_what_is_no_web_address_is_left_out(address: str) -> None:
    assert _addresses(f"<urlset><url><loc>{address}</loc></url></urlset>") == []


def test_entities_are_refused() -> None:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "lol">{levels}]><urlset><url><loc>https://g.example/&l11;</loc></url></urlset>'
    outside = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://g.example/&f;</loc></url></urlset>'
    for text in (bomb, outside):
        refused = parse_sitemap(text.encode(), _URL)
        assert isinstance(refused, Rejection)
        assert refused.reason == "hostile_xml"


def test_a_small_file_that_unpacks_to_a_large_one_is_refused_without_unpacking_it_all() -> None:
    stream = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([*(stream.compress(b" " * 1_000_000) for _ in range(300)), stream.flush()])
    started = time.monotonic()
    refused = parse_sitemap(bomb, _URL)
    assert time.monotonic() - started < 5
    assert isinstance(refused, Rejection)
    assert refused.reason == "too_large"


def test_no_more_links_than_the_limit_and_it_says_so() -> None:
    rows = "".join(f"<url><loc>https://g.example/{number}</loc></url>" for number in range(30))
    found = parse_sitemap(f"<urlset>{rows}</urlset>".encode(), _URL, max_links=20)
    assert isinstance(found, Sitemap)
    assert (len(found.links), found.complete) == (20, False)


@pytest.mark.parametrize("text", ["", "<html><body>404</body></html>", "not found", "{}", "<", "\x00"])
def test_what_is_no_sitemap_is_refused(text: str) -> None:
    refused = parse_sitemap(text.encode(), _URL)
    assert isinstance(refused, Rejection)
    assert refused.reason == "not_a_sitemap"


@given(st.text(alphabet=st.sampled_from("<>/?!&;=\"'urlsetocindx:-[]CDATA \x00\x1fé#1"), max_size=200))
def test_any_text_is_read_without_failing(text: str) -> None:
    parse_sitemap(f"<urlset><url><loc>https://g.example/1</loc>{text}".encode("utf-8", "replace"), _URL)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_failing(content: bytes) -> None:
    parse_sitemap(content, _URL)
    parse_sitemap(b"\x1f\x8b\x08" + content, _URL)
