from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

_TEXT = "Bridge Opens After Three Years\n\nThe bridge over the Drin opened on Monday after three years of works.\n"
_DATA = Path(__file__).parents[4] / "shared" / "data"


def _lajmi(
    *arguments: str, stdin: bytes = b"", folder: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from shared.cli import main; main()", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=60, cwd=folder)


def test_articles_go_to_stdout_one_json_a_line_and_problems_to_stderr(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(_TEXT)
    (tmp_path / "b.jsonl").write_text('{"title": "B", "body": "b."}\n{oops\n')
    done = _lajmi("parse", "a.txt", "b.jsonl", folder=tmp_path)
    assert done.returncode == 0
    articles = [json.loads(line) for line in done.stdout.splitlines()]
    assert [article["title"] for article in articles] == ["Bridge Opens After Three Years", "B"]
    assert articles[1]["origin"] == {"format": "jsonl", "uri": "b.jsonl", "span": [0, 28]}
    assert done.stderr.decode().splitlines()[0].startswith("lajmi: b.jsonl:2: not valid JSON")
    assert len(done.stderr.splitlines()) == 1
    assert _lajmi("parse", "a.txt", "b.jsonl", folder=tmp_path).stdout == done.stdout


@pytest.mark.parametrize("arguments", [("nosuch.txt",), ("empty.txt",), ("a.txt", "nosuch.txt")])
def test_what_cannot_be_read_is_one_line_and_exit_status_1(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "a.txt").write_text(_TEXT)
    (tmp_path / "empty.txt").write_text("")
    done = _lajmi("parse", *arguments, folder=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert len(done.stdout.splitlines()) == ("a.txt" in arguments)


def test_standard_input_is_read_and_its_format_told() -> None:
    done = _lajmi("parse", "-", "--source", "Gazeta", stdin=b'{"title": "B", "body": "b."}\n')
    article = json.loads(done.stdout)
    assert (article["source"]["name"], article["origin"]["uri"]) == ("Gazeta", "stdin")
    page = b"<!DOCTYPE html><html><body><h1>T</h1><p>" + b"Words of a page. " * 30 + b"</p></body></html>"
    assert json.loads(_lajmi("parse", "-", stdin=page).stdout)["origin"]["format"] == "html"


def test_ingest_without_kafka_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(_TEXT)
    command = [sys.executable, "-c", "from shared.cli import main; main()", "ingest", "a.txt"]
    environment = {
        "LAJMI_KAFKA": "127.0.0.1:1",
        "LAJMI_HOME": str(tmp_path / "home"),
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(
        command, capture_output=True, check=False, timeout=60, cwd=tmp_path, env=environment, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith("lajmi: Kafka at 127.0.0.1:1 does not answer")
    assert "lajmi up" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""
