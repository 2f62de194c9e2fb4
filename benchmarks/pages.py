"""How fast HTML pages become articles, against trafilatura alone on the same pages, one core, no servers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura

from services.ingest.html import parse_html

_PAGES = Path(__file__).parent.parent / "tests" / "quality" / "html"
_ADDRESS = "https://www.gazeta.example/article"


def pages(rounds: int = 5) -> dict[str, float]:
    """Pages a second, and the ratio of our speed to trafilatura's: of its text alone, and of its text with the metadata
    that an article needs as well. Rounds alternate, and CPU time counts, so that other work on the machine does not.
    """
    texts = [path.read_text(encoding="utf-8") for path in sorted(_PAGES.glob("*/*.html"))]
    _seconds(texts, _ours)  # warm: word lists, compiled paths
    ours: list[float] = []
    text_alone: list[float] = []
    with_metadata: list[float] = []
    for _ in range(rounds):
        text_alone.append(_seconds(texts, _text_alone))
        ours.append(_seconds(texts, _ours))
        with_metadata.append(_seconds(texts, _with_metadata))
    pairs = list(zip(ours, text_alone, with_metadata, strict=True))
    return {
        "pages_per_s": round(len(texts) / statistics.median(ours), 1),
        "pages_ratio_to_trafilatura": round(statistics.median(alone / own for own, alone, _ in pairs), 2),
        "pages_ratio_to_trafilatura_with_metadata": round(
            statistics.median(full / own for own, _, full in pairs), 2
        ),
    }


def _ours(page: str) -> object:
    return parse_html(page, _ADDRESS)


def _text_alone(page: str) -> object:
    return trafilatura.extract(page, include_comments=False)


def _with_metadata(page: str) -> object:
    return trafilatura.bare_extraction(page, url=_ADDRESS, include_comments=False, with_metadata=True)


def _seconds(texts: list[str], read: Callable[[str], object]) -> float:
    began = time.process_time()
    for text in texts:
        read(text)
    return time.process_time() - began
