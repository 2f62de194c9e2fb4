"""The quick way of reading a text is the model's own: features summed word by word, whole sentences decoded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from services.enrich.entities.features import sentence_features
from services.enrich.entities.gazetteer import load_gazetteer
from services.enrich.entities.network import Network
from services.enrich.entities.recognizer import Recognizer, spans
from services.enrich.entities.runs import Chain, Run, decode_runs
from services.enrich.entities.stage import MODELS
from shared.linear_chain import LinearChain
from training.entities.sentences import FOLDER, read_sentences


def _allowed(labels: tuple[str, ...]) -> np.ndarray:
    return np.array(
        [[not after.startswith("I-") or before[2:] == after[2:] for after in labels] for before in labels]
    )


@pytest.mark.parametrize(("name", "language"), [("sq", "sq"), ("hbs", "mk")])
def test_names_are_those_of_whole_sentences_decoded_from_the_features_of_training(
    name: str, language: str
) -> None:
    gazetteer = load_gazetteer()
    model = LinearChain.load(MODELS / f"{name}.npz")
    network = Network.load(MODELS / f"{name}.npz")
    assert network is not None
    recognizer = Recognizer(model, gazetteer, network)
    sentences = [words for _, words, _ in read_sentences(Path(FOLDER) / f"{language}.txt")][:300]
    read = recognizer.read(sentences, [gazetteer.matches(words, language) for words in sentences], language)
    differing = names = 0
    for words, found in zip(sentences, read, strict=True):
        emissions = model.emissions(sentence_features(words, language, gazetteer))
        emissions += network.of_sentence(words, language)
        path = model.decode(emissions, _allowed(model.labels))
        expected = set(spans([model.labels[index] for index in path]))
        names += len(expected)
        differing += len(expected ^ {(span.label, span.start, span.end) for span in found})
        weights = model.marginals(emissions)
        for span in found:
            if (span.label, span.start, span.end) in expected:
                wanted = min(weights[place, path[place]] for place in range(span.start, span.end))
                assert span.probability == pytest.approx(wanted, abs=0.03)
    assert names > 300
    assert differing <= names // 200


def test_runs_are_decoded_side_by_side_as_each_alone() -> None:
    random = np.random.default_rng(1)
    emissions = random.normal(0, 3, (60, 3)).astype(np.float32)
    transitions = random.normal(0, 2, (3, 3)).astype(np.float32)
    chain = Chain(transitions, np.ones((3, 3), dtype=bool), none=0)
    ranges = [(0, 7), (9, 10), (12, 20), (21, 24), (30, 60)]
    together = decode_runs(
        emissions, [Run(0, start, end, start == 0, end == 60) for start, end in ranges], chain
    )
    alone = [
        run
        for start, end in ranges
        for run in decode_runs(emissions, [Run(0, start, end, start == 0, end == 60)], chain)
    ]
    assert [(run.start, run.path) for run in together] == [(run.start, run.path) for run in alone]
    whole = LinearChain(("O", "B-PER", "I-PER"), {}, np.zeros((0, 3), dtype=np.float32), transitions)
    # A run with nothing on either side is a whole sentence.
    (run,) = decode_runs(emissions, [Run(0, 0, 60, opens_sentence=True, ends_sentence=True)], chain)
    assert run.path == whole.decode(emissions)
    marginals = whole.marginals(emissions)
    assert run.probabilities == pytest.approx(
        [marginals[place, label] for place, label in enumerate(run.path)], abs=1e-4
    )
