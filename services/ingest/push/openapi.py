"""The OpenAPI 3.1 description of the push API, generated from its models and limits. Pure."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from services.ingest.push.answers import BatchAnswer
from services.ingest.push.batch import ARTICLE_TYPES, DOCUMENT_TYPES, MAX_NESTING
from services.ingest.push.parameters import LANES
from services.ingest.push.problems import KINDS, Kind, Problem
from shared.contracts import MAX_BODY_CHARS, MAX_TITLE_CHARS, RawArticle
from shared.schema import CONTRACT_VERSION
from shared.settings import Settings

_REFERENCE = "#/components/schemas/{model}"
_PROBLEM_TYPE = "application/problem+json"


class ArticleRecord(BaseModel):
    """A record with at least a title and a body. Other common names of the same fields are understood as well (headline,
    articleBody, datePublished, byline, …), and so is HTML in them; unknown fields are left out. Without ``url`` the id comes
    from source, title and date."""

    model_config = ConfigDict(extra="allow")

    title: str = Field(min_length=1, max_length=MAX_TITLE_CHARS)
    body: str = Field(min_length=1, max_length=MAX_BODY_CHARS)
    url: str | None = Field(default=None, description="address of the article: what its id comes from")
    subtitle: str | None = None
    authors: list[str] = []
    published_at: str | None = Field(default=None, description="ISO 8601, or any common format")
    dateline: str | None = None
    section: str | None = None
    tags: list[str] = []
    language: str | None = Field(default=None, description="BCP 47")
    source: str | None = Field(default=None, description="name of the source")
    truncated: bool | None = Field(
        default=None, description="whether the text is cut; unset: it is found out"
    )


class Batch(BaseModel):
    articles: list[ArticleRecord | RawArticle]


class Health(BaseModel):
    status: str
    problem: str | None = None


_MODELS: list[tuple[type[BaseModel], JsonSchemaMode]] = [
    (Batch, "validation"),
    (BatchAnswer, "validation"),
    (Problem, "validation"),
    (Health, "validation"),
]


def openapi(settings: Settings) -> dict[str, Any]:
    """The document; ``settings`` give the limits it names."""
    _, definitions = models_json_schema(_MODELS, ref_template=_REFERENCE)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Lajmi push",
            "version": CONTRACT_VERSION,
            "summary": "Push articles and documents into Lajmi",
            "description": (
                "202 means that Kafka has acknowledged everything that was taken. Sending the same batch again is always "
                "safe: it gives the same ids, and the outcome unchanged."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}, {"header": []}],
        "paths": {
            "/v1/articles": {"post": _articles(settings)},
            "/v1/documents": {"post": _documents(settings)},
            "/health": {"get": _health()},
            "/openapi.json": {"get": _open("description", "This document", "application/json")},
            "/docs": {"get": _open("docs", "The same for people", "text/html")},
        },
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "a key of `lajmi push-key add`",
                },
                "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
            "parameters": _parameters(),
        },
    }


def _schema(model: str) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(model=model)}


def _articles(settings: Settings) -> dict[str, Any]:
    records = {"type": "array", "items": {"anyOf": [_schema("ArticleRecord"), _schema("RawArticle")]}}
    lines = {"type": "string", "description": "one record a line; blank lines are passed over"}
    content = {
        name: {"schema": {"anyOf": [records, _schema("Batch")]} if kind == "application/json" else lines}
        for name, kind in ARTICLE_TYPES.items()
    }
    return {
        "operationId": "pushArticles",
        "summary": "Push a batch of articles",
        "description": (
            f"At most {settings.push_max_items:,} records and {settings.push_max_bytes:,} bytes, unpacked. A record that "
            f"is no article, or that is nested more than {MAX_NESTING} levels deep in an array, is rejected with its reason "
            f"and kept in the dead letters; the others are taken."
        ),
        **_operation(content),
    }


def _documents(settings: Settings) -> dict[str, Any]:
    content = {name: {"schema": {"type": "string"}} for name in DOCUMENT_TYPES}
    return {
        "operationId": "pushDocument",
        "summary": "Push one document: a text digest, a page, or a feed",
        "description": (
            f"It is cut into its articles, as `lajmi ingest` does. At most {settings.push_max_bytes:,} bytes, unpacked. "
            f"Give the address of a page as `url`: its id comes from it."
        ),
        **_operation(content),
    }


def _operation(content: dict[str, Any]) -> dict[str, Any]:
    own = [
        kind for kind in KINDS if kind.name not in {"not-found", "method-not-allowed", "malformed-request"}
    ]
    accepted = {
        "description": "Kafka has acknowledged what was taken; each item has its outcome",
        "content": {"application/json": {"schema": _schema("BatchAnswer")}},
    }
    return {
        "parameters": [
            {"$ref": f"#/components/parameters/{name}"} for name in ("source", "url", "lane", "encoding")
        ],
        "requestBody": {"required": True, "content": content},
        "responses": {"202": accepted, **_problems(own)},
    }


def _problems(kinds: list[Kind]) -> dict[str, Any]:
    """One response a status, as several kinds may share one."""
    responses: dict[str, Any] = {}
    for kind in kinds:
        response = responses.setdefault(
            str(kind.status),
            {"description": "", "content": {_PROBLEM_TYPE: {"schema": _schema("Problem")}}},
        )
        separator = "; " if response["description"] else ""
        response["description"] += f"{separator}{kind.title} ({kind.name})"
        if kind.status in {429, 503}:
            response["headers"] = {
                "Retry-After": {"description": "seconds", "schema": {"type": "integer", "minimum": 1}}
            }
    return responses


def _parameters() -> dict[str, Any]:
    def query(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
        return {"name": name, "in": "query", "description": description, "schema": schema}

    return {
        "source": query(
            "source",
            "name of the source, in place of what the records say; a key made for a source allows only that one",
            {"type": "string", "minLength": 1, "maxLength": 200},
        ),
        "url": query(
            "url",
            "address that the document came from, or that relative addresses of records are relative to",
            {"type": "string", "format": "uri"},
        ),
        "lane": query(
            "lane",
            "backfill is for old material: it never delays the live lane",
            {"type": "string", "enum": list(LANES), "default": "live"},
        ),
        "encoding": {
            "name": "Content-Encoding",
            "in": "header",
            "description": "gzip, or none",
            "schema": {"type": "string", "enum": ["gzip", "identity"]},
        },
    }


def _health() -> dict[str, Any]:
    answer = {"content": {"application/json": {"schema": _schema("Health")}}}
    return {
        "operationId": "health",
        "summary": "Whether there is a point in sending something now",
        "security": [],
        "responses": {
            "200": {"description": "healthy", **answer},
            "503": {"description": "nothing can be published now", **answer},
        },
    }


def _open(operation: str, summary: str, media_type: str) -> dict[str, Any]:
    return {
        "operationId": operation,
        "summary": summary,
        "security": [],
        "responses": {"200": {"description": summary, "content": {media_type: {}}}},
    }
