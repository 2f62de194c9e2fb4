"""Floors of the topics stage on articles that nothing is learnt from. A floor is only ever raised."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.enrich import language, topics
from services.enrich.stage import Draft
from services.enrich.topics.stage import labels
from shared.contracts import Topic
from tests.quality.floors import floors_of

FOLDER = Path(__file__).parent / "topics"
LANGUAGES = ("en", "sq", "hbs", "mk")
FLOORS = floors_of("topics")


def answers(name: str) -> Iterator[tuple[dict[str, Any], tuple[Topic, ...]]]:
    """Each article and its topics."""
    of_language, of_topics = language.load(), topics.load()
    for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines():
        article = json.loads(line)
        draft = Draft(title=article["title"], body=article["body"])
        yield article, of_topics(replace(draft, language=of_language(draft)))


def judged(name: str) -> Iterator[tuple[float, bool]]:
    """(confidence of the first topic, whether it is a right one) of each article; an abstention is not right."""
    for article, found in answers(name):
        yield (found[0].confidence, found[0].code in article["topics"]) if found else (0.0, False)


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_first_topic_is_right_at_least_as_often_as_before(name: str) -> None:
    right = [one for _, one in judged(name)]
    assert len(right) >= 34
    assert sum(right) >= FLOORS[name] * len(right)


def test_of_the_surest_four_fifths_nearly_all_are_right() -> None:
    ranked = sorted((pair for name in LANGUAGES for pair in judged(name)), reverse=True)
    sure = ranked[: len(ranked) * 4 // 5]
    assert sum(right for _, right in sure) >= FLOORS["surest"] * len(sure)


def test_a_topic_of_the_second_level_is_given_where_it_is_right() -> None:
    right = [
        topic.code in article["subtopics"]
        for name in LANGUAGES
        for article, found in answers(name)
        for topic in found
        if topic.code not in labels()
    ]
    assert len(right) >= FLOORS["second_level.given"]
    assert sum(right) >= FLOORS["second_level.right"] * len(right)
