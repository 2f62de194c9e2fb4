"""Which format a document is in: what its name says, then what its server says, then what it looks like. Pure."""

from __future__ import annotations

import re
from pathlib import PurePath

from shared.contracts import InputFormat

EXTENSIONS = {
    ".txt": InputFormat.TEXT, ".text": InputFormat.TEXT, ".md": InputFormat.TEXT,
    ".html": InputFormat.HTML, ".htm": InputFormat.HTML, ".xhtml": InputFormat.HTML,
    ".rss": InputFormat.FEED, ".atom": InputFormat.FEED, ".rdf": InputFormat.FEED,
    ".jsonl": InputFormat.JSONL, ".ndjson": InputFormat.JSONL, ".jsonlines": InputFormat.JSONL,
    ".warc": InputFormat.WARC,
}  # fmt: skip
# Found when a folder is walked. Anything else may still be named on the command line.
FOLDER_EXTENSIONS = frozenset(EXTENSIONS) - {".md", ".text"} | {".xml", ".warc.gz"}
_CONTENT_TYPES = {
    "text/html": InputFormat.HTML, "application/xhtml+xml": InputFormat.HTML,
    "application/rss+xml": InputFormat.FEED, "application/atom+xml": InputFormat.FEED,
    "application/rdf+xml": InputFormat.FEED, "application/feed+json": InputFormat.FEED,
    "application/x-ndjson": InputFormat.JSONL, "application/ndjson": InputFormat.JSONL,
    "application/jsonl": InputFormat.JSONL, "application/x-jsonlines": InputFormat.JSONL,
    "application/warc": InputFormat.WARC,
}  # fmt: skip
_FEED_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF|channel|item|entry|[a-z]+:feed)[\s>/]", re.IGNORECASE)
_HTML_SIGN = re.compile(
    r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<article[\s>]|<(?:p|div|h1|section)[\s>][^<]*.*?</",
    re.IGNORECASE | re.DOTALL,
)
_PROLOGUE = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>)+", re.IGNORECASE | re.DOTALL
)
_LOOKED_AT = 4_096


def is_warc_name(name: str) -> bool:
    return name.lower().endswith((".warc", ".warc.gz"))


def detect_format(name: str, head: str, content_type: str | None = None) -> InputFormat | None:
    """``name``: of the file, or the path of an address; ``head``: the beginning of its text. None: no format of ours.

    A name decides alone where its extension is one of ours, except ``.xml`` and ``.json``, which say too little. Text is
    what nothing else explains.
    """
    if is_warc_name(name):
        return InputFormat.WARC
    by_name = EXTENSIONS.get(PurePath(name).suffix.lower())
    if by_name is not None:
        return by_name
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if (by_type := _CONTENT_TYPES.get(media_type)) is not None:
        # Feeds are often served as HTML; the reverse was never seen.
        return InputFormat.FEED if by_type is InputFormat.HTML and _is_feed(head) else by_type
    return _by_content(head)


def _by_content(head: str) -> InputFormat | None:
    start = head[:_LOOKED_AT].lstrip("\ufeff \t\r\n")
    if start.startswith("WARC/"):
        return InputFormat.WARC
    if start.startswith("{") or re.match(r"\[\s*\{", start):
        return InputFormat.FEED if is_json_feed(start) else InputFormat.JSONL
    if start.startswith("<"):
        if _is_feed(start):
            return InputFormat.FEED
        return InputFormat.HTML if _HTML_SIGN.search(start) or not start.startswith("<?xml") else None
    # Leaked markup in a text is a text; a page has tags from its beginning on.
    if _HTML_SIGN.search(start[:512]) and start.count("<") > 5:
        return InputFormat.HTML
    return InputFormat.TEXT


def _is_feed(head: str) -> bool:
    start = head[:_LOOKED_AT].lstrip("\ufeff \t\r\n")
    prologue = _PROLOGUE.match(start)
    return _FEED_ROOT.match(start, prologue.end() if prologue else 0) is not None


def is_json_feed(text: str) -> bool:
    """JSON Feed 1.0 and 1.1 name their version as an address at jsonfeed.org."""
    return (
        re.search(r'"version"\s*:\s*"https?://(?:www\.)?jsonfeed\.org/', text.replace("\\/", "/")) is not None
    )
