"""The samples are ingested by a process of its own, whose failure and whose end are told apart."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from deploy.local import demo, units
from deploy.local.demo import Ingest
from shared.settings import Settings


@pytest.fixture
def ingest(tmp_path: Path) -> Ingest:
    return Ingest(Settings(home=tmp_path, port_base=9000))


def _play(monkeypatch: pytest.MonkeyPatch, code: str) -> list[tuple[str, ...]]:
    asked: list[tuple[str, ...]] = []

    def lajmi(*arguments: str) -> list[str]:
        asked.append(arguments)
        return [sys.executable, "-c", code]

    monkeypatch.setattr(units, "lajmi", lajmi)
    return asked


def test_the_checkouts_samples_are_ingested_and_waited_for(
    ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _play(monkeypatch, "")
    ingest.run()
    assert asked == [("ingest", str(demo._SAMPLES), "--wait")]
    assert (demo._SAMPLES / "articles.jsonl").is_file()
    assert ingest.failure is None


def test_a_failure_is_told_with_its_exit_status(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    _play(monkeypatch, "raise SystemExit(3)")
    ingest.run()
    assert ingest.failure is not None
    assert "failed with exit status 3" in ingest.failure


def test_being_ended_is_no_failure(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    _play(monkeypatch, "import time; time.sleep(1000)")
    threading.Timer(0.3, ingest.end).start()
    ingest.run()
    assert ingest.failure is None


def test_after_the_end_nothing_is_started(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _play(monkeypatch, "raise SystemExit(3)")
    ingest.end()
    ingest.run()
    assert (asked, ingest.failure) == ([], None)
