"""Ingest killed with SIGKILL at random instants, again and again: no article lost, no revision published twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from kafka import TopicPartition
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from shared.contracts import RawArticle
from shared.kafka import make_consumer
from shared.ledger import ledger_path, read_ledger
from shared.settings import Settings
from shared.topics import RAW
from tests.local_stack import own_environment
from tests.records import read_records

pytestmark = [pytest.mark.chaos, pytest.mark.servers, pytest.mark.timeout(900)]

KILLS = 25  # in each of the two tests
ARTICLES = 3_000
_WORDS = "council water school bridge harvest clinic library border wage festival market river budget".split()


@pytest.fixture
def settings(servers: Settings, tmp_path: Path) -> Settings:
    """The shared servers, seen from a machine of its own."""
    return servers.model_copy(update={"home": tmp_path / "home", "kafka": servers.kafka_bootstrap})


class Published:
    """How many records the live topic has got since this began."""

    def __init__(self, settings: Settings) -> None:
        self._consumer = make_consumer(settings, "lajmi-test")
        numbers = self._consumer.partitions_for_topic(RAW) or ()
        self._partitions = [TopicPartition(RAW, number) for number in numbers]
        self._first = self._end()

    def _end(self) -> int:
        return sum(self._consumer.end_offsets(self._partitions).values())

    def count(self) -> int:
        return self._end() - self._first

    def close(self) -> None:
        self._consumer.close()


class Work:
    """One command, started as often as it is killed."""

    def __init__(self, settings: Settings, arguments: list[str], published: Published) -> None:
        settings.home.mkdir(parents=True, exist_ok=True)
        self._log = settings.home / "output.txt"
        self._command = [sys.executable, "-m", "shared", *arguments]
        self._environment = own_environment(settings)
        self.published = published
        self.killed_at: list[int] = []

    @contextmanager
    def started(self) -> Iterator[subprocess.Popen[bytes]]:
        with self._log.open("wb") as log:
            process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def killed(self, wanted: int, chance: random.Random) -> None:
        """Started, and killed a moment after ``wanted`` records are on the topic; sometimes at any moment at all."""
        with self.started() as process:
            if chance.random() < 0.3:
                time.sleep(chance.uniform(0, 4))
            else:
                while self.published.count() < wanted and process.poll() is None:
                    time.sleep(0.005)
                time.sleep(chance.choice((0.0, chance.uniform(0, 0.05), chance.uniform(0, 1.5))))
            assert process.poll() is None, f"it ended before kill {len(self.killed_at) + 1}: {self.output}"
            os.killpg(process.pid, signal.SIGKILL)
        self.killed_at.append(self.published.count())

    def finished(self, seconds: float) -> str:
        with self.started() as process:
            assert process.wait(timeout=seconds) == 0, self.output
            return self.output

    @property
    def output(self) -> str:
        return self._log.read_text(errors="replace")


def write_archive(path: Path, count: int, site: str) -> set[str]:
    """Pages of short articles; returns their addresses."""
    chance = random.Random(3)
    urls = set()
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(count):
            url = f"https://{site}/{number}"
            title = f"Session {number} debates its {chance.choice(_WORDS)}"
            text = "".join(
                f"<p>{' '.join(chance.choices(_WORDS, k=30)).capitalize()} number {chance.randrange(999)}.</p>"
                for _ in range(6)
            )
            page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"
            record = writer.create_warc_record(
                url,
                "response",
                payload=BytesIO(page.encode()),
                http_headers=StatusAndHeaders(
                    "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
                ),
                warc_headers_dict={"WARC-Date": "2025-06-23T10:00:00Z"},
            )
            writer.write_record(record)
            urls.add(url)
    return urls


def articles_of(settings: Settings, site: str) -> list[RawArticle]:
    """Every record of the site's articles on the live topic."""
    articles = [
        RawArticle.model_validate_json(record.value) for record in read_records(settings, RAW) if record.value
    ]
    return [article for article in articles if article.url and article.url.startswith(f"https://{site}/")]


def test_an_archive_read_in_spite_of_kills_is_published_whole_and_once(
    settings: Settings, tmp_path: Path
) -> None:
    site = f"kills-{random.randrange(16**8):08x}.example"
    urls = write_archive(tmp_path / "news.warc.gz", ARTICLES, site)
    published = Published(settings)
    work = Work(settings, ["ingest", str(tmp_path / "news.warc.gz")], published)
    chance = random.Random()
    for number in range(KILLS):
        # The last tenth is for the moments after each goal, in which work goes on.
        work.killed(ARTICLES * 9 // 10 * number // KILLS, chance)
    assert max(work.killed_at) < ARTICLES, f"a kill came too late to prove anything: {work.killed_at}"
    work.finished(300)
    published.close()

    articles = articles_of(settings, site)
    times = Counter((article.id, article.revision) for article in articles)
    assert [each for each, number in times.items() if number > 1] == []
    assert {article.url for article in articles} == urls
    assert {article.revision for article in articles} == {1}
    ledger = read_ledger(ledger_path(settings))
    assert ledger is not None
    assert ledger.seen == sum(ledger.outcomes.values())
