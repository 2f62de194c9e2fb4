"""How fast the enrichment pipeline is on one core, without Kafka."""

from __future__ import annotations

import time

from benchmarks.texts import texts
from services.enrich.pipeline import load_pipeline
from services.enrich.stage import Draft


def enriching(count: int = 400) -> dict[str, float]:
    """Articles of ~2,500 characters a second, caches warmed by other articles first."""
    pipeline = load_pipeline()
    for text in texts(count // 4, seed=2):
        pipeline.analyse(Draft(title=text.title, body=text.body))
    articles = texts(count, seed=3)
    began = time.perf_counter()
    for text in articles:
        pipeline.analyse(Draft(title=text.title, body=text.body))
    took = time.perf_counter() - began
    return {"enrich_articles_per_s": round(count / took, 1)}
