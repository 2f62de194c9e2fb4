"""An article taken back by hand is gone everywhere, and nothing brings it back."""

from __future__ import annotations

import json
import time
from pathlib import Path

from tests.e2e.conftest import Archive, search
from tests.local_stack import RunningStack

_ADDRESS = "https://gazeta.example/2025/06/bridge-reopens-quietly"


def _ingest(stack: RunningStack, path: Path) -> str:
    done = stack.lajmi("ingest", str(path), "--wait")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_retracted_article_vanishes_and_no_second_ingest_brings_it_back(
    stack: RunningStack, archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "articles.jsonl"
    bridge = {
        "title": "Zvornik footbridge reopens quietly", "url": _ADDRESS, "body": "The footbridge reopened on Monday."
    }  # fmt: skip
    other = {
        "title": "Zvornik market moves",
        "body": "The market moves to the other bank of the river in May.",
    }
    path.write_text(f"{json.dumps(bridge)}\n{json.dumps(other)}\n")
    _ingest(stack, path)
    (found,) = search(stack, "footbridge Zvornik", "--source", "gazeta.example")["hits"]

    done = stack.lajmi("retract", f"{_ADDRESS}?utm_source=mail", "--reason", "a wrong name")
    assert (done.returncode, done.stdout.split()) == (0, [found["id"], "retracted"]), done.stderr
    until = time.monotonic() + 60
    while archive.documents(id=found["id"]):
        assert time.monotonic() < until, "still in the archive a minute after its retraction"
        time.sleep(0.2)
    assert search(stack, "footbridge Zvornik", "--source", "gazeta.example")["total"] == 0

    bridge["body"] += " It says something else now."
    path.write_text(f"{json.dumps(bridge)}\n{json.dumps(other)}\n")
    assert "retracted 1" in _ingest(stack, path)
    assert stack.lajmi("audit", "--wait", "60").returncode == 0
    assert archive.documents(id=found["id"]) == []
    assert (
        search(stack, "Zvornik market", "--source", "articles")["total"] == 1
    )  # and nothing else went with it
