"""Collecting on a real Kafka from a web on this machine: followed, reloaded, interrupted, killed; nothing lost or twice."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from uuid import uuid4

import httpx
import pytest
from kafka import TopicPartition

from shared.kafka import make_consumer
from shared.settings import Settings
from shared.topics import RAW
from tests.local_stack import own_environment

pytestmark = pytest.mark.servers

_SENTENCE = (
    "The bridge over the river opened on Monday after three years of works that had been planned for one. "
)


class Site:
    """Documents by path, each with an ETag of its content; a path without one is 404. ``asked``: (path, validator)."""

    def __init__(self) -> None:
        self.documents: dict[str, str] = {}
        self.stuck_etags: dict[str, str] = {}  # paths whose server says the same of whatever is there
        self.asked: list[tuple[str, str | None]] = []
        self.slow_seconds = 0.0
        self._lock = Lock()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                validator = self.headers.get("If-None-Match")
                if self.path != "/robots.txt":
                    with site._lock:
                        site.asked.append((self.path, validator))
                time.sleep(site.slow_seconds)
                text = site.documents.get(self.path)
                if text is None:
                    self._answer(404, b"", "text/plain", None)
                    return
                etag = site.stuck_etags.get(self.path) or f'"{sha256(text.encode()).hexdigest()[:16]}"'
                if validator == etag:
                    self._answer(304, b"", None, etag)
                else:
                    media_type = "text/html" if text.startswith("<html") else "application/xml"
                    self._answer(200, text.encode(), f"{media_type}; charset=utf-8", etag)

            def _answer(self, status: int, body: bytes, media_type: str | None, etag: str | None) -> None:
                self.send_response(status)
                for name, value in (("Content-Type", media_type), ("ETag", etag)):
                    if value:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def feed(self, path: str, *items: tuple[str, str, str]) -> None:
        """Of (title, path, text)."""
        entries = "".join(
            f"<item><title>{title}</title><link>{self.address}{link}</link><description>{text}</description></item>"
            for title, link, text in items
        )
        self.documents[path] = f"<rss version='2.0'><channel><title>Paper</title>{entries}</channel></rss>"

    def page(self, path: str, title: str, text: str = _SENTENCE * 6) -> None:
        self.documents[path] = (
            f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
        )

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def settings(servers: Settings, tmp_path: Path) -> Settings:
    """The shared servers, seen from a machine of its own, which may read this one's web."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port_base = free.getsockname()[1] - 7
    home = tmp_path / "home"
    home.mkdir()
    return servers.model_copy(update={"home": home, "kafka": servers.kafka_bootstrap, "port_base": port_base})


@pytest.fixture
def source() -> str:
    return f"source-{uuid4().hex[:12]}"


def _environment(settings: Settings, delay_seconds: float = 0) -> dict[str, str]:
    return {
        **own_environment(settings),
        "LAJMI_FETCH_ALLOW_PRIVATE": "true",
        "LAJMI_FETCH_HOST_DELAY_SECONDS": str(delay_seconds),
    }


def _list_sources(settings: Settings, *entries: str) -> None:
    text = "sources:\n" + "".join(f"- {{{entry}}}\n" for entry in entries)
    new = settings.home / "sources.new"
    new.write_text(text)
    new.replace(settings.home / "sources.yaml")


