"""WARC files to articles: what they hold is read, what is broken is told, and the rest goes on."""

from __future__ import annotations

import errno
import gzip
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from services.ingest.items import Item, Refused
from services.ingest.read.archive import read_archive
from services.ingest.read.options import ReadOptions
from services.ingest.read.target import read_target
from services.ingest.targets import Target
from services.ingest.warc.records import Damage, archive_records
from services.ingest.warc.writer import ArchiveWriter, FetchedAnswer
from shared.contracts import InputFormat, RawArticle
from shared.errors import UserError
from shared.settings import Settings

SETTINGS = Settings(fetch_max_bytes=200_000)
ALL = frozenset({"response", "resource", "conversion", "warcinfo"})


def page(title: str) -> bytes:
    text = (
        f"<p>The council voted for {title.lower()} on Tuesday after a long debate about its price and use.</p>"
        * 4
    )
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"
    ).encode()


def archive(
    *contents: tuple[str, bytes, list[tuple[str, str]]], compressed: bool = True, status: str = "200 OK"
) -> bytes:
    """(address, body, HTTP headers) each as a response."""
    target = BytesIO()
    writer = WARCWriter(target, gzip=compressed)
    for url, body, headers in contents:
        record = writer.create_warc_record(
            url,
            "response",
            payload=BytesIO(body),
            http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": "2025-06-23T10:00:00Z"},
        )
        writer.write_record(record)
    return target.getvalue()


HTML = [("Content-Type", "text/html; charset=utf-8")]


def pages(*titles: str, compressed: bool = True) -> bytes:
    return archive(
        *((f"https://gazeta.example/{number}", page(title), HTML) for number, title in enumerate(titles)),
        compressed=compressed,
    )


def read(content: bytes, settings: Settings = SETTINGS) -> list[Item]:
    return list(read_archive(BytesIO(content), "news.warc.gz", ReadOptions(), settings))


def titles(items: list[Item]) -> list[str]:
    return [item.title for item in items if isinstance(item, RawArticle)]


def reasons(items: list[Item]) -> list[str]:
    return [item.rejection.reason for item in items if isinstance(item, Refused)]


@pytest.mark.parametrize("compressed", [True, False])
def test_each_page_is_an_article_that_names_its_archive_and_its_own_address(compressed: bool) -> None:
    found = read(pages("A New Bridge", "An Old School", compressed=compressed))
    assert titles(found) == ["A New Bridge", "An Old School"]
    first = found[0]
    assert isinstance(first, RawArticle)
    assert (first.url, first.source.name) == ("https://gazeta.example/0", "gazeta.example")
    assert (first.origin.format, first.origin.uri) == (InputFormat.WARC, "news.warc.gz")
    assert first.fetched_at == datetime(2025, 6, 23, 10, tzinfo=UTC)


def test_a_file_compressed_as_a_whole_is_read_too() -> None:
    found = read(gzip.compress(pages("First Text", "Second Text", "Third Text", compressed=False)))
    assert titles(found) == ["First Text", "Second Text", "Third Text"]


