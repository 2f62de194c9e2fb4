"""Asking Elasticsearch: the only place of this service that does, and that knows how it can fail."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock
from typing import Any

from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, Elasticsearch

from services.search.errors import ArchiveUnavailableError, NoArchiveYetError
from services.search.facet_values import meant
from services.search.fields import FINGERPRINT, STEMMED
from services.search.query import (
    Plan,
    Wanted,
    article_body,
    copies_body,
    known_values,
    lookup_body,
    search_body,
    wanted_values,
)
from services.search.request import SearchRequest
from services.search.results import Copy, Results, StoredArticle, to_copies, to_results
from services.search.words import parse
from shared.elastic import READ_ALIAS, make_elasticsearch
from shared.logs import get_logger
from shared.settings import Settings

log = get_logger()

# A reader waits; whoever needs longer asks too much.
TIMEOUT_SECONDS = 10.0
_STEMMED_FOR_SECONDS = 300.0  # a new generation may bring new languages
_MAX_COPIES = 10


class Archive:
    """Thread-safe, as the client is. Every method raises ArchiveUnavailableError or NoArchiveYetError where it must."""

    def __init__(self, settings: Settings, *, alias: str = READ_ALIAS) -> None:
        self._client: Elasticsearch = make_elasticsearch(settings)
        self._address = settings.elasticsearch_url
        self._alias = alias
        self._lock = Lock()
        self._stemmed: tuple[float, list[str]] | None = None  # since when (monotonic), names

    def search(self, request: SearchRequest, now: datetime) -> Results:
        """Raises InvalidSearchError, besides the others, for a request that cannot be meant."""
        clause = parse(request.words)
        wanted = wanted_values(request, clause)
        # Built once without looking up, so that a date that is none is told before Elasticsearch is asked.
        search_body(Plan(request, clause, {}), now)
        values = self._look_up(wanted)
        plan = Plan(request, clause, values, self._stemmed_fields())
        answer = self._ask(search_body(plan, now))
        return to_results(answer, values)

    def article(self, article_id: str) -> StoredArticle | None:
        found = self._ask(article_body(article_id))["hits"]["hits"]
        if not found:
            return None
        fields: Mapping[str, Any] = found[0]["_source"]
        fingerprint = fields.get(FINGERPRINT) or []
        copies: tuple[Copy, ...] = ()
        if fingerprint:
            copies = to_copies(self._ask(copies_body(article_id, fingerprint, _MAX_COPIES)), len(fingerprint))
        return StoredArticle(fields, copies)

    def size(self) -> int:
        """Number of articles in the archive."""
        answer = self._ask({"size": 0, "track_total_hits": True})
        return int(answer["hits"]["total"]["value"])

    def answers(self) -> bool:
        """Whether Elasticsearch can be reached at all, within two seconds."""
        return self._client.options(request_timeout=2).ping()

    def close(self) -> None:
        self._client.close()

    def _look_up(self, wanted: list[Wanted]) -> dict[Wanted, list[str]]:
        values = known_values(wanted)
        unknown = [one for one in wanted if one not in values]
        if unknown:
            found = self._ask(lookup_body(unknown)).get("aggregations", {})
            for number, (facet, value) in enumerate(unknown):
                buckets = found.get(str(number), {}).get("buckets", ())
                values[facet, value] = meant(facet, value, [str(bucket["key"]) for bucket in buckets])
        return values

    def _stemmed_fields(self) -> list[str]:
        with self._lock:
            known = self._stemmed
        if known is not None and time.monotonic() - known[0] < _STEMMED_FOR_SECONDS:
            return known[1]
        answer = self._guarded(
            lambda client: client.field_caps(index=self._alias, fields=STEMMED, types="text").body
        )
        names = sorted(answer["fields"])
        with self._lock:
            self._stemmed = (time.monotonic(), names)
        return names

    def _ask(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return self._guarded(
            lambda client: (
                client.perform_request(
                    "POST",
                    f"/{self._alias}/_search",
                    headers={"accept": "application/json", "content-type": "application/json"},
                    body=dict(body),
                ).body
            )
        )

    def _guarded(self, ask: Callable[[Elasticsearch], Any]) -> Mapping[str, Any]:
        try:
            answer: Mapping[str, Any] = ask(self._client.options(request_timeout=TIMEOUT_SECONDS))
        except ConnectionTimeout as error:
            raise ArchiveUnavailableError(
                f"Elasticsearch at {self._address} did not answer within {TIMEOUT_SECONDS:.0f} s: try again, or ask for less"
            ) from error
        except TransportError as error:
            raise ArchiveUnavailableError(
                f"cannot reach Elasticsearch at {self._address}: start it with  lajmi up,  or set LAJMI_ELASTICSEARCH"
            ) from error
        except ApiError as error:
            raise self._explained(error) from error
        return answer

    def _explained(self, error: ApiError) -> ArchiveUnavailableError | NoArchiveYetError:
        if error.status_code == 404:
            return NoArchiveYetError(
                f"the archive is empty: Elasticsearch at {self._address} has no index {self._alias!r} yet; "
                f"start the services with  lajmi up  and feed them with  lajmi ingest"
            )
        # Our own mistake or the cluster's trouble: the log has all of it, the reader a line.
        log.error(
            "search failed", status=error.status_code, reason=error.error, detail=str(error.info)[:2000]
        )
        return ArchiveUnavailableError(
            f"Elasticsearch at {self._address} could not answer ({error.status_code} {error.error})"
        )
