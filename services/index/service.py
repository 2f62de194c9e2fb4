"""The indexer as a service: wait for the servers, make sure of topics and index, then run the loop until told to stop."""

from __future__ import annotations

import signal
from threading import Event
from types import FrameType

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor

from services.index.bulk import BulkWriter
from services.index.generations import ARTICLES, Names, ensure_index
from services.index.letters import LetterSender
from services.index.loop import IndexLoop
from services.index.pipeline import Limits
from services.index.waiting import wait_for_elasticsearch
from shared.elastic import make_elasticsearch
from shared.errors import UserError
from shared.health import HealthServer
from shared.kafka import make_consumer, make_producer
from shared.logs import get_logger
from shared.settings import Settings
from shared.topics import ENRICHED
from shared.waiting import Stopped, wait_for_kafka, wait_for_topics, wait_until

log = get_logger()

# A loop that has not come round for this long hangs; its longest legitimate step is a commit (10 s).
_HANGING_SECONDS = 90.0


def run(settings: Settings) -> None:
    """Until SIGTERM or Ctrl-C; then finish what is under way, commit, and return within seconds."""
    stop = Event()

    def on_signal(number: int, _frame: FrameType | None) -> None:
        log.info("stopping", stage="index", signal=signal.Signals(number).name)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)
    indexer = Indexer(settings, stop)
    with HealthServer(settings.bind, settings.index_port, indexer.health):
        try:
            indexer.run()
        except Stopped:
            log.info("stopped before the servers were there", stage="index")


class Indexer:
    """One indexer over given settings, topic and index names; ``run`` in whichever thread the caller likes."""

    def __init__(
        self,
        settings: Settings,
        stop: Event,
        *,
        names: Names = ARTICLES,
        topic: str = ENRICHED,
        group: str | None = None,
    ) -> None:
        self._settings = settings
        self._stop = stop
        self._names = names
        self._topic = topic
        self._group = group or settings.index_group
        self._phase = "starting"
        self._loop: IndexLoop | None = None

    def health(self) -> tuple[bool, dict[str, object]]:
        """Healthy while the loop comes round: Elasticsearch being away is its daily work, not its illness."""
        loop = self._loop
        if loop is None:
            return False, {"phase": self._phase}
        return loop.progress.seconds_since_turn < _HANGING_SECONDS, {"phase": self._phase, **loop.state()}

    def run(self) -> None:
        settings, stop = self._settings, self._stop
        client = make_elasticsearch(settings)
        self._phase = "waiting for Kafka"
        wait_for_topics(settings, stop)
        producer = wait_for_kafka(
            settings.kafka_bootstrap, lambda: make_producer(settings, "lajmi-index"), stop
        )
        consumer = wait_for_kafka(
            settings.kafka_bootstrap,
            lambda: make_consumer(
                settings,
                "lajmi-index",
                group_id=self._group,
                # A member that comes or goes moves only the partitions it must; the others never stop.
                partition_assignment_strategy=[CooperativeStickyAssignor],
                # A killed indexer's partitions are handed on after this long (45 s by default). Heartbeats come each 3 s
                # from a thread of their own, so a busy loop does not miss them.
                session_timeout_ms=10_000,
                max_poll_records=settings.bulk_max_documents,
                # Six partitions of this many bytes may wait in the client, besides what the pipeline holds.
                max_partition_fetch_bytes=2 * 1024 * 1024,
                fetch_max_bytes=16 * 1024 * 1024,
            ),
            stop,
        )
        try:
            self._phase = "waiting for Elasticsearch"
            wait_for_elasticsearch(client, settings.elasticsearch_url, f"{self._names.prefix}*", stop)
            generation = wait_until(
                "the index", settings.elasticsearch_url, lambda: ensure_index(client, self._names), stop,
                # A UserError too: a supervisor that starts us again and again would only repeat it.
                (TransportError, ApiError, UserError),
            )  # fmt: skip
            self._loop = IndexLoop(
                consumer,
                [self._topic],
                BulkWriter(client, self._names.write),
                LetterSender(producer),
                Limits(max_documents=settings.bulk_max_documents, max_bytes=settings.bulk_max_bytes),
                on_missing_index=lambda: self._ensure_again(client),
            )
            self._phase = "indexing"
            log.info(
                "indexing starts", stage="index", topic=self._topic, group=self._group, generation=generation,
                kafka=settings.kafka_bootstrap, elasticsearch=settings.elasticsearch_url,
            )  # fmt: skip
            self._loop.run(stop)
            log.info("indexing ended", stage="index")
        finally:
            self._phase = "stopping"
            consumer.close(autocommit=False, timeout_ms=3_000)
            producer.close(timeout=5)
            client.close()

    def _ensure_again(self, client: Elasticsearch) -> None:
        """Somebody removed the alias or the index in mid-flight: writing goes on; what was in it has to be replayed."""
        try:
            generation = ensure_index(client, self._names)
        except (TransportError, ApiError, UserError) as error:
            log.error(
                "the write alias is gone", stage="index", alias=self._names.write, detail=str(error)[:300]
            )
        else:
            log.error(
                "the write alias was gone and was made again: older articles are missing until they are replayed",
                stage="index", alias=self._names.write, generation=generation,
            )  # fmt: skip
