"""What the transformer says is added to what the fast model says, label by label and word by word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from services.enrich.entities.accurate import AccurateRecognizer
from services.enrich.entities.accurate_encoder import LABELS
from services.enrich.entities.gazetteer import load_gazetteer
from services.enrich.entities.stage import MODELS


class Encoder:
    """Instead of a transformer: sure of the label given for a word, of none for all others."""

    def __init__(self, labels: dict[str, str]) -> None:
        self._labels = labels
        self.read: list[list[str]] = []

    def scores(self, sentences: Sequence[Sequence[str]]) -> list[np.ndarray]:
        self.read += [list(words) for words in sentences]
        found = []
        for words in sentences:
            scores = np.full((len(words), len(LABELS)), -60.0, np.float32)
            for place, word in enumerate(words):
                scores[place, LABELS.index(self._labels.get(word, "O"))] = 0.0
            found.append(scores)
        return found


def names(encoder: Any, sentences: list[list[str]]) -> list[list[tuple[str, str]]]:
    gazetteer = load_gazetteer()
    recognizer = AccurateRecognizer.beside(MODELS / "en.npz", gazetteer, encoder)
    read = recognizer.read(sentences, [gazetteer.matches(words, "en") for words in sentences], "en")
    return [
        [(span.label, " ".join(words[span.start : span.end])) for span in found]
        for words, found in zip(sentences, read, strict=True)
    ]


@pytest.mark.parametrize("kind", ["PER", "ORG", "LOC"])
def test_where_the_transformer_is_sure_its_labels_stand_in_their_places(kind: str) -> None:
    encoder = Encoder({"Qwertz": f"B-{kind}", "uiop": f"I-{kind}"})
    sentences = [["They", "saw", "Qwertz", "uiop", "again", "."], [], ["Qwertz", "left", "."]]
    assert names(encoder, sentences) == [[(kind, "Qwertz uiop")], [], [(kind, "Qwertz")]]


def test_sentences_without_capitals_are_read_too() -> None:
    encoder = Encoder({"kerala": "B-LOC"})
    assert names(encoder, [["we", "went", "to", "kerala"]]) == [[("LOC", "kerala")]]
    assert encoder.read == [["we", "went", "to", "kerala"]]


def test_where_the_transformer_says_nothing_the_fast_model_decides() -> None:
    class Silent(Encoder):
        def scores(self, sentences: Sequence[Sequence[str]]) -> list[np.ndarray]:
            return [np.zeros((len(words), len(LABELS)), np.float32) for words in sentences]

    found = names(Silent({}), [["President", "Barack", "Obama", "visited", "Berlin", "."]])
    assert found == [[("PER", "Barack Obama"), ("LOC", "Berlin")]]
