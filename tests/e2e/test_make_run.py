"""What a newcomer sees: one command, searchable articles, Ctrl-C, nothing left. `make run` does this after its set-up."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import proc
from shared.settings import Settings
from tests.local_stack import free_port_base, own_environment, passing_home

# Beside the session's own stack, on two cores, everything takes its time.
pytestmark = [pytest.mark.servers, pytest.mark.timeout(900)]

_REPOSITORY = Path(__file__).parents[2]
_READY_SECONDS = 400.0


class Demo:
    """`make run` in its own home; its output is read as it comes."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.output = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "deploy.local.demo"],
            env=own_environment(settings) | {"COLUMNS": "200"}, cwd=_REPOSITORY,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output += line

    def until(self, text: str) -> None:
        end = time.monotonic() + _READY_SECONDS
        while text not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < end, self.output
            time.sleep(0.1)

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(90)
        self._reader.join(10)
        return code


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    with passing_home() as home:
        yield Settings(home=home, port_base=free_port_base(), kafka=None, elasticsearch=None)


@pytest.fixture(scope="module")
def first(settings: Settings) -> Iterator[Demo]:
    demo = Demo(settings)
    yield demo
    if demo.process.poll() is None:
        demo.end()


def _processes(home: Path) -> list[str]:
    found = []
    for one in proc.all_processes():
        try:
            if one.pid != os.getpid() and str(home) in Path(f"/proc/{one.pid}/environ").read_text(
                errors="replace"
            ):
                found.append(Path(f"/proc/{one.pid}/cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def test_it_reaches_searchable_articles_facets_and_a_page(first: Demo) -> None:
    first.until("Ctrl-C stops everything.")
    articles = re.search(r"^(\d+) articles searchable", first.output, re.M)
    assert articles
    assert int(articles[1]) >= 40
    for facet in ("People", "Organisations", "Places", "Topics", "Languages", "Sources"):
        assert re.search(rf"^{facet} +\w.* \(\d+\)", first.output, re.M), first.output
    page = f"http://127.0.0.1:{first.settings.port_base}/"
    assert page in first.output
    with urllib.request.urlopen(page, timeout=30) as answer:
        assert answer.status == 200


def test_ctrl_c_stops_everything_and_says_so(first: Demo) -> None:
    first.until("Ctrl-C stops everything.")
    assert len(_processes(first.settings.home)) >= 7
    assert first.end() == 0
    assert first.output.rstrip().endswith("Everything is stopped.")
    assert _processes(first.settings.home) == []


def test_again_it_finds_the_same_articles(first: Demo) -> None:
    if first.process.poll() is None:
        first.end()
    count = re.search(r"^\d+ articles searchable", first.output, re.M)
    assert count
    second = Demo(first.settings)
    try:
        second.until("Ctrl-C stops everything.")
        assert count[0] in second.output
    finally:
        assert second.end() == 0
    assert _processes(first.settings.home) == []
