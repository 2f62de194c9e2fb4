"""Floors of the topics stage on articles that nothing is learnt from. A floor is only ever raised."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.enrich import language, topics
from services.enrich.stage import Draft

FOLDER = Path(__file__).parent / "topics"
FLOORS = {"en": 0.94, "sq": 0.88, "hbs": 0.88, "mk": 0.88}
FLOOR_OF_THE_SURE = 0.97


def judged(name: str) -> Iterator[tuple[float, bool]]:
    """(confidence of the first topic, whether it is a right one) of each article; an abstention is not right."""
    of_language, of_topics = language.load(), topics.load()
    for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines():
        article = json.loads(line)
        draft = Draft(title=article["title"], body=article["body"])
        found = of_topics(replace(draft, language=of_language(draft)))
        yield (found[0].confidence, found[0].code in article["topics"]) if found else (0.0, False)


@pytest.mark.parametrize("name", FLOORS)
def test_the_first_topic_is_right_at_least_as_often_as_before(name: str) -> None:
    right = [one for _, one in judged(name)]
    assert len(right) >= 34
    assert sum(right) >= FLOORS[name] * len(right)


def test_of_the_surest_four_fifths_nearly_all_are_right() -> None:
    ranked = sorted((pair for name in FLOORS for pair in judged(name)), reverse=True)
    sure = ranked[: len(ranked) * 4 // 5]
    assert sum(right for _, right in sure) >= FLOOR_OF_THE_SURE * len(sure)
