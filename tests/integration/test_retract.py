"""Retractions on a real Kafka: what goes to the topic, and that the topic alone is enough to remember them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.ingest.decisions import Outcome, Retracting
from services.ingest.session import Session
from shared.contracts import InputFormat, Origin, RawArticle, Source
from shared.kafka import make_consumer, partitions_of, read_spans
from shared.settings import Settings
from shared.topics import RAW
from tests.local_stack import own_environment

pytestmark = pytest.mark.servers


@pytest.fixture
def settings(servers: Settings, tmp_path: Path) -> Settings:
    """The shared servers, seen from a machine of its own."""
    return servers.model_copy(update={"home": tmp_path / "home", "kafka": servers.kafka_bootstrap})


@pytest.fixture
def article() -> RawArticle:
    return _article(uuid4().hex, "The full text.")


def _article(article_id: str, body: str, seen_as: InputFormat = InputFormat.HTML) -> RawArticle:
    return RawArticle(
        id=article_id,
        revision=1,
        source=Source(name="gazeta"),
        title="T",
        body=body,
        origin=Origin(format=seen_as, uri="a"),
        content_hash=body.encode().hex().ljust(64, "0")[:64],
        fetched_at=datetime(2025, 6, 23, tzinfo=UTC),
    )


def _publish(settings: Settings, *articles: RawArticle) -> list[tuple[Outcome, str, int]]:
    with Session(settings, "test") as session:
        decisions = session.publish(list(articles)).decisions
    return [(decision.outcome, decision.reason, decision.article.revision) for decision in decisions]


def _retract(settings: Settings, *ids: str, gone: bool = False) -> dict[str, Retracting]:
    with Session(settings, "test") as session:
        return session.retract_gone(ids) if gone else session.retract(ids, reason="a wrong name")


def _records(settings: Settings, article_id: str) -> list[Any]:
    """Of this article, in the order of the topic: one partition holds them all."""
    consumer = make_consumer(settings, "test")
    try:
        partitions = partitions_of(consumer, [RAW])
        ends = {(p.topic, p.partition): (0, end) for p, end in consumer.end_offsets(partitions).items()}
        found = [record for batch in read_spans(consumer, ends) for record in batch]
    finally:
        consumer.close()
    return [record for record in found if record.key == article_id.encode()]


def _forget(settings: Settings) -> None:
    for file in settings.home.glob("ingest.db*"):
        file.unlink()


def test_a_final_retraction_is_a_tombstone_without_a_revision_and_outlives_a_lost_state(
    settings: Settings, article: RawArticle
) -> None:
    _publish(settings, article)
    assert _retract(settings, article.id) == {article.id: Retracting.RETRACTED}
    tombstone = _records(settings, article.id)[-1]
    headers = dict(tombstone.headers)
    assert tombstone.value is None
    assert headers["ce_source"] == b"/lajmi/ingest"
    assert headers["ce_type"] == b"org.lajmi.article.retracted.v1"
    assert headers["lajmi-reason"] == b"a wrong name"
    assert "lajmi-revision" not in headers
    for _ in range(2):
        assert _publish(settings, article) == [(Outcome.REJECTED, "retracted", 1)]
        assert _retract(settings, article.id) == {article.id: Retracting.ALREADY}
        _forget(settings)
    assert len(_records(settings, article.id)) == 2


def test_an_article_that_was_gone_comes_back_with_its_page_one_revision_higher(
    settings: Settings, article: RawArticle
) -> None:
    _publish(settings, _article(article.id, "Teaser.", InputFormat.FEED), article)
    assert _retract(settings, article.id, gone=True) == {article.id: Retracting.RETRACTED}
    assert dict(_records(settings, article.id)[-1].headers)["lajmi-revision"] == b"2"
    _forget(settings)
    assert _retract(settings, article.id, gone=True) == {article.id: Retracting.ALREADY}
    assert _publish(settings, _article(article.id, "New teaser.", InputFormat.FEED)) == [
        (Outcome.UNCHANGED, "gone", 2)
    ]
    assert _publish(settings, article) == [(Outcome.PUBLISHED, "", 3)]
    _forget(settings)
    assert _publish(settings, article) == [(Outcome.UNCHANGED, "", 3)]


def test_a_retraction_on_one_machine_is_known_on_another_before_its_next_decision(
    settings: Settings, article: RawArticle, tmp_path: Path
) -> None:
    with Session(settings, "here") as here:
        here.publish([article])
        _retract(settings.model_copy(update={"home": tmp_path / "elsewhere"}), article.id)
        (decision,) = here.publish([article]).decisions
    assert (decision.outcome, decision.reason) == (Outcome.REJECTED, "retracted")


def _command(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shared", "retract", *arguments],
        env=own_environment(settings), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_the_command_names_what_was_never_published_and_retracts_the_rest(
    settings: Settings, article: RawArticle
) -> None:
    _publish(settings, article)
    stranger = uuid4().hex
    done = _command(settings, article.id, stranger)
    assert done.returncode == 1
    assert done.stdout.split() == [article.id, "retracted"]
    assert f"{stranger} was never published here: nothing retracted" in done.stderr
    assert "Traceback" not in done.stderr
    assert _records(settings, stranger) == []

    forced = _command(settings, stranger, "--force")
    assert (forced.returncode, forced.stdout.split()) == (0, [stranger, "retracted"])
    assert _publish(settings, _article(stranger, "Too late.")) == [(Outcome.REJECTED, "retracted", 1)]


def test_what_is_neither_id_nor_address_is_one_clear_line(settings: Settings) -> None:
    done = _command(settings, "the story about the bridge")
    assert done.returncode == 1
    assert "is neither an article's id" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_ingest_of_what_is_retracted_ends_well_and_does_not_wait_for_it(
    settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    address = f"https://gazeta.example/{uuid4().hex}"
    path.write_text(json.dumps({"title": "One", "body": "Text.", "url": address}) + "\n")
    ingest = [sys.executable, "-m", "shared", "ingest", str(path)]
    for arguments in ([], ["--wait"]):
        done = subprocess.run(
            [*ingest, *arguments],
            env=own_environment(settings), capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        _command(settings, address)
    assert "1  rejected       retracted 1" in done.stdout
