"""How fast ingest reads: digests cut into articles, one core, no servers."""

from __future__ import annotations

import time
from pathlib import Path

from services.ingest.split import split

_DIGESTS = Path(__file__).parent.parent / "samples" / "digests"


def parsing(seconds: float = 6.0) -> dict[str, float]:
    """Articles and megabytes of text a second over the sample digests, again and again after one round to warm up."""
    documents = [path.read_text(encoding="utf-8") for path in sorted(_DIGESTS.glob("*.txt"))]
    for document in documents:
        split(document)
    articles = size = 0
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        for document in documents:
            articles += len(split(document))
            size += len(document.encode())
    took = time.perf_counter() - began
    return {"parse_articles_per_s": round(articles / took, 1), "parse_mb_per_s": round(size / took / 1e6, 2)}
