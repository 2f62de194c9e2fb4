from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.records import record_to_article
from shared.contracts import Precision

_WHEN = datetime(2025, 6, 23, 8, tzinfo=UTC)
_BODY = "The bridge opened on Monday.\n\nIt is long."


@pytest.mark.parametrize(
    "record",
    [
        {"title": "Bridge opens", "body": _BODY, "url": "https://a.al/1", "published_at": "2025-06-23T08:00:00Z",
         "authors": ["Mira Kola"], "language": "en", "section": "News", "tags": ["bridge", "roads"],
         "source": {"name": "Gazeta", "url": "https://a.al/"}},
        {"headline": "Bridge opens", "articleBody": _BODY, "mainEntityOfPage": {"@id": "https://a.al/1?utm_source=x"},
         "datePublished": "2025-06-23T10:00:00+02:00", "author": [{"@type": "Person", "name": "Mira Kola"}],
         "inLanguage": "en", "articleSection": "News", "keywords": "bridge, roads", "publisher": {"name": "Gazeta"}},
        {"title": {"rendered": "Bridge opens"},
         "content": {"rendered": "<p>The bridge opened on Monday.</p>\n<p>It is long.</p>"},
         "link": "https://a.al/1", "date_gmt": "2025-06-23T08:00:00", "author_name": "x", "byline": "By Mira Kola",
         "lang": "en", "category": "News", "tags": [{"name": "bridge"}, {"name": "roads"}], "site_name": "Gazeta"},
        {"Name": "Bridge opens", "TEXT": _BODY, "Link": "https://a.al/1", "pubDate": "Mon, 23 Jun 2025 10:00:00 +0200",
         "Author": "Mira Kola", "Language": "en", "Category": "News", "Keywords": ["bridge", "roads"], "Source": "Gazeta"},
    ],
)  # fmt: skip
def test_common_field_names_mean_the_same(record: dict[str, object]) -> None:
    article = record_to_article(record)
    assert (article.title, article.body, article.url) == ("Bridge opens", _BODY, "https://a.al/1")
    assert (article.published_at, article.published_precision) == (_WHEN, Precision.SECOND)
    assert (article.authors, article.language, article.section) == (("Mira Kola",), "en", "News")
    assert (article.tags, article.source_name) == (("bridge", "roads"), "Gazeta")
    assert not article.truncated


def test_a_description_is_the_deck_unless_it_repeats_the_text_or_is_all_there_is() -> None:
    deck = {"title": "Bridge opens", "body": _BODY, "description": "After twenty years of promises"}
    assert record_to_article(deck).subtitle == "After twenty years of promises"
    assert record_to_article(deck | {"description": "The bridge opened on Monday."}).subtitle is None
    only = record_to_article({"title": "Bridge opens", "description": "It opened."})
    assert (only.body, only.subtitle) == ("It opened.", None)


def test_a_missing_date_stays_missing() -> None:
    record = {"title": "T", "body": "B.", "crawled_at": "2025-06-23", "updated": "2025-06-23"}
    assert record_to_article(record).published_at is None


def test_a_bare_identifier_is_no_address() -> None:
    assert record_to_article({"title": "T", "body": "B.", "id": "12", "guid": "abc"}).url is None
    assert record_to_article({"title": "T", "body": "B.", "guid": "https://a.al/12"}).url == "https://a.al/12"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_NAMES = st.sampled_from(
    [
        "title",
        "body",
        "url",
        "published_at",
        "authors",
        "language",
        "section",
        "tags",
        "source",
        "description",
        "truncated",
    ]
)


@given(st.dictionaries(_NAMES, _JSON))
def test_any_object_is_read_without_failing(record: dict[str, object]) -> None:
    article = record_to_article(record)
    f"{article.title}{article.body}{article.authors}{article.tags}".encode()


@pytest.mark.parametrize("language", [{"declared": []}, [], {"declared": [[]]}, [None], {"declared": {}}])
def test_a_language_that_is_none_is_none(language: object) -> None:
    assert record_to_article({"title": "A", "body": "b.", "language": language}).language is None


def test_a_number_beyond_any_date_is_none() -> None:
    assert record_to_article({"title": "A", "body": "b.", "date": 10**400}).published_at is None
