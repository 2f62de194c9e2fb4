"""Floors (``floors.toml``) of the entity models and of the whole stage, on development sets: Universal NER's, and the
project's own sentences by writer. The first writer's are of the hand that wrote most of the training sentences."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pytest

from services.enrich.entities import load
from services.enrich.entities.gazetteer import load_gazetteer
from services.enrich.entities.recognizer import Recognizer, spans
from services.enrich.entities.stage import MODELS
from tests.quality.floors import floors_of
from tests.quality.score_entities import UNIVERSAL_NER, score, sets
from training.entities.sets import Sentence

_MODEL_OF = {"mk": "hbs"}


def _needs_universal_ner(name: str) -> None:
    if not name[-1].isdigit() and not UNIVERSAL_NER.is_dir():
        pytest.skip("Universal NER (CC BY-SA) is not part of this repository: see training/entities/train.py")


def _sentences(name: str) -> tuple[Iterable[Sentence], str, str]:
    return next((sentences, language, script) for set_, sentences, language, script in sets() if set_ == name)


_stage = cache(load)


@cache
def _recognizer(model: str) -> Recognizer:
    return Recognizer.load(MODELS / f"{model}.npz", load_gazetteer())


@pytest.mark.parametrize(("name", "floor"), floors_of("entities.model").items())
def test_a_models_strict_span_f1_stays_above_its_floor(name: str, floor: float) -> None:
    _needs_universal_ner(name)
    sentences, language, _ = _sentences(name)
    recognizer = _recognizer(_MODEL_OF.get(language, language))
    gold = list(sentences)
    gazetteer = load_gazetteer()
    matches = [gazetteer.matches(words, language) for words, _ in gold]
    read = recognizer.read([words for words, _ in gold], matches, language)
    found = right = wanted = 0
    for (_, labels), names in zip(gold, read, strict=True):
        truth = set(spans(labels))
        guess = {(name.label, name.start, name.end) for name in names}
        wanted, found, right = wanted + len(truth), found + len(guess), right + len(truth & guess)
    assert 2 * right / (wanted + found) >= floor


@pytest.mark.parametrize(("name", "floor"), floors_of("entities.stage").items())
def test_the_stages_strict_span_f1_on_printed_sentences_stays_above_its_floor(
    name: str, floor: float
) -> None:
    _needs_universal_ner(name)
    sentences, language, script = _sentences(name)
    assert score(_stage(), sentences, language, script).f1 >= floor
