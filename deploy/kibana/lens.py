"""Lens charts as Kibana 8.19 stores them inside a dashboard (panels "by value").

Shapes as in Kibana's own sample data: src/platform/plugins/shared/home/server/services/sample_data (branch 8.19).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]

_LAYER = "layer"


@dataclass(frozen=True, slots=True)
class Place:
    """On the dashboard's grid, which is 48 columns wide; a row is 20 pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart of how many articles there are, by its columns."""

    id: str
    title: str
    visualization_type: str
    columns: Json  # id to Lens column, in the order in which they are nested
    visualization: Json


def over_time(
    chart_id: str, title: str, date_field: str, split_field: str, split_label: str, values: int
) -> Chart:
    """Bars over time, stacked by the most frequent values of a field."""
    columns = {
        "split": _terms(split_field, split_label, values, other=True),
        "time": {
            "label": "Published",
            "customLabel": True,
            "dataType": "date",
            "operationType": "date_histogram",
            "sourceField": date_field,
            "isBucketed": True,
            "scale": "interval",
            "params": {"interval": "auto", "includeEmptyRows": True, "dropPartials": False},
        },
        "count": _COUNT,
    }
    layer = _bars("bar_stacked") | {"xAccessor": "time", "splitAccessor": "split"}
    return Chart(chart_id, title, "lnsXY", columns, _xy(layer, "bar_stacked", legend=True))


def most_frequent(chart_id: str, title: str, field: str, label: str, values: int) -> Chart:
    """A horizontal bar for each of the most frequent values of a field."""
    columns = {"value": _terms(field, label, values, other=False), "count": _COUNT}
    layer = _bars("bar_horizontal") | {"xAccessor": "value"}
    return Chart(chart_id, title, "lnsXY", columns, _xy(layer, "bar_horizontal", legend=False))


def shares(chart_id: str, title: str, field: str, label: str, values: int) -> Chart:
    """A ring of the shares of a field's values."""
    columns = {"value": _terms(field, label, values, other=True), "count": _COUNT}
    layer = {
        "layerId": _LAYER,
        "layerType": "data",
        "primaryGroups": ["value"],
        "metrics": ["count"],
        "numberDisplay": "value",
        "categoryDisplay": "default",
        "legendDisplay": "show",
        "nestedLegend": False,
    }
    return Chart(chart_id, title, "lnsPie", columns, {"shape": "donut", "layers": [layer]})


def total(chart_id: str, title: str) -> Chart:
    """One number: the articles in the chosen period."""
    visualization = {"layerId": _LAYER, "layerType": "data", "metricAccessor": "count"}
    return Chart(chart_id, title, "lnsMetric", {"count": _COUNT}, visualization)


def lens_panel(chart: Chart, place: Place, data_view: str) -> Json:
    attributes = {
        "title": chart.title,
        "visualizationType": chart.visualization_type,
        "type": "lens",
        "references": [lens_reference(data_view)],
        "state": {
            "visualization": chart.visualization,
            "query": {"query": "", "language": "kuery"},
            "filters": [],
            "datasourceStates": {
                "formBased": {
                    "layers": {
                        _LAYER: {
                            "columns": chart.columns,
                            "columnOrder": list(chart.columns),
                            "incompleteColumns": {},
                        }
                    }
                },
                "textBased": {"layers": {}},
            },
            "internalReferences": [],
            "adHocDataViews": {},
        },
    }
    return {
        **panel_frame("lens", chart.id, place),
        "title": chart.title,
        "embeddableConfig": {"attributes": attributes, "hidePanelTitles": False, "enhancements": {}},
    }


def panel_frame(kind: Literal["lens", "search"], panel_id: str, place: Place) -> Json:
    grid = {"x": place.x, "y": place.y, "w": place.width, "h": place.height, "i": panel_id}
    return {"version": "8.11.0", "type": kind, "panelIndex": panel_id, "gridData": grid}


def lens_reference(data_view: str) -> Json:
    return {"type": "index-pattern", "id": data_view, "name": f"indexpattern-datasource-layer-{_LAYER}"}


_COUNT: Json = {
    "label": "Articles",
    "customLabel": True,
    "dataType": "number",
    "operationType": "count",
    "sourceField": "___records___",
    "isBucketed": False,
    "scale": "ratio",
    "params": {"emptyAsNull": False},
}


def _terms(field: str, label: str, values: int, *, other: bool) -> Json:
    return {
        "label": label,
        "customLabel": True,
        "dataType": "string",
        "operationType": "terms",
        "sourceField": field,
        "isBucketed": True,
        "scale": "ordinal",
        "params": {
            "size": values,
            "orderBy": {"type": "column", "columnId": "count"},
            "orderDirection": "desc",
            "otherBucket": other,
            "missingBucket": False,
            "parentFormat": {"id": "terms"},
        },
    }


def _bars(series: str) -> Json:
    return {"layerId": _LAYER, "layerType": "data", "seriesType": series, "accessors": ["count"]}


def _xy(layer: Json, series: str, *, legend: bool) -> Json:
    return {
        "legend": {"isVisible": legend, "position": "right"},
        "valueLabels": "hide" if legend else "show",
        "preferredSeriesType": series,
        "axisTitlesVisibilitySettings": {"x": False, "yLeft": False, "yRight": False},
        "layers": [layer],
    }
