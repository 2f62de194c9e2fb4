"""Trains the entity models on Universal NER and on the project's own annotated sentences.

    python -m training.entities.train DATA_FOLDER [--only en|hbs|sq|any]

DATA_FOLDER holds ``{en,hr,sr}_train.iob2`` and ``{en,hr,sr}_dev.iob2`` of Universal NER v1 (CC BY-SA 4.0) and what
``training.entities.open_sets`` writes. The models written to services/enrich/entities/models/ are under CC BY-SA 4.0
(MODEL_CARD.md there). Prints strict span F1 on the dev sets.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from services.enrich.entities.features import sentence_features
from services.enrich.entities.gazetteer import load_gazetteer
from services.enrich.entities.recognizer import spans
from services.enrich.entities.word_vectors import word_vectors
from shared.linear_chain import LinearChain
from training.entities.joint import LABELS, Example, Settings, Trained, averaged, bolder, train_jointly
from training.entities.sets import OWN, Sentence, augmented, own_sentences, read_iob2

LINEAR_SHARE = {"en": 0.25, "hbs": 0.2}
BOLDER = {"sq": 0.25}
EPOCHS = {"en": 6}  # of the others, Settings.epochs
OUTPUT = Path("services/enrich/entities/models")
_OF_ONE_LANGUAGE = ("s2=", "s3=", "s4=", "p3=", "p4=", "p5=", "b4=", "b6=", "b10=", "b=")


def delexicalised(row: list[str]) -> list[str]:
    """Without the words themselves: what is left carries over to a language that the data does not have."""
    return [
        name
        for name in row
        if "w=" not in name
        and not name.startswith(("nextw=", "prevw="))
        and not name.lstrip("+-0123456789").startswith(_OF_ONE_LANGUAGE)
    ]


def score(
    trained: Trained, sentences: Iterable[Sentence], language: str, *, bare: bool = False
) -> dict[str, float]:
    """Strict span and type precision, recall and F1 of the model alone."""
    gazetteer = load_gazetteer()
    allowed = np.array(
        [[not after.startswith("I-") or before[2:] == after[2:] for after in LABELS] for before in LABELS]
    )
    found = right = wanted = 0
    for words, labels in sentences:
        rows = sentence_features(words, language, gazetteer)
        rows = [delexicalised(row) for row in rows] if bare else rows
        scores = trained.chain.emissions(rows) + trained.network.of_sentence(words, language)
        guessed = [LABELS[index] for index in trained.chain.decode(scores, allowed)]
        truth, guess = set(spans(labels)), set(spans(guessed))
        wanted += len(truth)
        found += len(guess)
        right += len(truth & guess)
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 4)}


_SETS = {"hr": "hbs", "sr": "hbs", "hr500k": "hbs", "wikigold": "en", "gum": "en", "crossner": "en"}


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences of one origin in a model's training data.

    ``bare``: without the words themselves; ``times``: repeated; ``weight``: of each sentence; ``silver``: labelled by the
    accurate profile (``training.entities.silver``), not by people."""

    name: str
    bare: bool = False
    times: int = 1
    weight: float = 1.0
    silver: bool = False

    @property
    def language(self) -> str:
        return _SETS.get(self.name, self.name)


# Albanian learns what carries over (shapes, known names, neighbours) from the large sets, and its words from its own
# sentences. Macedonian, in Latin letters, shares most of its words with Serbian: one model reads both, and the Macedonian
# sentences made it better at Croatian and Serbian too (+.006 and +.010 F1).
RECIPES = {
    "en": (Part("en"), Part("wikigold"), Part("gum"), Part("crossner"), Part("en", silver=True)),
    "hbs": (
        Part("hr"),
        Part("sr"),
        Part("hr500k"),
        Part("mk", times=2),
        Part("mk", silver=True),
        Part("hbs", silver=True, weight=0.7),
    ),
    "sq": (
        Part("en", bare=True),
        Part("wikigold", bare=True),
        Part("hr", bare=True),
        Part("sr", bare=True),
        Part("mk", bare=True),
        Part("sq", times=2),
        Part("sq", silver=True),
    ),
    "any": tuple(Part(name, bare=True) for name in ("en", "wikigold", "hr", "sr", "sq", "mk")),
}
DEV = {
    "en": ("en", "gum"),
    "hbs": ("hr", "hr500k", "sr", "mk"),
    "sq": ("sq",),
    "any": ("en", "hr", "sr", "sq", "mk"),
}


def part_sentences(data: Path, part: Part) -> Iterator[Sentence]:
    if part.silver:
        return read_iob2(data / f"{part.name}_silver.iob2")
    if part.name in OWN:
        return own_sentences(part.name, dev=False)
    return augmented(read_iob2(data / f"{part.name}_train.iob2"), part.language == "en")


def examples(data: Path, parts: Iterable[Part]) -> Iterator[Example]:
    gazetteer = load_gazetteer()
    for part in parts:
        for _ in range(part.times):
            for words, labels in part_sentences(data, part):
                rows = sentence_features(words, part.language, gazetteer)
                rows = [delexicalised(row) for row in rows] if part.bare else rows
                yield Example(words, part.language, rows, labels, part.weight)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", nargs="*", choices=list(RECIPES), default=list(RECIPES))
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("--linear", type=Path, help="folder of linear models to average with (linear.py)")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    for name in arguments.only:
        settings = Settings(epochs=EPOCHS.get(name, Settings.epochs))
        trained = train_jointly(examples(arguments.data, RECIPES[name]), word_vectors(), settings)
        if arguments.linear is not None and name in LINEAR_SHARE:
            chain = LinearChain.load(arguments.linear / f"{name}.npz")
            trained = averaged(trained, chain, LINEAR_SHARE[name])
        trained = bolder(trained, BOLDER.get(name, 0.0))
        path = arguments.output / f"{name}.npz"
        trained.save(path)
        print(f"{name}: {len(trained.chain.features)} features, {path.stat().st_size / 1e6:.2f} MB")
        bare = name == "any"
        for part in map(Part, DEV[name]):
            sentences = list(
                own_sentences(part.name, dev=True)
                if part.name in OWN
                else read_iob2(arguments.data / f"{part.name}_dev.iob2")
            )
            print(f"  {part.name} dev:", score(trained, sentences, part.language, bare=bare), flush=True)


if __name__ == "__main__":
    main()
