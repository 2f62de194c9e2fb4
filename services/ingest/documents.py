"""A document: the text of one file, page or stream, with what its container says about it. Decoding is pure."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from w3lib.encoding import html_body_declared_encoding, resolve_encoding

from services.ingest.charsets import detect_encoding
from shared.contracts import InputFormat

# Longest first: UTF-32's mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")


@dataclass(frozen=True, slots=True)
class Document:
    """``uri``: the path as the user gave it, or the address fetched. ``url``: where the document lives on the web, if
    known. ``source_name``: what the user wants the source called. ``text``: decoded, line ends untouched.
    """

    uri: str
    text: str
    format: InputFormat
    fetched_at: datetime
    url: str | None = None
    source_name: str | None = None


def decode(content: bytes, declared: str | None = None) -> str:
    """Bytes to text: byte order mark, then UTF-8 if it is valid, then what is declared, then detection.

    Valid UTF-8 with non-ASCII characters is next to never anything else, while declarations are often wrong. Line ends
    stay as stored, and a byte order mark is not part of the text. Never fails: in the end, bytes that no charset
    explains become U+FFFD.
    """
    mark, encoding = mark_of(content)
    if mark:
        return content[len(mark) :].decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for name in (declared, declared_in(content)):
        resolved = resolve_encoding(name) if name else None
        if resolved and resolved != "utf-8":
            try:
                return content.decode(resolved)
            except (UnicodeDecodeError, LookupError):
                continue
    return content.decode(detect_encoding(content), "replace")


def mark_of(content: bytes) -> tuple[bytes, str]:
    """The byte order mark that the content begins with and the encoding it means; no mark means UTF-8."""
    return next(((mark, encoding) for mark, encoding in _MARKS if content.startswith(mark)), (b"", "utf-8"))


def declared_in(content: bytes) -> str | None:
    """The charset that an XML declaration or an HTML meta element names."""
    head = content[:4096]
    if match := _XML_ENCODING.match(head):
        return match[1].decode("ascii")
    if b"<" in head:
        return html_body_declared_encoding(head)
    return None


def host_of(url: str | None) -> str | None:
    """The host of an address without ``www.`` and port, or None when there is none."""
    if not url:
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") or None if host else None
