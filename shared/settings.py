"""Every setting of every service, in one typed place. Environment variables carry the prefix ``LAJMI_``."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.addresses import host_and_port
from shared.errors import UserError

_CHECKOUT = Path(__file__).resolve().parent.parent


def default_home() -> Path:
    """``.lajmi`` in the checkout, so that two checkouts never share state; the user's state folder when installed."""
    if (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / ".lajmi"
    return Path.home() / ".local" / "state" / "lajmi"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="LAJMI_", extra="ignore")

    home: Path = Field(default_factory=default_home, description="state, logs and the local servers' data")
    port_base: int = Field(
        default=8080,
        ge=1024,
        le=65_000,
        description="first of ten loopback ports the local stack takes; the search page gets this one",
    )
    kafka: str | None = Field(
        default=None, description="host:port[,host:port…] of your own Kafka; unset: the local one"
    )
    elasticsearch: str | None = Field(
        default=None, description="URL of your own Elasticsearch; unset: the local one"
    )
    bind: str = Field(default="127.0.0.1", description="address the services' own HTTP ports listen on")
    kafka_heap: str = Field(
        default="512m", pattern=r"^[1-9]\d*[mMgG]$", description="Java heap of the local Kafka"
    )
    elasticsearch_heap: str = Field(
        default="512m", pattern=r"^[1-9]\d*[mMgG]$", description="Java heap of the local Elasticsearch"
    )

    replication_factor: int = Field(default=1, ge=1, description="of topics that Lajmi creates")
    partitions: int = Field(default=6, ge=1, description="of article topics that Lajmi creates")

    enrich_group: str = Field(default="lajmi-enrich", description="consumer group of the enricher")
    index_group: str = Field(default="lajmi-index", description="consumer group of the indexer")

    entities: str = Field(
        default="fast",
        pattern=r"^(fast|accurate|spacy:.+)$",
        description="what finds people, organisations and places: fast; accurate (needs lajmi[accurate], some 14 times"
        " slower); spacy:PIPELINE or spacy:en=PIPELINE,hr=PIPELINE for installed spaCy pipelines",
    )
    entities_edition: int = Field(
        default=0,
        ge=0,
        le=99,
        description="raise by one to have what is enriched from now on replace what another profile found, for"
        " example after going back from accurate to fast, or to another spaCy pipeline",
    )

    bulk_max_documents: int = Field(default=500, ge=1, description="of one bulk request")
    bulk_max_bytes: int = Field(
        default=5_000_000, ge=1, description="of one bulk request, before compression"
    )
    elasticsearch_timeout_seconds: float = Field(
        default=60, gt=0, description="the first bulk after a hard restart was seen to take 5 s"
    )

    fetch_timeout_seconds: float = Field(
        default=20, gt=0, description="of one whole fetch, redirects included, waiting for politeness not"
    )
    fetch_max_bytes: int = Field(
        default=20_000_000, gt=0, description="of one fetched document, decompressed"
    )
    fetch_allow_private: bool = Field(
        default=False, description="allow private and loopback addresses to be fetched"
    )
    fetch_contact: str | None = Field(
        default=None,
        pattern=r"^[!-'*-~]{0,200}$",
        description="URL or mail address in the User-Agent, for owners of sites who want to reach you",
    )
    fetch_concurrency: int = Field(default=256, ge=1, description="requests at once to all servers together")
    fetch_host_concurrency: int = Field(default=2, ge=1, description="requests at once to one server")
    fetch_host_delay_seconds: float = Field(
        default=1, ge=0, description="least time between two requests to one server"
    )
    fetch_max_retry_after_seconds: float = Field(
        default=86_400, gt=0, description="longest time for which a server's Retry-After is obeyed"
    )
    max_input_file_bytes: int = Field(
        default=200_000_000, gt=0, description="of one file given to parse or ingest"
    )

    sources: Path | None = Field(
        default=None, description="the sources to collect from; unset: sources.yaml in the home"
    )

    archive: Path | None = Field(
        default=None,
        description="folder for WARC files of whatever is collected, as it came; unset: none are kept",
    )

    inbox: Path | None = Field(
        default=None, description="folder that the ingest service watches for files; unset: inbox in the home"
    )

    push_bind: str = Field(
        default="127.0.0.1",
        description="address the push API listens on, once there is a key (`lajmi push-key add`)",
    )
    push_port: int | None = Field(
        default=None, ge=0, le=65_535, description="of the push API; unset: port base + 8"
    )
    push_keys_file: Path | None = Field(
        default=None, description="hashes of the push API's keys; unset: push-keys.json in the home"
    )
    push_max_bytes: int = Field(default=10_000_000, ge=1_000, description="of one pushed body, unpacked")
    push_max_items: int = Field(default=1_000, ge=1, description="of one pushed batch")
    push_requests_per_minute: int = Field(
        default=600, ge=1, description="of one push client whose key names no limit of its own"
    )
    push_max_waiting_bytes: int = Field(
        default=32_000_000,
        ge=1_000,
        description="of all pushed bodies that Kafka has not acknowledged yet; more are answered 503",
    )
    push_body_seconds: float = Field(default=30, gt=0, description="a pushed body may take to arrive")
    push_answer_seconds: float = Field(
        default=15, gt=0, description="a pushed batch waits for Kafka before it is answered 503"
    )

    log_format: str = Field(
        default="auto",
        pattern="^(auto|json|console)$",
        description="auto is console on a terminal, json elsewhere",
    )
    log_level: str = Field(
        default="info", pattern="^(debug|info|warning|error)$", description="least level logged"
    )

    @field_validator("kafka")
    @classmethod
    def _has_ports(cls, value: str | None) -> str | None:
        for address in (value or "").split(",") if value else ():
            host_and_port(address)
        return value or None

    @field_validator("elasticsearch")
    @classmethod
    def _is_url(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("give the whole address, for example http://127.0.0.1:9200")
        return value or None

    @property
    def effective_port_base(self) -> int:
        """The running local stack's base when it was started with another one, so that later commands find it."""
        if "port_base" in self.model_fields_set:
            return self.port_base
        recorded = _read_stack_file(self.home).get("port_base")
        return recorded if isinstance(recorded, int) else self.port_base

    def port(self, offset: int) -> int:
        return self.effective_port_base + offset

    @property
    def search_port(self) -> int:
        return self.port(0)

    @property
    def kafka_bootstrap(self) -> str:
        return self.kafka or f"127.0.0.1:{self.port(1)}"

    @property
    def elasticsearch_url(self) -> str:
        return self.elasticsearch or f"http://127.0.0.1:{self.port(3)}"

    @property
    def sources_file(self) -> Path:
        return self.sources or self.home / "sources.yaml"

    @property
    def inbox_folder(self) -> Path:
        return self.inbox or self.home / "inbox"

    # Port +2 is Kafka's controller, +4 Elasticsearch's transport.
    @property
    def enrich_port(self) -> int:
        return self.port(5)

    @property
    def index_port(self) -> int:
        return self.port(6)

    @property
    def ingest_port(self) -> int:
        return self.port(7)

    @property
    def push_listening_port(self) -> int:
        return self.port(8) if self.push_port is None else self.push_port

    @property
    def push_keys(self) -> Path:
        return self.push_keys_file or self.home / "push-keys.json"


def stack_file(home: Path) -> Path:
    """Written by ``lajmi up`` with what it started, removed by ``lajmi down``."""
    return home / "stack.json"


def _read_stack_file(home: Path) -> dict[str, object]:
    try:
        content = json.loads(stack_file(home).read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        name = "LAJMI_" + "_".join(str(part) for part in problem["loc"]).upper()
        raise UserError(
            f"{name}={problem['input']!r} cannot be used: {problem['msg'].removeprefix('Value error, ')}"
        ) from error
