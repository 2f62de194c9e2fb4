"""RSS 0.9x to 2.0, RDF, Atom and JSON Feed to ParsedArticles. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import islice
from typing import Any

import feedparser

from services.ingest.crowding import without_crowded_tags
from services.ingest.detect import is_json_feed
from services.ingest.editing import edit
from services.ingest.lexicon import lexicon, phrase_key
from services.ingest.markup import fragment_to_text
from services.ingest.names import split_authors
from services.ingest.parsed import ParsedArticle, attributed
from services.ingest.records import record_to_article
from services.ingest.tidy import one_line, tidy_paragraphs, tidy_title
from services.ingest.timestamps import Timestamp, parse_timestamp
from services.ingest.urls import canonical_url
from shared.contracts import InputFormat, Provenance

# A parser that is nowhere: looking for it at each feed took a tenth of the time of a small one.
feedparser.api.PREFERRED_XML_PARSERS = []
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
# Entity definitions are how a small file becomes gigabytes, or reads local files; no feed needs them.
_ENTITIES = re.compile(r"<!ENTITY[^>]*>?", re.IGNORECASE)
_OPENED_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_CLOSED_ITEM = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_CLOSED_FEED = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_OWN_TEXT = re.compile(r"<(?:description|summary|content(?::encoded)?)[\s>]", re.IGNORECASE)
_ESCAPED_TWICE = re.compile(r"</(?:p|div|a|b|strong|em|i|span|li|h[1-6])>|<br ?/?>", re.IGNORECASE)
# A hundred times what feeds of newspapers hold; reading costs up to 0.1 ms an item and 0.02 ms a tag.
MAX_ITEMS = 5_000
_MAX_TAGS = 500_000
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """``payload``: what the feed gave for the item, as JSON bytes."""

    parsed: ParsedArticle
    payload: bytes


@dataclass(frozen=True, slots=True)
class Feed:
    """``home``: the site that the feed says it belongs to."""

    home: str | None
    items: tuple[FeedItem, ...]


def parse_feed(text: str, url: str | None = None) -> Feed:
    """The items in the feed's order. A malformed feed gives what a reader can still see; none at all gives no items.

    ``url``: where the feed lives, for relative addresses. An item without title or text comes out with it empty.
    """
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _parse_json_feed(text, url)
    cleaned = _readable(text)
    # As a stream: a plain string could be taken for a file name or an address to open.
    stream = BytesIO(cleaned.encode("utf-8", "replace"))
    parsed = feedparser.parse(
        stream,
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url or ""},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    channel = parsed.feed
    base = _link(channel, url) or url
    language = _language(channel.get("language") or parsed.get("language"))
    section = _known_section(_terms(channel))
    return Feed(base, tuple(_items(parsed.entries, url or base, language, section)))


def _readable(text: str) -> str:
    """The feed as a parser should see it: without entities, within limits, without an item that the transport cut."""
    cleaned = _ENTITIES.sub("", _XML_DECLARATION.sub("", text.lstrip("\ufeff")))
    cleaned = _REFERENCE.sub(_possible, cleaned)
    # What opens and never closes would swallow every item behind it, "<>" the next one.
    cleaned = _closed(_closed(without_crowded_tags(cleaned), "<!--", "-->"), "<![CDATA[", "]]>").replace(
        "<>", ""
    )
    opened = [match.start() for match in islice(_OPENED_ITEM.finditer(cleaned), MAX_ITEMS + 1)]
    if len(opened) > MAX_ITEMS:
        cleaned = cleaned[: opened.pop()]
    elif (
        opened
        and not _CLOSED_ITEM.search(cleaned, opened[-1])
        and not _CLOSED_FEED.search(cleaned, opened[-1])
    ):
        cleaned = cleaned[: opened[-1]]  # half a text is worse than none: the next fetch brings it whole
    if cleaned.count("<") > _MAX_TAGS:
        last = next(islice(re.finditer("<", cleaned), _MAX_TAGS, None))
        cleaned = cleaned[: last.start()]
    if _OWN_TEXT.search(cleaned):
        # feedparser takes the description of a picture for the item's own where it is the longer one.
        cleaned = cleaned.replace("media:description", "media:caption")
    return cleaned


def _possible(reference: re.Match[str]) -> str:
    """The reference to a character, nothing when there is no such character: feedparser gives the whole feed up then."""
    digits = reference[1] or reference[2]
    code = int(digits, 16 if reference[1] else 10) if len(digits) <= 7 else -1
    return reference[0] if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else ""


def _closed(text: str, opening: str, closing: str) -> str:
    last = text.rfind(closing) + 1
    return text[:last] + text[last:].replace(opening, "") if opening in text[last:] else text


def _items(
    entries: list[Any], base: str | None, language: str | None, section: str | None
) -> Iterator[FeedItem]:
    for entry in entries:
        terms = _terms(entry)
        published = _published(entry)
        authors = _authors(entry)
        article = ParsedArticle(
            title=tidy_title(fragment_to_text(entry.get("title") or "")),
            body=_body(entry),
            authors=authors,
            published_at=published[0] if published else None,
            published_precision=published[1] if published else None,
            section=_known_section(terms) or (terms[0] if len(terms) == 1 else section),
            tags=terms,
            language=_language(_content_language(entry)) or language,
            url=_link(entry, base),
            format=InputFormat.FEED,
        )
        yield FeedItem(edit(attributed(article, Provenance.FEED)), _payload(entry))


def _body(entry: dict[str, Any]) -> str:
    """The longest of what the item has: full content where the feed carries it, else its summary."""
    texts = []
    for part in [*entry.get("content", ()), entry.get("summary_detail") or {}]:
        value = part.get("value") or ""
        plain = part.get("type") == "text/plain" and "<" not in value
        text = tidy_paragraphs(value) if plain else fragment_to_text(value)
        texts.append(fragment_to_text(text) if "<" not in value and _ESCAPED_TWICE.search(text) else text)
    return max(texts, key=len, default="")


def _authors(entry: dict[str, Any]) -> tuple[str, ...]:
    names = [author.get("name") or author.get("email") or "" for author in entry.get("authors", ())]
    if not any(names):
        names = [str(entry.get("author") or "")]
    return tuple(dict.fromkeys(author for name in names for author in split_authors(fragment_to_text(name))))


def _published(entry: dict[str, Any]) -> Timestamp | None:
    for name in ("published", "updated", "created"):
        # feedparser answers "updated" with "published" and warns; what the item itself has is asked for.
        value = dict.get(entry, name)
        if (found := parse_timestamp(value)) is not None:
            return found
    return None


def _link(holder: dict[str, Any], base: str | None) -> str | None:
    """The page of an item or feed; FeedBurner's original link before its own redirect."""
    links = [holder.get("feedburner_origlink"), holder.get("link")]
    links += [
        link.get("href") for link in holder.get("links", ()) if link.get("rel", "alternate") == "alternate"
    ]
    links += [holder.get("id")] if str(holder.get("id", "")).startswith("http") else []
    return next(filter(None, (canonical_url(link, base) for link in links if isinstance(link, str))), None)


