"""What `make run` does with the samples, and what must not happen when it is done again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shared.topics import DEAD_LETTER, ENRICHED, RAW
from tests.e2e.conftest import Archive, search
from tests.local_stack import RunningStack
from tests.records import count_records


@pytest.fixture(scope="module")
def ingested(stack: RunningStack) -> RunningStack:
    done = stack.lajmi("ingest", "samples", "--wait")
    assert done.returncode == 0, done.stdout + done.stderr
    return stack


def test_every_sample_article_is_searchable(ingested: RunningStack) -> None:
    answer = search(ingested, "*", "--size", "1")
    assert answer["total"] >= 60
    assert {bucket["value"] for bucket in answer["facets"]["language"]} >= {"en", "sq", "hbs", "mk"}


@pytest.mark.parametrize("spelling", ["Đoković", "Djokovic", "Ђоковић", "djokovic", "đoković"])
def test_one_search_finds_every_spelling_of_a_name(ingested: RunningStack, spelling: str) -> None:
    found = {hit["id"] for hit in search(ingested, spelling, "--size", "50")["hits"]}
    assert len(found) >= 3
    assert found == {hit["id"] for hit in search(ingested, "Djoković", "--size", "50")["hits"]}


def test_one_kosovo_in_the_facet(ingested: RunningStack) -> None:
    assert "Kosovo" in [bucket["value"] for bucket in search(ingested, "*")["facets"]["place"]]
    # '=' takes the value exactly, without resolving spellings.
    for spelling in (
        "Kosovë",
        "Kosova",
        "Kosovës",
        "Kosovën",
        "Косово",
        "Kosovu",
        "Косову",
        "Kosova-",
        "Kosovska",
    ):
        assert search(ingested, "*", "--place", f"={spelling}")["total"] == 0, spelling


def test_ingesting_twice_publishes_nothing_new(ingested: RunningStack, archive: Archive) -> None:
    before = [count_records(ingested.settings, topic) for topic in (RAW, ENRICHED, DEAD_LETTER)]
    documents = len(archive.documents())
    done = ingested.lajmi("ingest", "samples", "--wait")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [count_records(ingested.settings, topic) for topic in (RAW, ENRICHED, DEAD_LETTER)] == before
    assert len(archive.documents()) == documents


def test_a_changed_body_is_one_higher_revision(stack: RunningStack, archive: Archive, tmp_path: Path) -> None:
    article = {
        "title": "Ferry line to Corfu opens",
        "url": "https://port.example/ferry",
        "body": "First text of it.",
    }
    file = tmp_path / "port.jsonl"
    for revision, body in [
        (1, "First text of it."),
        (2, "Second text, corrected."),
        (2, "Second text, corrected."),
    ]:
        file.write_text(json.dumps(article | {"body": body}) + "\n")
        done = stack.lajmi("ingest", str(file), "--source", "port", "--wait")
        assert done.returncode == 0, done.stdout + done.stderr
        [document] = archive.documents(source="port")
        assert (document["revision"], document["body"]) == (revision, body)


def test_the_ledger_balances(ingested: RunningStack) -> None:
    audit = ingested.lajmi("audit", "--wait", "90")
    assert audit.returncode == 0, audit.stdout + audit.stderr
