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


def _people(chars: int, seed: int) -> str:
    """A list of candidates, every one of them another, with initials among them."""
    chance = random.Random(seed)
    names: list[str] = []
    while sum(map(len, names)) < chars:
        surname = "".join(chance.choices("abdegiklmnoprstuvz", k=6)).capitalize() + "ić"
        names.append(f"Ivan {surname}, I. {surname}, ")
    return "".join(names)[:chars]


REPEATED = {
    "one word": "a-b’",
    "one letter": "a",
    "one capital": "A ",
    "countries": "Kosovo Albania Serbia ",
    "marks": "日\u0301\u0323\u0301\u0323",
    "only marks": "\u0301\u0323",
    "emoji": "\U0001f600",
    "digits": "1",
    "dashes": "— ",
    "initials": "A. B. ",
    "quotes": "“A” ",
    "lines": "Ivan\n",
}


def _body(kind: str, chars: int, seed: int) -> str:
    if kind in REPEATED:
        return (REPEATED[kind] * (chars // len(REPEATED[kind]) + 1))[:chars]
    if kind == "people":
        return _people(chars, seed)
    text = _sentences(chars, seed)
    if kind == "one sentence":
        return text.replace(". ", " ")
    return text.upper() if kind == "capitals" else text


@pytest.mark.parametrize("kind", ["sentences", "one sentence", "capitals", "people", *REPEATED])
def test_time_grows_with_the_text(kind: str) -> None:
    _seconds(_body(kind, 20_000, 1))  # what is loaded only when it is first used
    short, long = 50_000, 200_000
    least = min(_seconds(_body(kind, short, seed)) for seed in (2, 3))
    # Time in the square of the length would be 16 times, not 4.
    assert _seconds(_body(kind, long, 4)) < 2 * (long / short) * least + 0.1
