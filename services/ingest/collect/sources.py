"""What may stand in ``sources.yaml``: typed, checked, and documented here (``docs/sources.md`` is made of it). Pure."""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from functools import cached_property
from pathlib import Path, PurePath
from typing import Annotated, Self

from cssselect import HTMLTranslator, SelectorError
from lxml import etree
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from services.ingest.collect.durations import parse_duration
from services.ingest.collect.keys import address_key, host_label, path_key
from services.ingest.detect import is_warc_name
from services.ingest.web.location import locate
from services.ingest.web.outcome import RefusedError

_YEAR = 366 * 86_400


class Kind(StrEnum):
    """What a source is."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LIST = "list"
    PAGE = "page"
    FOLDER = "folder"
    JSONL = "jsonl"
    WARC = "warc"


class Follow(StrEnum):
    """When the page behind a feed's item is fetched."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Lane(StrEnum):
    """Which topic the articles go to."""

    LIVE = "live"
    BACKFILL = "backfill"


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression ({error})") from error
    return value


def _xpath(value: str) -> str:
    try:
        etree.XPath(value)
    except etree.XPathError as error:
        raise ValueError(f"is no XPath expression ({error})") from error
    return value


def _css(value: str) -> str:
    try:
        HTMLTranslator().css_to_xpath(value)
    except (SelectorError, RecursionError) as error:
        raise ValueError(f"is no CSS selector ({error})") from error
    return value


def _address(value: str) -> str:
    try:
        return locate(value.strip()).url
    except RefusedError as error:
        raise ValueError(f"{error.detail}: give a whole address such as https://example.org/rss") from error


Seconds = Annotated[float, BeforeValidator(parse_duration), Field(gt=0, le=_YEAR)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Interval(_Strict):
    """Bounds of the time between two visits, as '10m', '2h', '1d' or seconds."""

    min: Seconds | None = Field(
        default=None,
        description="never sooner than this after the last visit; unset: by kind, 5 minutes for feeds",
    )
    max: Seconds | None = Field(
        default=None, description="at the latest after this; unset: by kind, 6 hours for feeds"
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is longer than max")
        return self


def _interval(value: object) -> object:
    seconds = parse_duration(value)
    return {"min": seconds, "max": seconds} if isinstance(seconds, int | float) else value


class Links(_Strict):
    """Which links of a list page lead to articles; without it they are found by themselves."""

    css: Annotated[str, AfterValidator(_css)] | None = Field(
        default=None, description="CSS selector of the links, or of elements that hold them, such as `h2 a`"
    )
    xpath: Annotated[str, AfterValidator(_xpath)] | None = Field(
        default=None, description="the same as XPath, such as `//h2/a`; give one of the two"
    )
    pattern: Annotated[str, AfterValidator(_pattern)] | None = Field(
        default=None, description="regular expression that a link's address must contain"
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.css is not None and self.xpath is not None:
            raise ValueError("give either css or xpath")
        return self

    @property
    def path(self) -> str | None:
        """The XPath that chooses the links."""
        return self.xpath if self.css is None else HTMLTranslator().css_to_xpath(self.css)


class SourceFields(_Strict):
    """Fields that ``defaults`` may set for all sources."""

    interval: Annotated[Interval, BeforeValidator(_interval)] | None = Field(
        default=None,
        description="`10m` for exactly so often, or `{min: 5m, max: 6h}`; without it the time between two visits adapts "
        "to how often the source changes",
    )
    follow: Follow = Field(
        default=Follow.AUTO,
        description="the page behind a feed's item is fetched: `auto`, when the item is only a teaser; `always`; `never`",
    )
    lane: Lane = Field(default=Lane.LIVE, description="`live`, or `backfill` for old material")
    language: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$",
        description="of articles that declare none, such as `sq` or `sr-Latn`",
    )
    section: str | None = Field(
        default=None, min_length=1, max_length=200, description="of articles that name none"
    )
    tags: tuple[Annotated[str, Field(min_length=1, max_length=100)], ...] = Field(
        default=(), max_length=50, description="added to the tags of each article"
    )
    delay_seconds: Annotated[float, BeforeValidator(parse_duration), Field(ge=0, le=3_600)] | None = Field(
        default=None,
        description="least time between two requests to the source's server; unset: LAJMI_FETCH_HOST_DELAY_SECONDS. The "
        "longest that any source of a server asks for holds",
    )
    max_pages: int = Field(
        default=200,
        ge=0,
        le=100_000,
        description="pages behind the source's links fetched in one visit; the others come with the next one",
    )
    enabled: bool = Field(default=True, description="`false`: left alone")


class Source(SourceFields):
    """One source; the loader makes its path absolute."""

    url: Annotated[str, AfterValidator(_address)] | None = Field(
        default=None, description="web address; either this or `path`"
    )
    path: str | None = Field(
        default=None, min_length=1, description="file or folder, relative to this file; either this or `url`"
    )
    name: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="of the source, as its articles will carry it; unset: the host, or what the articles say themselves",
    )
    kind: Kind | None = Field(
        default=None,
        description="`feed` (RSS, Atom, JSON Feed), `sitemap` (also an index of sitemaps), `list` (a page of links), "
        "`page` (one article or digest), `folder` (watched), `jsonl`, `warc`; unset: guessed from the address, and for a "
        "web address from what it answers",
    )
    links: Links | None = Field(default=None, description="for `list`: which links are articles")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.url is None) == (self.path is None):
            raise ValueError("needs either url or path")
        if self.links is not None and self.kind not in {None, Kind.LIST}:
            raise ValueError(f"links belongs to kind list, not {self.kind}")
        local = {Kind.FOLDER, Kind.JSONL, Kind.WARC}
        if self.path is not None and self.kind is not None and self.kind not in local:
            raise ValueError(f"kind {self.kind} needs url; a path is one of folder, jsonl, warc")
        if self.url is not None and self.kind is Kind.FOLDER:
            raise ValueError("kind folder needs path")
        return self

    @property
    def location(self) -> Path:
        """Of a source with a path."""
        return Path(self.path or "")

    @cached_property
    def label(self) -> str:
        """What a person calls it, and the ledger."""
        if self.name is not None:
            return self.name
        return host_label(self.url) if self.url is not None else PurePath(self.path or "").stem

    @cached_property
    def key(self) -> str:
        """The same for all addresses that are one source."""
        return address_key(self.url) if self.url is not None else path_key(self.location)

    @cached_property
    def guessed_kind(self) -> Kind | None:
        """None: it shows when a web address answers."""
        if self.kind is not None:
            return self.kind
        if self.links is not None:
            return Kind.LIST
        name = (self.url or self.path or "").partition("?")[0].lower()
        if name.endswith((".jsonl", ".ndjson")):
            return Kind.JSONL
        if is_warc_name(name):
            return Kind.WARC
        if self.url is None:
            return Kind.FOLDER
        return Kind.SITEMAP if "sitemap" in PurePath(name).name else None

    @cached_property
    def fingerprint(self) -> str:
        """Changes when the source would be read differently: then its validators count no more."""
        shown = self.model_dump_json(exclude={"interval", "delay_seconds", "enabled", "max_pages"})
        return hashlib.blake2b(shown.encode(), digest_size=8).hexdigest()


class SourcesFile(_Strict):
    """The whole file."""

    defaults: SourceFields = Field(default=SourceFields(), description="fields for sources that lack them")
    sources: tuple[Source, ...] = Field(default=(), description="the list of sources")
