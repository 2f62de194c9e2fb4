"""Enriching under each entities profile, and spaCy's small English pipeline by itself where it is installed.

``python -m benchmarks.profiles`` prints one JSON line; each profile runs in a process of its own, on English articles of 600
words, on one core, other articles first. The processor's time is counted, as other work on the machine does not touch it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import psutil

from benchmarks.texts import Text, texts
from services.enrich.entities.profile import parse_profile, require
from services.enrich.pipeline import load_pipeline
from services.enrich.stage import Draft
from shared.errors import UserError

_SPACY = "en_core_web_sm"
_SPACY_ALONE = "spacy alone"
_ARTICLES = {"fast": 200}
_FEW_ARTICLES = 30
_ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def profiles() -> dict[str, Any]:
    """By profile: articles a second of processor time, seconds to load, MiB of the process. What is missing is left out."""
    names = ["fast", "accurate"]
    if find_spec("spacy") is not None and find_spec(_SPACY) is not None:
        names += [f"spacy:en={_SPACY}", _SPACY_ALONE]
    return {"enrich_profiles": {name: _in_a_process(name) for name in names if _is_there(name)}}


def _is_there(name: str) -> bool:
    try:
        if name != _SPACY_ALONE:
            require(parse_profile(name))
    except UserError:
        return False
    return True


def _in_a_process(name: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.profiles", name]
    done = subprocess.run(command, env=os.environ | _ONE_CORE, check=True, stdout=subprocess.PIPE, text=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def measure(name: str) -> dict[str, float]:
    """Of this process, which has loaded nothing yet."""
    began = time.process_time()
    read = _spacy_alone() if name == _SPACY_ALONE else _pipeline(name)
    loaded = time.process_time() - began
    count = _ARTICLES.get(name, _FEW_ARTICLES)
    articles = texts(count + count // 4, chars=3_600, seed=5, languages=("en",))
    for text in articles[count:]:
        read(text)
    began = time.process_time()
    for text in articles[:count]:
        read(text)
    took = time.process_time() - began
    return {
        "articles_per_s": round(count / took, 1),
        "load_s": round(loaded, 2),
        "rss_mib": round(psutil.Process().memory_info().rss / 2**20),
    }


def _pipeline(name: str) -> Callable[[Text], object]:
    pipeline = load_pipeline(profile=parse_profile(name))
    return lambda text: pipeline.analyse(Draft(title=text.title, body=text.body))


def _spacy_alone() -> Callable[[Text], object]:
    import spacy  # noqa: PLC0415  # only where it is installed

    pipeline = spacy.load(_SPACY)
    return lambda text: pipeline(text.body)


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1]) if len(sys.argv) > 1 else profiles()))
