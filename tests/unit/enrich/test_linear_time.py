"""A body may have a million characters: four times the text takes about four times the time, whatever stands in it."""

from __future__ import annotations

import random
import time

import pytest

from services.enrich.pipeline import Enrichment, load_pipeline
from services.enrich.stage import Draft

PIPELINE = load_pipeline()


def _sentences(chars: int, seed: int) -> str:
    """Words that were never seen before, some with a capital, hyphens and apostrophes, in sentences."""
    chance = random.Random(seed)
    letters = "abcdeëijklmnoprsštuvzžç"
    text: list[str] = []
    size = 0
    while size < chars:
        words = [
            "".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(chance.randint(4, 20))
        ]
        words[chance.randrange(len(words))] = words[0].capitalize() + chance.choice(
            ["", "-s", "’s", " Kosovë"]
        )
        text.append(" ".join(words).capitalize() + ". ")
        size += len(text[-1])
    return "".join(text)[:chars]


def _seconds(body: str) -> float:
    began = time.process_time()
    assert isinstance(PIPELINE.analyse(Draft(title="A title", body=body)), Enrichment)
    return time.process_time() - began


@pytest.mark.parametrize("kind", ["sentences", "one sentence", "capitals", "one word"])
def test_time_grows_with_the_text(kind: str) -> None:
    def body(chars: int, seed: int) -> str:
        if kind == "one word":
            return "a-b’" * (chars // 4)
        text = _sentences(chars, seed)
        if kind == "one sentence":
            return text.replace(". ", " ")
        return text.upper() if kind == "capitals" else text

    _seconds(body(20_000, 1))  # what is loaded only when it is first used
    short, long = 60_000, 240_000
    least = min(_seconds(body(short, seed)) for seed in (2, 3))
    assert _seconds(body(long, 4)) < 3 * (long / short) * least + 0.2
