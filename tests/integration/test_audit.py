"""The ledger on real servers: topics, groups and an index of the test's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from kafka import TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.structs import OffsetAndMetadata

from services.index.audit.report import as_json
from services.index.audit.taking import Scope, Taken, take, wait_until_quiet
from shared.contracts import DeadLetter, EnrichedArticle, RawArticle, RecordOrigin, Stage
from shared.dead_letters import dead_letter_message
from shared.errors import UserError
from shared.kafka import make_consumer, make_producer
from shared.settings import Settings
from tests.integration.indexing import Corner, clear, indexing, make_corner
from tests.unit.index.enriched import article_id, enriched

pytestmark = pytest.mark.servers


@dataclass(frozen=True)
class Books:
    corner: Corner
    scope: Scope
    settings: Settings

    def publish_raw(self, *articles: EnrichedArticle | bytes) -> None:
        producer = make_producer(self.settings, "test")
        for article in articles:
            if isinstance(article, bytes):
                producer.send(self.scope.raw[0], key=b"k", value=article, partition=0)
                continue
            fields = article.model_dump(exclude={"language"}) | {"language": None}
            value = RawArticle.model_validate(fields).model_dump_json().encode()
            producer.send(self.scope.raw[0], key=article.id.encode(), value=value, partition=0)
        producer.flush(timeout=30)
        producer.close()

    def enrichment_is_through(self, upto: int) -> None:
        """As if the enricher had committed this offset of the raw topic's only partition."""
        consumer = make_consumer(self.settings, "test", group_id=self.scope.enrich_group)
        partition = TopicPartition(self.scope.raw[0], 0)
        consumer.assign([partition])
        consumer.commit({partition: OffsetAndMetadata(upto, "", -1)})
        consumer.close()

    def bury(self, offset: int) -> None:
        letter = DeadLetter(
            stage=Stage.ENRICH, reason="invalid_json", detail="x", failed_at=datetime.now(UTC),
            origin=RecordOrigin(topic=self.scope.raw[0], partition=0, offset=offset),
        )  # fmt: skip
        key, value, headers = dead_letter_message(letter)
        producer = make_producer(self.settings, "test")
        producer.send(self.scope.dead_letters, key=key, value=value, headers=headers).get(timeout=30)
        producer.close()

    def take(self) -> Taken:
        return take(self.settings, self.scope)


@pytest.fixture
def books(servers: Settings, tmp_path: Path) -> Iterator[Books]:
    corner = make_corner(servers)
    raw = f"{corner.topic}-raw"
    admin = KafkaAdminClient(bootstrap_servers=servers.kafka_bootstrap)
    admin.create_topics([NewTopic(name=raw, num_partitions=1, replication_factor=1)])
    admin.close()
    scope = Scope(f"{corner.topic}-enrich", corner.topic, (raw,), corner.topic, alias=corner.names.read)
    yield Books(corner, scope, servers.model_copy(update={"home": tmp_path}))
    clear(corner)


def test_a_whole_flow_balances_step_by_step(books: Books) -> None:
    articles = [enriched(number) for number in range(30)]
    books.publish_raw(*articles, b"{poison")
    taken = books.take()
    assert taken.audit.balanced
    assert taken.audit.in_flight == 31
    assert not wait_until_quiet(books.settings, books.scope, 0)

    with indexing(books.corner):
        books.corner.publish(articles)
        books.bury(offset=30)
        books.enrichment_is_through(31)
        assert wait_until_quiet(books.settings, books.scope, 60)
        taken = books.take()
        assert taken.audit.balanced, as_json(taken)
        first, second = taken.audit.steps
        assert (first.articles, first.arrived, first.dead_lettered, first.in_flight) == (31, 30, 1, 0)
        assert (second.articles, second.arrived) == (30, 30)

        # Revised, retracted, refused: still balanced
        books.corner.publish([enriched(0, revision=2)])
        books.corner.publish_raw([(article_id(1).encode(), None, []), (b"k", b"{poison", [])])
        books.corner.wait_settled()
    taken = books.take()
    assert taken.audit.balanced, as_json(taken)
    assert taken.audit.counts["documents"] == 29
    assert taken.audit.counts["retraction_markers"] == 1
    assert [step.retracted for step in taken.audit.steps] == [1, 1]


def test_without_its_topics_the_audit_is_one_clear_line(books: Books) -> None:
    with pytest.raises(UserError, match=r"has no topic nowhere-raw: 'lajmi topics' creates them"):
        take(books.settings, replace(books.scope, raw=("nowhere-raw",)))


def test_a_damaged_ledger_of_ingest_is_named_and_no_balance(books: Books) -> None:
    (books.settings.home / "ingest.db").write_bytes(b"no database at all " * 100)
    result = as_json(books.take())
    assert not result["balanced"]
    (problem,) = result["problems"]
    assert problem["what"] == "ingest's own ledger cannot be read"
    assert "ingest.db: file is not a database" in problem["first"][0]


def test_every_way_of_losing_an_article_is_named(books: Books) -> None:
    articles = [enriched(number) for number in range(10)]
    with indexing(books.corner):
        books.publish_raw(*articles, enriched(77), b"{poison")
        books.enrichment_is_through(12)
        books.corner.publish(articles)
        books.corner.wait_settled()
    client, generation = books.corner.client, books.corner.names.generation(1)
    client.delete(index=generation, id=article_id(3))
    client.index(index=generation, id=article_id(4), document={"title": "overwritten by hand", "body": "x"})
    client.index(index=generation, id=article_id(99), document={"title": "put there by hand", "body": "x"})
    result = as_json(books.take())
    assert not result["balanced"]
    found = {problem["what"]: problem["first"] for problem in result["problems"]}
    assert found["published, but neither enriched nor dead-lettered"] == [f"{article_id(77)} revision 1"]
    assert len(found["unreadable among the published, without a dead letter"]) == 1
    assert found["enriched, but not in the index"] == [f"{article_id(3)} revision 1 generation 1"]
    assert article_id(4) in found["in the index at another version than the newest enriched"][0]
    assert found["in the index, but never enriched"] == [article_id(99)]
    assert json.dumps(result)
