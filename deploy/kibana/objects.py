"""Kibana's saved objects for Lajmi: the data view, the saved search and the first dashboard. Pure.

``saved-objects.ndjson`` beside this file is what they amount to (``python -m deploy.kibana.build`` writes it), for whoever
imports by hand; the containers run ``deploy.kibana.setup``, which knows the address of Lajmi's own page.
"""

from __future__ import annotations

import json
from typing import Any

from deploy.kibana.lens import (
    Chart,
    Place,
    lens_panel,
    lens_reference,
    most_frequent,
    over_time,
    panel_frame,
    shares,
    total,
)
from shared.elastic import READ_ALIAS

Json = dict[str, Any]

DATA_VIEW = "lajmi-articles"
NEWEST = "lajmi-newest-articles"
NEWS_DESK = "lajmi-news-desk"
DEFAULT_PAGE = "http://127.0.0.1:8080"

# Field to what analysts read instead of it.
LABELS = {
    "person": "Person",
    "organization": "Organization",
    "place": "Place",
    "topic": "Topic",
    "topic_code": "IPTC code",
    "language": "Language",
    "script": "Script",
    "source": "Source",
    "section": "Section",
    "authors": "Author",
    "dateline": "Dateline",
    "title": "Title",
    "published_at": "Published",
    "fetched_at": "Fetched",
    "truncated": "Cut by the source",
    "url": "At the source",
    "id": "In Lajmi",
}
NEWEST_COLUMNS = ("title", "source", "language", "person", "organization", "place", "topic", "id")

PANELS: tuple[tuple[Chart, Place], ...] = (
    (
        over_time(
            "volume", "Articles over time, by language", "published_at", "language", "Language", values=6
        ),
        Place(0, 0, 40, 12),
    ),
    (total("total", "Articles in this period"), Place(40, 0, 8, 12)),
    (most_frequent("people", "People", "person", "Person", values=15), Place(0, 12, 12, 18)),
    (
        most_frequent("organizations", "Organizations", "organization", "Organization", values=15),
        Place(12, 12, 12, 18),
    ),
    (most_frequent("places", "Places", "place", "Place", values=15), Place(24, 12, 12, 18)),
    (most_frequent("topics", "Topics", "topic", "Topic", values=15), Place(36, 12, 12, 18)),
    (shares("sources", "Sources", "source", "Source", values=12), Place(0, 30, 16, 20)),
)
NEWEST_PLACE = Place(16, 30, 32, 20)


def saved_objects(page: str = DEFAULT_PAGE) -> list[Json]:
    """In the order in which they refer to each other; ``page`` is where readers reach Lajmi's own search page."""
    return [_data_view(page), _newest(), _news_desk()]


def as_ndjson(objects: list[Json]) -> str:
    return "".join(json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n" for one in objects)


def _data_view(page: str) -> Json:
    formats = {
        "id": {
            "id": "url",
            "params": {
                "urlTemplate": f"{page.rstrip('/')}/articles/{{{{rawValue}}}}",
                "labelTemplate": "Open",
            },
        },
        "url": {"id": "url", "params": {"labelTemplate": "{{value}}"}},
    }
    attributes = {
        "title": READ_ALIAS,
        "name": "Lajmi articles",
        "timeFieldName": "published_at",
        "fields": "[]",
        "fieldAttrs": _text({field: {"customLabel": label} for field, label in LABELS.items()}),
        "fieldFormatMap": _text(formats),
        "runtimeFieldMap": "{}",
        "sourceFilters": "[]",
        "typeMeta": "{}",
        "allowHidden": False,
    }
    return _saved_object("index-pattern", DATA_VIEW, attributes, [], "8.0.0")


def _newest() -> Json:
    search_source = {
        "query": {"query": "", "language": "kuery"},
        "filter": [],
        "highlightAll": True,
        "version": True,
        "indexRefName": "kibanaSavedObjectMeta.searchSourceJSON.index",
    }
    attributes = {
        "title": "Lajmi: newest articles",
        "description": "Articles with a date of publication, newest first",
        "columns": list(NEWEST_COLUMNS),
        "sort": [["published_at", "desc"]],
        "grid": {},
        "hideChart": True,
        "isTextBasedQuery": False,
        "timeRestore": False,
        "kibanaSavedObjectMeta": {"searchSourceJSON": _text(search_source)},
    }
    references = [{"type": "index-pattern", "id": DATA_VIEW, "name": search_source["indexRefName"]}]
    return _saved_object("search", NEWEST, attributes, references, "8.0.0")


def _news_desk() -> Json:
    panels = [lens_panel(chart, place, DATA_VIEW) for chart, place in PANELS]
    newest = {
        **panel_frame("search", "newest", NEWEST_PLACE),
        "title": "Newest articles",
        "panelRefName": "panel_newest",
        "embeddableConfig": {"enhancements": {}},
    }
    options = {
        "useMargins": True,
        "syncColors": False,
        "syncCursor": True,
        "syncTooltips": False,
        "hidePanelTitles": False,
    }
    attributes = {
        "title": "Lajmi: news desk",
        "description": "What is written about, by whom, in which languages. Articles without a date are left out.",
        "panelsJSON": _text([*panels, newest]),
        "optionsJSON": _text(options),
        "timeRestore": True,
        # Wide, because an archive begins with whatever it was fed; each reader narrows it.
        "timeFrom": "now-2y",
        "timeTo": "now",
        "refreshInterval": {"pause": True, "value": 60_000},
        "kibanaSavedObjectMeta": {
            "searchSourceJSON": _text({"query": {"query": "", "language": "kuery"}, "filter": []})
        },
        "version": 1,
    }
    references = []
    for chart, _ in PANELS:
        reference = lens_reference(DATA_VIEW)
        references.append({**reference, "name": f"{chart.id}:{reference['name']}"})
    references.append({"type": "search", "id": NEWEST, "name": "newest:panel_newest"})
    return _saved_object("dashboard", NEWS_DESK, attributes, references, "8.7.0")


def _saved_object(kind: str, object_id: str, attributes: Json, references: list[Json], version: str) -> Json:
    """``version`` is the format's, old enough for every Kibana from 8.8 on to bring it up to date by itself."""
    return {
        "type": kind,
        "id": object_id,
        "attributes": attributes,
        "references": references,
        "coreMigrationVersion": "8.8.0",
        "typeMigrationVersion": version,
        "managed": False,
    }


def _text(value: object) -> str:
    """Kibana keeps most of a saved object as JSON inside strings."""
    return json.dumps(value, ensure_ascii=False, sort_keys=False)
