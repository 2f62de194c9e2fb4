"""A spaCy pipeline's names become our spans; languages without one are read by the fast profile.

spaCy is not installed for the tests: a stand-in has the few calls that are used.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest

from services.enrich.entities import stage as stages
from services.enrich.entities.profile import parse_profile
from services.enrich.entities.recognizer import Span
from services.enrich.entities.spacy_pipeline import SpacyRecognizer
from services.enrich.stage import Draft
from shared.contracts import Language
from shared.errors import UserError


@dataclass
class Doc:
    vocab: object
    words: list[str]
    ents: list[Any] = field(default_factory=list)


@dataclass
class Found:
    start: int
    end: int
    label_: str


class Pipeline:
    """Finds what it is told: word to label."""

    def __init__(self, names: dict[str, str], components: tuple[str, ...] = ("tok2vec", "ner")) -> None:
        self.vocab, self.pipe_names, self._names = object(), components, names

    def pipe(self, documents: Iterable[Doc]) -> Iterator[Doc]:
        for document in documents:
            assert document.vocab is self.vocab
            document.ents = [
                Found(place, place + 1, self._names[word])
                for place, word in enumerate(document.words)
                if word in self._names
            ]
            yield document


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Pipeline]:
    """Pipelines by name that the stand-in for spaCy can load."""
    pipelines: dict[str, Pipeline] = {}

    def load(name: str, exclude: list[str]) -> Pipeline:
        assert "ner" not in exclude
        if name not in pipelines:
            raise OSError(f"[E050] Can't find model '{name}'.\nmore")
        return pipelines[name]

    spacy, tokens = ModuleType("spacy"), ModuleType("spacy.tokens")
    spacy.load, tokens.Doc = load, Doc  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "spacy", spacy)
    monkeypatch.setitem(sys.modules, "spacy.tokens", tokens)
    monkeypatch.setattr("services.enrich.entities.profile.find_spec", lambda name: object())
    return pipelines


def test_labels_of_all_kinds_become_person_organization_or_place_and_others_are_left(
    installed: dict[str, Pipeline],
) -> None:
    installed["some"] = Pipeline(
        {
            "Ana": "PERSON",
            "Iva": "PER",
            "EU": "ORG",
            "Split": "GPE",
            "Drina": "LOC",
            "Eiffel": "FAC",
            "1999": "DATE",
        }
    )
    sentences = [["Ana", "and", "Iva"], [], ["EU", "Split", "Drina", "Eiffel", "1999"]]
    read = SpacyRecognizer.load("some").read(sentences, [[], [], []], "en")
    assert [[(span.label, span.start, span.end) for span in found] for found in read] == [
        [("PER", 0, 1), ("PER", 2, 3)],
        [],
        [("ORG", 0, 1), ("LOC", 1, 2), ("LOC", 2, 3), ("LOC", 3, 4)],
    ]
    assert all(isinstance(span, Span) and 0 < span.probability < 1 for found in read for span in found)


def test_a_pipeline_that_does_not_load_or_finds_no_names_is_one_sentence(
    installed: dict[str, Pipeline],
) -> None:
    with pytest.raises(UserError, match=r"'gone' .* cannot be loaded: \[E050\] Can't find model 'gone'.$"):
        SpacyRecognizer.load("gone")
    installed["tagger"] = Pipeline({}, ("tok2vec", "tagger"))
    with pytest.raises(UserError, match=r"'tagger' .* finds no names"):
        SpacyRecognizer.load("tagger")


def test_each_language_is_read_by_the_pipeline_named_for_it_and_the_others_by_fast(
    installed: dict[str, Pipeline],
) -> None:
    installed["hr_small"] = Pipeline({"Xyzović": "PER"})
    stage = stages.load.__wrapped__(parse_profile("spacy:hr=hr_small"))

    def names(text: str, code: str) -> list[str]:
        language = Language(code=code, script="Latn", confidence=1)
        return [entity.text for entity in stage(Draft(title="-", body=text, language=language))]

    text = "Jučer je Xyzović razgovarao s kolegama, a Petra Kolarek nije."
    assert names(text, "hbs") == ["Xyzović"]
    assert "Petra Kolarek" in names("Yesterday Petra Kolarek met the Pope in Rome.", "en")
    assert stage.version == parse_profile("spacy:hr=hr_small").version(stages.EntityStage.version)
