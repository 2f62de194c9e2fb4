"""The quick way of reading a text is the model's own: features summed word by word, whole sentences decoded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.entities.feature_scores import FeatureScores
from services.enrich.entities.features import sentence_features
from services.enrich.entities.gazetteer import load_gazetteer
from services.enrich.entities.network import Network
from services.enrich.entities.recognizer import Recognizer, spans
from services.enrich.entities.runs import Chain, Runs, decode_runs
from services.enrich.entities.stage import MODELS
from services.enrich.entities.word_table import WordTable
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
    recognizer = Recognizer.load(MODELS / f"{name}.npz", gazetteer)
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


def _runs(ranges: list[tuple[int, int]], emissions: np.ndarray, none: int, length: int) -> Runs:
    starts, ends = np.array(ranges).T
    others = np.delete(emissions, none, axis=1).max(axis=1)
    return Runs(
        starts, ends, starts == 0, ends == length, np.arange(len(ranges)), others - emissions[:, none]
    )


def test_runs_are_decoded_side_by_side_as_each_alone() -> None:
    random = np.random.default_rng(1)
    emissions = random.normal(0, 3, (60, 3)).astype(np.float32)
    transitions = random.normal(0, 2, (3, 3)).astype(np.float32)
    chain = Chain(transitions, np.ones((3, 3), dtype=bool), none=0)
    ranges = [(0, 7), (9, 10), (12, 20), (21, 24), (30, 60)]
    together = decode_runs(emissions, _runs(ranges, emissions, 0, 60), chain)
    alone = [run for one in ranges for run in decode_runs(emissions, _runs([one], emissions, 0, 60), chain)]
    assert [(run.start, run.path) for run in together] == [(run.start, run.path) for run in alone]
    whole = LinearChain(("O", "B-PER", "I-PER"), {}, np.zeros((0, 3), dtype=np.float32), transitions)
    # A run with nothing on either side is a whole sentence.
    (run,) = decode_runs(emissions, _runs([(0, 60)], emissions, 0, 60), chain)
    assert run.path == whole.decode(emissions)
    marginals = whole.marginals(emissions)
    assert run.probabilities == pytest.approx(
        [marginals[place, label] for place, label in enumerate(run.path)], abs=1e-4
    )


@given(seed=st.integers(0, 2**32 - 1), length=st.integers(1, 12), spread=st.sampled_from([0.3, 1.0, 3.0]))
def test_a_run_that_is_passed_over_has_no_name_on_its_best_path(
    seed: int, length: int, spread: float
) -> None:
    """What the bound on the gains leaves out, decoding whole would have left without a name."""
    random = np.random.default_rng(seed)
    labels = ("B-LOC", "I-LOC", "O")
    emissions = random.normal([-3 * spread, -3 * spread, 0], spread, (length, 3)).astype(np.float32)
    transitions = random.normal(0, 2, (3, 3)).astype(np.float32)
    allowed = _allowed(labels)
    found = decode_runs(
        emissions, _runs([(0, length)], emissions, 2, length), Chain(transitions, allowed, none=2)
    )
    whole = LinearChain(labels, {}, np.zeros((0, 3), dtype=np.float32), transitions)
    path = whole.decode(emissions, allowed)
    assert [run.path for run in found] == ([path] if set(path) != {2} else [])


def test_the_table_of_words_is_bounded_and_a_full_one_starts_anew() -> None:
    words = [f"{letter}{number}" for letter in "abcA" for number in range(100)]
    small = WordTable(FeatureScores.load(MODELS / "sq.npz"), None, most=64)
    large = WordTable(FeatureScores.load(MODELS / "sq.npz"), None)
    for first in range(0, len(words), 20):
        part = words[first : first + 20] + words[:5]
        for language in ("sq", "en"):
            found, wanted = small.numbers(part, language), large.numbers(part, language)
            assert len(small) <= 64
            np.testing.assert_array_equal(small.scores[found], large.scores[wanted])


def test_a_long_text_is_read_in_parts_as_its_sentences_one_by_one() -> None:
    gazetteer = load_gazetteer()
    recognizer = Recognizer.load(MODELS / "en.npz", gazetteer)
    sentences = [words for _, words, _ in read_sentences(Path(FOLDER) / "sq.txt")][:200]
    read = recognizer.read(sentences, [gazetteer.matches(words, "en") for words in sentences], "en")
    assert sum(map(len, sentences)) > 2_000
    for words, found in zip(sentences, read, strict=True):
        alone = recognizer(words, "en")
        assert [(one.label, one.start, one.end) for one in alone] == [
            (one.label, one.start, one.end) for one in found
        ]
