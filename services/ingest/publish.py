"""Batches of items to Kafka, each exactly decided, acknowledged, and only then remembered."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kafka import KafkaProducer

from services.ingest.decisions import Decision, Outcome, Retracting, Retraction, decide, retracting
from services.ingest.in_flight import InFlight
from services.ingest.items import Item, Refused, to_json
from services.ingest.partitions import partitions_of
from services.ingest.state import Partition, State
from services.ingest.topic_log import TAIL_TOPICS, TopicLog
from shared.clock import now
from shared.contracts import DeadLetter, RawArticle, RecordOrigin, Stage
from shared.dead_letters import dead_letter, dead_letter_id, dead_letter_message
from shared.errors import UserError
from shared.events import LAST_REVISION, raw_headers, retracted_headers
from shared.logs import get_logger
from shared.rejection import Rejection
from shared.settings import Settings
from shared.topics import DEAD_LETTER, MAX_RECORD_BYTES, RAW

# Reason of a refused item that is an article of another source, which is collected as well: under two names in turn it
# would be a new revision each time.
OTHER_SOURCE = "other_source"


@dataclass
class BatchResult:
    """``decisions``: each article with its revision; ``outcomes``: items per (source, outcome, reason)."""

    decisions: list[Decision] = field(default_factory=list)
    outcomes: Counter[tuple[str, Outcome, str]] = field(default_factory=Counter)


class Publisher:
    def __init__(
        self, settings: Settings, state: State, log: TopicLog, producer: KafkaProducer, topic: str, run: int
    ) -> None:
        self._settings = settings
        self._state = state
        self._log = log
        self._producer = producer
        self._in_flight = InFlight(state.path)
        self._topic = topic
        self._run = run
        self._input = run << 32  # room for the inputs of a service that runs for ever

    def next_input(self) -> None:
        """What came before is no duplicate any more when it comes again, but unchanged."""
        self._input += 1

    def publish(self, items: Sequence[Item]) -> BatchResult:
        """Decide, send, wait for every acknowledgement, remember. Raises UserError when Kafka does not take a record;
        then nothing of the batch is remembered, and what was taken nevertheless is found in the topic next time.
        """
        articles = [item for item in items if isinstance(item, RawArticle)]
        refused = [item for item in items if isinstance(item, Refused)]
        at = now()
        with self._state.exclusive():
            self._look()
            known = self._state.known([article.id for article in articles])
            decisions, changed = decide(articles, known, self._input)
            result = BatchResult(decisions)
            published = [d.article for d in result.decisions if d.outcome is Outcome.PUBLISHED]
            letters = [letter for item in refused if (letter := _letter(item, at)) is not None]
            new_letters = self._state.new_dead_letters(dead_letter_id(letter) for letter in letters)
            with self._in_flight.sending():
                futures = self._send_articles(published)
                futures += [
                    self._send_letter(letter) for letter in letters if dead_letter_id(letter) in new_letters
                ]
                acknowledged = self._settle(futures)
            self._state.remember(changed.items())
            self._advance(acknowledged)
            result.outcomes.update((d.article.source.name, d.outcome, d.reason) for d in result.decisions)
            result.outcomes.update(
                (item.source_name, outcome_of(item), item.rejection.reason) for item in refused
            )
            self._state.count(self._run, at, result.outcomes, seen=len(items))
        _log_outcomes(result, refused)
        return result

    def retract(
        self, ids: Iterable[str], *, final: bool, reason: str | None = None, force: bool = False
    ) -> dict[str, Retracting]:
        """Send tombstones, wait for every acknowledgement, remember; what was done about each id.

        Final: whatever comes of the article later is refused. Otherwise up to its present revision: it comes back with a
        higher one. ``force``: also what is not known to be published. Raises UserError as ``publish`` does.
        """
        wanted = list(dict.fromkeys(ids))
        with self._state.exclusive():
            self._look()
            known = self._state.known(wanted)
            done = {each: retracting(known.get(each), final=final, force=force) for each in wanted}
            told = [
                (each, Retraction(LAST_REVISION if final else known[each].revision))
                for each, doing in done.items()
                if doing is Retracting.RETRACTED
            ]
            at = now()
            with self._in_flight.sending():
                futures = [
                    self._send_tombstone(article_id, None if final else retraction.revision, at, reason)
                    for article_id, retraction in told
                ]
                acknowledged = self._settle(futures)
            self._state.learn(told)
            self._advance(acknowledged)
        for article_id, retraction in told:
            get_logger().info(
                "article retracted",
                stage="ingest",
                article_id=article_id,
                final=final,
                revision=retraction.revision,
                reason=reason,
            )
        return done

    def fetched(self, answers: Iterable[tuple[str, str | None]]) -> None:
        with self._state.exclusive():
            self._state.fetched(now(), answers)

    def _look(self) -> None:
        """See all that was published so far, also what a process that died had just sent."""
        if self._in_flight.is_left:
            self._log.settle()
        self._log.catch_up(self._state)

    def _send_articles(self, articles: Sequence[RawArticle]) -> list[Any]:
        keys = [article.id.encode() for article in articles]
        send, topic = self._producer.send, self._topic
        numbers = partitions_of(keys, sorted(self._producer.partitions_for(topic)))
        return [
            send(topic, value=to_json(article), key=key, headers=raw_headers(article), partition=number)
            for article, key, number in zip(articles, keys, numbers, strict=True)
        ]

    def _send_tombstone(self, article_id: str, revision: int | None, at: datetime, reason: str | None) -> Any:
        told = None if revision is None else str(revision).encode()
        text = reason.encode() if reason else None
        return self._producer.send(
            RAW,
            key=article_id.encode(),
            value=None,
            headers=retracted_headers("ingest", article_id, told, at, reason=text),
        )

    def _send_letter(self, letter: DeadLetter) -> Any:
        key, value, headers = dead_letter_message(letter)
        return self._producer.send(DEAD_LETTER, key=key, value=value, headers=headers)

    def _settle(self, futures: list[Any]) -> list[Any]:
        """Metadata (topic, partition, offset) of every record, all acknowledged."""
        self._producer.flush()
        failed = [future.exception for future in futures if not future.succeeded()]
        if failed:
            raise UserError(
                f"Kafka at {self._settings.kafka_bootstrap} did not take {len(failed)} of {len(futures)} records "
                f"({failed[0]}): none of them is marked as published; run the same command again"
            )
        return [future.value for future in futures]

    def _advance(self, acknowledged: list[Any]) -> None:
        """Move the checkpoints over our own records, unless others' stand between them: those are read next time."""
        offsets: dict[Partition, list[int]] = defaultdict(list)
        for metadata in acknowledged:
            if metadata.topic in TAIL_TOPICS:
                offsets[metadata.topic, metadata.partition].append(metadata.offset)
        seen = self._state.checkpoints()
        self._state.advance(
            {
                key: max(own) + 1
                for key, own in offsets.items()
                if min(own) == seen.get(key, 0) and max(own) - min(own) + 1 == len(own)
            }
        )