def _terms(holder: dict[str, Any]) -> tuple[str, ...]:
    terms = (tag.get("label") or tag.get("term") or "" for tag in holder.get("tags", ()))
    return tuple(dict.fromkeys(filter(None, (one_line(fragment_to_text(term)) for term in terms))))


def _known_section(terms: tuple[str, ...]) -> str | None:
    """The first category that newspapers print as a section; the rest are tags."""
    return next((term for term in terms if phrase_key(term) in lexicon().sections), None)


def _content_language(entry: dict[str, Any]) -> str | None:
    own = entry.get("language") or entry.get("dc_language")
    details = [entry.get("title_detail") or {}, *entry.get("content", ()), entry.get("summary_detail") or {}]
    return own or next((str(part["language"]) for part in details if part.get("language")), None)


def _language(value: object) -> str | None:
    text = str(value or "").strip().replace("_", "-")
    return text if _LANGUAGE.fullmatch(text) else None


def _payload(entry: dict[str, Any]) -> bytes:
    kept = {key: value for key, value in dict.items(entry) if not key.endswith(("_parsed", "_detail"))}
    return json.dumps(kept, ensure_ascii=False, default=str).encode("utf-8", "replace")


def _parse_json_feed(text: str, url: str | None) -> Feed:
    """JSON Feed 1.0 and 1.1: its items are records under other names."""
    try:
        content = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return Feed(None, ())
    if not isinstance(content, dict) or not is_json_feed(text):
        return Feed(None, ())
    home = (
        canonical_url(content.get("home_page_url"), url)
        if isinstance(content.get("home_page_url"), str)
        else None
    )
    language = _language(content.get("language"))
    items = []
    listed = content.get("items")
    for item in listed[:MAX_ITEMS] if isinstance(listed, list) else ():
        if not isinstance(item, dict):
            continue
        named = {key: value for key, value in item.items() if key != "summary" or not _has_content(item)}
        parsed = record_to_article(named, base_url=url or home, provenance=Provenance.FEED)
        if (
            parsed.published_at is None
            and (modified := parse_timestamp(item.get("date_modified"))) is not None
        ):
            parsed = replace(parsed, published_at=modified[0], published_precision=modified[1])
        parsed = replace(parsed, format=InputFormat.FEED, language=parsed.language or language)
        parsed = attributed(parsed, Provenance.FEED)
        items.append(FeedItem(parsed, json.dumps(item, ensure_ascii=False).encode("utf-8", "replace")))
    return Feed(home, tuple(items))


def _has_content(item: dict[str, Any]) -> bool:
    return bool(item.get("content_html") or item.get("content_text"))
