"""``--wait``: until each article of an input can be searched at its revision, or is dead-lettered."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping

import httpx
from kafka import TopicPartition

from shared.archive_names import READ_ALIAS
from shared.contracts import DeadLetter
from shared.decoding import decode
from shared.errors import UserError
from shared.kafka import make_consumer
from shared.rejection import Rejection
from shared.settings import Settings
from shared.topics import DEAD_LETTER

_IDS_OF_ONE_QUERY = 1_000
_QUERIES_OF_ONE_LOOK = 5
_PAUSE_SECONDS = 0.2

Progress = Callable[[int], None]  # how many of the wanted articles are settled


class Waiter:
    """Made before anything is published, so that no dead letter of this run can be missed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._consumer = make_consumer(settings, "lajmi-ingest-wait", max_poll_records=500)
        self._partitions = [
            TopicPartition(DEAD_LETTER, partition)
            for partition in self._consumer.partitions_for_topic(DEAD_LETTER) or ()
        ]
        self._consumer.assign(self._partitions)
        for partition, end in self._consumer.end_offsets(self._partitions).items():
            self._consumer.seek(partition, end)
        self._client = httpx.Client(
            base_url=settings.elasticsearch_url, timeout=settings.elasticsearch_timeout_seconds
        )
        self._problem = ""

    def close(self) -> None:
        self._consumer.close()
        self._client.close()

    def wait(
        self,
        published: Mapping[str, int],
        unchanged: Mapping[str, int],
        timeout_seconds: float,
        progress: Progress | None = None,
    ) -> tuple[int, int]:
        """(searchable, dead-lettered) of the ids in ``published`` and ``unchanged``, each with its wanted revision.

        Raises UserError when nothing was settled for ``timeout_seconds``.
        """
        pending = {**unchanged, **published}
        total, dead = len(pending), 0
        self._settle_searchable(pending, len(pending))
        if any(article_id in unchanged for article_id in pending):
            # An unchanged article may have been dead-lettered long before this run.
            self._consumer.seek_to_beginning(*self._partitions)
        last_settled, deadline = total, time.monotonic() + timeout_seconds
        while pending:
            self._settle_searchable(pending, _QUERIES_OF_ONE_LOOK * _IDS_OF_ONE_QUERY)
            dead += self._settle_dead(pending)
            if progress is not None:
                progress(total - len(pending))
            if len(pending) < last_settled:
                last_settled, deadline = len(pending), time.monotonic() + timeout_seconds
            elif time.monotonic() >= deadline:
                raise UserError(self._timed_out(pending, total, timeout_seconds))
            if pending:
                time.sleep(_PAUSE_SECONDS)
        return total - dead, dead

    def _settle_searchable(self, pending: dict[str, int], limit: int) -> None:
        """Take out what a search finds at its revision, or a later one; what is not found yet goes to the end."""
        looked_at = list(pending)[:limit]
        for start in range(0, len(looked_at), _IDS_OF_ONE_QUERY):
            ids = looked_at[start : start + _IDS_OF_ONE_QUERY]
            found = self._revisions(ids)
            for article_id in ids:
                wanted = pending.pop(article_id)
                if found.get(article_id, 0) < wanted:
                    pending[article_id] = wanted

    def _revisions(self, ids: list[str]) -> dict[str, int]:
        """Revisions that a search shows now. A search, not a get: only what is refreshed counts."""
        query = {
            "size": len(ids),
            "_source": ["revision"],
            "track_total_hits": False,
            "query": {"ids": {"values": ids}},
        }
        try:
            answer = self._client.post(f"/{READ_ALIAS}/_search", json=query)
            if answer.status_code == 404:
                self._problem = f"there is no index behind the alias {READ_ALIAS!r} yet"
                return {}
            answer.raise_for_status()
            hits = answer.json()["hits"]["hits"]
            self._problem = ""
            return {hit["_id"]: int(hit["_source"]["revision"]) for hit in hits}
        except (httpx.HTTPError, json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            self._problem = f"Elasticsearch at {self._settings.elasticsearch_url} does not answer: {error}"
            return {}

    def _settle_dead(self, pending: dict[str, int]) -> int:
        settled = 0
        for records in self._consumer.poll(timeout_ms=0).values():
            settled += sum(_settles(record.value, pending) for record in records)
        return settled

    def _timed_out(self, pending: Iterable[str], total: int, timeout_seconds: float) -> str:
        ids = list(pending)
        examples = ", ".join(ids[:3])
        reason = f"; {self._problem}" if self._problem else ""
        return (
            f"{len(ids)} of {total} articles are neither searchable nor dead-lettered, and nothing moved for "
            f"{timeout_seconds:g} s (for example {examples}){reason}: they are published; see `lajmi status`"
        )


def _settles(value: bytes | None, pending: dict[str, int]) -> bool:
    letter = decode(value or b"", DeadLetter)
    if isinstance(letter, Rejection) or letter.article_id not in pending:
        return False
    if letter.revision is not None and letter.revision != pending[letter.article_id]:
        return False
    del pending[letter.article_id]
    return True
