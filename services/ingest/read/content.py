"""The bytes of one document, wherever they come from, to its items: decode, tell the format, parse, name.

The only module that knows all formats that are held in memory whole; archives are streams of such documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from io import BufferedReader, BytesIO, RawIOBase
from typing import cast
from urllib.parse import urlsplit

from services.ingest.detect import detect_format
from services.ingest.documents import Document, decode
from services.ingest.feed import parse_feed
from services.ingest.html import parse_html
from services.ingest.identity import Namesakes, shared_addresses
from services.ingest.items import Found, Item, Refused
from services.ingest.jsonl import is_one_document
from services.ingest.parsed import attributed
from services.ingest.read.naming import named
from services.ingest.read.options import ReadOptions
from services.ingest.read.records import read_json_document, read_json_lines
from services.ingest.read.refusals import parser_fault, refused_whole
from services.ingest.read.source_names import source_of
from services.ingest.split import split
from services.ingest.urls import canonical_url
from shared.contracts import InputFormat, Provenance
from shared.rejection import Rejection

HEAD_BYTES = 4_096
# Reading a page takes some 0.1 ms a tag; long pages have 20,000, and 20 MB of nothing else would take minutes.
MAX_TAGS = 200_000


@dataclass(frozen=True, slots=True)
class Content:
    """``uri``: what the items' origin names. ``content_type``, ``charset``: what a server or an archive declared."""

    uri: str
    content: bytes
    fetched_at: datetime
    content_type: str | None = None
    charset: str | None = None


def read_content(given: Content, options: ReadOptions) -> Iterator[Item]:
    """The items of one document in its order; at least one, as a document without any article is a refused item.

    ``options.url``, the address of the document, is what a page's article is identified by. Never raises for what the
    document holds: a fault of a parser refuses what is left of it.
    """
    try:
        yield from _read(given, options)
    except Exception as error:
        yield refused_whole(given.uri, options, "parser_failed", parser_fault(error, given.uri))


def _read(given: Content, options: ReadOptions) -> Iterator[Item]:
    text = decode(given.content, given.charset)
    name = urlsplit(options.url or given.uri).path if options.url else given.uri
    kind = options.format or detect_format(name, text, given.content_type)
    if kind is None:
        yield refused_whole(
            given.uri,
            options,
            "unknown_format",
            "is neither text, HTML, a feed nor JSON lines: give --format",
        )
    elif kind is InputFormat.WARC:
        yield refused_whole(given.uri, options, "unsupported_format", "is an archive inside another document")
    elif kind is InputFormat.HTML and text.count("<") > MAX_TAGS:
        limit = f"has more than {MAX_TAGS:,} tags: no page of news has"
        yield refused_whole(given.uri, options, "too_many_tags", limit)
    elif not text.strip():
        yield refused_whole(given.uri, options, "empty", "is empty")
    elif kind is InputFormat.JSONL and is_one_document(text[:HEAD_BYTES]):
        yield from read_json_document(given.content, given.uri, given.fetched_at, options)
    elif kind is InputFormat.JSONL:
        yield from read_json_lines(
            BufferedReader(cast("RawIOBase", BytesIO(given.content))), given.uri, given.fetched_at, options
        )
    else:
        document = Document(
            given.uri, text, kind, given.fetched_at, canonical_url(options.url), options.source
        )
        yield from parse_document(document, given.content)


def parse_document(document: Document, content: bytes = b"") -> Iterator[Item]:
    """The items of a text, page or feed. ``content``: the stored bytes, kept with what must be refused."""
    home: str | None = None
    if document.format is InputFormat.TEXT:
        found = _found_in_text(document)
    elif document.format is InputFormat.HTML:
        parsed = parse_html(document.text, document.url)
        # Of several articles each keeps its own text: a page must not be sent once for each that is refused.
        found = [
            Found(
                one,
                content if len(parsed) == 1 else f"{one.title}\n\n{one.body}".encode("utf-8", "replace"),
                document.uri,
            )
            for one in parsed
        ]
    else:
        feed = parse_feed(document.text, document.url)
        home = feed.home
        found = [
            Found(item.parsed, item.payload, f"{document.uri}#{number}")
            for number, item in enumerate(feed.items, start=1)
        ]
    if not found:
        name = source_of(document.source_name, None, home, document.url, document.uri).name
        yield Refused(Rejection("no_article", f"{document.uri}: no article found"), document.uri, name)
    namesakes = Namesakes(shared_addresses([one.parsed for one in found]))
    for one in found:
        yield named(one, document, home, namesakes)


def _found_in_text(document: Document) -> list[Found]:
    articles = split(document.text)
    if len(articles) == 1 and articles[0].url is None:
        # The address of a text with one article is the article's; of a digest it is the page's, and names none.
        articles = [replace(articles[0], url=document.url, provenance={"url": Provenance.FETCH})]
    found = []
    for article in articles:
        start, end = article.span or (0, len(document.text))
        payload = document.text[start:end].encode("utf-8", "replace")
        parsed = attributed(article, Provenance.TEXT)
        found.append(Found(parsed, payload, f"{document.uri}[{start}:{end}]"))
    return found
