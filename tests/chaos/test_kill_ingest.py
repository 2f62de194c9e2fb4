"""Ingest killed with SIGKILL at random instants, again and again, or stopped with Ctrl-C: no article is lost, no revision
published twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Container, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from kafka import TopicPartition
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks.world.plan import Dimensions, World, make_world
from benchmarks.world.runs import collect_command, collect_environment, running_world, write_sources
from shared.contracts import RawArticle
from shared.kafka import make_consumer
from shared.ledger import ledger_path, read_ledger
from shared.settings import Settings
from shared.topics import RAW
from tests.local_stack import free_port_base, own_environment
from tests.records import read_records

pytestmark = [pytest.mark.chaos, pytest.mark.servers, pytest.mark.timeout(900)]

KILLS = 25  # in each of the two tests
ARTICLES = 10_000  # ingest publishes what it reads in a second at once: many seconds of reading
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

    def __init__(
        self, command: list[str], environment: dict[str, str], log: Path, published: Published
    ) -> None:
        self._command, self._environment, self._log = command, environment, log
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

    def killed(self, most: int, chance: random.Random) -> None:
        """Started, and killed in the moment in which it has published some records, up to about ``most``, or in any moment
        before that. One that publishes many at once is killed among them."""
        goal = self.published.count() + chance.randint(1, most)
        with self.started() as process:
            until = time.monotonic() + (chance.uniform(0, 4) if chance.random() < 0.3 else 120)
            while self.published.count() < goal and process.poll() is None and time.monotonic() < until:
                time.sleep(0.002)
            time.sleep(chance.choice((0.0, chance.uniform(0, 0.05))))
            assert process.poll() is None, f"it ended before kill {len(self.killed_at) + 1}: {self.output}"
            os.killpg(process.pid, signal.SIGKILL)
        self.killed_at.append(self.published.count())

    def stopped(self, wanted: int) -> None:
        """Started, and Ctrl-C pressed when ``wanted`` records are on the topic."""
        with self.started() as process:
            while self.published.count() < wanted and process.poll() is None:
                time.sleep(0.005)
            assert process.poll() is None, f"it ended before it could be stopped: {self.output}"
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=60) == 130, self.output

    def finished(self, seconds: float, *, statuses: Container[int] = (0,)) -> None:
        with self.started() as process:
            assert process.wait(timeout=seconds) in statuses, self.output

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
                for _ in range(20)
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


def assert_each_revision_once(articles: list[RawArticle]) -> None:
    times = Counter((article.id, article.revision) for article in articles)
    assert [each for each, number in times.items() if number > 1] == []


def assert_ledger_balances(settings: Settings) -> None:
    ledger = read_ledger(ledger_path(settings))
    assert ledger is not None
    assert ledger.seen == sum(ledger.outcomes.values())


def some_site() -> str:
    return f"kills-{random.randrange(16**8):08x}.example"


@pytest.fixture
def published(settings: Settings) -> Iterator[Published]:
    counting = Published(settings)
    yield counting
    counting.close()


def ingesting(settings: Settings, archive: Path, published: Published) -> Work:
    command = [sys.executable, "-m", "shared", "ingest", str(archive)]
    return Work(command, own_environment(settings), archive.with_suffix(".output"), published)


def assert_archive_is_published(settings: Settings, site: str, urls: set[str]) -> None:
    articles = articles_of(settings, site)
    assert_each_revision_once(articles)
    assert {article.url for article in articles} == urls
    assert {article.revision for article in articles} == {1}
    assert_ledger_balances(settings)


def test_an_archive_read_in_spite_of_kills_is_published_whole_and_once(
    settings: Settings, tmp_path: Path, published: Published
) -> None:
    site = some_site()
    urls = write_archive(tmp_path / "news.warc.gz", ARTICLES, site)
    work = ingesting(settings, tmp_path / "news.warc.gz", published)
    chance = random.Random()
    for _ in range(KILLS):
        work.killed(ARTICLES // (2 * KILLS), chance)
    assert max(work.killed_at) < ARTICLES, f"a kill came too late to prove anything: {work.killed_at}"
    work.finished(300)
    assert_archive_is_published(settings, site, urls)


def test_an_archive_stopped_by_the_user_goes_on_where_it_was(
    settings: Settings, tmp_path: Path, published: Published
) -> None:
    site = some_site()
    urls = write_archive(tmp_path / "news.warc.gz", ARTICLES // 10, site)
    work = ingesting(settings, tmp_path / "news.warc.gz", published)
    work.stopped(1)
    assert work.output.splitlines()[-1].startswith("lajmi: stopped: what is published stays so")
    assert "items seen" in work.output
    assert 0 < published.count() < len(urls)
    work.finished(300)
    assert_archive_is_published(settings, site, urls)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Small and quick, so that there is much to kill in a short time."""
    dimensions = Dimensions(
        hosts=20,
        feeds=1_200,
        port=free_port_base(),
        latency_seconds=0.02,
        salt=f"{random.randrange(16**8):08x}",
        slow_share=0,
        broken_share=0.02,
        hostile_share=0.02,
    )
    with running_world(dimensions, tmp_path):
        yield make_world(dimensions)


def collecting(settings: Settings, world: World, folder: Path, published: Published) -> Work:
    write_sources(world, folder / "sources.yaml")
    environment = collect_environment(settings, LAJMI_FETCH_HOST_DELAY_SECONDS="0.5")
    command = collect_command(folder / "sources.yaml", everything=False)
    return Work(command, environment, folder / "output.txt", published)


def wanted_of(world: World) -> set[tuple[str, int]]:
    """Address and revision of every article of the world; the page behind a teaser is its second."""
    return {
        (world.address(feed.host, world.article_path(feed, item)), revision)
        for feed in world.feeds
        if feed.readable
        for item in feed.shown(world.dimensions.items, 1)
        for revision in ((1, 2) if feed.teasers else (1,))
    }


def assert_world_is_published(settings: Settings, world: World, wanted: set[tuple[str, int]]) -> None:
    records = [
        RawArticle.model_validate_json(record.value) for record in read_records(settings, RAW) if record.value
    ]
    articles = [
        article for article in records if f"/articles/{world.dimensions.salt}/" in (article.url or "")
    ]
    assert_each_revision_once(articles)
    assert {(article.url, article.revision) for article in articles} == wanted
    assert_ledger_balances(settings)


def test_a_round_of_sources_in_spite_of_kills_is_published_whole_and_once(
    settings: Settings, tmp_path: Path, published: Published, world: World
) -> None:
    wanted = wanted_of(world)
    work = collecting(settings, world, tmp_path, published)
    chance = random.Random()
    for _ in range(KILLS):
        work.killed(len(wanted) // (4 * KILLS), chance)
    assert max(work.killed_at) < len(wanted), f"a kill came too late to prove anything: {work.killed_at}"
    work.finished(300, statuses=(0, 1))  # 1: some of the world's feeds cannot be read
    assert_world_is_published(settings, world, wanted)


def test_a_round_stopped_by_the_user_goes_on_with_the_next_one(
    settings: Settings, tmp_path: Path, published: Published, world: World
) -> None:
    wanted = wanted_of(world)
    work = collecting(settings, world, tmp_path, published)
    work.stopped(len(wanted) // 4)
    assert work.output.splitlines()[-1].startswith(
        "lajmi: stopped: what is not published yet comes with the next"
    )
    assert "items seen" in work.output
    assert 0 < published.count() < len(wanted)
    work.finished(300, statuses=(0, 1))
    assert_world_is_published(settings, world, wanted)
