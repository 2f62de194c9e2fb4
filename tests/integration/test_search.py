"""Search on a real Elasticsearch, in an index made by the index service's own template."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from elasticsearch import Elasticsearch
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from services.index.analysis import FOLDING_ANALYZER
from services.index.document import retraction_marker, to_document
from services.index.generations import Names, ensure_index
from services.search.archive import Archive
from services.search.errors import ArchiveUnavailableError, NoArchiveYetError
from services.search.highlights import plain
from services.search.request import Filter, SearchRequest, Sort
from services.search.results import Results
from shared.elastic import make_elasticsearch
from shared.folding import folded_words
from shared.settings import Settings
from tests.local_stack import free_port_base, own_environment
from tests.unit.index.enriched import article_id, enriched

pytestmark = pytest.mark.servers

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LATIN, CYRILLIC, ENGLISH, ALBANIAN, WAR, LONG = range(1, 7)


def entity(text: str, kind: str, canonical: str) -> dict[str, Any]:
    return {"text": text, "type": kind, "field": "body", "start": 0, "end": len(text), "canonical": canonical,
            "id": None, "confidence": 0.9}  # fmt: skip


def language(code: str, script: str = "Latn") -> dict[str, Any]:
    return {"code": code, "script": script, "confidence": 0.99, "declared": None}


def articles() -> list[dict[str, Any]]:
    djokovic = entity("Đoković", "person", "Novak Đoković")
    nato, union = entity("NATO", "organization", "NATO"), entity("EU", "organization", "European Union")
    kosovo, polje = entity("Kosovo", "place", "Kosovo"), entity("Kosovo Polje", "place", "Kosovo Polje")
    war = {"code": "16000000", "label": "conflict, war and peace", "confidence": 0.8}
    common: dict[str, Any] = {
        "entities": [],
        "topics": [],
        "fingerprint": [],
        "subtitle": None,
        "section": None,
    }
    return [
        common | {"number": LATIN, "title": "Đoković igra za škole", "body": "Prihod je namenjen obnovi jedanaest škola.",
                  "language": language("hbs"), "entities": [djokovic], "fingerprint": ["00:a", "01:b"],
                  "published_at": "2026-05-01T00:00:00Z", "published_precision": "day"},
        common | {"number": CYRILLIC, "title": "Ђоковић у Београду", "body": "Новац иде школама у западној Србији.",
                  "language": language("hbs", "Cyrl"), "entities": [djokovic], "fingerprint": ["00:a", "01:c"],
                  "published_at": "2026-05-02T00:00:00Z", "published_precision": "day"},
        common | {"number": ENGLISH, "title": "Djokovic helps", "body": "The schools were flooded. KFOR watched.",
                  "language": language("en"), "entities": [djokovic, nato, union], "source": {"name": "Danube Monitor"},
                  "published_at": None, "published_precision": None},
        common | {"number": ALBANIAN, "title": "Kosova dhe BE-ja", "body": "Takimi u mbajt në Prishtinë, tha Kurti.",
                  "language": language("sq"), "entities": [kosovo, union],
                  "published_at": "2026-05-31T00:00:00Z", "published_precision": "day"},
        common | {"number": WAR, "title": "Soldiers train", "body": "They trained near the town.", "topics": [war],
                  "language": language("en"), "entities": [polje, nato], "source": {"name": "Danube Monitor"},
                  "published_at": "2025-12-31T00:00:00Z", "published_precision": "day"},
        common | {"number": LONG, "title": "A long one", "body": "Word after word. " * 40_000 + "Needle.",
                  "language": language("en"), "published_at": None, "published_precision": None},
    ]  # fmt: skip


@pytest.fixture(scope="module")
def names(servers: Settings) -> Iterator[Names]:
    name = f"test-search-{uuid4().hex[:8]}"
    names = Names(read=name, write=f"{name}-write", prefix=f"{name}-", template=name)
    client = make_elasticsearch(servers)
    ensure_index(client, names)
    for fields in articles():
        number = fields.pop("number")
        document = to_document(enriched(number, **fields))
        client.index(index=names.write, id=article_id(number), document=document)
    marker = retraction_marker(article_id(99), 1, 1)
    client.index(index=names.write, id=article_id(99), document=marker)
    client.indices.refresh(index=name)
    yield names
    client.indices.delete(index=names.generation(1))
    client.indices.delete_index_template(name=name)
    client.close()


@pytest.fixture(scope="module")
def archive(servers: Settings, names: Names) -> Iterator[Archive]:
    archive = Archive(servers, alias=names.read)
    yield archive
    archive.close()


@pytest.fixture
def client(servers: Settings) -> Iterator[Elasticsearch]:
    client = make_elasticsearch(servers)
    yield client
    client.close()


def found(archive: Archive, words: str = "", *filters: tuple[str, str], **more: Any) -> set[int]:
    chosen = tuple(Filter(facet, value) for facet, value in filters)
    return numbers(archive.search(SearchRequest(words, chosen, **more), NOW))


def numbers(results: Results) -> set[int]:
    return {int(hit.id, 16) for hit in results.hits}


@pytest.mark.parametrize(
    "spelling", ["Đoković", "Djokovic", "Ђоковић", "ђоковић", "DJOKOVIC", "đok*", "ђок*"]
)
def test_every_spelling_finds_every_article(archive: Archive, spelling: str) -> None:
    assert found(archive, spelling) == {LATIN, CYRILLIC, ENGLISH}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("škola", {LATIN, CYRILLIC}),  # inflected, and in the other script
        ("school", {ENGLISH}),
        ('"school"', set()),  # quoted: this form only
        ('"The schools"', {ENGLISH}),
        ('"schools the"', set()),
        ("schools -flooded", set()),
        ("Djokovic -schools", {LATIN, CYRILLIC}),
        ("KFOR OR Kurti", {ENGLISH, ALBANIAN}),
        ("title:Djokovic schools", {ENGLISH}),
        ("title:schools", set()),
        ("person:djokovic -lang:en", {LATIN, CYRILLIC}),
        ("organization:nato OR place:kosovo", {ENGLISH, ALBANIAN, WAR}),
        ("needle", {LONG}),
        ("person:nobody", set()),
        ("-person:nobody KFOR", {ENGLISH}),
    ],
)
def test_words_find_what_they_mean(archive: Archive, words: str, expected: set[int]) -> None:
    assert found(archive, words) == expected


@pytest.mark.parametrize(
    ("facet", "value", "expected"),
    [
        ("organization", "nato", {ENGLISH, WAR}),
        ("organization", "EU", {ENGLISH, ALBANIAN}),
        ("person", "djokovic", {LATIN, CYRILLIC, ENGLISH}),
        ("person", "новак ђоковић", {LATIN, CYRILLIC, ENGLISH}),
        ("place", "kosovo", {ALBANIAN}),
        ("place", "polje", {WAR}),
        ("place", "=Kosovo Polje", {WAR}),
        ("place", "=kosovo polje", set()),
        ("topic", "war", {WAR}),
        ("topic", "16000000", {WAR}),
        ("language", "Albanian", {ALBANIAN}),
        ("language", "sr", {LATIN, CYRILLIC}),
        ("script", "cyrillic", {CYRILLIC}),
        ("source", "danube", {ENGLISH, WAR}),
    ],
)
def test_a_filter_understands_names_as_people_write_them(
    archive: Archive, facet: str, value: str, expected: set[int]
) -> None:
    assert found(archive, "", (facet, value)) == expected


def test_two_organizations_must_both_be_named_and_two_languages_are_either(archive: Archive) -> None:
    assert found(archive, "", ("organization", "nato"), ("organization", "eu")) == {ENGLISH}
    assert found(archive, "", ("language", "sq"), ("language", "hbs")) == {ALBANIAN, LATIN, CYRILLIC}


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2026-05-02", "", {CYRILLIC, ALBANIAN}),
        ("2026-05-01", "2026-05-01", {LATIN}),
        ("2025", "2025", {WAR}),
        ("7d", "", {ALBANIAN}),
        ("", "2026-04", {WAR}),
    ],
)
def test_dates_narrow(archive: Archive, since: str, until: str, expected: set[int]) -> None:
    assert found(archive, since=since, until=until) == expected


def test_facets_count_what_was_found_and_other_languages_stay_to_be_chosen(archive: Archive) -> None:
    results = archive.search(SearchRequest("djokovic", (Filter("language", "en"),)), NOW)
    counts = {
        facet: {value.value: value.count for value in values} for facet, values in results.facets.items()
    }
    assert numbers(results) == {ENGLISH}
    assert counts["organization"] == {"NATO": 1, "European Union": 1}
    assert counts["language"] == {"hbs": 2, "en": 1}


def test_the_histogram_covers_all_dated_articles(archive: Archive) -> None:
    results = archive.search(SearchRequest(), NOW)
    assert sum(bar.count for bar in results.histogram) == 4
    assert all(
        bar.end == following.start
        for bar, following in zip(results.histogram, results.histogram[1:], strict=False)
    )


def test_what_was_found_is_marked_in_whatever_form_and_script(archive: Archive) -> None:
    hits = {int(hit.id, 16): hit for hit in archive.search(SearchRequest("škola"), NOW).hits}
    marked = {
        number: {piece.text for fragment in (hit.title, *hit.body) for piece in fragment if piece.found}
        for number, hit in hits.items()
    }
    assert marked == {LATIN: {"škole", "škola"}, CYRILLIC: {"школама"}}


def test_a_hit_without_marks_shows_how_the_text_begins(archive: Archive) -> None:
    (hit,) = archive.search(SearchRequest("title:Kosova"), NOW).hits
    assert plain(hit.body[0]).startswith("Takimi u mbajt")


def test_order_by_date_puts_undated_articles_last(archive: Archive) -> None:
    for sort, first in ((Sort.DATE, ALBANIAN), (Sort.OLDEST, WAR)):
        hits = [int(hit.id, 16) for hit in archive.search(SearchRequest(sort=sort), NOW).hits]
        assert hits[0] == first
        assert set(hits[-2:]) == {ENGLISH, LONG}


def test_pages_hold_each_article_once(archive: Archive) -> None:
    pages = [archive.search(SearchRequest(page=page, size=2), NOW) for page in (1, 2, 3, 4)]
    seen = [hit.id for page in pages for hit in page.hits]
    assert len(seen) == len(set(seen)) == 6
    assert {page.total for page in pages} == {6}


def test_copies_are_those_that_share_the_fingerprint(archive: Archive) -> None:
    stored = archive.article(article_id(LATIN))
    assert stored is not None
    assert [(int(copy.hit.id, 16), copy.share) for copy in stored.copies] == [(CYRILLIC, 0.5)]


def test_a_retracted_article_is_nowhere(archive: Archive) -> None:
    assert archive.article(article_id(99)) is None
    assert archive.search(SearchRequest(), NOW).total == archive.size() == 6


@pytest.mark.parametrize(
    "typed",
    ['"', "(((", "a OR", "title:", 'person:"', "*", "a*b*c", "[1 TO 2]", "/re.*/", "a~9", "a^^9", "\\", "{!}", "<>&",
     "title:*", "source:*", "-", "😀", "\u202e", "х" * 999],
)  # fmt: skip
def test_no_typing_mistake_is_an_error(archive: Archive, typed: str) -> None:
    archive.search(SearchRequest(typed), NOW)


@given(words=st.text(max_size=60), value=st.text(min_size=1, max_size=60))
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_words_and_no_value_are_an_error(archive: Archive, words: str, value: str) -> None:
    archive.search(SearchRequest(words, (Filter("organization", value), Filter("person", value))), NOW)


@pytest.mark.parametrize(
    "text",
    ["Đoković Ђоковић Djokovic", "Ѓорѓе Ќосев ѝ ѐ", "Shqipëria çdo", "dell'Albania Vučić’s", "Koso\u00advo", "Αθήνα ΟΔΟΣ",
     "Њњ Љљ Џџ", "c\u030cac\u030cak", "София йод щит", "Łódź Straße œuvre", "Ґудзь їжак"],
)  # fmt: skip
def test_names_fold_here_as_they_do_in_the_index(client: Elasticsearch, names: Names, text: str) -> None:
    answer = client.indices.analyze(index=names.generation(1), analyzer=FOLDING_ANALYZER, text=text)
    assert folded_words(text) == tuple(token["token"] for token in answer["tokens"])


def test_without_an_index_the_archive_is_said_to_be_empty(servers: Settings) -> None:
    with pytest.raises(NoArchiveYetError, match="lajmi ingest"):
        Archive(servers, alias="test-search-nothing").search(SearchRequest("x"), NOW)


def test_without_elasticsearch_the_address_is_named(servers: Settings) -> None:
    elsewhere = servers.model_copy(update={"elasticsearch": "http://127.0.0.1:9"})
    archive = Archive(elsewhere)
    assert archive.answers() is False
    with pytest.raises(ArchiveUnavailableError, match=r"http://127\.0\.0\.1:9"):
        archive.search(SearchRequest("x"), NOW)


def test_the_service_answers_and_ends_cleanly(servers: Settings) -> None:
    own = servers.model_copy(
        update={
            "port_base": free_port_base(),
            "kafka": servers.kafka_bootstrap,
            "elasticsearch": servers.elasticsearch_url,
        }
    )
    environment = own_environment(own) | {"LAJMI_LOG_FORMAT": "json"}
    command = [sys.executable, "-m", "shared", "serve", "search"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as service:
        try:
            address = f"http://127.0.0.1:{own.port_base}"
            assert b"healthy" in wait_for(f"{address}/health")
            assert b"<title>" in wait_for(address)
            second = subprocess.run(
                command, env=environment, capture_output=True, text=True, timeout=60, check=False
            )
            assert second.returncode == 1
            assert f"cannot listen on 127.0.0.1:{own.port_base}" in second.stderr
            assert "Traceback" not in second.stderr
            service.send_signal(signal.SIGTERM)
            assert service.wait(timeout=15) == 0
        finally:
            service.kill()


def wait_for(address: str) -> bytes:
    until = time.monotonic() + 30
    while True:
        try:
            return httpx.get(address, timeout=15).content
        except httpx.TransportError:
            assert time.monotonic() < until, f"{address} did not answer"
            time.sleep(0.2)