def outcome_of(refused: Refused) -> Outcome:
    if refused.rejection.reason == OTHER_SOURCE:
        return Outcome.DUPLICATE
    return Outcome.REJECTED if refused.payload is None else Outcome.DEAD_LETTERED


def _letter(refused: Refused, at: datetime) -> DeadLetter | None:
    if refused.payload is None:
        return None
    payload, rejection = refused.payload, refused.rejection
    if len(payload) > MAX_RECORD_BYTES:
        detail = f"{rejection.detail} (its {len(payload):,} bytes are too many to keep here: see the input)"
        payload, rejection = b"", Rejection(rejection.reason, detail)
    return dead_letter(Stage.INGEST, rejection, at, origin=RecordOrigin(uri=refused.uri), payload=payload)


def _log_outcomes(result: BatchResult, refused: list[Refused]) -> None:
    """Each refusal is a warning; each article is for debugging only: millions of lines that say all is well hide it."""
    logger = get_logger()
    if logger.is_enabled_for(logging.DEBUG):
        for decision in result.decisions:
            logger.debug(
                "article",
                article_id=decision.article.id,
                revision=decision.article.revision,
                stage="ingest",
                outcome=str(decision.outcome),
                source=decision.article.source.name,
            )
    for item in refused:
        if outcome_of(item) is Outcome.DUPLICATE:
            continue
        logger.warning(
            "item refused",
            uri=item.uri,
            stage="ingest",
            outcome=str(outcome_of(item)),
            reason=item.rejection.reason,
            detail=item.rejection.detail,
        )
    counts: Counter[str] = Counter()
    for (_, outcome, _), items in result.outcomes.items():
        counts[str(outcome)] += items
    if counts:
        logger.info("batch published", stage="ingest", **counts)
