"""What a publisher writes must neither steer a terminal nor become another publisher's article."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from services.ingest.items import Refused
from services.ingest.jsonl import published_article
from services.ingest.messages import complain
from services.ingest.names import split_authors
from services.ingest.read.content import Content, read_content
from services.ingest.read.options import ReadOptions
from services.ingest.tidy import one_line, repair
from services.ingest.urls import MAX_URL_CHARS, canonical_url
from services.ingest.warc.http import parse_answer
from shared.contracts import InputFormat, RawArticle
from shared.rejection import Rejection

_AT = datetime(2026, 11, 23, tzinfo=UTC)
_RECORD = {
    "title": "Bridge closed",
    "body": "The bridge is closed.",
    "source": "Paper",
    "url": "https://example.org/bridge",
}


def _read(uri: str, record: dict[str, object]) -> list[RawArticle | Refused]:
    return list(read_content(Content(uri, json.dumps(record).encode(), _AT), ReadOptions(InputFormat.JSONL)))


def test_escapes_and_writing_directions_are_removed_from_every_field() -> None:
    hostile = "a\x1b[2J\x9b31m\x07\u202eb\u2066c"
    [article] = _read(
        "x.jsonl",
        _RECORD | {"title": hostile, "body": hostile, "author": f"Anna {hostile}", "source": hostile},
    )
    assert isinstance(article, RawArticle)
    for text in (article.title, article.body, article.source.name, *article.authors):
        assert text.isprintable(), repr(text)


def test_a_source_named_after_its_file_has_nothing_in_it_that_steers_a_terminal() -> None:
    [article] = _read("evil\x1b]0;x\x07\nname.jsonl", {"title": "Bridge closed", "body": "It is."})
    assert isinstance(article, RawArticle)
    assert article.source.name.isprintable()


def test_a_complaint_is_one_line_whatever_the_file_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    complain("evil\x1b[2J\nlajmi: all is well\x9b.txt: is empty")
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and said.rstrip("\n").isprintable()


def test_our_own_output_read_again_keeps_its_id_and_time() -> None:
    [article] = _read("x.jsonl", _RECORD)
    assert isinstance(article, RawArticle)
    assert published_article(article.model_dump_json().encode()) == article


@pytest.mark.parametrize(
    "change", [{"id": "0" * 32}, {"title": "Bridge\x1b[31m closed"}, {"authors": ["Anna\x9b"]}]
)
def test_a_record_that_only_claims_to_be_our_output_is_read_as_any_other(change: dict[str, object]) -> None:
    [article] = _read("x.jsonl", _RECORD)
    assert isinstance(article, RawArticle)
    claimed = json.loads(article.model_dump_json()) | change
    assert published_article(json.dumps(claimed).encode()) is None
    [read] = _read("y.jsonl", claimed)
    assert isinstance(read, RawArticle) and read.id == article.id


def test_an_empty_list_of_records_is_an_item_that_says_so() -> None:
    [item] = read_content(Content("x.json", b"[]", _AT), ReadOptions(InputFormat.JSONL))
    assert isinstance(item, Refused) and item.rejection.reason == "empty"


def test_a_character_that_does_not_exist_costs_a_broken_feed_no_item() -> None:
    feed = b"<rss><item><title>One &#x110000;&#xD800;</title><description>a & b.</description></item></rss>"
    [article] = read_content(Content("x.xml", feed, _AT), ReadOptions(InputFormat.FEED))
    assert isinstance(article, RawArticle) and article.title == "One"


def test_an_address_that_grows_too_long_by_escaping_is_none() -> None:
    assert canonical_url(f"https://example.org/{'ž' * (MAX_URL_CHARS // 2)}") is None


def test_megabytes_of_http_headers_in_an_archive_are_refused_before_they_are_taken_apart() -> None:
    answer = parse_answer(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 50_000 + b"\r\nx", 1_000_000)
    assert isinstance(answer, Rejection) and answer.reason == "headers_too_large"


def test_what_is_longer_than_any_list_of_authors_names_nobody() -> None:
    assert split_authors("Anna Hoxha, " * 1_000) == ()


def test_white_space_and_letters_of_joined_scripts_stay() -> None:
    assert repair("a\u0085b\u200d") == "a\u0085b\u200d"
    assert one_line("Đoković\u0085Ђоковић") == "Đoković Ђоковић"


def test_a_page_of_many_refused_articles_is_not_kept_once_for_each() -> None:
    text = "The council will repair the old bridge before winter, its engineers said on Monday. " * 8
    one = f"<article><h2>{'Headline ' * 300}</h2><p>{text}</p></article>"
    page = f"<html><body>{one * 20}</body></html>".encode()
    refused = [
        item
        for item in read_content(Content("x.html", page, _AT), ReadOptions(InputFormat.HTML))
        if isinstance(item, Refused)
    ]
    assert sum(len(item.payload or b"") for item in refused) <= 2 * len(page)
