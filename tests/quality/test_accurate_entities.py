"""Floors for the accurate profile's reading of names, on the first sentences of the development sets."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

from services.enrich.entities.accurate import AccurateRecognizer
from services.enrich.entities.accurate_encoder import Encoder
from services.enrich.entities.gazetteer import load_gazetteer
from services.enrich.entities.recognizer import spans
from services.enrich.entities.stage import MODELS
from tests.quality.floors import floors_of
from training.entities.sets import cyrillic, own_sentences, read_iob2

pytest.importorskip("onnxruntime", reason='the accurate profile is an extra: pip install "lajmi[accurate]"')

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "ner"
universal_ner = pytest.mark.skipif(
    not DATA.is_dir(),
    reason="Universal NER (CC BY-SA) is not part of this repository: see training/entities/train.py",
)
_SENTENCES = 250  # of each set: a few seconds
_FLOORS = floors_of("entities.accurate")


@cache
def encoder() -> Encoder:
    return Encoder.load(MODELS / "accurate")


def span_f1(model: str, language: str, sentences: Iterable[tuple[list[str], list[str]]]) -> float:
    gazetteer = load_gazetteer()
    recognizer = AccurateRecognizer.beside(MODELS / f"{model}.npz", gazetteer, encoder())
    gold = list(islice(sentences, _SENTENCES))
    words = [sentence for sentence, _ in gold]
    read = recognizer.read(words, [gazetteer.matches(sentence, language) for sentence in words], language)
    found = right = wanted = 0
    for (_, labels), named in zip(gold, read, strict=True):
        truth = set(spans(labels))
        guess = {(span.label, span.start, span.end) for span in named}
        wanted, found, right = wanted + len(truth), found + len(guess), right + len(truth & guess)
    return 2 * right / (wanted + found)


@universal_ner
@pytest.mark.parametrize(
    ("name", "model", "in_cyrillic"),
    [("en", "en", False), ("hr", "hbs", False), ("sr", "hbs", False), ("sr_cyrillic", "hbs", True)],
)
def test_strict_span_f1_stays_above_its_floor(name: str, model: str, in_cyrillic: bool) -> None:
    sentences = read_iob2(DATA / f"uner_{name[:2]}_dev.iob2")
    if in_cyrillic:
        sentences = ((cyrillic(words), labels) for words, labels in sentences)
    assert span_f1(model, model, sentences) >= _FLOORS[name]


@pytest.mark.parametrize(("name", "model"), [("mk", "hbs"), ("sq", "sq")])
def test_strict_span_f1_on_the_projects_own_sentences(name: str, model: str) -> None:
    assert span_f1(model, name, own_sentences(name, dev=True)) >= _FLOORS[name]


def test_names_in_small_letters_are_read() -> None:
    gazetteer = load_gazetteer()
    recognizer = AccurateRecognizer.beside(MODELS / "en.npz", gazetteer, encoder())
    words = "i flew from berlin to paris with lufthansa last week".split()
    found = recognizer.read([words], [gazetteer.matches(words, "en")], "en")[0]
    assert {(words[span.start], span.label) for span in found} >= {("berlin", "LOC"), ("paris", "LOC")}
