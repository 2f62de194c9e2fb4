from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic_core import to_json

from services.index.analysis import STEMMING
from services.index.document import retraction_marker, to_document
from services.index.mapping import properties
from shared.elastic import STEMMED_LANGUAGES
from tests.unit.index.enriched import enriched


def entity(canonical: str, kind: str = "place", identifier: str | None = None) -> dict[str, Any]:
    return {
        "text": "x", "type": kind, "field": "body", "start": 0, "end": 1,
        "canonical": canonical, "id": identifier, "confidence": 0.9,
    }  # fmt: skip


def test_facets_are_flat_lists_of_canonical_names_each_once() -> None:
    article = enriched(
        entities=[
            entity("Kosovo", identifier="wikidata:Q1246"),
            entity("NATO", "organization"),
            entity("Kosovo", identifier="wikidata:Q1246"),
            entity("Tirana"),
        ],
        topics=[
            {"code": "11000000", "label": "politics and government", "confidence": 0.8},
            {"code": "16000000", "label": "conflict, war and peace", "confidence": 0.4},
        ],
    )
    document = to_document(article)
    assert document["place"] == ["Kosovo", "Tirana"]
    assert document["organization"] == ["NATO"]
    assert document["person"] == []
    assert document["entity_id"] == ["wikidata:Q1246"]
    assert document["topic"] == ["politics and government", "conflict, war and peace"]
    assert document["topic_code"] == ["11000000", "16000000"]
    assert (document["language"], document["script"]) == ("en", "Latn")
    assert document["source"] == "Example Times"


def test_entities_and_topics_are_kept_whole_beside_their_facets() -> None:
    article = enriched()
    document = to_document(article)
    assert document["entities"] == [entity.model_dump(mode="json") for entity in article.entities]
    assert document["topics"] == [topic.model_dump(mode="json") for topic in article.topics]


def test_the_body_is_never_cut() -> None:
    body = "š" * 1_000_000
    assert to_document(enriched(body=body))["body"] == body


def test_only_the_articles_own_language_is_stemmed() -> None:
    article = enriched(language={"code": "hbs", "script": "Cyrl", "confidence": 1})
    assert to_document(article)["stemmed"] == {"hbs": [article.title, article.subtitle, article.body]}


@pytest.mark.parametrize("code", ["sq", "mk", "und"])
def test_a_language_without_a_stemmer_is_folded_only(code: str) -> None:
    article = enriched(language={"code": code, "script": "Latn", "confidence": 1})
    assert "stemmed" not in to_document(article)


def test_what_an_article_lacks_is_absent() -> None:
    bare = enriched(
        subtitle=None, url=None, published_at=None, published_precision=None, dateline=None, section=None,
        source={"name": "x"}, language={"code": "sq", "script": "Latn", "confidence": 1},
    )  # fmt: skip
    assert not {
        "subtitle", "url", "published_at", "published_precision", "dateline", "section", "source_url", "language_declared",
    } & to_document(bare).keys()  # fmt: skip


def test_every_field_is_in_the_strict_mapping() -> None:
    known = properties()
    for document in (to_document(enriched()), retraction_marker("0" * 32, 1, 1)):
        assert document.keys() <= known.keys()
    assert to_document(enriched())["stemmed"].keys() <= known["stemmed"]["properties"].keys()


def test_a_document_is_one_line_of_json() -> None:
    line = to_json(to_document(enriched(body="one\n\ntwo\u2028three")))
    assert b"\n" not in line
    assert json.loads(line)["body"] == "one\n\ntwo\u2028three"


def test_the_search_service_is_told_which_languages_are_stemmed() -> None:
    assert set(STEMMED_LANGUAGES) == set(STEMMING)
