"""``lajmi enrich``: JSONL in, JSONL out, in the same order, with every field it came with."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from services.enrich import commands
from services.enrich.commands import enrich
from services.enrich.pipeline import Pipeline, load_pipeline
from shared.contracts import MAX_BODY_CHARS, EnrichedArticle

SHORT = {"title": "Ferry line opens", "body": "The ferry across the lake sails twice a day from May."}
FULL = {
    **SHORT,
    "id": "0f" * 16,
    "revision": 2,
    "source": {"name": "Lake Courier"},
    "origin": {"format": "jsonl", "uri": "lake.jsonl"},
    "content_hash": "ab" * 32,
    "fetched_at": "2026-04-30T08:00:00Z",
    "language": "en-GB",
}


@pytest.fixture(autouse=True, scope="module")
def loaded_once() -> Any:
    pipeline: Pipeline = load_pipeline()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commands, "load_pipeline", lambda profile: pipeline)
        yield


def run(*lines: object, arguments: tuple[str, ...] = ()) -> Result:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    return CliRunner().invoke(enrich, arguments, input=text.encode())


def output(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_title_and_body_suffice() -> None:
    result = run(SHORT)
    assert result.exit_code == 0
    [article] = output(result)
    assert article["language"]["code"] == "en"
    assert set(article) == {
        "title", "body", "language", "entities", "topics", "fingerprint", "pipeline", "generation", "enriched_at",
    }  # fmt: skip


def test_every_field_is_kept_also_those_nobody_knows() -> None:
    given = {**FULL, "x": {"deep": [1, 2.5, None, "é"]}, "tags": "not a list", "big": 2**70}
    [article] = output(run(given))
    for name, value in given.items():
        if name != "language":
            assert article[name] == value
    assert article["language"]["declared"] == "en-GB"


def test_a_raw_article_becomes_an_enriched_article_of_the_contract() -> None:
    [article] = output(run(FULL))
    assert EnrichedArticle.model_validate(article).language.declared == "en-GB"


def test_enriching_again_changes_nothing_but_the_time() -> None:
    [once] = output(run(FULL))
    [twice] = output(run(once))
    assert {**once, "enriched_at": None} == {**twice, "enriched_at": None}


def test_the_order_is_kept_and_bad_lines_do_not_stop_the_rest() -> None:
    lines = [
        {**SHORT, "n": 1},
        '{"title": "broken',
        {**SHORT, "n": 2},
        "",
        {"title": "No body"},
        {**SHORT, "title": "  "},
        {**SHORT, "body": "x" * (MAX_BODY_CHARS + 1)},
        {**SHORT, "language": 7},
        [1, 2],
        '{"title": "t", "body": "b", "x": 1e999}',
        {**SHORT, "n": 3},
    ]
    result = run(*lines)
    assert result.exit_code == 1
    assert [article["n"] for article in output(result)] == [1, 2, 3]
    errors = result.stderr.splitlines()
    assert [line.split(":")[2] for line in errors] == ["2", "5", "6", "7", "8", "9", "10"]
    assert all(line.startswith("lajmi: ") for line in errors)
    assert "'body'" in errors[1]
    assert "1,000,000" in errors[3]
    assert "Traceback" not in result.stderr


def test_bytes_that_are_no_text_are_a_bad_line(tmp_path: Path) -> None:
    path = tmp_path / "latin1.jsonl"
    path.write_bytes(
        '{"title": "Çështja", "body": "b"}\n'.encode("latin-1") + json.dumps(SHORT).encode() + b"\n"
    )
    result = CliRunner().invoke(enrich, [str(path)])
    assert result.exit_code == 1
    assert len(output(result)) == 1
    assert f"{path}:1: not valid JSON" in result.stderr


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "bom.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(SHORT).encode())
    assert CliRunner().invoke(enrich, [str(path)]).exit_code == 0


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(enrich, [str(tmp_path / "absent.jsonl")])
    assert result.exit_code != 0
    assert "absent.jsonl" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_profile_that_cannot_be_had_is_one_sentence_and_nothing_is_read() -> None:
    result = run(SHORT, arguments=("--entities", "spacy:en=no_such_pipeline"))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert re.fullmatch(r"lajmi: LAJMI_ENTITIES.* is not installed: .*\n", result.stderr)
