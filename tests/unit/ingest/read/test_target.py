"""Files, folders and standard input to items, and what each is called."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.ingest import jsonl
from services.ingest.items import Item, Refused
from services.ingest.read import content
from services.ingest.read.options import ReadOptions
from services.ingest.read.target import read_target
from services.ingest.records import record_to_article
from services.ingest.targets import Ignored, Target, expand
from shared.contracts import MAX_BODY_CHARS, InputFormat, RawArticle
from shared.settings import Settings
from shared.topics import MAX_ARTICLE_BYTES

_TEXT = (
    "Bridge Opens After Three Years\n\nThe bridge over the Drin opened on Monday after three years of works.\n\n"
    "Engineers said that the river bed had been softer than the survey had shown.\n"
)
_FEED = (
    '<rss version="2.0"><channel><link>https://www.gazeta.example/</link>'
    "<item><title>A</title><description>Text.</description></item><item><description>No title.</description></item>"
    "</channel></rss>"
)
_PAGE = f"<html><body><article><h1>Bridge opens</h1><p>{_TEXT}</p></article></body></html>"
Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.chdir(tmp_path)

    def _write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _write


def _read(name: str, settings: Settings | None = None, **options: object) -> list[Item]:
    return list(read_target(Target(name), ReadOptions(**options), settings or Settings()))  # type: ignore[arg-type]


def _articles(items: list[Item]) -> list[RawArticle]:
    assert all(isinstance(item, RawArticle) for item in items)
    return items  # type: ignore[return-value]


def _refusals(items: list[Item]) -> list[tuple[str, str, bool]]:
    return [
        (item.rejection.reason, item.uri, item.payload is None) for item in items if isinstance(item, Refused)
    ]


def test_the_span_of_a_text_is_its_place_in_the_file_as_stored(write: Write) -> None:
    stored = f"\r\n{_TEXT}".replace("\n", "\r\n")
    write("a.txt", stored)
    (article,) = _articles(_read("a.txt"))
    assert article.origin.span is not None
    start, end = article.origin.span
    cut = stored[start:end]
    assert cut.startswith("Bridge Opens")
    assert cut.rstrip().endswith("had shown.")
    assert (article.origin.format, article.origin.uri) == (InputFormat.TEXT, "a.txt")


def test_the_source_is_given_or_the_records_own_or_the_host_or_the_files_name(write: Write) -> None:
    write("notes.txt", _TEXT)
    write("feed.rss", _FEED)
    record = {"title": "A", "body": "b.", "url": "https://www.vesti.example/1"}
    write("a.jsonl", "\n".join(map(json.dumps, [record, record | {"source": "Vesti"}])))

    def names(items: list[Item]) -> list[str]:
        return [item.source.name for item in items if isinstance(item, RawArticle)]

    assert names(_read("notes.txt")) == ["notes"]
    assert names(_read("notes.txt", source="Gazeta")) == ["Gazeta"]
    assert names(_read("notes.txt", url="https://www.tirana.example/today")) == ["tirana.example"]
    assert names(_read("feed.rss")) == ["gazeta.example"]
    assert names(_read("a.jsonl")) == ["vesti.example", "Vesti"]
    assert names(_read("a.jsonl", source="Arkivi")) == ["Arkivi", "Arkivi"]


def test_ids_do_not_depend_on_where_the_file_lies(write: Write) -> None:
    for name in ("one/notes.txt", "two/deep/notes.txt"):
        write(name, _TEXT)
    ids = {
        article.id for name in ("one/notes.txt", "two/deep/notes.txt") for article in _articles(_read(name))
    }
    assert len(ids) == 1


def test_the_address_of_a_text_is_the_articles_only_when_it_holds_one(write: Write) -> None:
    write("a.txt", _TEXT)
    assert _articles(_read("a.txt", url="https://a.example/1?utm_source=x"))[0].url == "https://a.example/1"


def test_fetched_at_is_the_time_of_storing_so_that_output_repeats(write: Write) -> None:
    path = write("a.txt", _TEXT)
    os.utime(path, (1_750_000_000, 1_750_000_000))
    first, second = _read("a.txt"), _read("a.txt")
    assert first == second
    assert _articles(first)[0].fetched_at == datetime.fromtimestamp(1_750_000_000, UTC)


def test_each_item_that_is_no_article_says_why_and_where_and_keeps_its_bytes(write: Write) -> None:
    long = {"title": "Dump", "body": "x" * (MAX_BODY_CHARS + 1)}
    lines = ['{"title": "A", "body": "b."}', "{oops", '{"body": "b."}', '{"title": "A"}', json.dumps(long)]
    write("a.jsonl", "\n".join(lines))
    assert _refusals(_read("a.jsonl")) == [
        ("invalid_json", "a.jsonl:2", False),
        ("missing_title", "a.jsonl:3", False),
        ("missing_body", "a.jsonl:4", False),
        ("body_too_large", "a.jsonl:5", False),
    ]
    refused = _read("a.jsonl")[1]
    assert isinstance(refused, Refused)
    assert refused.payload == b"{oops"
    write("feed.rss", _FEED)
    assert _refusals(_read("feed.rss")) == [("missing_title", "feed.rss#2", False)]


@pytest.mark.parametrize(
    "field",
    [
        {"subtitle": "я" * (MAX_ARTICLE_BYTES // 2)},
        {"tags": [f"{'t' * 1_000} {number}" for number in range(13_000)]},
        {"source": "x" * MAX_ARTICLE_BYTES},
    ],
)
def test_an_article_too_large_for_a_record_is_refused_and_the_rest_goes_on(
    write: Write, field: dict[str, object]
) -> None:
    records = [{"title": "A", "body": "b."} | field, {"title": "B", "body": "b."}]
    write("a.jsonl", "\n".join(json.dumps(record, ensure_ascii=False) for record in records))
    large, small = _read("a.jsonl")
    assert _refusals([large]) == [("article_too_large", "a.jsonl:1", False)]
    assert isinstance(large, Refused)
    assert len(large.rejection.detail) < 200
    assert large.source_name == "a"
    assert isinstance(small, RawArticle)


def test_the_largest_legal_body_is_an_article(write: Write) -> None:
    write("a.jsonl", json.dumps({"title": "A", "body": "\U0001f600" * MAX_BODY_CHARS}, ensure_ascii=False))
    assert len(_articles(_read("a.jsonl"))) == 1


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", "", "empty"),
        ("a.txt", " \n \n", "empty"),
        ("a.jsonl", "\n\n", "empty"),
        ("a.rss", "<rss><channel></channel></rss>", "no_article"),
        ("a.html", "<html><body></body></html>", "no_article"),
        ("a.warc", "WARC/1.0", "damaged_archive"),
        ("a.xml", "<?xml version='1.0'?><urlset></urlset>", "unknown_format"),
        ("a.txt", "x" * 2_000, "too_large"),
    ],
)
def test_a_file_that_gives_nothing_is_one_refusal(write: Write, name: str, content: str, reason: str) -> None:
    write(name, content)
    items = _read(name, Settings(max_input_file_bytes=1_000))
    assert _refusals(items) == [(reason, name, True)]
    assert len(items) == 1


def test_a_name_that_is_no_utf_8_can_be_printed(write: Write) -> None:
    name = os.fsdecode(b"gazet\xeb.txt")
    write(name, _TEXT)
    (article,) = _articles(_read(name))
    assert article.origin.uri == "gazet\ufffd.txt"
    assert article.source.name == "gazet\ufffd"
    article.model_dump_json()
    write(name, "")
    (refused,) = _read(name, source=os.fsdecode(b"\xeb"))
    assert isinstance(refused, Refused)
    assert refused.source_name == "\ufffd"
    assert refused.rejection.detail.startswith("gazet\ufffd.txt")


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.rss"])
def test_a_fault_of_a_parser_is_one_refusal_that_says_what_and_where(
    write: Write, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def broken(*_: object) -> object:
        raise KeyError("odd")

    for parser in ("split", "parse_html", "parse_feed"):
        monkeypatch.setattr(content, parser, broken)
    write(name, _TEXT)
    (refused,) = _read(name)
    assert _refusals([refused]) == [("parser_failed", name, True)]
    assert isinstance(refused, Refused)
    assert "KeyError" in refused.rejection.detail


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_fault_of_a_parser_costs_one_record_which_keeps_its_bytes(
    write: Write, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def sometimes(content: dict[str, object], *, base_url: str | None = None) -> object:
        if content["title"] == "B":
            raise IndexError("odd")
        return record_to_article(content, base_url=base_url)

    monkeypatch.setattr(jsonl, "record_to_article", sometimes)
    records = [json.dumps({"title": title, "body": "b."}) for title in "ABC"]
    write(name, "\n".join(records) if name == "a.jsonl" else f"[{','.join(records)}]")
    first, second, third = _read(name)
    assert [item.title for item in (first, third) if isinstance(item, RawArticle)] == ["A", "C"]
    assert isinstance(second, Refused)
    assert (second.rejection.reason, second.payload) == ("parser_failed", records[1].encode())


def test_a_missing_file_is_one_refusal(write: Write) -> None:
    assert _refusals(_read("nosuch.txt")) == [("not_found", "nosuch.txt", True)]


def test_what_parse_printed_is_read_back_unchanged(write: Write) -> None:
    write("a.txt", _TEXT)
    write("page.html", _PAGE)
    write("a.jsonl", '{"title": "A", "body": "First.\\nSecond."}')
    before = [article for name in ("a.txt", "page.html", "a.jsonl") for article in _articles(_read(name))]
    write("parsed.jsonl", "\n".join(article.model_dump_json() for article in before))
    assert _read("parsed.jsonl") == before


def test_a_json_array_is_read_as_its_records(write: Write) -> None:
    write("a.json", json.dumps([{"title": "A", "body": "a."}, {"title": "B", "body": "b."}, 7], indent=1))
    items = _read("a.json")
    assert [item.title for item in items if isinstance(item, RawArticle)] == ["A", "B"]
    assert _refusals(items) == [("not_an_object", "a.json#3", False)]


def test_a_json_lines_file_may_be_larger_than_any_limit_on_files(write: Write) -> None:
    write("a.jsonl", "\n".join(json.dumps({"title": f"T{n}", "body": "b" * 100}) for n in range(50)))
    assert len(_articles(_read("a.jsonl", Settings(max_input_file_bytes=1_000)))) == 50


def test_a_folder_is_walked_in_order_and_says_what_it_leaves_out(write: Write) -> None:
    for name in ("in/b.txt", "in/a/z.jsonl", "in/c.xml", "in/notes.pdf", "in/.hidden.txt", "in/.git/x.txt"):
        write(name, "x")
    assert list(expand(("in",))) == [
        Target("in/a/z.jsonl"),
        Target("in/b.txt"),
        Target("in/c.xml"),
        Ignored("in", ("in/notes.pdf",)),
    ]
    assert list(expand(("https://a.example/", "-", "in/notes.pdf"))) == [
        Target("https://a.example/"),
        Target("-"),
        Target("in/notes.pdf"),
    ]


@pytest.mark.parametrize("name", ["ftp://example.org/a.xml", "http:/example.org/a", "file:///a.txt"])
def test_a_mistyped_address_is_not_called_a_missing_file(write: Write, name: str) -> None:
    del write
    assert _refusals(_read(name)) == [("unsupported_scheme", name, True)]


def test_a_page_of_nothing_but_tags_is_refused_before_it_takes_minutes(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body>" + "<p>x" * 300_000)
    (item,) = read_target(Target(str(tmp_path / "a.html")), ReadOptions(), Settings())
    assert isinstance(item, Refused)
    assert item.rejection.reason == "too_many_tags"
