"""The indexer on a real Kafka and a real Elasticsearch."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from services.index.records import LAST_GENERATION
from shared.dead_letters import original_payload
from shared.elastic import external_version
from shared.settings import Settings
from tests.integration.indexing import Corner, clear, indexing, make_corner, start_process, wait_for
from tests.integration.proxy import Proxy
from tests.unit.index.enriched import article_id, enriched

pytestmark = pytest.mark.servers


@pytest.fixture
def corner(servers: Settings) -> Iterator[Corner]:
    corner = make_corner(servers)
    yield corner
    clear(corner)


def version_of(corner: Corner, number: int) -> int:
    document = corner.client.get(index=corner.names.generation(1), id=article_id(number))
    return int(document.body["_version"])


def test_an_article_is_searchable_with_its_facets_within_seconds(corner: Corner) -> None:
    with indexing(corner):
        corner.publish([enriched(1)])
        corner.wait_settled(20)
        time.sleep(1.5)  # the index refreshes each second
        found = corner.client.search(
            index=corner.names.read,
            query={"match": {"title": "djokovic"}},
            aggs={"person": {"terms": {"field": "person"}}},
        ).body
    (hit,) = found["hits"]["hits"]
    assert [bucket["key"] for bucket in found["aggregations"]["person"]["buckets"]] == ["Novak Đoković"]
    document = hit["_source"]
    assert document["person"] == ["Novak Đoković"]
    assert document["body"] == enriched(1).body
    assert "stemmed" not in document


def test_everything_published_twice_is_one_document_each(corner: Corner) -> None:
    articles = [enriched(number) for number in range(300)]
    with indexing(corner):
        corner.publish(articles)
        corner.wait_settled()
        corner.publish(articles)
        corner.wait_settled()
        corner.publish(reversed(articles))
        corner.wait_settled()
    assert sorted(corner.documents()) == sorted(article.id for article in articles)
    assert corner.dead_letters() == []


def test_an_older_revision_or_enrichment_never_overwrites_a_newer_one(corner: Corner) -> None:
    with indexing(corner):
        corner.publish([enriched(1, revision=2, generation=1, title="Second text")])
        corner.wait_settled()
        corner.publish([enriched(1, revision=1, generation=9, title="First text")])
        corner.publish([enriched(1, revision=2, generation=0, title="Second text, older models")])
        corner.wait_settled()
        assert [document["title"] for document in corner.documents().values()] == ["Second text"]
        corner.publish([enriched(1, revision=2, generation=2, title="Second text, newer models")])
        corner.wait_settled()
    assert [document["title"] for document in corner.documents().values()] == ["Second text, newer models"]
    assert version_of(corner, 1) == external_version(2, 2)
    assert corner.dead_letters() == []


def test_what_cannot_be_read_is_dead_lettered_and_the_next_flows(corner: Corner) -> None:
    too_long = enriched(8, body="x" * 1_000_000).model_dump_json().replace('"x', '"xx', 1).encode()
    with indexing(corner):
        corner.publish_raw(
            [
                (b"k1", b"{not json", []),
                (b"k2", b'{"id": "1"}', []),
                (article_id(8).encode(), too_long, []),
                (b"not an id", None, []),
            ]
        )
        corner.publish([enriched(number) for number in range(20)])
        corner.wait_settled()
    assert len(corner.documents()) == 20
    letters = {letter.reason: letter for letter in corner.dead_letters()}
    assert sorted(letters) == ["body_too_large", "invalid_field", "invalid_json", "invalid_key"]
    assert original_payload(letters["invalid_json"]) == b"{not json"
    assert letters["body_too_large"].article_id == article_id(8)


def test_a_document_the_strict_mapping_refuses_is_dead_lettered_and_the_next_flows(corner: Corner) -> None:
    with indexing(corner):
        corner.publish([enriched(0)])
        corner.wait_settled()
        # The index of a release that knew no subtitle
        client, generation = corner.client, corner.names.generation(1)
        mapping: dict[str, Any] = client.indices.get_mapping(index=generation).body[generation]["mappings"]
        del mapping["properties"]["subtitle"]
        settings = client.indices.get_settings(index=generation).body[generation]["settings"]["index"]
        aliases = client.indices.get_alias(index=generation).body[generation]["aliases"]
        client.indices.delete_index_template(name=corner.names.template)
        client.indices.delete(index=generation)
        client.indices.create(
            index=generation, mappings=mapping, aliases=aliases, settings={"analysis": settings["analysis"]}
        )
        corner.publish([enriched(number, subtitle=None if number % 5 else "Deck") for number in range(1, 11)])
        corner.wait_settled()
    assert sorted(corner.documents()) == [article_id(number) for number in range(1, 11) if number % 5]
    letters = corner.dead_letters()
    assert sorted(str(letter.article_id) for letter in letters) == [article_id(5), article_id(10)]
    assert {letter.reason for letter in letters} == {"unknown_field"}
    assert all("subtitle" in letter.detail for letter in letters)


def test_a_retracted_article_disappears_and_no_replay_brings_it_back(corner: Corner) -> None:
    with indexing(corner):
        corner.publish([enriched(1), enriched(2), enriched(3)])
        corner.wait_settled()
        corner.publish_raw(
            [
                (article_id(1).encode(), None, [("lajmi-revision", b"1")]),
                (article_id(2).encode(), None, []),
            ]
        )
        corner.wait_settled()
        assert sorted(corner.documents()) == [article_id(3)]
        corner.publish([enriched(1, generation=2), enriched(2, revision=9), enriched(3)])
        corner.wait_settled()
        assert sorted(corner.documents()) == [article_id(3)]
        assert version_of(corner, 1) == external_version(1, LAST_GENERATION)
        corner.publish([enriched(1, revision=2)])  # the source published it anew
        corner.wait_settled()
    assert sorted(corner.documents()) == [article_id(1), article_id(3)]


def test_a_read_only_index_holds_the_offsets_until_it_is_writable_again(corner: Corner) -> None:
    with indexing(corner):
        corner.publish([enriched(0)])
        corner.wait_settled()
        corner.client.indices.put_settings(
            index=corner.names.generation(1), settings={"index.blocks.read_only": True}
        )
        before = corner.committed()
        corner.publish([enriched(number) for number in range(1, 30)])
        time.sleep(3)
        assert corner.committed() == before
        corner.client.indices.put_settings(
            index=corner.names.generation(1), settings={"index.blocks.read_only": False}
        )
        corner.wait_settled()
    assert len(corner.documents()) == 30
    assert corner.dead_letters() == []


def test_an_alias_that_lost_its_write_index_sends_no_article_to_the_dead_letters(corner: Corner) -> None:
    """Elasticsearch reports that as an illegal argument of each document."""

    def let_write(allowed: bool) -> None:
        alias = {"index": generation, "alias": corner.names.write, "is_write_index": allowed}
        corner.client.indices.update_aliases(actions=[{"add": alias}])

    generation = corner.names.generation(1)
    with indexing(corner):
        corner.publish([enriched(0)])
        corner.wait_settled()
        let_write(False)
        corner.publish([enriched(1)])  # alone in its request
        time.sleep(2)
        corner.publish([enriched(number) for number in range(2, 50)])
        time.sleep(3)
        assert corner.committed() == 1
        assert corner.dead_letters() == []
        let_write(True)
        corner.wait_settled()
    assert len(corner.documents()) == 50
    assert corner.dead_letters() == []


def test_while_elasticsearch_is_gone_the_group_keeps_its_member_memory_stays_bounded_and_then_it_catches_up(
    corner: Corner,
) -> None:
    address = urlsplit(corner.settings.elasticsearch_url)
    proxy = Proxy(address.hostname or "", address.port or 9200)
    behind_proxy = replace(
        corner,
        settings=corner.settings.model_copy(update={"elasticsearch": f"http://127.0.0.1:{proxy.port}"}),
    )
    articles = [enriched(number) for number in range(6_000)]
    with indexing(behind_proxy) as indexer:
        corner.publish(articles[:10])
        corner.wait_settled()
        proxy.cut()
        corner.publish(articles[10:])
        wait_for(lambda: indexer.health()[1].get("reading") is False, 30, "partitions are paused")
        time.sleep(12)  # longer than the group's session timeout
        healthy, details = indexer.health()
        assert healthy
        assert details["elasticsearch"] == "refusing"
        assert details["partitions"] == 3  # still a member
        assert int(str(details["unsettled"])) <= 2_500  # of 5,990
        assert corner.committed() == 10
        proxy.mend()
        corner.wait_settled(90)
    proxy.close()
    assert len(corner.documents()) == 6_000
    assert corner.dead_letters() == []


def test_killed_again_and_again_in_mid_stream_nothing_is_lost_or_doubled(corner: Corner) -> None:
    articles = [enriched(number, body="A long text. " * 150) for number in range(2_000)]
    for part in range(3):
        corner.publish(articles[part * 600 : (part + 1) * 600])
        before = corner.committed()
        process = start_process(corner)
        wait_for(lambda before=before: corner.committed() > before, 60, "offsets move")  # type: ignore[misc]
        process.kill()
        process.wait()
    process = start_process(corner)
    corner.publish(articles[1_800:])
    corner.wait_settled(90)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=15) == 0
    assert sorted(corner.documents()) == sorted(article.id for article in articles)


def test_a_stop_is_clean_and_quick_and_commits_what_was_indexed(corner: Corner) -> None:
    process = start_process(corner)
    try:
        corner.publish([enriched(number) for number in range(50)])
        corner.wait_settled()
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
        assert time.monotonic() - began < 5
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def test_several_indexers_share_the_load_and_one_may_leave(corner: Corner) -> None:
    articles = [enriched(number) for number in range(1_500)]
    with indexing(corner) as first:
        wait_for(lambda: first.health()[1].get("partitions") == 3, 30, "the first has all partitions")
        with indexing(corner) as second:
            corner.publish(articles[:700])
            wait_for(
                lambda: 0 < int(str(second.health()[1].get("partitions", 0))) < 3,
                40,
                "the second has its share",
            )
            corner.publish(articles[700:1_000])
        corner.publish(articles[1_000:])
        corner.wait_settled()
    assert len(corner.documents()) == 1_500
    assert corner.dead_letters() == []


def test_indexers_that_start_together_make_one_generation(corner: Corner) -> None:
    with indexing(corner), indexing(corner), indexing(corner):
        corner.publish([enriched(1)])
        corner.wait_settled()
    assert list(corner.client.indices.get_alias(name=corner.names.write).body) == [corner.names.generation(1)]
    assert list(corner.client.indices.get_alias(name=corner.names.read).body) == [corner.names.generation(1)]