def test_packed_and_chunked_bodies_are_unpacked() -> None:
    packed = gzip.compress(page("Packed Page"))
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    found = read(
        archive(
            ("https://a.example/1", packed, [*HTML, ("Content-Encoding", "gzip")]),
            (
                "https://a.example/2",
                chunked,
                [*HTML, ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")],
            ),
            ("https://a.example/3", page("Plain Page"), [*HTML, ("Content-Encoding", "gzip")]),
        )
    )
    assert titles(found) == ["Packed Page", "Packed Page", "Plain Page"]


def test_a_bomb_is_one_refused_item_and_the_next_page_is_read() -> None:
    bomb = gzip.compress(b"<p>" + b"a" * 5_000_000)
    found = read(
        archive(
            ("https://a.example/1", bomb, [*HTML, ("Content-Encoding", "gzip")]),
            ("https://a.example/2", b"x" * 5_000_000, HTML),
            ("https://a.example/3", page("After The Bomb"), HTML),
        )
    )
    assert reasons(found) == ["too_large", "too_large"]
    assert titles(found) == ["After The Bomb"]


def test_pictures_errors_and_name_server_answers_are_no_items() -> None:
    found = read(
        archive(("https://a.example/x.png", b"\x89PNG", [("Content-Type", "image/png")]))
        + archive(("https://a.example/gone", page("Not Found"), HTML), status="404 Not Found")
        + pages("The Only Article")
    )
    assert (titles(found), reasons(found)) == (["The Only Article"], [])


def test_an_archive_without_any_document_is_refused_as_empty() -> None:
    assert reasons(read(b"")) == ["empty"]
    assert reasons(
        read(archive(("https://a.example/x.png", b"\x89PNG", [("Content-Type", "image/png")])))
    ) == ["empty"]


@pytest.mark.parametrize("compressed", [True, False])
def test_a_damaged_record_is_told_once_and_what_follows_is_read(compressed: bool) -> None:
    parts = [
        pages(title, compressed=compressed) for title in ("Before Damage", "Damaged Itself", "After Damage")
    ]
    broken = parts[1][:20] + b"\x00\xff" * 40 + parts[1][100:]
    found = read(parts[0] + broken + parts[2])
    assert titles(found) == ["Before Damage", "After Damage"]
    assert reasons(found) == ["damaged_archive"]
    detail = next(item.rejection.detail for item in found if isinstance(item, Refused))
    assert f"from byte {len(parts[0]):,}" in detail


@pytest.mark.parametrize("compressed", [True, False])
def test_an_archive_that_ends_in_the_middle_gives_what_is_whole(compressed: bool) -> None:
    whole = pages("Whole Article", compressed=compressed)
    found = read(whole + pages("Torn Article", compressed=compressed)[:-200])
    assert titles(found) == ["Whole Article"]
    assert reasons(found) == ["damaged_archive"]


def test_headers_without_end_are_damage_and_take_no_memory() -> None:
    flood = gzip.compress(b"WARC/1.0\r\n" + b"X-Header: " + b"a" * 50_000_000)
    found = read(flood + pages("After The Flood"))
    assert (titles(found), reasons(found)) == (["After The Flood"], ["damaged_archive"])


@pytest.mark.parametrize("compressed", [True, False])
def test_reading_goes_on_where_it_was(compressed: bool) -> None:
    content = pages(*(f"Story Number {number}" for number in range(6)), compressed=compressed)
    offsets: list[int] = []
    whole = list(read_archive(BytesIO(content), "a.warc", ReadOptions(), SETTINGS, reached=offsets.append))
    assert len(offsets) == len(whole) == 6
    for position, offset in enumerate(offsets):
        rest = list(read_archive(BytesIO(content), "a.warc", ReadOptions(), SETTINGS, start=offset))
        assert rest == whole[position:]


@given(st.binary(max_size=300), st.integers(0, 2_000), st.booleans())
def test_no_bytes_make_it_raise_or_lose_the_record_after_them(
    noise: bytes, cut: int, compressed: bool
) -> None:
    good = pages("Still Here", compressed=compressed)
    first = pages("First One", compressed=compressed)
    # Without compression a record is what its length says, and a cut one takes the beginning of the next for its own.
    content = (first[:cut] if compressed else first) + noise + b"\r\n\r\n" + good
    found = list(archive_records(BytesIO(content), 300_000, ALL))
    assert sum(isinstance(one, Damage) for one in found) <= 3
    last = found[-1]
    assert not isinstance(last, Damage) and last.block is not None
    assert b"Still Here" in last.block


def test_what_was_fetched_and_archived_reads_back_as_it_was(tmp_path: Path) -> None:
    at = datetime(2025, 6, 23, 10, 11, 12, tzinfo=UTC)
    writer = ArchiveWriter(tmp_path, max_file_bytes=600)
    for number in range(3):
        writer.write(
            FetchedAnswer(f"https://a.example/{number}", 200, page(f"Kept {number}"), "text/html", at)
        )
    assert [path.suffix for path in sorted(tmp_path.iterdir())].count(".open") == 1
    writer.close()
    found = [
        item
        for path in sorted(tmp_path.iterdir())
        for item in read_target(Target(str(path)), ReadOptions(), SETTINGS)
    ]
    assert titles(found) == ["Kept 0", "Kept 1", "Kept 2"]
    assert all(isinstance(item, RawArticle) and item.fetched_at == at for item in found)


def test_empty_members_are_passed_over_once_however_many_there_are() -> None:
    """A reader that began again at each of them would take days for a file of a few megabytes."""
    empty = gzip.compress(b"") * 20_000
    content = (
        empty
        + archive(("https://example.org/1", page("Bridge opens"), HTML))
        + empty
        + b"no record"
        + empty
        + archive(("https://example.org/2", page("School closes"), HTML))
        + empty
    )
    found = list(archive_records(BytesIO(content), 1_000_000, ALL))
    assert [isinstance(each, Damage) for each in found] == [False, True, False]
    assert [each.headers["warc-target-uri"] for each in found if not isinstance(each, Damage)] == [
        "https://example.org/1",
        "https://example.org/2",
    ]


def test_an_archive_that_finds_no_room_says_so_to_a_person(tmp_path: Path) -> None:
    class Full(BytesIO):
        def close(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    writer = ArchiveWriter(tmp_path)
    writer._file = Full()
    with pytest.raises(UserError, match=r"No space left on device.*LAJMI_ARCHIVE"):
        writer.close()
    writer.close()  # nothing is left to be closed
