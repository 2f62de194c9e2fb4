"""Floors for the entity models, on the development sets of Universal NER. A floor is only ever raised."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.enrich.entities.gazetteer import load_gazetteer
from services.enrich.entities.recognizer import Recognizer, spans
from services.enrich.entities.stage import MODELS
from training.entities.train import cyrillic, read_iob2

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "ner"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(),
    reason="Universal NER (CC BY-SA) is not part of this repository: see training/entities/train.py",
)


def span_f1(model: str, dataset: str, *, in_cyrillic: bool = False) -> float:
    recognizer = Recognizer.load(MODELS / f"{model}.npz", load_gazetteer())
    found = right = wanted = 0
    for words, labels in read_iob2(DATA / f"uner_{dataset}_dev.iob2"):
        seen = cyrillic(words) if in_cyrillic else words
        truth = set(spans(labels))
        guess = {(span.label, span.start, span.end) for span in recognizer(seen, model)}
        wanted, found, right = wanted + len(truth), found + len(guess), right + len(truth & guess)
    return 2 * right / (wanted + found)


@pytest.mark.parametrize(
    ("model", "dataset", "in_cyrillic", "floor"),
    [
        ("en", "en", False, 0.70),
        ("hbs", "hr", False, 0.79),
        ("hbs", "sr", False, 0.84),
        ("hbs", "sr", True, 0.84),
    ],
)
def test_strict_span_f1_stays_above_its_floor(
    model: str, dataset: str, in_cyrillic: bool, floor: float
) -> None:
    assert span_f1(model, dataset, in_cyrillic=in_cyrillic) >= floor
