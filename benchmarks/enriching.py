"""How fast the enrichment pipeline is on one core, without Kafka: all stages, each stage, loading, memory.

The ceiling it is compared with is the least that any reading of an article in Python costs: finding its words by one
regular expression and looking each up in a dictionary, as often as there are stages that read words (three: entities,
topics, fingerprint). It is measured in the same process, in turns with the pipeline, so a busy machine slows both.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import psutil

from benchmarks.texts import Text, texts
from services.enrich.pipeline import Pipeline, load_pipeline
from services.enrich.stage import Draft

_WORD = re.compile(r"\w+|[^\w\s]")
_STAGES_READING_WORDS = 3
_ROUNDS = 4
_MIB = 1024 * 1024


def enriching(count: int = 400) -> dict[str, float]:
    """Articles of ~2,500 characters a second, caches warmed by other articles first."""
    load_seconds = _load_seconds()
    pipeline = load_pipeline()
    _seconds(partial(_enrich, pipeline, texts(count // 4, seed=2)))
    dictionary: dict[str, int] = {}
    rates: list[float] = []
    ratios: list[float] = []
    share = count // _ROUNDS
    articles = texts(count, seed=3)
    for first in range(0, count, share):
        part = articles[first : first + share]
        took = _seconds(partial(_enrich, pipeline, part))
        least = _seconds(partial(_look_up, part, dictionary))
        rates.append(share / took)
        ratios.append(least / took)
    return {
        "enrich_articles_per_s": round(statistics.median(rates), 1),
        "enrich_ratio_to_word_lookups": round(statistics.median(ratios), 3),
        **_by_stage(pipeline, articles),
        "enrich_load_seconds": round(load_seconds, 2),
        "enrich_rss_mib": round(psutil.Process().memory_info().rss / _MIB),
    }


def _seconds(work: Callable[[], object]) -> float:
    """Of processor time: the pipeline has one thread, and others' work on the machine is not its own."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _enrich(pipeline: Pipeline, articles: list[Text]) -> None:
    for text in articles:
        pipeline.analyse(Draft(title=text.title, body=text.body))


def _look_up(articles: list[Text], dictionary: dict[str, int]) -> None:
    for text in articles:
        for _ in range(_STAGES_READING_WORDS):
            for word in _WORD.findall(text.body):
                dictionary.setdefault(word, len(dictionary))


def _by_stage(pipeline: Pipeline, articles: list[Text]) -> dict[str, float]:
    """Articles a second of each stage alone, on articles that it has read before."""
    drafts = [Draft(title=text.title, body=text.body) for text in articles]
    drafts = [replace(draft, language=pipeline.language(draft)) for draft in drafts]
    stages = (pipeline.language, pipeline.entities, pipeline.topics, pipeline.fingerprint)
    rates = {}
    for stage in stages:
        took = _seconds(partial(list, map(stage, drafts)))
        rates[f"enrich_{stage.name}_articles_per_s"] = round(len(drafts) / took, 1)
    return rates


def _load_seconds() -> float:
    """Processor time from the start of a new process to its first enriched article."""
    program = (
        "import time\n"
        "from services.enrich.pipeline import load_pipeline\n"
        "from services.enrich.stage import Draft\n"
        "load_pipeline().analyse(Draft(title='A title', body='A body of one sentence.'))\n"
        "print(time.process_time())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout)
