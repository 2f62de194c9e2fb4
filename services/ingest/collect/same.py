"""Which of several sources that turned out to be one is visited. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.ingest.collect.keys import address_key
from services.ingest.collect.memory import Record
from services.ingest.collect.sources import Source


def told_apart(
    sources: Iterable[Source], records: Mapping[str, Record]
) -> tuple[list[Source], dict[str, Source]]:
    """Sources to visit, and those that moved permanently to where another one already is: their key to that one.

    Of several that moved to one place the first in the file is visited.
    """
    listed = list(sources)
    by_place = {source.key: source for source in listed}
    same: dict[str, Source] = {}
    for source in listed:
        record = records.get(source.key)
        if record is None or record.permanent_url is None:
            continue
        there = by_place.setdefault(address_key(record.permanent_url), source)
        if there is not source:
            same[source.key] = there
    return [source for source in listed if source.key not in same], same
