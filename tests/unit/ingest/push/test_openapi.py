"""The OpenAPI document: valid, complete, and true of what the API answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.routing import Route

from services.ingest.push.app import make_app
from services.ingest.push.openapi import openapi
from services.ingest.push.problems import KINDS
from shared.settings import Settings
from tests.unit.ingest.push.pushing import Push

DOCUMENT = openapi(Settings())
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            assert method in METHODS
            yield path, method, operation


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for child in value.values():
            yield from _references(child)
    elif isinstance(value, list):
        for child in value:
            yield from _references(child)


def _validate(name: str, content: object) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    Draft202012Validator(schema).validate(content)


def test_it_has_the_form_of_an_openapi_3_1_document() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert {"title", "version"} <= DOCUMENT["info"].keys()
    identifiers = [operation["operationId"] for _, _, operation in _operations()]
    assert len(identifiers) == len(set(identifiers))
    for _, _, operation in _operations():
        for status, response in operation["responses"].items():
            assert 200 <= int(status) < 600
            assert response["description"]
    json.dumps(DOCUMENT)
    for requirement in DOCUMENT["security"]:
        assert requirement.keys() <= DOCUMENT["components"]["securitySchemes"].keys()


def test_a_validator_of_openapi_agrees() -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    validator.validate(DOCUMENT)


def test_every_reference_leads_somewhere_and_every_schema_is_one() -> None:
    for reference in _references(DOCUMENT):
        place: Any = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_it_describes_the_paths_that_there_are(push: Push) -> None:
    routes = {
        (route.path, method.lower())
        for route in make_app(push.api).routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert routes == {(path, method) for path, method, _ in _operations()}


def test_each_status_of_a_problem_is_described_for_each_push() -> None:
    statuses = {str(kind.status) for kind in KINDS} - {"404", "405"}
    for path, _, operation in _operations():
        if path.startswith("/v1/"):
            assert statuses | {"202"} == operation["responses"].keys()
            assert operation["requestBody"]["content"]


def test_answers_and_problems_are_as_described(push: Push) -> None:
    batch = [{"title": "One", "body": "Text."}, {"title": "None"}]
    accepted = push.http.post("/v1/articles", json=batch)
    assert accepted.status_code == 202
    _validate("BatchAnswer", accepted.json())
    for answer in (
        push.http.post("/v1/articles", json=[{}]),
        push.http.post("/v1/articles", content="[", headers={"Content-Type": "application/json"}),
        push.http.get("/v1/articles"),
        push.http.post("/v1/articles?x=1", json=batch),
    ):
        assert 400 <= answer.status_code < 500
        _validate("Problem", answer.json())
    _validate("Batch", {"articles": [batch[0]]})
    _validate("Health", push.http.get("/health").json())
