"""One JSON object, under any common field names, to a ParsedArticle. Pure.

The names are those of schema.org, WordPress, JSON Feed, news-please, Fundus, common APIs and of RawArticle itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from services.ingest.editing import edit
from services.ingest.markup import fragment_to_text
from services.ingest.names import split_authors
from services.ingest.parsed import ParsedArticle, attributed
from services.ingest.tidy import comparable, one_line, tidy_title
from services.ingest.timestamps import Timestamp, parse_timestamp
from services.ingest.urls import canonical_url
from shared.contracts import InputFormat, Provenance

Json = Any

# Names are compared without case, punctuation and separators: articleBody = article_body = article-body.
_TITLE = ("title", "headline", "name", "heading", "titletext", "ogtitle", "naslov", "titulli", "titull")
_BODY = (
    "body", "articlebody", "text", "content", "contentencoded", "contenthtml", "contenttext", "fulltext", "maintext",
    "bodytext", "bodyhtml", "articletext", "article", "story", "html", "paragraphs", "tekst", "teksti",
)  # fmt: skip
_TEASER = ("description", "summary", "abstract", "excerpt", "teaser", "lead", "lede", "snippet")
_SUBTITLE = (
    "subtitle", "subheadline", "subheading", "alternativeheadline", "deck", "dek", "standfirst", "strapline", "podnaslov",
    "nentitulli",
)  # fmt: skip
_URL = (
    "url", "link", "canonicalurl", "canonical", "articleurl", "permalink", "weburl", "pageurl", "externalurl", "href", "uri",
    "loc", "sourceurl", "mainentityofpage", "guid", "id",
)  # fmt: skip
_PUBLISHED = (
    "publishedat", "datepublished", "published", "pubdate", "publicationdate", "publishdate", "datepublish", "publisheddate",
    "publishedon", "publishedtime", "publishtime", "publicationtime", "articlepublishedtime", "publishingdate", "dategmt",
    "date", "datetime", "issued", "dcdate", "datecreated", "createdat", "datum", "data",
)  # fmt: skip
_AUTHORS = (
    "authors",
    "author",
    "byline",
    "creator",
    "dccreator",
    "creators",
    "writer",
    "writers",
    "journalist",
    "autor",
    "autori",
)
_LANGUAGE = ("language", "lang", "inlanguage", "languagecode", "langcode", "locale")
_SECTION = ("section", "articlesection", "rubric", "rubrika", "category", "categories", "channel", "desk")
_TAGS = ("tags", "keywords", "newskeywords", "labels", "tag", "categories")
_SOURCE = (
    "source", "sourcename", "publisher", "publishername", "sitename", "site", "outlet", "newspaper", "publication", "media",
    "domain", "sourcedomain",
)  # fmt: skip
_MAX_DECK_CHARS = 400
_MAX_NESTING = 20


class _Record:
    """Case- and separator-blind access to the fields of a JSON object."""

    def __init__(self, content: Mapping[str, Json]) -> None:
        self._fields: dict[str, Json] = {}
        for name, value in content.items():
            self._fields.setdefault(re.sub(r"[\W_]", "", name.casefold()), value)

    def values(self, names: tuple[str, ...]) -> list[Json]:
        return [self._fields[name] for name in names if self._fields.get(name) not in (None, "", [], {})]

    def text(self, names: tuple[str, ...]) -> str:
        """The first of the fields that holds text; it may be wrapped: {"rendered": …}, {"value": …}, a list of either."""
        return next(filter(None, map(_text_of, self.values(names))), "")


def _text_of(value: Json, depth: int = 0) -> str:
    if isinstance(value, str):
        return value.strip()
    if depth > _MAX_NESTING:
        return ""
    if isinstance(value, Mapping):
        keys = ("rendered", "value", "text", "content", "html", "name", "@value", "#text", "@id", "url")
        return next(filter(None, (_text_of(value.get(key), depth + 1) for key in keys)), "")
    if isinstance(value, list):
        return "\n\n".join(filter(None, (_text_of(part, depth + 1) for part in value)))
    return ""


def record_to_article(
    content: Mapping[str, Json],
    *,
    base_url: str | None = None,
    provenance: Provenance = Provenance.RECORD,
) -> ParsedArticle:
    """What the record says; a missing title or body comes out empty, for the caller to refuse.

    Its own ``truncated`` is believed; without one the text decides. ``span`` is null: the caller knows the line.
    """
    record = _Record(content)
    title = tidy_title(fragment_to_text(record.text(_TITLE)))
    body = fragment_to_text(record.text(_BODY))
    teaser = fragment_to_text(record.text(_TEASER))
    subtitle = one_line(fragment_to_text(record.text(_SUBTITLE)))
    if not body:
        body, teaser = teaser, ""
    if not subtitle:
        subtitle = _deck(teaser, title, body) if record.values(("description",)) else ""
    published = _published(record)
    declared = record.values(("truncated",))
    dateline = one_line(record.text(("dateline",))) or None
    article = ParsedArticle(
        title=title,
        body=body,
        subtitle=subtitle or None,
        authors=_authors(record),
        published_at=published[0] if published else None,
        published_precision=published[1] if published else None,
        dateline=dateline,
        section=_section(record),
        tags=_tags(record),
        language=_language(record),
        url=_url(record, base_url),
        truncated=declared[0] is True if declared else False,
        format=InputFormat.JSONL,
        source_name=_source_name(record),
    )
    return edit(attributed(article, provenance), truncation_is_declared=bool(declared))


def _deck(teaser: str, title: str, body: str) -> str:
    """A description printed nowhere else is a deck; one that repeats the text is only its beginning."""
    if not teaser or len(teaser) > _MAX_DECK_CHARS or "\n\n" in teaser:
        return ""
    words = comparable(teaser)
    if not words or words == comparable(title) or words in comparable(body[: 4 * _MAX_DECK_CHARS]):
        return ""
    return "" if teaser.rstrip().endswith(("…", "...", "…]", "...]")) else one_line(teaser)


def _published(record: _Record) -> Timestamp | None:
    for value in record.values(_PUBLISHED):
        candidate = _text_of(value) if isinstance(value, Mapping | list) else value
        if (found := parse_timestamp(candidate)) is not None:
            return found
    return None


def _url(record: _Record, base_url: str | None) -> str | None:
    for value in record.values(_URL):
        text = _text_of(value)
        # An id, or a path of who knows which site, is no address.
        is_address = text.startswith(("http://", "https://", "//")) or (base_url and text.startswith("/"))
        if is_address and (url := canonical_url(text, base_url)) is not None:
            return url
    return None


def _names(value: Json, depth: int = 0) -> list[str]:
    """Texts of a list, of objects with a name, or of one string."""
    if depth > _MAX_NESTING:
        return []
    if isinstance(value, list):
        return [name for part in value for name in _names(part, depth + 1) if name]
    if isinstance(value, Mapping):
        keys = ("name", "term", "label", "title", "rendered", "value")
        return list(filter(None, [next(filter(None, (_text_of(value.get(key)) for key in keys)), "")]))
    return [value] if isinstance(value, str) and value.strip() else []


def _authors(record: _Record) -> tuple[str, ...]:
    for value in record.values(_AUTHORS):
        found = [author for name in _names(value) for author in split_authors(name)]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _section(record: _Record) -> str | None:
    for value in record.values(_SECTION):
        if (names := _names(value)) and not names[0].startswith(("http://", "https://")):
            return one_line(fragment_to_text(names[0])) or None
    return None


def _tags(record: _Record) -> tuple[str, ...]:
    found: list[str] = []
    for value in record.values(_TAGS):
        names = re.split(r"[,;|]", value) if isinstance(value, str) else _names(value)
        found.extend(filter(None, (one_line(fragment_to_text(name)).lstrip("#") for name in names)))
        if found:
            break
    return tuple(dict.fromkeys(found))


def _language(record: _Record) -> str | None:
    for value in record.values(_LANGUAGE):
        # An EnrichedArticle's language is an object; what its source declared is what counts here.
        text = value.get("declared") if isinstance(value, Mapping) else value
        if isinstance(text, list):
            text = next(iter(text), None)
        if isinstance(text, str) and re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", text.strip()):
            return text.strip().replace("_", "-")
    return None


def _source_name(record: _Record) -> str | None:
    for value in record.values(_SOURCE):
        if (names := _names(value)) and not names[0].startswith(("http://", "https://")):
            return one_line(names[0]) or None
    return None
