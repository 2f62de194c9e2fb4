"""The stages composed: what each sees, what the article says about them, and what happens when one fails."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from services.enrich.pipeline import Enrichment, Pipeline, load_pipeline
from services.enrich.stage import Draft
from shared.contracts import EnrichedArticle, InputFormat, Language, Origin, RawArticle, Source
from shared.rejection import Rejection

AT = datetime(2026, 5, 1, tzinfo=UTC)
ALBANIAN = Language(code="sq", script="Latn", confidence=0.9, declared="sq")


class Stage:
    """A stage that remembers what it was shown."""

    def __init__(self, name: str, result: Any, version: int = 1) -> None:
        self.name, self.version, self._result = name, version, result
        self.seen: list[Draft] = []

    def __call__(self, draft: Draft, /) -> Any:
        self.seen.append(draft)
        if isinstance(self._result, Exception):
            raise self._result
        return self._result


def pipeline(**stages: Stage) -> Pipeline:
    return Pipeline(
        language=stages.get("language", Stage("language", ALBANIAN)),
        entities=stages.get("entities", Stage("entities", ())),
        topics=stages.get("topics", Stage("topics", ())),
        fingerprint=stages.get("fingerprint", Stage("fingerprint", ())),
    )


def article(**changes: Any) -> RawArticle:
    fields: dict[str, Any] = {
        "id": "0f" * 16,
        "revision": 7,
        "source": Source(name="Fletorja"),
        "title": "Trageti niset në maj",
        "body": "Trageti do të lundrojë dy herë në ditë.",
        "origin": Origin(format=InputFormat.JSONL, uri="a.jsonl"),
        "content_hash": "ab" * 32,
        "fetched_at": AT,
        "language": "sq",
        **changes,
    }
    return RawArticle(**fields)


def test_the_stages_after_language_see_the_language() -> None:
    stages = {name: Stage(name, ALBANIAN if name == "language" else ()) for name in
              ("language", "entities", "topics", "fingerprint")}  # fmt: skip
    pipeline(**stages).enrich(article(), AT)
    assert [stage.seen[0].language for stage in stages.values()] == [
        Language(code="und", script="Zyyy", confidence=0), ALBANIAN, ALBANIAN, ALBANIAN,
    ]  # fmt: skip
    assert all(stage.seen[0].declared_language == "sq" for stage in stages.values())


def test_an_enriched_article_is_the_raw_one_and_the_results() -> None:
    raw = article(
        subtitle="Vija e re", tags=("det",), authors=("A. B.",), section="Vendi", url="https://a.example/1"
    )
    found = pipeline(fingerprint=Stage("fingerprint", ("00:ab",))).enrich(raw, AT)
    assert isinstance(found, EnrichedArticle)
    for name in RawArticle.model_fields:
        if name != "language":
            assert getattr(found, name) == getattr(raw, name)
    assert found.language == ALBANIAN
    assert found.fingerprint == ("00:ab",)
    assert found.enriched_at == AT


def test_the_generation_grows_when_any_stage_does() -> None:
    before = pipeline()
    for name in before.versions:
        after = pipeline(**{name: Stage(name, (), version=2)})
        assert after.versions == {**before.versions, name: 2}
        assert after.generation > before.generation


@pytest.mark.parametrize("name", ["language", "entities", "topics", "fingerprint"])
def test_a_stage_that_fails_is_named_with_the_place(name: str) -> None:
    found = pipeline(**{name: Stage(name, ZeroDivisionError("by zero"))}).enrich(article(), AT)
    assert isinstance(found, Rejection)
    assert found.reason == f"stage_failed_{name}"
    assert "ZeroDivisionError: by zero (test_pipeline.py:" in found.detail


def test_the_real_stages_agree_with_the_contract() -> None:
    real = load_pipeline()
    assert list(real.versions) == ["language", "entities", "topics", "fingerprint"]
    title, body = (
        "NATO meets in Tirana",
        "Defence ministers of the NATO countries met in Tirana on Monday for two days.",
    )
    found = real.analyse(Draft(title=title, body=body))
    assert isinstance(found, Enrichment)
    assert found.language.code == "en"
    for entity in found.entities:
        text = title if entity.field == "title" else body
        assert text[entity.start : entity.end] == entity.text
