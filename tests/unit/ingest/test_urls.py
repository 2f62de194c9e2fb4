from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.urls import canonical_url, same_site, url_key


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("HTTPS://Vesti.RS:443/a?b=2&a=1#kraj", "https://vesti.rs/a?a=1&b=2"),
        ("http://vesti.rs:8080/a", "http://vesti.rs:8080/a"),
        ("https://vesti.rs", "https://vesti.rs/"),
        ("//vesti.rs/a", "https://vesti.rs/a"),
        ("https://вести.мк/а", "https://xn--b1agj9af.xn--j1ad/%D0%B0"),
        ("https://vesti.rs/čl/1?id=š", "https://vesti.rs/%C4%8Dl/1?id=%C5%A1"),
        ("https://vesti.rs/a;jsessionid=AB12?PHPSESSID=1&x", "https://vesti.rs/a?x="),
        (" https://vesti.rs/a\n?utm_source=x ", "https://vesti.rs/a"),
    ],
)
def test_the_canonical_form(address: str, canonical: str) -> None:
    assert canonical_url(address) == canonical


@pytest.mark.parametrize(
    "parameter", ["id", "p", "cid", "uid", "gallery", "page", "article", "eid", "v", "lang"]
)
def test_a_parameter_that_may_name_the_article_stays(parameter: str) -> None:
    assert canonical_url(f"https://vesti.rs/a?{parameter}=7") == f"https://vesti.rs/a?{parameter}=7"


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "javascript:alert(1)",
        "mailto:a@b.c",
        "ftp://a.b/c",
        "/a",
        "http://",
        "http://a.b:99999/",
        "a" * 9000,
    ],
)
def test_what_is_no_web_address_is_none(address: str | None) -> None:
    assert canonical_url(address) is None


def test_relative_addresses_are_relative_to_their_page() -> None:
    assert canonical_url("../b?x=1", "https://vesti.rs/a/c/") == "https://vesti.rs/a/b?x=1"


@given(st.text(max_size=80))
def test_any_text_gives_an_address_or_none_and_twice_is_once(path: str) -> None:
    once = canonical_url(f"https://vesti.rs/{path}")
    assert once is None or canonical_url(once) == once


def test_the_key_of_a_front_page_is_none() -> None:
    assert url_key("https://www.vesti.rs/") is None
    assert url_key("https://www.vesti.rs/?p=3") == "vesti.rs?p=3"


def test_the_same_site_may_have_sub_domains() -> None:
    assert same_site("https://www.vesti.rs/a", "https://m.vesti.rs/b")
    assert not same_site("https://vesti.rs/a", "https://nevesti.rs/a")


def test_what_strangers_share_is_nobodys_site() -> None:
    assert same_site("https://news.paper.co.uk/a", "https://paper.co.uk/a")
    assert not same_site("https://evil.co.uk/a", "https://co.uk/a")
    assert not same_site("https://evil.github.io/a", "https://github.io/a")
