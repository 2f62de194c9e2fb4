"""``lajmi replay`` on real servers: only what is older is enriched anew, and nothing of the old enrichment stays behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from services.enrich.pipeline import load_pipeline
from shared.archive_names import external_version
from shared.contracts import EnrichedArticle
from shared.events import enriched_headers, retracted_headers
from shared.kafka import make_producer
from shared.settings import Settings
from shared.topics import ENRICHED
from tests.enrichers import article
from tests.integration.indexing import Corner, clear, indexing, make_corner
from tests.local_stack import fresh_topics, own_environment
from tests.records import count_records, eventually, read_records

pytestmark = pytest.mark.servers

STALE_NAME = "Atlantis"


@pytest.fixture(scope="module")
def versions() -> dict[str, int]:
    return load_pipeline().versions


@pytest.fixture
def settings(servers: Settings) -> Settings:
    fresh_topics(servers)
    return servers


def enriched(number: int, pipeline: dict[str, int], **changes: Any) -> EnrichedArticle:
    """With an entity that no stage would find in it, and a topic."""
    place = {
        "text": "Ferry", "type": "place", "field": "title", "start": 0, "end": 5, "canonical": STALE_NAME,
        "id": None, "confidence": 0.9,
    }  # fmt: skip
    return EnrichedArticle.model_validate(
        {
            **article(number),
            "language": {"code": "en", "script": "Latn", "confidence": 0.9},
            "entities": [place],
            "topics": [{"code": "15000000", "label": "sport", "confidence": 0.9}],
            "fingerprint": ["00:ab"],
            "pipeline": pipeline,
            "generation": sum(pipeline.values()),
            "enriched_at": "2026-04-30T08:00:00Z",
            **changes,
        }
    )


def publish(settings: Settings, articles: Iterable[EnrichedArticle], retracted: Iterable[str] = ()) -> None:
    producer = make_producer(settings, "test")
    for each in articles:
        producer.send(
            ENRICHED,
            key=each.id.encode(),
            value=each.model_dump_json().encode(),
            headers=enriched_headers(each),
        )
    for article_id in retracted:
        headers = retracted_headers("test", article_id, None, each.enriched_at)
        producer.send(ENRICHED, key=article_id.encode(), value=None, headers=headers)
    producer.flush(timeout=60)
    producer.close()


def command(settings: Settings, *arguments: str) -> tuple[list[str], dict[str, str]]:
    environment = own_environment(settings)
    environment["LAJMI_KAFKA"] = settings.kafka_bootstrap
    return [sys.executable, "-m", "shared", "replay", *arguments], environment


def replay(settings: Settings, *arguments: str) -> dict[str, Any]:
    line, environment = command(settings, *arguments, "--json")
    done = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def newest(settings: Settings) -> dict[str, EnrichedArticle]:
    """The copy of each article that a subscriber keeps."""
    found: dict[str, EnrichedArticle] = {}
    for record in read_records(settings, ENRICHED):
        if record.value is None:
            continue
        copy = EnrichedArticle.model_validate_json(record.value)
        kept = found.get(copy.id)
        if kept is None or _version(copy) > _version(kept):
            found[copy.id] = copy
    return found


def _version(copy: EnrichedArticle) -> int:
    return external_version(copy.revision, copy.generation)


@pytest.fixture
def corner(settings: Settings) -> Iterator[Corner]:
    """An index of its own for what stands on articles.enriched."""
    own = make_corner(settings)
    yield replace(own, topic=ENRICHED)
    clear(own)


def test_only_the_older_stage_runs_and_no_stale_entity_stays(
    settings: Settings, corner: Corner, versions: dict[str, int]
) -> None:
    older = {**versions, "entities": versions["entities"] - 1, "topics": versions["topics"] - 1}
    stale = [enriched(number, older) for number in (1, 2)]
    current = enriched(3, versions)
    retracted = enriched(4, older)
    text_1, text_2 = enriched(5, older), enriched(5, versions, revision=2)
    publish(settings, [*stale, current, retracted, text_2, text_1], [retracted.id])
    with indexing(corner):
        eventually(lambda: len(visible(corner)) == 4, "all that is not retracted is in the index")
        assert all(document["place"] == [STALE_NAME] for document in visible(corner).values())
        done = replay(settings, "--stage", "entities")
        assert done["stale_by_version"] == {f"entities {older['entities']}": 2}
        assert (done["articles"], done["replayed"], done["failed"]) == (4, 2, 0)
        ids = {each.id for each in stale}
        eventually(
            lambda: {number for number, document in visible(corner).items() if STALE_NAME not in document["place"]} == ids,
            "the stale name is gone from the facet of exactly those two",
        )  # fmt: skip
        assert len(visible(corner)) == 4  # and nothing came back
    for before in stale:
        after = newest(settings)[before.id]
        assert STALE_NAME not in {entity.canonical for entity in after.entities}
        assert after.pipeline == {**older, "entities": versions["entities"]}
        assert (after.revision, after.generation) == (before.revision, before.generation + 1)
        same = set(EnrichedArticle.model_fields) - {"entities", "pipeline", "generation", "enriched_at"}
        assert all(getattr(after, name) == getattr(before, name) for name in same)
    assert newest(settings)[current.id] == current
    assert newest(settings)[text_2.id] == text_2

    size = count_records(settings, ENRICHED)
    assert replay(settings, "--stage", "entities")["stale"] == 0
    assert replay(settings, "--dry-run")["stale_by_version"] == {f"topics {older['topics']}": 2}
    assert count_records(settings, ENRICHED) == size


def visible(corner: Corner) -> dict[str, dict[str, Any]]:
    if not corner.client.indices.exists_alias(name=corner.names.read):
        return {}
    return {number: document for number, document in corner.documents().items() if "title" in document}


def test_a_killed_replay_goes_on_where_it_was(settings: Settings, versions: dict[str, int]) -> None:
    older = {**versions, "entities": versions["entities"] - 1}
    text = "The port authority of Ohrid said on Monday that the ferry to Pogradec sails again. " * 30
    publish(settings, (enriched(number, older, body=text) for number in range(1, 801)))
    for least in (820, 900):
        line, environment = command(settings, "--stage", "entities")
        process = subprocess.Popen(
            line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wanted = f"{least - 800} are replayed"
            eventually(partial(replayed_or_ended, settings, least, process), wanted, 120)
            assert process.poll() is None, "it ended before it could be killed"
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
    done = replay(settings, "--stage", "entities")
    assert 0 < done["stale"] < 800
    copies = newest(settings)
    assert len(copies) == 800
    assert all(copy.pipeline == versions for copy in copies.values())
    assert all(STALE_NAME not in {entity.canonical for entity in copy.entities} for copy in copies.values())
    assert replay(settings)["stale"] == 0


def replayed_or_ended(settings: Settings, least: int, process: subprocess.Popen[bytes]) -> bool:
    return count_records(settings, ENRICHED) >= least or process.poll() is not None


def test_limits_choose_articles(settings: Settings, versions: dict[str, int]) -> None:
    older = {**versions, "topics": 0}
    publish(
        settings,
        [
            enriched(1, older, source={"name": "Other"}),
            enriched(2, older, published_at="2020-01-01T00:00:00Z", published_precision="day"),
            enriched(3, older),
        ],
    )
    assert replay(settings, "--source", "Other", "--dry-run")["stale"] == 1
    assert replay(settings, "--since", "2026-01-01", "--dry-run")["stale"] == 2
    assert replay(settings, "--until", "2026-01-01", "--dry-run")["stale"] == 1
    assert count_records(settings, ENRICHED) == 3


@pytest.mark.parametrize(
    ("changes", "arguments", "said"),
    [
        ({"LAJMI_KAFKA": "127.0.0.1:9"}, (), "cannot use Kafka at 127.0.0.1:9"),
        ({}, ("--until", "yesterday"), "--until 'yesterday' is no time"),
        ({}, ("--stage", "entitys"), "'entitys' is not one of"),
    ],
)
def test_what_is_wrong_is_one_line(
    settings: Settings, changes: dict[str, str], arguments: tuple[str, ...], said: str
) -> None:
    line, environment = command(settings, *arguments)
    done = subprocess.run(
        line, env=environment | changes, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode not in (0, 70)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
