"""The topics as ingest's memory: reading what was published since the state last looked."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from kafka import TopicPartition
from kafka.admin import KafkaAdminClient
from pydantic import BaseModel, Field, ValidationError

from services.ingest.decisions import Publication, Retraction
from services.ingest.state import Partition, State
from shared.contracts import ArticleId, InputFormat
from shared.events import retracted_revision
from shared.kafka import make_consumer, read_spans
from shared.logs import get_logger
from shared.settings import Settings
from shared.topics import ENRICHED, RAW, RAW_BACKFILL

# articles.raw forgets after 90 days; articles.enriched keeps the newest of each id for ever.
TAIL_TOPICS = (RAW, RAW_BACKFILL)
_ALL_TOPICS = (*TAIL_TOPICS, ENRICHED)
_BATCH = 2_000
# After a process died in mid-send: how long the broker must answer promptly, with nothing more arriving. What reached it in
# time is milliseconds from the topic then, unless it stood still (a collection of garbage, a slow disk): that shows.
_CALM_SECONDS = 2.0
_PROMPT_SECONDS = 0.5
_LOOK_SECONDS = 0.1
_LONGEST_SETTLING_SECONDS = 30.0  # others may publish all the time
_ARTICLE_ID = re.compile(r"[0-9a-f]{32}")

Progress = Callable[[int, int], None]  # records read, records to read


class _PublishedArticle(BaseModel):
    """As much of a RawArticle or EnrichedArticle as the state keeps."""

    id: ArticleId
    origin: Any = None  # a foreign producer's may be anything
    revision: Annotated[int, Field(ge=1, lt=2**31)]
    content_hash: str


class TopicLog:
    """A consumer without a group: it commits nothing, its place is the state's checkpoints."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._consumer = make_consumer(
            settings,
            "lajmi-ingest-log",
            fetch_max_bytes=8_000_000,
            max_partition_fetch_bytes=4_000_000,
            max_poll_records=_BATCH,
            allow_auto_create_topics=False,
        )

    def close(self) -> None:
        self._consumer.close()

    def verify(self, state: State, progress: Progress | None = None) -> int:
        """Once at the start: is this the cluster, and are these the topics, that the state knows? If not, rebuild it.

        Like ``catch_up`` it is called inside ``state.exclusive``, and returns the number of records read.
        """
        logs = self._logs()
        return (
            self._rebuild(state, logs, progress) if state.logs() != logs else self.catch_up(state, progress)
        )

    def settle(self) -> None:
        """Wait until what somebody sent just before it died is in the topics, as far as it reached the broker."""
        before: dict[Partition, int] = {}
        began = calm_since = time.monotonic()
        while time.monotonic() - began < _LONGEST_SETTLING_SECONDS:
            asked = time.monotonic()
            ends = self._ends(TAIL_TOPICS)
            answered = time.monotonic()
            if ends != before or answered - asked > _PROMPT_SECONDS:
                before, calm_since = ends, answered
            elif answered - calm_since >= _CALM_SECONDS:
                return
            time.sleep(_LOOK_SECONDS)

    def catch_up(self, state: State, progress: Progress | None = None) -> int:
        """Before each decision: read what others, or we before a crash, published since the state last looked."""
        seen, ends = state.checkpoints(), self._ends(TAIL_TOPICS)
        if any(offset > ends[key] for key, offset in seen.items() if key in ends):
            return self._rebuild(state, self._logs(), progress)  # the topics were made again while we ran
        return self._read(state, ends, progress)

    def _rebuild(self, state: State, logs: dict[str, tuple[str, str]], progress: Progress | None) -> int:
        state.begin_again(logs)
        read = self._read(state, self._ends(_ALL_TOPICS), progress)
        if read:
            get_logger().info("state rebuilt from the topics", stage="ingest", records=read)
        return read

    def _logs(self) -> dict[str, tuple[str, str]]:
        admin = KafkaAdminClient(
            bootstrap_servers=self._settings.kafka_bootstrap.split(","), client_id="lajmi-ingest-log"
        )
        try:
            cluster = str(admin.describe_cluster()["cluster_id"])
            described: list[dict[str, Any]] = admin.describe_topics(list(_ALL_TOPICS))
        finally:
            admin.close()
        return {topic["name"]: (cluster, str(topic["topic_id"])) for topic in described}

    def _ends(self, topics: tuple[str, ...]) -> dict[Partition, int]:
        """One past the last offset of each partition."""
        partitions = [
            TopicPartition(topic, partition)
            for topic in topics
            for partition in self._consumer.partitions_for_topic(topic) or ()
        ]
        return {
            (key.topic, key.partition): end for key, end in self._consumer.end_offsets(partitions).items()
        }

    def _read(self, state: State, ends: Mapping[Partition, int], progress: Progress | None) -> int:
        seen = state.checkpoints()
        wanted = {key: (seen.get(key, 0), end) for key, end in ends.items() if seen.get(key, 0) < end}
        if not wanted:
            return 0
        read = 0
        total = sum(end - start for start, end in wanted.values())
        for batch in read_spans(self._consumer, wanted):
            state.learn(list(filter(None, map(told_by, batch))))
            read += len(batch)
            if progress is not None:
                progress(min(read, total), total)
        state.advance({key: end for key, (_, end) in wanted.items() if key[0] in TAIL_TOPICS})
        return read


def told_by(record: Any) -> tuple[str, Publication | Retraction] | None:
    """(article id, what it says) of a record (kafka-python's ConsumerRecord) of ours; None for one that says nothing of an
    article: a foreign producer's, or a tombstone that does not say properly what it retracts."""
    if record.value is None:
        key = (record.key or b"").decode("ascii", "replace")
        try:
            return (
                (key, Retraction(retracted_revision(record.headers or ())))
                if _ARTICLE_ID.fullmatch(key)
                else None
            )
        except ValueError:
            return None
    try:
        article = _PublishedArticle.model_validate_json(record.value)
    except ValidationError:
        return None
    from_feed = isinstance(article.origin, dict) and article.origin.get("format") == InputFormat.FEED
    return article.id, Publication(article.revision, article.content_hash, from_feed)
