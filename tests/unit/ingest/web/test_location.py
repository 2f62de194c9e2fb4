from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.web.location import Location, is_web_address, locate
from services.ingest.web.outcome import RefusedError


@pytest.mark.parametrize(
    ("url", "normalised", "authority"),
    [
        ("HTTP://Example.com", "http://example.com/", "example.com"),
        ("https://example.com:443/a?b=c#d", "https://example.com/a?b=c", "example.com"),
        ("http://example.com.:8080/", "http://example.com:8080/", "example.com:8080"),
        ("http://exämple.com/ä b?č", "http://xn--exmple-cua.com/%C3%A4%20b?%C4%8D", "xn--exmple-cua.com"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x", "[::1]:8080"),
        ("http://example.com?q", "http://example.com/?q", "example.com"),
        (" http://example.com/a\n/b ", "http://example.com/a/b", "example.com"),
        ("http://good.example\\@evil.example/", "http://good.example/@evil.example/", "good.example"),
    ],
)
def test_an_address_is_read_as_browsers_read_it(url: str, normalised: str, authority: str) -> None:
    location = locate(url)
    assert (location.url, location.authority) == (normalised, authority)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.com/", "unsupported_scheme"),
        ("file:///etc/passwd", "unsupported_scheme"),
        ("javascript:alert(1)", "unsupported_scheme"),
        ("//example.com/", "unsupported_scheme"),
        ("http:///path", "invalid_url"),
        ("http://h:99999/", "invalid_url"),
        ("http://h:0/", "invalid_url"),
        ("http://a b/", "invalid_url"),
        ("http://[::1/", "invalid_url"),
        ("http://example.com/" + "a" * 10_000, "invalid_url"),
        ("http://user:secret@example.com/", "credentials_in_url"),
        ("http://user@example.com/", "credentials_in_url"),
        ("http://example.com:25/", "port_refused"),
    ],
)
def test_what_is_not_fetched_has_a_reason(url: str, reason: str) -> None:
    with pytest.raises(RefusedError) as refused:
        locate(url)
    assert refused.value.reason == reason
    assert "secret" not in refused.value.detail


def test_http_and_https_of_a_host_are_one_server_and_two_origins() -> None:
    one, other = locate("http://example.com/a"), locate("https://example.com/b")
    assert one.server == other.server == "example.com"
    assert one.origin != other.origin
    assert locate("http://example.com:8080/").server == "example.com:8080"


@pytest.mark.parametrize(
    ("target", "url"),
    [("/x", "https://e.example/x"), ("?p=2", "https://e.example/a/b?p=2"), ("//f.example", "https://f.example/"),
     ("č", "https://e.example/a/%C4%8D")],
)  # fmt: skip
def test_a_relative_address_is_relative_to_its_base(target: str, url: str) -> None:
    assert locate(target, "https://e.example/a/b").url == url


@given(st.text(max_size=60) | st.text(max_size=60).map(lambda text: f"http://{text}"))
def test_any_text_is_a_location_that_can_be_sent_or_a_refusal(text: str) -> None:
    try:
        location = locate(text)
    except RefusedError:
        return
    assert location.target.startswith("/")
    for part in (location.host, location.target):
        assert part.isascii() and part.isprintable() and " " not in part
    assert urlsplit(location.url).hostname == location.host.lower()
    assert _again(location) == location


def _again(location: Location) -> Location:
    return locate(location.url)


def test_web_addresses_are_told_from_files() -> None:
    assert is_web_address("HTTPS://example.com")
    assert not is_web_address("httpd.txt")
