"""Kibana's saved objects: current, whole, and about fields that the index has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import combinations
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner

from deploy.kibana import setup as importer
from deploy.kibana.build import OUTPUT
from deploy.kibana.objects import DATA_VIEW, LABELS, NEWEST, as_ndjson, saved_objects
from services.index.mapping import properties
from shared.elastic import READ_ALIAS

OBJECTS = {one["id"]: one for one in saved_objects()}
DASHBOARDS = [one for one in OBJECTS.values() if one["type"] == "dashboard"]
PANELS = [panel for dashboard in DASHBOARDS for panel in json.loads(dashboard["attributes"]["panelsJSON"])]


def layers() -> Iterator[dict[str, Any]]:
    for panel in PANELS:
        if panel["type"] == "lens":
            yield from panel["embeddableConfig"]["attributes"]["state"]["datasourceStates"]["formBased"][
                "layers"
            ].values()


def test_the_file_is_what_the_script_makes() -> None:
    assert OUTPUT.read_text(encoding="utf-8") == as_ndjson(saved_objects()), (
        "run  python -m deploy.kibana.build"
    )


def test_the_data_view_reads_the_alias_by_date_of_publication() -> None:
    attributes = OBJECTS[DATA_VIEW]["attributes"]
    assert attributes["title"] == READ_ALIAS
    assert properties()[attributes["timeFieldName"]]["type"] == "date"


def test_every_labelled_and_listed_field_is_in_the_index() -> None:
    view = OBJECTS[DATA_VIEW]["attributes"]
    named = {*LABELS, *json.loads(view["fieldFormatMap"]), *OBJECTS[NEWEST]["attributes"]["columns"]}
    named |= {field for field, _ in OBJECTS[NEWEST]["attributes"]["sort"]}
    assert named <= set(properties())


def test_every_chart_aggregates_fields_that_can_be() -> None:
    aggregable = {"terms": {"keyword"}, "date_histogram": {"date"}}
    seen = 0
    for layer in layers():
        for column in layer["columns"].values():
            if column["operationType"] == "count":
                continue
            assert properties()[column["sourceField"]]["type"] in aggregable[column["operationType"]]
            seen += 1
    assert seen >= 7


def test_every_chart_shows_columns_it_has() -> None:
    for panel in PANELS:
        if panel["type"] != "lens":
            continue
        state = panel["embeddableConfig"]["attributes"]["state"]
        (columns,) = [layer["columns"] for layer in state["datasourceStates"]["formBased"]["layers"].values()]
        chart = state["visualization"]
        shown: set[str] = set()
        for layer in chart.get("layers", [chart]):
            shown |= {
                layer[name] for name in ("xAccessor", "splitAccessor", "metricAccessor") if name in layer
            }
            shown |= {*layer.get("accessors", ()), *layer.get("primaryGroups", ()), *layer.get("metrics", ())}
        assert shown == set(columns)


def test_every_reference_leads_to_an_object_that_comes_before_it() -> None:
    known: set[tuple[str, str]] = set()
    for one in saved_objects():
        assert {(reference["type"], reference["id"]) for reference in one["references"]} <= known
        known.add((one["type"], one["id"]))


def test_every_panel_finds_its_references_in_the_dashboard() -> None:
    for dashboard in DASHBOARDS:
        names = {reference["name"] for reference in dashboard["references"]}
        for panel in json.loads(dashboard["attributes"]["panelsJSON"]):
            if panel["type"] == "lens":
                wanted = {
                    reference["name"] for reference in panel["embeddableConfig"]["attributes"]["references"]
                }
            else:
                wanted = {panel["panelRefName"]}
            assert {f"{panel['panelIndex']}:{name}" for name in wanted} <= names


def test_panels_fill_the_grid_and_never_overlap() -> None:
    places = [panel["gridData"] for panel in PANELS]
    assert all(place["x"] >= 0 and place["x"] + place["w"] <= 48 for place in places)
    for one, other in combinations(places, 2):
        apart = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        above = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert apart or above, (one, other)
    assert len({panel["panelIndex"] for panel in PANELS}) == len(PANELS)


def test_the_dashboard_leads_to_lajmis_own_article_page() -> None:
    (view, *_) = saved_objects("https://news.example/")
    formats = json.loads(view["attributes"]["fieldFormatMap"])
    assert formats["id"]["params"]["urlTemplate"] == "https://news.example/articles/{{rawValue}}"


class Kibana(BaseHTTPRequestHandler):
    """As Kibana does: refuses a few times while it starts, then takes a multipart upload."""

    statuses: list[int]
    received: list[tuple[str, dict[str, str], bytes]]
    answer: dict[str, Any]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((self.path, dict(self.headers), body))
        status = self.statuses.pop(0) if self.statuses else 200
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(self.answer if status == 200 else {"error": "starting"}).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def kibana(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, type[Kibana]]]:
    monkeypatch.setattr(importer, "_RETRY_SECONDS", 0.01)
    handler = type(
        "OneKibana",
        (Kibana,),
        {"statuses": [], "received": [], "answer": {"success": True, "successCount": 3}},
    )
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    server.shutdown()
    thread.join()
    server.server_close()


def test_setup_waits_for_kibana_and_imports_over_what_is_there(kibana: tuple[str, type[Kibana]]) -> None:
    address, handler = kibana
    handler.statuses = [503, 503]
    outcome = CliRunner().invoke(importer.setup, [address, "--page", "https://news.example"])
    assert outcome.exit_code == 0, outcome.output
    assert "3 saved objects in Kibana" in outcome.output
    path, headers, body = handler.received[-1]
    assert len(handler.received) == 3
    assert path == "/api/saved_objects/_import?overwrite=true"
    assert "kbn-xsrf" in {name.lower() for name in headers}
    _, _, rest = body.decode().partition("\r\n\r\n")
    lines = rest.partition("\r\n--")[0].strip().split("\n")
    assert [json.loads(line)["type"] for line in lines] == ["index-pattern", "search", "dashboard"]
    assert "https://news.example/articles/" in rest


def test_what_kibana_refuses_is_told(kibana: tuple[str, type[Kibana]]) -> None:
    address, handler = kibana
    handler.answer = {
        "success": False,
        "errors": [{"id": "lajmi-news-desk", "error": {"type": "missing_references"}}],
    }
    outcome = CliRunner().invoke(importer.setup, [address])
    assert outcome.exit_code == 1
    assert "missing_references" in outcome.output
    handler.statuses = [400]
    assert "HTTP 400" in CliRunner().invoke(importer.setup, [address]).output


def test_no_kibana_is_one_line(kibana: tuple[str, type[Kibana]]) -> None:
    outcome = CliRunner().invoke(importer.setup, ["http://127.0.0.1:9", "--wait", "0.05"])
    assert outcome.exit_code == 1
    assert outcome.output.startswith("lajmi: Kibana at http://127.0.0.1:9 did not take the saved objects")
    assert CliRunner().invoke(importer.setup, ["file:///etc/passwd"]).exit_code == 1
