"""``lajmi search`` on a terminal."""

from __future__ import annotations

import io
import json

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from services.search import commands
from services.search.archive import Archive
from services.search.request import Filter, SearchRequest
from services.search.results import Results, to_results
from services.search.terminal import nothing_found, show
from shared.settings import load_settings
from tests.unit.search.articles import answer, fields, results


def printed(found: Results, words: str = "novak") -> str:
    out = io.StringIO()
    show(Console(file=out, width=100), SearchRequest(words), found, archive_is_empty=False)
    return out.getvalue()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands.search, arguments)


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAJMI_ELASTICSEARCH", "http://127.0.0.1:9")
    load_settings.cache_clear()


def test_hits_come_with_source_date_language_names_and_facets() -> None:
    text = printed(results(fields(), facets={"place": {"Belgrade": 12, "Niš": 3}}))
    for part in ("Novak Đoković plays in Belgrade", "Paper · 24 June 2025 · English · Sport", "https://paper.example/1",
                 "Places", "Belgrade 12", "1 article"):  # fmt: skip
        assert part in text


def test_a_hostile_article_cannot_drive_the_terminal() -> None:
    text = printed(
        results(
            fields(title="A\x1b]0;owned\x07B\x9b2J", source="\x1b[31mred", highlight={"title": ["A\x1b[2JB"]})
        )
    )
    assert not set(text) & {"\x1b", "\x07", "\x9b"}


def test_square_brackets_are_no_markup() -> None:
    assert "[bold]x[/bold]" in printed(results(fields(title="[bold]x[/bold]")))


@pytest.mark.parametrize(
    ("request_", "found", "empty", "line"),
    [
        (SearchRequest("x"), results(), True, "lajmi ingest"),
        (SearchRequest("x y"), results(), False, "Try fewer"),
        (SearchRequest("x", since="7d"), results(), False, "without one of the filters"),
        (
            SearchRequest("x", (Filter("person", "Nobody"),)),
            to_results(answer(), {("person", "Nobody"): []}),
            False,
            "no person in the archive is called 'Nobody'",
        ),
    ],
)
def test_no_hit_is_answered_with_what_to_do(
    request_: SearchRequest, found: Results, empty: bool, line: str
) -> None:
    text = nothing_found(request_, found, archive_is_empty=empty)
    assert line in text
    assert "\n" not in text


@pytest.mark.usefixtures("no_server")
def test_without_elasticsearch_one_line_says_what_to_do() -> None:
    outcome = run("kosovo")
    assert outcome.exit_code == 1
    assert outcome.stdout == ""
    assert outcome.stderr.startswith(
        "lajmi: cannot reach Elasticsearch at http://127.0.0.1:9: start it with  lajmi up"
    )
    assert len(outcome.stderr.splitlines()) == 1


@pytest.mark.usefixtures("no_server")
def test_a_date_that_is_none_is_told_before_anything_is_asked() -> None:
    outcome = run("kosovo", "--since", "soon")
    assert outcome.exit_code == 1
    assert "since: 'soon' is no date" in outcome.stderr


def test_something_must_be_asked_for() -> None:
    assert run().exit_code == 2
    assert "'*' for everything" in run().stderr


def test_json_is_one_object_and_options_become_filters(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[SearchRequest] = []

    def search(self: Archive, request: SearchRequest, now: object) -> Results:
        asked.append(request)
        return results(fields())

    monkeypatch.setattr(Archive, "search", search)
    outcome = run(
        "novak",
        "wins",
        "--person",
        "djokovic",
        "--person",
        "nadal",
        "--size",
        "5",
        "--sort",
        "date",
        "--json",
    )
    assert outcome.exit_code == 0, outcome.output
    reply = json.loads(outcome.stdout)
    assert (reply["total"], reply["hits"][0]["source"]) == (1, "Paper")
    (request,) = asked
    assert (request.words, request.size, request.sort) == ("novak wins", 5, "date")
    assert request.filters == (Filter("person", "djokovic"), Filter("person", "nadal"))
