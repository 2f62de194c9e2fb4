"""The published schemas: up to date with the models, and no change that would break a consumer goes unseen."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shared.compatibility import breaking_changes
from shared.contracts import DeadLetter, RawArticle, RecordOrigin, Stage
from shared.schema import PUBLISHED_FOLDER, SCHEMA_FOLDER, documents, json_schema


@pytest.mark.parametrize("file", sorted(documents()))
def test_the_checked_in_document_is_the_generated_one(file: str) -> None:
    assert (SCHEMA_FOLDER / file).read_text() == documents()[file], "run  lajmi schema --write  and commit"


@pytest.mark.parametrize(
    "published",
    sorted(PUBLISHED_FOLDER.glob("*/*.json")),
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_the_models_break_no_published_version_of_the_contract(published: Path) -> None:
    assert breaking_changes(json.loads(published.read_text()), json_schema(published.stem)) == []


def test_every_message_has_a_published_version() -> None:
    first = PUBLISHED_FOLDER / "1.0.0"
    assert {path.stem for path in first.glob("*.json")} == {"RawArticle", "EnrichedArticle", "DeadLetter"}


def _remove_title(schema: dict[str, Any]) -> None:
    del schema["properties"]["title"]
    schema["required"].remove("title")


def _retype_revision(schema: dict[str, Any]) -> None:
    schema["properties"]["revision"]["type"] = "string"


def _new_format(schema: dict[str, Any]) -> None:
    schema["$defs"]["InputFormat"]["enum"].append("pdf")


def _longer_body(schema: dict[str, Any]) -> None:
    schema["properties"]["body"]["maxLength"] *= 2


def _nullable_title(schema: dict[str, Any]) -> None:
    title = schema["properties"]["title"]
    schema["properties"]["title"] = {"anyOf": [title, {"type": "null"}]}


def _optional_authors(schema: dict[str, Any]) -> None:
    schema["required"].remove("authors")


def _numbers_in_tags(schema: dict[str, Any]) -> None:
    schema["properties"]["tags"]["items"]["type"] = "integer"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_remove_title, "$.title"),
        (_retype_revision, "$.revision"),
        (_new_format, "pdf"),
        (_longer_body, "maxLength"),
        (_nullable_title, "$.title"),
        (_optional_authors, "$.authors"),
        (_numbers_in_tags, "$.tags[]"),
    ],
)
def test_a_breaking_change_is_named(change: Any, named: str) -> None:
    changed = copy.deepcopy(json_schema("RawArticle"))
    change(changed)
    problems = breaking_changes(json_schema("RawArticle"), changed)
    assert len(problems) >= 1
    assert any(named in problem for problem in problems), problems


def _added_field(schema: dict[str, Any]) -> None:
    schema["properties"]["reading_minutes"] = {"type": "integer"}
    schema["required"].append("reading_minutes")


def _never_null_url(schema: dict[str, Any]) -> None:
    schema["properties"]["url"] = {"type": "string"}


def _shorter_body(schema: dict[str, Any]) -> None:
    schema["properties"]["body"]["maxLength"] = 1000


@pytest.mark.parametrize("change", [_added_field, _never_null_url, _shorter_body])
def test_a_compatible_change_passes(change: Any) -> None:
    changed = copy.deepcopy(json_schema("RawArticle"))
    change(changed)
    assert breaking_changes(json_schema("RawArticle"), changed) == []


def test_what_we_write_is_valid_against_the_published_schema(article: RawArticle) -> None:
    schema = json.loads((SCHEMA_FOLDER / "RawArticle.json").read_text())
    Draft202012Validator(schema).validate(json.loads(article.model_dump_json()))

    letter = DeadLetter(
        stage=Stage.ENRICH,
        reason="invalid_json",
        detail="not valid JSON",
        origin=RecordOrigin(topic="articles.raw", partition=0, offset=7),
        failed_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    schema = json.loads((SCHEMA_FOLDER / "DeadLetter.json").read_text())
    Draft202012Validator(schema).validate(json.loads(letter.model_dump_json()))
