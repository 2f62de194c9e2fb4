"""What the page shows, worked out before any template sees it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.search.dates import printed
from services.search.highlights import plain
from services.search.histogram import Histogram, draw
from services.search.languages import direction, html_language, language_name, script_name
from services.search.links import article_link, facet_link, knowledge_link, outside_link, search_link
from services.search.markup import Segment, paragraphs, segments
from services.search.request import MAX_WINDOW, Filter, SearchRequest, Sort
from services.search.results import FacetValue, Hit, Results, StoredArticle, moment
from shared.contracts import Entity, Topic

_SINGULAR_LABELS = {
    "person": "Person",
    "organization": "Organization",
    "place": "Place",
    "topic": "Topic",
    "language": "Language",
    "source": "Source",
    "section": "Section",
    "script": "Script",
}
FACET_LABELS = {
    "person": "People",
    "organization": "Organizations",
    "place": "Places",
    "topic": "Topics",
    "language": "Languages",
    "source": "Sources",
    "section": "Sections",
    "script": "Scripts",
}
SHOWN_FACETS = ("person", "organization", "place", "topic", "language", "source")
_ENTITY_TYPES = ("person", "organization", "place")
_VALUES_AT_ONCE = 8
_CHIPS_OF_A_KIND = 4
_SORT_LABELS = {Sort.RELEVANCE: "Relevance", Sort.DATE: "Newest", Sort.OLDEST: "Oldest"}


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    href: str
    active: bool = False
    count: int | None = None
    kind: str = ""  # facet or entity type, for the colour


@dataclass(frozen=True, slots=True)
class FacetView:
    facet: str
    label: str
    values: tuple[Link, ...]
    more: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class HitView:
    hit: Hit
    href: str
    date: str
    language: str
    lang: str
    direction: str
    begins_inside: bool  # the first fragment begins inside a sentence
    goes_on: bool  # the last one ends inside one
    chips: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Paging:
    page: int
    pages: int
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class SearchView:
    request: SearchRequest
    results: Results
    hits: tuple[HitView, ...]
    facets: tuple[FacetView, ...]
    chosen: tuple[Link, ...]  # each removes itself
    sorts: tuple[Link, ...]
    histogram: Histogram | None
    paging: Paging
    all_dates: str
    without_filters: str
    json_href: str


@dataclass(frozen=True, slots=True)
class EntityView:
    name: str
    mentions: int
    href: str
    knowledge: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class ArticleView:
    fields: Mapping[str, Any]
    title: list[Segment]
    subtitle: str
    paragraphs: list[list[Segment]]
    date: str
    fetched: str
    language: str
    script: str
    lang: str
    direction: str
    source_href: str
    url: str | None
    topics: tuple[tuple[str, str, int], ...]  # label, address, confidence in per cent
    entities: tuple[tuple[str, tuple[EntityView, ...]], ...]  # type, entities by mentions
    copies: tuple[tuple[HitView, int], ...]  # and how alike in per cent
    back: str


def facet_value_label(facet: str, value: str) -> str:
    if facet == "language":
        return language_name(value)
    if facet == "script":
        return script_name(value)
    return value[:1].upper() + value[1:] if facet == "topic" else value  # IPTC writes its labels small


def search_view(request: SearchRequest, results: Results) -> SearchView:
    default = Sort.RELEVANCE if request.words.strip(" *") else Sort.DATE
    pages = max(1, -(-min(results.total, MAX_WINDOW) // request.size))
    return SearchView(
        request=request,
        results=results,
        hits=tuple(hit_view(hit, request, results) for hit in results.hits),
        facets=tuple(view for facet in SHOWN_FACETS if (view := _facet_view(facet, request, results)).values),
        chosen=chosen_links(request),
        sorts=tuple(
            Link(label, search_link(request.sorted_by(sort)), active=sort is (request.sort or default))
            for sort, label in _SORT_LABELS.items()
            if request.words.strip(" *") or sort is not Sort.RELEVANCE
        ),
        histogram=draw(results.histogram, results.interval, request),
        paging=Paging(
            request.page,
            pages,
            search_link(request.on_page(request.page - 1)) if request.page > 1 else None,
            search_link(request.on_page(request.page + 1)) if request.page < pages else None,
        ),
        all_dates=search_link(request.within("", "")),
        without_filters=search_link(SearchRequest(words=request.words, size=request.size)),
        json_href=f"/api/search{request.query_string()}",
    )


def chosen_links(request: SearchRequest) -> tuple[Link, ...]:
    links = [
        Link(
            f"{_SINGULAR_LABELS[chosen.facet]}: {facet_value_label(chosen.facet, chosen.shown)}",
            search_link(request.toggled(chosen)),
            kind=chosen.facet,
        )
        for chosen in request.filters
    ]
    if request.since:
        links.append(
            Link(f"Since {request.since}", search_link(request.within("", request.until)), kind="date")
        )
    if request.until:
        links.append(
            Link(f"Until {request.until}", search_link(request.within(request.since, "")), kind="date")
        )
    return tuple(links)


def hit_view(hit: Hit, request: SearchRequest, results: Results | None = None) -> HitView:
    chips = [
        _chip(kind, name, request, results)
        for kind in _ENTITY_TYPES
        for name in hit.names(kind)[:_CHIPS_OF_A_KIND]
    ]
    script = hit.text("script")
    return HitView(
        hit=hit,
        href=article_link(hit.id, request),
        date=printed(hit.published_at, hit.fields.get("published_precision")),
        language=language_name(hit.text("language")),
        lang=html_language(hit.text("language"), script),
        direction=direction(script),
        begins_inside=bool(hit.body) and plain(hit.body[0])[:1].islower(),
        goes_on=bool(hit.body) and not plain(hit.body[-1]).rstrip("\"'”“»)").endswith((".", "!", "?", "…")),
        chips=tuple(chips),
    )


def article_view(article: StoredArticle, request: SearchRequest) -> ArticleView:
    fields = article.fields
    entities = [Entity.model_validate(entity) for entity in fields.get("entities") or ()]
    topics = [Topic.model_validate(topic) for topic in fields.get("topics") or ()]
    script = str(fields.get("script") or "")
    return ArticleView(
        fields=fields,
        title=segments(fields["title"], [one for one in entities if one.field == "title"]),
        subtitle=str(fields.get("subtitle") or ""),
        paragraphs=paragraphs(fields["body"], [one for one in entities if one.field == "body"]),
        date=printed(moment(fields.get("published_at")), fields.get("published_precision")),
        fetched=printed(moment(fields.get("fetched_at")), "minute"),
        language=language_name(str(fields.get("language") or "und")),
        script=script_name(script),
        lang=html_language(str(fields.get("language") or "und"), script),
        direction=direction(script),
        source_href=facet_link("source", fields["source"]),
        url=outside_link(fields.get("url")),
        topics=tuple(
            (
                facet_value_label("topic", topic.label),
                facet_link("topic", topic.label),
                round(topic.confidence * 100),
            )
            for topic in topics
        ),
        entities=tuple((kind, found) for kind in _ENTITY_TYPES if (found := _entity_views(kind, entities))),
        copies=tuple(
            (hit_view(copy.hit, request), max(1, round(copy.share * 100))) for copy in article.copies
        ),
        back=search_link(request),
    )


def _entity_views(kind: str, entities: list[Entity]) -> tuple[EntityView, ...]:
    mine = [entity for entity in entities if entity.type == kind]
    mentions = Counter(entity.canonical for entity in mine)
    ids = {entity.canonical: entity.id for entity in mine if entity.id is not None}
    return tuple(
        EntityView(name, count, facet_link(kind, name), knowledge_link(ids.get(name)))
        for name, count in mentions.most_common()
    )


def _facet_view(facet: str, request: SearchRequest, results: Results) -> FacetView:
    links = [_toggle(facet, value, request, results) for value in results.facets.get(facet, ())]
    # What is chosen stays in sight, wherever its count puts it.
    links.sort(key=lambda link: not link.active)
    return FacetView(
        facet, FACET_LABELS[facet], tuple(links[:_VALUES_AT_ONCE]), tuple(links[_VALUES_AT_ONCE:])
    )


def _chip(kind: str, name: str, request: SearchRequest, results: Results | None) -> Link:
    """Toggles in a list of results; beside an article, where there is nothing to narrow, a new search."""
    if results is None:
        return Link(name, facet_link(kind, name), kind=kind)
    return _toggle(kind, FacetValue(name, 0), request, results)


def _toggle(facet: str, value: FacetValue, request: SearchRequest, results: Results) -> Link:
    """Adds the value as a filter, or takes away the filter that means it."""
    chosen = Filter(facet, f"={value.value}")
    if not request.has(chosen):
        for typed in request.filters:
            if typed.facet == facet and value.value in results.meant.get((facet, typed.value), ()):
                chosen = typed
    return Link(
        label=facet_value_label(facet, value.value),
        href=search_link(request.toggled(chosen)),
        active=request.has(chosen),
        count=value.count,
        kind=facet,
    )
