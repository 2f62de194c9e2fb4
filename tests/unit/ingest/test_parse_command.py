from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.ingest import commands

_TEXT = "Bridge Opens After Three Years\n\nThe bridge over the Drin opened on Monday after three years of works.\n"
_LAJMI = [sys.executable, "-m", "shared"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        commands, "configure_logging", lambda *_: None
    )  # the test run's logging stays its own
    (tmp_path / "a.txt").write_text(_TEXT)
    (tmp_path / "b.jsonl").write_text('{"title": "B", "body": "b."}\n{oops\n')
    (tmp_path / "empty.txt").write_text("")
    return tmp_path


def _parse(*arguments: str) -> Result:
    return CliRunner().invoke(commands.parse, arguments)


def test_articles_go_to_stdout_one_json_a_line_and_problems_to_stderr(folder: Path) -> None:
    done = _parse("a.txt", "b.jsonl")
    assert done.exit_code == 0
    articles = [json.loads(line) for line in done.stdout.splitlines()]
    assert [article["title"] for article in articles] == ["Bridge Opens After Three Years", "B"]
    assert articles[1]["origin"] == {"format": "jsonl", "uri": "b.jsonl", "span": [0, 28]}
    (problem,) = done.stderr.splitlines()
    assert problem.startswith("lajmi: b.jsonl:2: not valid JSON")
    assert _parse("a.txt", "b.jsonl").stdout == done.stdout


@pytest.mark.parametrize("arguments", [("nosuch.txt",), ("empty.txt",), ("a.txt", "nosuch.txt")])
def test_what_cannot_be_read_is_one_line_and_exit_status_1(folder: Path, arguments: tuple[str, ...]) -> None:
    done = _parse(*arguments)
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert len(done.stdout.splitlines()) == ("a.txt" in arguments)


def test_a_folder_is_read_whole_and_what_it_leaves_out_is_named(folder: Path) -> None:
    (folder / "notes.pdf").write_text("x")
    (folder / "empty.txt").unlink()
    done = _parse(".", "--source", "Gazeta")
    assert {json.loads(line)["source"]["name"] for line in done.stdout.splitlines()} == {"Gazeta"}
    assert ".: left out as in no known format: notes.pdf" in done.stderr


def test_an_address_is_not_fetched_by_parse(folder: Path) -> None:
    done = _parse("https://a.example/")
    assert done.exit_code == 1
    assert "lajmi ingest" in done.stderr


def test_standard_input_is_read_and_its_format_told() -> None:
    page = b"<!DOCTYPE html><html><body><h1>T</h1><p>" + b"Words of a page. " * 30 + b"</p></body></html>"
    command = [*_LAJMI, "parse", "-", "--source", "Gazeta"]
    done = subprocess.run(command, input=page, capture_output=True, check=True, timeout=120)
    article = json.loads(done.stdout)
    assert article["origin"] == {"format": "html", "uri": "stdin", "span": None}
    assert article["source"]["name"] == "Gazeta"


def test_ingest_without_kafka_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(_TEXT)
    environment = {
        "LAJMI_KAFKA": "127.0.0.1:1",
        "LAJMI_HOME": str(tmp_path / "home"),
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(
        [*_LAJMI, "ingest", "a.txt"], capture_output=True, check=False, timeout=120, cwd=tmp_path, env=environment, text=True
    )  # fmt: skip
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("lajmi: Kafka at 127.0.0.1:1 does not answer")
    assert "lajmi up" in line
    assert done.stdout == ""
