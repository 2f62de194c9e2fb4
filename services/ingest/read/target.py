"""A target named by the user to its items: a file, an address, or standard input, read under limits."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from io import BufferedReader
from tempfile import TemporaryFile
from typing import cast

from services.ingest.detect import detect_format
from services.ingest.documents import decode
from services.ingest.items import Item, Refused
from services.ingest.jsonl import is_one_document
from services.ingest.read.archive import read_archive
from services.ingest.read.content import HEAD_BYTES, Content, read_content
from services.ingest.read.journal import NO_JOURNAL, Journal, archive_key, copy_limited
from services.ingest.read.options import ReadOptions
from services.ingest.read.records import read_json_lines
from services.ingest.read.refusals import parser_fault, refused_whole
from services.ingest.read.source_names import source_of
from services.ingest.targets import Target
from services.ingest.web import fetch
from shared.clock import now
from shared.contracts import InputFormat
from shared.rejection import Rejection
from shared.settings import Settings

# Looked at only where no such file exists.
_LIKE_AN_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
_NO_ADDRESS = "is no file here, and no address that is fetched: those begin with http:// or https://"


def read_target(
    target: Target, options: ReadOptions, settings: Settings, journal: Journal = NO_JOURNAL
) -> Iterator[Item]:
    """The items of one target in document order. What cannot be read at all is one Refused item without a payload.

    Never raises for what is in the target: a fault of a parser refuses what is left of this target, and no other.
    """
    try:
        yield from _read(target, options, settings, journal)
    except Exception as error:
        yield refused_whole(target.uri, options, "parser_failed", parser_fault(error, target.uri))


def _read(target: Target, options: ReadOptions, settings: Settings, journal: Journal) -> Iterator[Item]:
    if target.is_web:
        yield from _read_web(target, options, settings)
        return
    if target.is_stdin:
        yield from _read_stream(
            cast("BufferedReader", sys.stdin.buffer), "stdin", now(), options, settings, journal
        )
        return
    try:
        stat = target.path.stat()
        with target.path.open("rb") as stream:
            # The time of storing is the time of fetching as far as a file can tell, and the same on every run.
            stored_at = datetime.fromtimestamp(int(stat.st_mtime), UTC)
            yield from _read_stream(stream, target.uri, stored_at, options, settings, journal)
    except OSError as error:
        if isinstance(error, FileNotFoundError) and _LIKE_AN_ADDRESS.match(target.name):
            yield refused_whole(target.uri, options, "unsupported_scheme", _NO_ADDRESS)
            return
        reason = "not_found" if isinstance(error, FileNotFoundError) else "unreadable"
        yield refused_whole(target.uri, options, reason, f"cannot be read: {error.strerror or error}")


def _read_web(target: Target, options: ReadOptions, settings: Settings) -> Iterator[Item]:
    fetched = fetch(target.name, settings)
    if isinstance(fetched, Rejection):
        name = source_of(options.source, None, None, target.name, target.uri).name
        yield Refused(fetched, target.uri, name)
        return
    content = Content(target.uri, fetched.content, now(), fetched.content_type, fetched.charset)
    # The page's own address, after redirects, is what its article is identified by.
    yield from read_content(content, replace(options, url=options.url or fetched.url))


def _read_archive(
    stream: BufferedReader, uri: str, options: ReadOptions, settings: Settings, journal: Journal
) -> Iterator[Item]:
    if stream.seekable():
        key = archive_key(stream, uri, options.source)
        reached = partial(journal.reached, key)
        yield from read_archive(stream, uri, options, settings, start=journal.resume_at(key), reached=reached)
        journal.finished(key)
        return
    with TemporaryFile() as copy:  # going on behind a damaged part needs to go back and forth
        if copy_limited(stream, copy, settings.max_input_file_bytes):
            yield from read_archive(copy, uri, options, settings)
        else:
            limit = f"larger than {settings.max_input_file_bytes:,} bytes (LAJMI_MAX_INPUT_FILE_BYTES)"
            yield refused_whole(uri, options, "too_large", limit)


def _read_stream(
    stream: BufferedReader,
    uri: str,
    fetched_at: datetime,
    options: ReadOptions,
    settings: Settings,
    journal: Journal,
) -> Iterator[Item]:
    head = decode(stream.peek(HEAD_BYTES)[:HEAD_BYTES])
    kind = options.format or detect_format(uri, head)
    if kind is InputFormat.WARC:
        yield from _read_archive(stream, uri, options, settings, journal)
        return
    if kind is InputFormat.JSONL and not is_one_document(head):
        yield from read_json_lines(stream, uri, fetched_at, options)
        return
    content = stream.read(settings.max_input_file_bytes + 1)
    if len(content) > settings.max_input_file_bytes:
        limit = f"larger than {settings.max_input_file_bytes:,} bytes (LAJMI_MAX_INPUT_FILE_BYTES)"
        yield refused_whole(uri, options, "too_large", limit)
        return
    yield from read_content(Content(uri, content, fetched_at), replace(options, format=kind))
