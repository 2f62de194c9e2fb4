"""The public contract: what travels on the topics, as pydantic models.

The JSON Schemas in ``shared/schemas`` are generated from here (``lajmi schema --write``); a test compares them with the
published ones and fails on a change that would break a consumer.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

# Above this a "body" is a dump, not an article; it goes to the dead letters, never cut. A long novel is ~1 M characters.
MAX_BODY_CHARS = 1_000_000
MAX_TITLE_CHARS = 2_000

ArticleId = Annotated[
    str, Field(pattern=r"^[0-9a-f]{32}$", description="128 bits of a content-derived hash, hex")
]


def _to_utc(value: datetime) -> datetime:
    """A naive time is taken as UTC: a source that gives no zone gives no better answer."""
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError as error:  # a few hours before the year 1, or after 9999
        raise ValueError("is outside the years that a time can have") from error


UtcDatetime = Annotated[datetime, AfterValidator(_to_utc)]


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be blank")
    return value


NonBlank = Annotated[str, AfterValidator(_not_blank)]


class _Model(BaseModel):
    # Unknown fields are ignored, so that a newer producer never breaks an older consumer.
    model_config = ConfigDict(frozen=True, extra="ignore", json_schema_serialization_defaults_required=True)


class Precision(StrEnum):
    """How much of ``published_at`` the source really gave."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


class InputFormat(StrEnum):
    TEXT = "text"
    HTML = "html"
    FEED = "feed"
    JSONL = "jsonl"
    WARC = "warc"


class Provenance(StrEnum):
    """Which part of the input gave a field. All values that may ever be needed are here: a new one breaks consumers."""

    FEED = "feed"
    SITEMAP = "sitemap"
    JSON_LD = "json_ld"
    META = "meta"  # meta and link elements, attributes of the root element
    MARKUP = "markup"  # what the visible text is marked as: microdata, rel, time elements
    TEXT = "text"  # what a reader sees
    RECORD = "record"  # a field of a JSON object
    FETCH = "fetch"  # the address that was fetched
    DEFINITION = "definition"  # what the operator says about the source
    GUESS = "guess"


class Source(_Model):
    name: NonBlank = Field(description="stable name of the source, a facet for analysts")
    url: str | None = Field(default=None, description="home or feed address of the source")


class Origin(_Model):
    """Where in the input an article was found."""

    format: InputFormat
    uri: str = Field(description="file or address the article was cut from")
    span: tuple[int, int] | None = Field(
        default=None,
        description="[start, end) in code points of the fetched text as stored; null where the format has no such text",
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.span is not None and not 0 <= self.span[0] <= self.span[1]:
            raise ValueError(f"span {self.span} is not 0 <= start <= end")
        return self


class _Article(_Model):
    """What every stage of an article has in common."""

    id: ArticleId
    revision: int = Field(
        ge=1, lt=2**31, description="1 for the first text seen, one higher for each changed text"
    )
    source: Source
    url: str | None = Field(default=None, description="canonical address, trackers stripped")
    title: Annotated[NonBlank, Field(max_length=MAX_TITLE_CHARS)] = Field(description="headline as printed")
    subtitle: str | None = Field(default=None, description="deck set off under the headline")
    body: NonBlank = Field(
        max_length=MAX_BODY_CHARS, description="paragraphs separated by a blank line, never cut by us"
    )
    authors: tuple[str, ...] = Field(
        default=(), description="people or a named desk, without By / Nga / Piše / Von"
    )
    published_at: UtcDatetime | None = Field(
        default=None, description="UTC; null when the text gives none: never the fetch time"
    )
    published_precision: Precision | None = None
    dateline: str | None = Field(default=None, description="place the report was filed from, title-cased")
    section: str | None = Field(default=None, description="printed label such as 'News' or 'Analysis'")
    tags: tuple[str, ...] = ()
    truncated: bool = Field(default=False, description="the page cut the text: '…', 'Read more'")
    origin: Origin
    provenance: dict[str, Provenance] = Field(
        default={}, description="name of each filled field to the part of the input that gave it"
    )
    content_hash: str = Field(
        description="SHA-256 (hex) of the published content; equal hash means nothing changed"
    )
    fetched_at: UtcDatetime

    @model_validator(mode="after")
    def _precision_with_date(self) -> Self:
        if (self.published_at is None) != (self.published_precision is None):
            raise ValueError("published_at and published_precision are given together or not at all")
        return self


class RawArticle(_Article):
    """One article as published on ``articles.raw``."""

    language: str | None = Field(
        default=None, description="as declared by the source (BCP 47); detection is enrich's work"
    )


class Language(_Model):
    code: str = Field(description="ISO 639-1, or 'hbs' (Bosnian/Croatian/Serbian/Montenegrin), or 'und'")
    script: str = Field(description="ISO 15924, for example Latn, Cyrl, Grek; Zyyy when there are no letters")
    confidence: float = Field(ge=0, le=1)
    declared: str | None = Field(default=None, description="what the source declared, unchanged")


class EntityType(StrEnum):
    PERSON = "person"
    ORGANIZATION = "organization"
    PLACE = "place"


class Entity(_Model):
    text: str = Field(description="exactly field[start:end]")
    type: EntityType
    field: Literal["title", "body"]
    start: int = Field(ge=0, description="code points into the field")
    end: int = Field(ge=0)
    canonical: str = Field(description="the name a reader would file it under, Latin script")
    id: str | None = Field(default=None, description="wikidata:Q…, else geonames:…, else null: never a guess")
    confidence: float = Field(ge=0, le=1)


class Topic(_Model):
    code: str = Field(pattern=r"^\d{8}$", description="IPTC Media Topic")
    label: str
    confidence: float = Field(ge=0, le=1)


class EnrichedArticle(_Article):
    """A RawArticle and what enrichment adds, as published on ``articles.enriched``."""

    language: Language = Field(description="detected; what the source declared moves to language.declared")
    entities: tuple[Entity, ...] = ()
    topics: tuple[Topic, ...] = Field(default=(), description="best first; empty means abstained")
    fingerprint: tuple[str, ...] = Field(
        default=(), description="near-duplicate bands: two articles that share one are candidates"
    )
    pipeline: dict[str, int] = Field(description="stage name to stage version")
    generation: int = Field(
        ge=0, lt=2**20, description="grows whenever any stage changes; orders re-enrichments of one revision"
    )
    enriched_at: UtcDatetime


class Stage(StrEnum):
    INGEST = "ingest"
    ENRICH = "enrich"
    INDEX = "index"


class RecordOrigin(_Model):
    """Coordinates of the record that failed; topic, partition and offset are null for what never was a record."""

    topic: str | None = None
    partition: int | None = None
    offset: int | None = None
    uri: str | None = Field(
        default=None, description="file or address, for input refused before it became a record"
    )


class DeadLetter(_Model):
    """A record or input item that could not be processed: its original bytes, why, and where it came from."""

    stage: Stage = Field(description="where it failed, so where a re-drive starts")
    reason: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="stable machine-readable reason, a facet")
    detail: str = Field(description="one sentence for a person: what was wrong and where")
    origin: RecordOrigin
    article_id: str | None = None
    revision: int | None = None
    key_base64: str | None = Field(default=None, description="original record key")
    payload_base64: str | None = Field(
        default=None, description="original bytes, whole; null for a tombstone"
    )
    headers: tuple[tuple[str, str | None], ...] = Field(
        default=(), description="original headers in order; values are base64 of the original bytes"
    )
    failed_at: UtcDatetime
