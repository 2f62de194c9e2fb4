"""Behind a topic stands its child of the second level, where that is nearly certain."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from services.enrich.stage import Draft
from services.enrich.topics import load
from services.enrich.topics.model import Vectors
from services.enrich.topics.second_level import Children, SecondLevel
from services.enrich.topics.stage import LEAST_SECOND_LEVEL, labels
from shared.contracts import Language

MODELS = Path("services/enrich/topics/models")
ENGLISH = Language(code="en", script="Latn", confidence=1)
ELECTION = Draft(
    "Voters go to the polls in parliamentary election",
    "Polling stations opened at seven for the parliamentary election. The election commission said that turnout at noon "
    "was 31 percent. Candidates of eight parties stand; if no candidate wins a majority of the votes, a runoff follows.",
    language=ENGLISH,
)


def a_parent_of_two() -> SecondLevel:
    """Of features 5 and 7 the first speaks for one child, the second for the other."""
    rows = np.zeros(9, dtype=np.int32)
    rows[[5, 7]] = 1, 2
    children = Children(
        codes=("20000001", "20000002"),
        weights=np.array([[0, 0], [4, 0], [0, 3]], dtype=np.float32),
        lexicon_weights=np.array([[0, 1]], dtype=np.float32),
        bias=np.zeros(2, dtype=np.float32),
    )
    return SecondLevel({"20000001": "one", "20000002": "other"}, {"01000000": children}, rows)


@pytest.mark.parametrize(
    ("numbers", "values", "of_lexicon", "code", "score"),
    [
        ([5, 8], [1.0, 9.0], 0.0, "20000001", 4.0),  # feature 8 means nothing on the second level
        ([7], [1.0], 0.0, "20000002", 3.0),
        ([5], [0.5], 3.0, "20000002", 1.0),  # the lexicon speaks for the other
    ],
)
def test_the_likeliest_child_is_that_of_the_softmax_over_the_parents_children(
    numbers: list[int], values: list[float], of_lexicon: float, code: str, score: float
) -> None:
    vectors = Vectors(
        np.array(numbers, dtype=np.int32),
        np.array(values, dtype=np.float32),
        np.array([of_lexicon], dtype=np.float32),
    )
    found = a_parent_of_two().best("01000000", vectors)
    assert found is not None
    assert found[0] == code
    assert found[1] == pytest.approx(1 / (1 + np.exp(-score)))


def test_a_parent_without_children_has_none() -> None:
    nothing = Vectors(
        np.array([5], dtype=np.int32), np.ones(1, dtype=np.float32), np.zeros(1, dtype=np.float32)
    )
    assert a_parent_of_two().best("17000000", nothing) is None


def test_an_article_about_an_election_gets_politics_and_then_the_election() -> None:
    topics = load()(ELECTION)
    assert [topic.code for topic in topics[:2]] == ["11000000", "20000574"]
    assert topics[1].label == "election"
    assert topics[0].confidence >= topics[1].confidence >= LEAST_SECOND_LEVEL


def test_a_child_that_only_repeats_a_word_of_its_parent_is_left_out() -> None:
    robbery = Draft(
        "Two arrested after armed robbery",
        "Police arrested two men on suspicion of robbery and murder. The suspects, members of a gang known for theft and "
        "drug smuggling, were seized in a raid after a shooting.",
        language=ENGLISH,
    )
    topics = load()(robbery)
    assert topics[0].code == "02000000"
    assert "crime" not in {topic.label for topic in topics}


def test_in_a_language_that_is_not_learnt_no_child_is_given() -> None:
    german = Draft(ELECTION.title, ELECTION.body, language=Language(code="de", script="Latn", confidence=1))
    assert {topic.code for topic in load()(german)} <= set(labels())


def test_every_child_is_of_the_second_level_and_has_a_parent_of_the_top_level() -> None:
    named = json.loads((MODELS / "second_level.json").read_text("utf-8"))
    assert list(named) == sorted(named)
    assert all(code.startswith("200") and len(code) == 8 for code in named)
    assert {child["parent"] for child in named.values()} == set(labels())
