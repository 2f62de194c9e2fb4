"""One search as a value: what was asked, from the command line, the page or the API, and the address that asks it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self
from urllib.parse import urlencode

from services.search.errors import InvalidSearchError
from services.search.fields import ALIASES, FACETS

DEFAULT_SIZE = 20
MAX_SIZE = 100
# Elasticsearch's own window; deeper pages need search_after.
MAX_WINDOW = 10_000
_MAX_VALUES = 20
_MAX_VALUE_CHARACTERS = 256


class Sort(StrEnum):
    RELEVANCE = "relevance"
    DATE = "date"  # newest first
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Filter:
    """A value of a facet. As typed it is compared folded and may be a part; ``=value`` means exactly this value."""

    facet: str
    value: str

    @property
    def exact(self) -> str | None:
        return self.value[1:] if self.value.startswith("=") else None

    @property
    def shown(self) -> str:
        return self.value.removeprefix("=")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    words: str = ""
    filters: tuple[Filter, ...] = ()
    since: str = ""
    until: str = ""
    sort: Sort | None = None  # None: by relevance where there are words, else newest first
    page: int = 1
    size: int = DEFAULT_SIZE

    def __post_init__(self) -> None:
        if not 1 <= self.size <= MAX_SIZE:
            raise InvalidSearchError("size", f"size: {self.size} is not between 1 and {MAX_SIZE}")
        if self.page < 1:
            raise InvalidSearchError("page", f"page: {self.page} is not 1 or more")
        if self.page * self.size > MAX_WINDOW:
            raise InvalidSearchError(
                "page", f"only the first {MAX_WINDOW:,} articles can be paged through: narrow the search"
            )
        if len(self.filters) > _MAX_VALUES:
            raise InvalidSearchError("filters", f"at most {_MAX_VALUES} filters at once")
        for chosen in self.filters:
            if len(chosen.value) > _MAX_VALUE_CHARACTERS:
                raise InvalidSearchError(
                    chosen.facet,
                    f"{chosen.facet}: the value is longer than {_MAX_VALUE_CHARACTERS} characters",
                )

    @property
    def is_unrestricted(self) -> bool:
        return not (self.words.strip() or self.filters or self.since or self.until)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words restricts it."""
        return bool(self.filters or self.since or self.until)

    def has(self, chosen: Filter) -> bool:
        return chosen in self.filters

    def toggled(self, chosen: Filter) -> Self:
        """With the filter if it was absent, else without; back on the first page."""
        if chosen in self.filters:
            kept = tuple(present for present in self.filters if present != chosen)
            return replace(self, filters=kept, page=1)
        return replace(self, filters=(*self.filters, chosen), page=1)

    def within(self, since: str, until: str) -> Self:
        return replace(self, since=since, until=until, page=1)

    def sorted_by(self, sort: Sort) -> Self:
        return replace(self, sort=sort, page=1)

    def on_page(self, page: int) -> Self:
        return replace(self, page=page)

    def parameters(self) -> list[tuple[str, str]]:
        """Name and value of everything that differs from the default, in an order that makes equal searches equal."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(chosen.facet, chosen.value) for chosen in self.filters]
        pairs += [(name, value) for name, value in (("since", self.since), ("until", self.until)) if value]
        if self.sort is not None:
            pairs.append(("sort", self.sort.value))
        if self.page != 1:
            pairs.append(("page", str(self.page)))
        if self.size != DEFAULT_SIZE:
            pairs.append(("size", str(self.size)))
        return pairs

    def query_string(self) -> str:
        """With its question mark; empty for the search that asks nothing."""
        encoded = urlencode(self.parameters())
        return f"?{encoded}" if encoded else ""


@dataclass(slots=True)
class _Draft:
    texts: dict[str, str] = field(default_factory=dict)
    filters: dict[Filter, None] = field(default_factory=dict)  # an ordered set


def from_parameters(parameters: Iterable[tuple[str, str]], *, strict: bool = False) -> SearchRequest:
    """The search that an address asks for.

    Raises InvalidSearchError for a value that cannot be meant and, when ``strict``, for a name that means nothing (a page
    reached through a newsletter carries trackers; a program that writes ``organizaton=`` wants to know).
    """
    draft = _Draft()
    for name, raw in parameters:
        value = raw.replace("\0", "").strip()
        facet = ALIASES.get(name, name)
        if not value:
            continue
        if facet in FACETS:
            draft.filters[Filter(facet, value)] = None
        elif name in {"q", "since", "until", "sort", "page", "size"}:
            draft.texts[name] = value
        elif strict:
            raise InvalidSearchError(name, f"{name!r} is no parameter of a search")
    sort = draft.texts.get("sort")
    if sort is not None and sort not in set(Sort):
        raise InvalidSearchError("sort", f"sort: {sort!r} is none of {', '.join(Sort)}")
    return SearchRequest(
        words=draft.texts.get("q", ""),
        filters=tuple(draft.filters),
        since=draft.texts.get("since", ""),
        until=draft.texts.get("until", ""),
        sort=Sort(sort) if sort else None,
        page=_number("page", draft.texts.get("page", "1")),
        size=_number("size", draft.texts.get("size", str(DEFAULT_SIZE))),
    )


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise InvalidSearchError(name, f"{name}: {text!r} is no whole number")
    return int(text)
