"""What an article is about, in the languages of the model; and nothing where nothing can be told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

from services.enrich.stage import Draft, Stage
from services.enrich.topics import load
from services.enrich.topics.features import grams, word_counts
from services.enrich.topics.lexicon import Lexicon, WordRows
from services.enrich.topics.model import TopicModel
from services.enrich.topics.stage import TopicsStage, labels
from shared.contracts import Language, Topic

STAGE: Stage[tuple[Topic, ...]] = load()


ENGLISH = Language(code="en", script="Latn", confidence=1)


def codes(title: str, body: str) -> list[str]:
    return [topic.code for topic in STAGE(Draft(title=title, body=body, language=ENGLISH))]


# Plain stories of each topic, in the four languages; none is in the training corpus.
STORIES = [
    ("15000000", "Flamurtari fiton derbin në minutat shtesë", "Një gol i sulmuesit në minutën e 93-të i dha fitoren "
     "skuadrës vendase 2-1, në ndeshjen e javës së gjashtë të kampionatit. Trajneri përshëndeti tifozët në stadium."),
    ("04000000", "Central bank raises its key rate", "The central bank raised its key interest rate by a quarter point on "
     "Wednesday, saying inflation was still above target and that credit to companies was growing too fast."),
    ("17000000", "Stiže zahlađenje sa sjevera", "Meteorolozi najavljuju kišu i jak vjetar od petka, a temperatura će pasti "
     "za deset stepeni. U planinama se očekuje snijeg."),
    ("07000000", "Нова опрема за одделот за кардиологија", "Болницата доби апарат со кој лекарите побрзо ќе ја откриваат "
     "срцевата болест. Пациентите досега чекаа за преглед и по три месеци."),
    ("02000000", "Двојица ухапшена због крађе", "Полиција је ухапсила двојицу осумњичених за крађу накита, саопштило је "
     "тужилаштво. Суд им је одредио притвор до тридесет дана."),
    ("11000000", "Parliament votes on new cabinet", "Lawmakers from the ruling coalition backed the prime minister's new "
     "cabinet, while the opposition boycotted the vote and called for an early election."),
]  # fmt: skip


@pytest.mark.parametrize(("code", "title", "body"), STORIES)
def test_a_plain_story_gets_its_topic_first(code: str, title: str, body: str) -> None:
    assert codes(title, body)[0] == code


def test_cyrillic_and_latin_spelling_get_the_same_topics() -> None:
    title, body = (
        "Двојица ухапшена због крађе",
        "Полиција је ухапсила двојицу осумњичених за крађу, саопштено је.",
    )
    latin = "Dvojica uhapšena zbog krađe", "Policija je uhapsila dvojicu osumnjičenih za krađu, saopšteno je."
    assert codes(title, body) == codes(*latin) != []


@pytest.mark.parametrize("body", ["…", "12 345", "qqq zzz", "我们今天去市场"])
def test_it_abstains_where_nothing_can_be_told(body: str) -> None:
    assert STAGE(Draft(title="—", body=body)) == ()


@hypothesis.given(st.text(max_size=300), st.text(max_size=60))
def test_topics_are_few_best_first_and_of_the_contract(body: str, title: str) -> None:
    topics = STAGE(Draft(title=title, body=body))
    assert len(topics) <= 4
    assert sum(topic.code in labels() for topic in topics) <= 2
    assert [topic.confidence for topic in topics] == sorted(
        (topic.confidence for topic in topics), reverse=True
    )
    assert not topics or topics[0].label == labels()[topics[0].code]


def test_there_are_labels_for_the_seventeen_topics_of_the_top_level() -> None:
    assert list(labels()) == [f"{number:02d}000000" for number in range(1, 18)]


def test_the_title_counts_twice() -> None:
    assert word_counts("Budget vote", "The budget") == {"budget": 3, "vote": 2, "the": 1}


def test_the_features_of_a_word_are_itself_and_its_parts() -> None:
    assert list(grams("vlada")) == [
        "^vlada$", " vl", "vla", "lad", "ada", "da ", " vla", "vlad", "lada", "ada ", " vlad", "vlada", "lada ",
    ]  # fmt: skip


def silent_lexicon(topics: int) -> dict[str, Any]:
    """The part of a model that concerns the lexicon, where the lexicon knows no word."""
    return {
        "lexicon": Lexicon(WordRows(), np.zeros((1, topics), dtype=np.uint8)),
        "lexicon_idf": np.ones(1, dtype=np.float32),
        "lexicon_weights": np.eye(topics, dtype=np.float32),
    }


def tiny_model() -> TopicModel:
    """Two topics told apart by two words."""
    return TopicModel(
        **silent_lexicon(2),
        features={"^goal$": 0, "^vote$": 1},
        codes=("11000000", "15000000"),
        idf=np.array([2.0, 1.0], dtype=np.float32),
        weights=np.array([[-8.0, 8.0], [4.0, -4.0]], dtype=np.float32),
        bias=np.zeros(2, dtype=np.float32),
        sharpness=0.25,
    )


def given(model: TopicModel, counts: dict[str, int]) -> dict[str, float]:
    return model.probabilities(model.vectors(counts))


def test_a_model_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    model = tiny_model()
    model.save(tmp_path / "tiny.npz")
    np.savez(
        tmp_path / "lexicon.npz",
        words=np.frombuffer(b"else", dtype=np.uint8),
        codes=np.frombuffer(b"11000000\n15000000", dtype=np.uint8),
        affinities=np.zeros((2, 1), dtype=np.uint8),
    )
    again = TopicModel.load(tmp_path / "tiny.npz", tmp_path / "lexicon.npz")
    counts = {"goal": 3, "vote": 1, "unknown": 9}
    assert given(again, counts) == pytest.approx(given(model, counts), abs=1e-3)


def test_probabilities_are_the_tempered_softmax_over_a_vector_of_length_one() -> None:
    # One feature: its value is 1 + log(1) = 1, the length idf * 1 = 2; the scores ±1/2 * 8 = ±4, tempered ±1.
    found = given(tiny_model(), {"goal": 1})
    assert found["15000000"] == pytest.approx(1 / (1 + np.exp(-2.0)), abs=1e-6)
    assert sum(found.values()) == pytest.approx(1)
    assert given(tiny_model(), {"unknown": 2}) == {}


@pytest.mark.parametrize(
    ("scores", "given"),
    [
        ([0.0, 0.0, 0.0, 0.0], []),  # a quarter each: it abstains
        ([3.0, 0.0, 0.0, 0.0], ["1"]),
        ([3.0, 3.0, 0.0, 0.0], ["1", "2"]),  # an article about two things
        ([3.0, 1.0, 0.0, 0.0], ["1"]),
        ([2.0, 2.0, 2.0, 0.0], ["1", "2"]),  # never more than two
    ],
)
def test_it_abstains_when_unsure_and_names_a_second_topic_only_when_it_is_probable(
    scores: list[float], given: list[str]
) -> None:
    codes = tuple(f"0{number}000000" for number in range(1, 5))
    model = TopicModel(
        features={"^goal$": 0}, codes=codes, idf=np.ones(1, dtype=np.float32),
        weights=np.array([scores], dtype=np.float32), bias=np.zeros(4, dtype=np.float32), sharpness=1.0,
        **silent_lexicon(4),
    )  # fmt: skip
    topics = TopicsStage(model, dict.fromkeys(codes, "a topic"))(Draft("goal", "goal", language=ENGLISH))
    assert [topic.code[1] for topic in topics] == given


def test_in_a_language_it_has_not_learnt_it_answers_only_when_sure() -> None:
    swedish = Language(code="sv", script="Latn", confidence=1)
    model = replace(tiny_model(), sharpness=0.06)  # .6 for the one, .4 for the other
    stage = TopicsStage(model, {"11000000": "politics", "15000000": "sport"})
    assert stage(Draft("goal", "goal", language=ENGLISH))[0].code == "15000000"
    assert stage(Draft("goal", "goal", language=swedish)) == ()
