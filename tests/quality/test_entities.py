"""Floors for the entity models, on development sets: Universal NER's and the project's own. A floor is only ever raised."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from services.enrich.entities.gazetteer import load_gazetteer
from services.enrich.entities.recognizer import Recognizer, spans
from services.enrich.entities.stage import MODELS
from training.entities.sets import cyrillic, own_sentences, read_iob2

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "ner"
universal_ner = pytest.mark.skipif(
    not DATA.is_dir(),
    reason="Universal NER (CC BY-SA) is not part of this repository: see training/entities/train.py",
)


def span_f1(model: str, language: str, sentences: Iterable[tuple[list[str], list[str]]]) -> float:
    recognizer = Recognizer.load(MODELS / f"{model}.npz", load_gazetteer())
    found = right = wanted = 0
    for words, labels in sentences:
        truth = set(spans(labels))
        guess = {(span.label, span.start, span.end) for span in recognizer(words, language)}
        wanted, found, right = wanted + len(truth), found + len(guess), right + len(truth & guess)
    return 2 * right / (wanted + found)


@universal_ner
@pytest.mark.parametrize(
    ("model", "dataset", "in_cyrillic", "floor"),
    [
        ("en", "en", False, 0.715),
        ("hbs", "hr", False, 0.84),
        ("hbs", "sr", False, 0.87),
        ("hbs", "sr", True, 0.87),
    ],
)
def test_strict_span_f1_stays_above_its_floor(
    model: str, dataset: str, in_cyrillic: bool, floor: float
) -> None:
    sentences = read_iob2(DATA / f"uner_{dataset}_dev.iob2")
    if in_cyrillic:
        sentences = ((cyrillic(words), labels) for words, labels in sentences)
    assert span_f1(model, model, sentences) >= floor


@pytest.mark.parametrize(("model", "language", "floor"), [("hbs", "mk", 0.825), ("sq", "sq", 0.85)])
def test_strict_span_f1_on_the_projects_own_sentences(model: str, language: str, floor: float) -> None:
    assert span_f1(model, language, own_sentences(language, dev=True)) >= floor
