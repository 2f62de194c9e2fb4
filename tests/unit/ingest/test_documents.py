from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.documents import decode, host_of

_CROATIAN = "Vlada je donijela odluku o čišćenju šuma i žičara u Đakovu."
_SERBIAN = "Влада је донела одлуку о чишћењу шума у Ђердапу и Љубовији."
_ALBANIAN = "Ministri i Jashtëm tha se Shqipëria do të vazhdojë bisedimet në Brukselin e çdo dite."
_TURKISH = "İstanbul'da yaşayan öğrenciler yarışmaya katıldı, ığdır şehri de."
_GREEK = "Η κυβέρνηση ανακοίνωσε τα νέα μέτρα για την παιδεία."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (_CROATIAN, "cp1250"),
        (_CROATIAN, "iso8859-2"),
        (_SERBIAN, "cp1251"),
        (_SERBIAN, "iso8859-5"),
        (_ALBANIAN, "cp1252"),
        (_TURKISH, "cp1254"),
        (_GREEK, "cp1253"),
        ("Über die Straße nach Köln – „schön“", "cp1252"),
        (_CROATIAN, "utf-8"),
    ],
)
def test_undeclared_text_of_the_region_is_read_right(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_is_not_text(mark: bytes, encoding: str) -> None:
    assert decode(mark + _SERBIAN.encode(encoding)) == _SERBIAN


def test_a_declaration_counts_unless_the_bytes_are_utf_8() -> None:
    page = f'<html><head><meta charset="windows-1250"></head><body>{_CROATIAN}</body></html>'
    feed = f"<?xml version='1.0' encoding='ISO-8859-2'?><rss>{_CROATIAN}</rss>"
    assert decode(page.encode("cp1250")) == page
    assert decode(feed.encode("iso8859-2")) == feed
    assert decode(_CROATIAN.encode("cp1250"), "windows-1250") == _CROATIAN
    assert decode(page.encode("utf-8"), "latin-1") == page


def test_line_ends_stay_as_stored() -> None:
    assert decode(b"a\r\nb\rc\n") == "a\r\nb\rc\n"


def test_a_stray_byte_spoils_one_character_only() -> None:
    damaged = (_SERBIAN * 5).encode() + b"\xff" + _SERBIAN.encode()
    assert decode(damaged) == _SERBIAN * 5 + "\ufffd" + _SERBIAN


@given(st.binary(max_size=300))
def test_any_bytes_are_some_text(content: bytes) -> None:
    assert isinstance(decode(content), str)


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://www.vesti.rs:8080/a", "vesti.rs"), (None, None), ("vesti", None), ("http://[", None)],
)
def test_the_host_of_an_address(url: str | None, host: str | None) -> None:
    assert host_of(url) == host