def _lajmi(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shared", *arguments],
        env=_environment(settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _published(settings: Settings, source: str) -> list[dict[str, Any]]:
    """The articles of one source on the topic, in the topic's order."""
    consumer = make_consumer(settings, "test")
    try:
        partitions = [TopicPartition(RAW, number) for number in consumer.partitions_for_topic(RAW) or ()]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        found = []
        while any(consumer.position(partition) < end for partition, end in ends.items()):
            for batch in consumer.poll(timeout_ms=500).values():
                contents = [json.loads(record.value or b"null") for record in batch]
                found += [one for one in contents if one and one.get("source", {}).get("name") == source]
        return found
    finally:
        consumer.close()


def _revisions(settings: Settings, source: str) -> list[tuple[str, int]]:
    return sorted((one["title"], one["revision"]) for one in _published(settings, source))


def test_teasers_become_full_articles_and_the_second_round_is_conditional(
    settings: Settings, site: Site, source: str
) -> None:
    site.feed(
        "/rss", ("Bridge opens", "/bridge", "It opened …"), ("Roof repaired", "/roof", "It was repaired …")
    )
    site.page("/bridge", "Bridge opens")
    site.page("/roof", "Roof repaired")
    _list_sources(settings, f"url: '{site.address}/rss', name: {source}")
    first = _lajmi(settings, "collect")
    assert first.returncode == 0, first.stderr
    assert "1 source visited (changed 1), 2 pages" in first.stdout
    articles = _published(settings, source)
    assert sorted((one["title"], one["revision"]) for one in articles) == [
        ("Bridge opens", 1),
        ("Bridge opens", 2),
        ("Roof repaired", 1),
        ("Roof repaired", 2),
    ]
    assert len({one["id"] for one in articles}) == 2
    assert all(_SENTENCE.strip() in one["body"] for one in articles if one["revision"] == 2)
    site.asked.clear()
    second = _lajmi(settings, "collect", "--all")
    assert second.returncode == 0, second.stderr
    assert "not modified 1" in second.stdout
    assert [(path, bool(validator)) for path, validator in site.asked] == [("/rss", True)]
    site.asked.clear()
    assert _lajmi(settings, "collect").returncode == 0
    assert site.asked == []  # nothing is due


def test_a_feed_that_was_404_comes_back_and_the_list_of_sources_says_so(
    settings: Settings, site: Site, source: str
) -> None:
    _list_sources(settings, f"url: '{site.address}/rss', name: {source}")
    assert _lajmi(settings, "collect").returncode == 1
    (status,) = json.loads(_lajmi(settings, "sources", "list", "--json").stdout)
    assert (status["last_outcome"], status["failures"], status["last_success"]) == (
        "http_status_404",
        1,
        None,
    )
    site.feed("/rss", ("Bridge opens", "/bridge", _SENTENCE * 20))
    assert _lajmi(settings, "collect", "--source", source).returncode == 0
    (status,) = json.loads(_lajmi(settings, "sources", "list", "--json").stdout)
    assert (status["last_outcome"], status["failures"], status["kind"]) == ("changed", 0, "feed")
    assert _revisions(settings, source) == [("Bridge opens", 1)]


def test_a_server_that_always_says_the_same_of_itself_is_caught(
    settings: Settings, site: Site, source: str
) -> None:
    site.stuck_etags["/rss"] = '"always"'
    site.feed("/rss", ("One", "/one", _SENTENCE * 20))
    _list_sources(settings, f"url: '{site.address}/rss', name: {source}")
    _lajmi(settings, "collect")
    site.feed("/rss", ("Two", "/two", _SENTENCE * 21))
    _lajmi(settings, "collect", "--all")
    assert _revisions(settings, source) == [("One", 1)]  # what the server said was believed
    _lajmi(settings, "collect", "--all", "--whole")
    assert _revisions(settings, source) == [("One", 1), ("Two", 1)]
    site.feed("/rss", ("Three", "/three", _SENTENCE * 22))
    _lajmi(settings, "collect", "--all")
    assert _revisions(settings, source) == [("One", 1), ("Three", 1), ("Two", 1)]


def test_a_broken_file_is_one_clear_line(settings: Settings, site: Site) -> None:
    (settings.home / "sources.yaml").write_text("sources:\n- url: http://a.org/rss\n  folow: always\n")
    for command in (("collect",), ("sources", "check"), ("sources", "list")):
        done = _lajmi(settings, *command)
        assert done.returncode == 1
        assert "sources.yaml:3: sources[1].folow: unknown key" in done.stderr
        assert "Traceback" not in done.stderr


def _until(condition: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not come true in time"
        time.sleep(0.1)


def _health(settings: Settings) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = httpx.get(
            f"http://127.0.0.1:{settings.port_base + 7}/health", timeout=5
        ).json()
        return answer
    except httpx.HTTPError:
        return {}


def test_the_service_collects_takes_in_a_changed_file_and_keeps_its_sources_through_a_broken_edit(
    settings: Settings, site: Site, source: str
) -> None:
    site.feed("/one", ("One", "/1", _SENTENCE * 20))
    site.feed("/two", ("Two", "/2", _SENTENCE * 20))
    one, two = (f"url: '{site.address}/{name}', name: {source}, interval: 1s" for name in ("one", "two"))
    _list_sources(settings, one)
    service = subprocess.Popen(
        [sys.executable, "-m", "shared", "serve", "ingest"], env=_environment(settings)
    )
    try:
        _until(lambda: _revisions(settings, source) == [("One", 1)])
        _list_sources(settings, one, two)
        _until(lambda: ("Two", 1) in _revisions(settings, source))
        _list_sources(settings, one, "url: nonsense")
        _until(lambda: "sources[2].url" in str(_health(settings).get("sources", {}).get("problem")))
        assert _health(settings)["sources"]["count"] == 2
        site.feed("/two", ("Two again", "/2b", _SENTENCE * 20))
        _until(lambda: ("Two again", 1) in _revisions(settings, source))
        metrics = httpx.get(f"http://127.0.0.1:{settings.port_base + 7}/metrics", timeout=5).text
        assert "lajmi_collect_sources 2" in metrics
        assert "lajmi_collect_sources_file_broken 1" in metrics
        # A file put into the inbox is not kept waiting by the sources.
        (settings.home / "inbox" / f"{source}.jsonl").write_text('{"title": "Three", "body": "Text."}\n')
        _until(lambda: ("Three", 1) in _revisions(settings, source))
    finally:
        service.send_signal(signal.SIGTERM)
        assert service.wait(timeout=60) == 0


def test_interrupted_by_the_user_it_ends_cleanly_and_the_next_round_brings_the_rest(
    settings: Settings, site: Site, source: str
) -> None:
    site.slow_seconds = 0.2
    stories = [(f"Story {n}", f"/story-{n}", "Read on …") for n in range(40)]
    site.feed("/rss", *stories)
    for title, path, _ in stories:
        site.page(path, title)
    _list_sources(settings, f"url: '{site.address}/rss', name: {source}")
    round_ = subprocess.Popen(
        [sys.executable, "-m", "shared", "collect"],
        env=_environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    _until(lambda: len(site.asked) > 8)
    round_.send_signal(signal.SIGINT)
    _, said = round_.communicate(timeout=60)
    assert round_.returncode == 130, said
    assert "Traceback" not in said, said
    site.slow_seconds = 0
    assert _lajmi(settings, "collect").returncode == 0
    assert _revisions(settings, source) == sorted((title, n) for title, _, _ in stories for n in (1, 2))


def test_killed_at_random_in_mid_round_nothing_is_lost_and_no_revision_comes_with_two_texts(
    settings: Settings, site: Site, source: str
) -> None:
    site.slow_seconds = 0.02
    stories: dict[str, list[tuple[str, str, str]]] = {}
    for feed in range(12):
        path = f"/rss-{feed}"
        stories[path] = [(f"Story {feed}-{n}", f"/{feed}/story-{n}", "Read on …") for n in range(15)]
        site.feed(path, *stories[path])
        for title, page, _ in stories[path]:
            site.page(page, title, f"{title}. {_SENTENCE * 6}")
    _list_sources(settings, *(f"url: '{site.address}{path}', name: {source}" for path in stories))
    for _ in range(5):
        round_ = subprocess.Popen(
            [sys.executable, "-m", "shared", "collect"],
            env=_environment(settings),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(random.uniform(1.0, 3.5))
        os.killpg(round_.pid, signal.SIGKILL)
        round_.wait()
    done = _lajmi(settings, "collect", "--all")
    assert done.returncode == 0, done.stderr
    published = _published(settings, source)
    titles = {title for items in stories.values() for title, _, _ in items}
    full = {one["title"] for one in published if one["revision"] == 2}
    assert {one["title"] for one in published} == titles == full
    contents = {(one["id"], one["revision"], one["content_hash"]) for one in published}
    assert len(contents) == 2 * len(titles)
    # Killed between Kafka's word and our own note, the next run sees it on the topic: no record comes twice.
    assert Counter((one["id"], one["revision"]) for one in published).most_common(1)[0][1] == 1
