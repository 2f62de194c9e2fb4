"""Each filled field of an article says which part of the input gave it, and only those do."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from services.ingest.documents import Document
from services.ingest.feed import parse_feed
from services.ingest.html import parse_html
from services.ingest.identity import content_hash
from services.ingest.parsed import ATTRIBUTED, ParsedArticle
from services.ingest.read.content import parse_document
from services.ingest.records import record_to_article
from shared.contracts import InputFormat, Provenance, RawArticle

_TEXT = "<p>The new bridge over the river opened on Monday after three years of works, the city said.</p>" * 5


def _where(article: ParsedArticle) -> dict[str, str]:
    filled = {name for name in ATTRIBUTED if getattr(article, name)}
    assert set(article.provenance) == filled
    return {name: where.value for name, where in article.provenance.items()}


def test_of_a_page() -> None:
    data = {
        "@type": "NewsArticle",
        "headline": "Bridge opens",
        "datePublished": "2025-06-23",
        "author": {"name": "Mira Kola"},
    }
    page = (
        f'<html lang="en"><head><title>Bridge opens</title><meta property="article:section" content="City">'
        f'<link rel="canonical" href="https://g.example/bridge">'
        f'<script type="application/ld+json">{json.dumps(data)}</script>'
        f'</head><body><article><h1>Bridge opens</h1>{_TEXT}<a rel="tag" href="/t">roads</a></article></body></html>'
    )
    (article,) = parse_html(page, "https://g.example/bridge?x=1")
    assert _where(article) == {
        "title": "text", "body": "text", "authors": "json_ld", "published_at": "json_ld", "section": "meta",
        "tags": "markup", "language": "meta", "url": "meta",
    }  # fmt: skip


def test_of_a_page_that_says_nothing_of_itself() -> None:
    (article,) = parse_html(
        f"<html><body><h1>Bridge opens</h1>{_TEXT}</body></html>", "https://g.example/bridge"
    )
    assert _where(article) == {"title": "text", "body": "text", "url": "fetch"}


def test_of_a_feed_whose_text_names_the_author_and_the_place() -> None:
    (item,) = parse_feed(
        "<rss><channel><language>en</language><item><title>Bridge opens</title><link>https://g.example/a</link>"
        "<description>&lt;p&gt;By Mira Kola&lt;/p&gt;&lt;p&gt;TIRANA (ATA) — It opened on Monday.&lt;/p&gt;</description>"
        "</item></channel></rss>"
    ).items
    assert item.parsed.dateline == "Tirana"
    assert _where(item.parsed) == {
        "title": "feed", "body": "feed", "url": "feed", "language": "feed", "authors": "text", "dateline": "text",
    }  # fmt: skip


def test_of_a_json_feed_and_a_record() -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "language": "en",
            "items": [{"id": "1", "title": "A", "content_text": "One.", "date_modified": "2025-06-23"}]}  # fmt: skip
    (item,) = parse_feed(json.dumps(feed)).items
    assert set(_where(item.parsed).values()) == {"feed"}
    assert set(_where(record_to_article({"title": "A", "body": "One.", "date": "2025-06-23"})).values()) == {
        "record"
    }


def _articles(text: str, url: str | None = None) -> list[RawArticle]:
    at = datetime(2025, 6, 23, tzinfo=UTC)
    items = parse_document(Document("digest.txt", text, InputFormat.TEXT, at, url))
    return [item for item in items if isinstance(item, RawArticle)]


def test_of_a_text_and_it_reaches_the_topic() -> None:
    text = "Bridge opens\nBy Mira Kola\nJune 23, 2025\n\nThe bridge over the river opened on Monday, the city said.\n"
    (article,) = _articles(text, "https://g.example/bridge")
    assert article.provenance["title"] is article.provenance["body"] is Provenance.TEXT
    assert article.provenance["url"] is Provenance.FETCH
    assert RawArticle.model_validate_json(article.model_dump_json()) == article


def test_an_article_of_an_older_producer_has_none() -> None:
    (article,) = _articles(
        "Bridge opens\n\nThe bridge over the river opened on Monday, the city said on Tuesday.\n"
    )
    old = json.loads(article.model_dump_json())
    del old["provenance"]
    assert RawArticle.model_validate(old).provenance == {}


def test_the_same_text_found_elsewhere_is_no_new_revision() -> None:
    article = ParsedArticle("A", "B", provenance={"title": Provenance.FEED})
    assert content_hash(article, "S") == content_hash(
        replace(article, provenance={"title": Provenance.META}), "S"
    )
