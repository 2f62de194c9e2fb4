"""A WARC file to items: each page, feed or text that it holds, in its order; interrupted, it goes on where it was.

Answers that no reader saw (other than 200), images, scripts, requests and metadata are no items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import IO

from services.ingest.items import Item, Refused
from services.ingest.read.content import Content, read_content
from services.ingest.read.options import ReadOptions
from services.ingest.read.refusals import refused_whole
from services.ingest.read.source_names import source_of
from services.ingest.timestamps import parse_timestamp
from services.ingest.warc.http import HttpAnswer, parse_answer
from services.ingest.warc.records import ArchiveRecord, Damage, archive_records
from services.ingest.web.headers import charset_of
from shared.contracts import InputFormat, RawArticle
from shared.rejection import Rejection
from shared.settings import Settings

# ``resource``: stored without HTTP (a file, an FTP answer); ``conversion``: the text of a page, as in WET files.
_WANTED = frozenset({"response", "resource", "conversion"})
_MEDIA_TYPES = (
    "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "application/rss+xml",
    "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/json", "application/x-ndjson",
)  # fmt: skip
_HTTP_HEADER_BYTES = 100_000

Reached = Callable[[int], None]


def read_archive(
    stream: IO[bytes],
    uri: str,
    options: ReadOptions,
    settings: Settings,
    *,
    start: int = 0,
    reached: Reached = lambda offset: None,
) -> Iterator[Item]:
    """``stream`` is seekable; ``start`` is the offset of a record. ``reached`` is called with an offset once everything
    before it was taken by the caller: a run that starts there misses nothing.

    Each article's ``origin`` names the archive; its url, source and time are those of its own record.
    """
    found = False
    limit = settings.fetch_max_bytes
    for record in archive_records(stream, limit + _HTTP_HEADER_BYTES, _WANTED, start):
        if isinstance(record, Damage):
            found = True
            yield _damaged(record, uri, options)
            continue
        reached(record.offset)
        for item in _items(record, uri, options, limit):
            found = True
            yield item
    if not found and not start:
        yield refused_whole(uri, options, "empty", "holds no page, feed or text")


def _damaged(damage: Damage, uri: str, options: ReadOptions) -> Refused:
    until = "the end" if damage.end is None else f"byte {damage.end:,}"
    detail = f"cannot be read from byte {damage.start:,} to {until} ({damage.detail})"
    return refused_whole(uri, options, "damaged_archive", detail)


def _items(record: ArchiveRecord, uri: str, options: ReadOptions, limit: int) -> Iterator[Item]:
    url = record.headers.get("warc-target-uri", "").strip("<> ")
    where = f"{uri} at byte {record.offset:,} ({url})" if url else f"{uri} at byte {record.offset:,}"
    answer = _answer(record, limit)
    if answer is None:
        return
    if isinstance(answer, Rejection):
        name = source_of(options.source, None, None, url or None, uri).name
        yield Refused(Rejection(answer.reason, f"{where}: {answer.detail}"), where, name)
        return
    given = Content(where, answer.content, _written_at(record), answer.content_type, answer.charset)
    # The archive's own extension says nothing of what its records hold, and one address cannot be that of them all.
    for item in read_content(given, replace(options, format=None, url=url or None)):
        yield _from_archive(item, uri)


def _answer(record: ArchiveRecord, limit: int) -> HttpAnswer | Rejection | None:
    """What a reader would have seen; None when it is no document at all."""
    content_type = record.headers.get("content-type")
    is_response = record.kind == "response"
    url = record.headers.get("warc-target-uri", "").strip("<> ").lower()
    # Responses to other than web addresses are those of name servers.
    if not (url.startswith(("http:", "https:")) if is_response else _is_document(content_type)):
        return None
    if record.block is None:
        return Rejection("too_large", f"more than {limit:,} bytes (LAJMI_FETCH_MAX_BYTES)")
    if not is_response:
        return HttpAnswer(200, record.block, content_type, charset_of(content_type))
    answer = parse_answer(record.block, limit)
    if isinstance(answer, HttpAnswer) and (answer.status != 200 or not _is_document(answer.content_type)):
        return None
    return answer


def _is_document(content_type: str | None) -> bool:
    media_type = (content_type or "").partition(";")[0].strip().lower()
    return not media_type or media_type in _MEDIA_TYPES


def _written_at(record: ArchiveRecord) -> datetime:
    parsed = parse_timestamp(record.headers.get("warc-date"))
    return parsed[0] if parsed else datetime.fromtimestamp(0, UTC)


def _from_archive(item: Item, uri: str) -> Item:
    """A feed's item stays one: a teaser must not replace the text of a page that the archive holds as well."""
    if not isinstance(item, RawArticle):
        return item
    kind = item.origin.format if item.origin.format is InputFormat.FEED else InputFormat.WARC
    origin = item.origin.model_copy(update={"format": kind, "uri": uri})
    return item.model_copy(update={"origin": origin})
