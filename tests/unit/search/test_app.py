"""The page and the API, with an archive that is not Elasticsearch."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import anyio
import httpx
import pytest

from services.search.app import make_app
from services.search.errors import ArchiveUnavailableError, NoArchiveYetError
from services.search.request import Filter
from tests.unit.search.articles import ID, NOW, FakeArchive, copy_of, entity, fields


class Client:
    """Asks the application itself, without a server."""

    def __init__(self, archive: FakeArchive) -> None:
        self._app = make_app(archive, lambda: NOW)  # type: ignore[arg-type]

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://search.test") as browser:
                return await browser.request(method, path, **more)

        return anyio.run(ask)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)


def client(archive: FakeArchive) -> Client:
    return Client(archive)


def page(path: str, *stored: Mapping[str, Any]) -> str:
    reply = client(FakeArchive(*stored)).get(path)
    assert reply.status_code == 200, reply.text
    return reply.text


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text that a reader sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def links(self) -> list[str]:
        return [str(attributes["href"]) for tag, attributes in self.found if tag == "a"]


ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><svg/onload=alert(1)>",
    "</style><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "<iframe srcdoc='&lt;script&gt;'>",
    "javascript:alert(1)",
    "\ue000<b>\ue001",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_article_is_shown_as_text(attack: str) -> None:
    hostile = fields(
        title=f"A {attack}", subtitle=attack, body=f"{attack}\n\n{attack}", source=attack, section=attack, authors=[attack],
        dateline=attack, url="javascript:alert(1)", person=[attack], place=[attack], topic=[attack],
        topics=[{"code": "15000000", "label": attack, "confidence": 0.9}], language_declared=attack,
        entities=[entity(attack, "person", "body", 0, attack, f"wikidata:{attack}")],
        highlight={"title": [f"A \ue000{attack}\ue001"], "body": [f"\ue000{attack}\ue001"]},
    )  # fmt: skip
    for path in ("/", f"/articles/{ID}"):
        seen = Elements(page(path, hostile))
        for tag, attributes in seen.found:
            assert tag not in {"script", "iframe", "img", "object", "base"}
            assert not [name for name in attributes if name.startswith("on") or name in {"style", "srcdoc"}]
            assert not (attributes.get("href") or "").lower().startswith("javascript:")
        assert attack.translate({0xE000: None, 0xE001: None}) in seen.text.translate(
            {0xE000: None, 0xE001: None}
        )


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_search_is_shown_as_text(attack: str) -> None:
    reply = client(FakeArchive(fields())).get("/", params={"q": attack, "person": attack, "since": attack})
    seen = Elements(reply.text)
    assert not [tag for tag, _ in seen.found if tag in {"script", "iframe", "img", "object", "base"}]
    assert not [
        name
        for _, attributes in seen.found
        for name in attributes
        if name.startswith("on") or name == "style"
    ]


def test_the_browser_may_load_nothing_and_run_nothing() -> None:
    reply = client(FakeArchive(fields())).get("/")
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    style = re.search(r"<style>(.*?)</style>", reply.text, re.DOTALL)
    assert style is not None
    assert f"'sha256-{b64encode(sha256(style[1].encode()).digest()).decode()}'" in policy
    assert "url(" not in style[1]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["referrer-policy"] == "no-referrer"


def test_one_round_trip_shows_everything() -> None:
    elements = Elements(page("/", fields())).found
    assert [attributes.get("href", "")[:5] for tag, attributes in elements if tag == "link"] == ["data:"]
    assert not [tag for tag, _ in elements if tag in {"script", "img"}]


def test_headers_are_on_failures_too() -> None:
    for path in ("/nothing", "/articles/x", "/?page=0"):
        assert "content-security-policy" in client(FakeArchive()).get(path).headers


def test_a_hit_shows_title_source_date_language_snippet_and_names() -> None:
    seen = Elements(page("/?q=novak", fields(highlight={"body": ["\ue000Novak\ue001 plays."]})))
    for text in ("Novak Đoković plays in Belgrade", "Paper", "24 June 2025", "English", "Novak", "Belgrade"):
        assert text in seen.text
    assert ("mark", {}) in seen.found


def test_the_text_says_its_language_and_script() -> None:
    seen = Elements(page("/", fields(language="hbs", script="Cyrl")))
    assert any(tag == "h2" and attributes.get("lang") == "sh-Cyrl" for tag, attributes in seen.found)


def test_a_facet_adds_its_filter_and_takes_it_away() -> None:
    without = Elements(page("/?q=novak", fields())).links()
    assert "/?q=novak&person=%3DNovak+%C4%90okovi%C4%87" in without
    chosen = Elements(page("/?q=novak&person=%3DNovak+%C4%90okovi%C4%87", fields()))
    assert "/?q=novak" in chosen.links()
    assert "Person: Novak Đoković" in chosen.text


def test_a_bar_of_the_histogram_narrows_the_search() -> None:
    assert "/?q=novak&since=2025-06-15&until=2025-06-21" in Elements(page("/?q=novak", fields())).links()


def test_forms_keep_the_rest_of_the_search() -> None:
    hidden = [
        (attributes["name"], attributes["value"])
        for tag, attributes in Elements(page("/?q=a&place=%3DNi%C5%A1&since=7d&page=2", fields())).found
        if tag == "input" and attributes.get("type") == "hidden"
    ]
    assert hidden == [("place", "=Niš"), ("since", "7d"), ("q", "a"), ("place", "=Niš")]


def test_the_address_is_the_search() -> None:
    archive = FakeArchive(fields())
    client(archive).get("/?q=a&organisation=nato&sort=oldest&page=2&size=10")
    (asked,) = archive.asked
    assert (asked.words, asked.filters, asked.sort, asked.page, asked.size) == (
        "a", (Filter("organization", "nato"),), "oldest", 2, 10,
    )  # fmt: skip


def test_an_article_has_its_names_marked_and_leads_back_to_the_search() -> None:
    seen = Elements(page(f"/articles/{ID}?q=novak&place=%3DNi%C5%A1", fields()))
    marks = [attributes for tag, attributes in seen.found if tag == "mark"]
    assert [mark["class"] for mark in marks] == ["person", "place"]
    assert marks[0]["title"] == "person: Novak Đoković"
    assert "/?q=novak&place=%3DNi%C5%A1" in seen.links()
    assert "https://www.wikidata.org/wiki/Q5812" in seen.links()
    assert "91 %" in seen.text


def test_leaving_for_the_source_tells_it_nothing() -> None:
    seen = Elements(page(f"/articles/{ID}", fields()))
    outside = [
        attributes for tag, attributes in seen.found if tag == "a" and "https:" in (attributes["href"] or "")
    ]
    assert outside
    assert all("noopener" in (attributes["rel"] or "") for attributes in outside)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x.example", "ftp://x.example/", "http://", None]
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert "Open at the source" not in page(f"/articles/{ID}", fields(url=url))


def test_a_text_that_the_source_cut_says_so() -> None:
    assert "The source cut this text here" in page(f"/articles/{ID}", fields(truncated=True))
    assert "cut by the source" in page("/", fields(truncated=True))
    assert "The source cut this text" not in page(f"/articles/{ID}", fields())


def test_an_article_without_date_topic_or_names_says_so() -> None:
    bare = {
        name: fields()[name]
        for name in (
            "id",
            "revision",
            "title",
            "body",
            "source",
            "language",
            "script",
            "fetched_at",
            "truncated",
        )
    }
    text = Elements(page(f"/articles/{ID}", bare)).text
    assert "the text gives no date" in text
    assert "None is certain enough." in text
    assert "no date" in Elements(page("/", bare)).text


def test_copies_of_an_article_are_listed() -> None:
    archive = FakeArchive(fields(), copies=(copy_of(fields(id="f" * 32, title="The same, reprinted"), 0.5),))
    text = Elements(client(archive).get(f"/articles/{ID}").text).text
    assert "The same, reprinted" in text
    assert "50 % of the fingerprint shared" in text


@pytest.mark.parametrize("path", ["/articles/zzz", f"/articles/{'0' * 32}", "/articles/..%2f", "/nothing"])
def test_what_is_not_there_is_a_friendly_404(path: str) -> None:
    reply = client(FakeArchive(fields())).get(path)
    assert reply.status_code == 404
    assert "<h1>Not found</h1>" in reply.text


def test_an_empty_archive_says_how_to_fill_it() -> None:
    for archive in (FakeArchive(), FakeArchive(error=NoArchiveYetError("nothing yet"))):
        for path in ("/", "/?q=kosovo"):
            reply = client(archive).get(path)
            assert reply.status_code == 200
            assert "lajmi ingest samples" in reply.text


@pytest.mark.parametrize("path", ["/", "/?q=x", f"/articles/{ID}"])
def test_without_elasticsearch_a_page_asks_for_patience(path: str) -> None:
    archive = FakeArchive(error=ArchiveUnavailableError("cannot reach Elasticsearch at http://10.0.0.7:9200"))
    reply = client(archive).get(path)
    assert reply.status_code == 503
    assert "The archive does not answer" in reply.text
    assert "10.0.0.7" not in reply.text
    assert reply.headers["retry-after"] == "5"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page=0", "page"),
        ("size=1000", "size"),
        ("sort=best", "sort"),
        ("colour=red", "colour"),
    ],
)
def test_the_api_says_which_parameter_is_wrong(query: str, parameter: str) -> None:
    archive = FakeArchive(fields())
    reply = client(archive).get(f"/api/search?{query}")
    assert reply.status_code == 400
    assert reply.json()["parameter"] == parameter
    assert parameter in reply.json()["error"]


def test_a_mistyped_parameter_can_be_left_out_without_losing_the_rest() -> None:
    reply = client(FakeArchive(fields())).get("/?q=novak&place=%3DNi%C5%A1&page=two")
    assert reply.status_code == 400
    assert "/?q=novak&place=%3DNi%C5%A1" in Elements(reply.text).links()


def test_the_api_gives_what_the_page_shows() -> None:
    reply = (
        client(FakeArchive(fields(highlight={"body": ["a \ue000<b>\ue001"]}))).get("/api/search?q=a").json()
    )
    assert reply["total"] == 1
    (hit,) = reply["hits"]
    assert (hit["id"], hit["source"], hit["person"]) == (ID, "Paper", ["Novak Đoković"])
    assert hit["highlights"] == {"body": ["a <mark>&lt;b&gt;</mark>"]}
    assert reply["facets"]["person"][0] == {"value": "Novak Đoković", "count": 3}
    assert reply["dates"]["buckets"][0] == {
        "from": "2025-06-15T00:00:00+00:00", "to": "2025-06-22T00:00:00+00:00", "count": 2,
    }  # fmt: skip


def test_the_api_gives_an_article_whole() -> None:
    archive = client(FakeArchive(fields()))
    assert archive.get(f"/api/articles/{ID}").json()["body"].endswith("sold out.")
    missing = archive.get(f"/api/articles/{'0' * 32}")
    assert (missing.status_code, list(missing.json())) == (404, ["error"])


def test_a_mistake_of_ours_shows_no_traceback() -> None:
    for path in ("/", "/api/search"):
        reply = client(FakeArchive(error=RuntimeError("secret detail"))).get(path)
        assert reply.status_code == 500
        assert "secret detail" not in reply.text
        assert "Traceback" not in reply.text


def test_health_answers_with_and_without_elasticsearch() -> None:
    assert client(FakeArchive()).get("/health").json() == {"status": "healthy", "elasticsearch": "reachable"}
    down = client(FakeArchive(error=ArchiveUnavailableError("down"))).get("/health")
    assert (down.status_code, down.json()["elasticsearch"]) == (200, "unreachable")


def test_nothing_but_reading_is_possible() -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert client(FakeArchive(fields())).request(method, "/api/search").status_code == 405
