"""Trains the entity models on Universal NER and on the project's own annotated sentences.

    python -m training.entities.train DATA_FOLDER [--only en|hbs|sq|any]

DATA_FOLDER holds ``{en,hr,sr}_train.iob2`` and ``{en,hr,sr}_dev.iob2`` of Universal NER v1 (CC BY-SA 4.0) and what
``training.entities.open_sets`` writes. The models written to services/enrich/entities/models/ are under CC BY-SA 4.0
(MODEL_CARD.md there). Prints strict span F1 on the dev sets.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from services.enrich.entities.features import sentence_features
from services.enrich.entities.gazetteer import load_gazetteer
from services.enrich.entities.recognizer import spans
from shared.linear_chain import LinearChain
from training.crf import train_linear_chain
from training.entities.sentences import FOLDER, read_sentences

OUTPUT = Path("services/enrich/entities/models")
TYPES = {"PER", "ORG", "LOC"}
Sentence = tuple[list[str], list[str]]


def read_iob2(path: Path) -> Iterator[Sentence]:
    words: list[str] = []
    labels: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            if words:
                yield words, labels
            words, labels = [], []
        elif not line.startswith("#"):
            columns = line.split("\t")
            words.append(columns[1])
            labels.append(columns[2] if columns[2][2:] in TYPES else "O")
    if words:
        yield words, labels


def cyrillic(words: list[str]) -> list[str]:
    """Serbian in its other script: the model must not care."""
    digraphs = {
        "lj": "љ",
        "nj": "њ",
        "dž": "џ",
        "Lj": "Љ",
        "Nj": "Њ",
        "Dž": "Џ",
        "LJ": "Љ",
        "NJ": "Њ",
        "DŽ": "Џ",
    }
    table = str.maketrans(
        "abvgdđežzijklmnoprstćufhcčšABVGDĐEŽZIJKLMNOPRSTĆUFHCČŠ",
        "абвгдђежзијклмнопрстћуфхцчшАБВГДЂЕЖЗИЈКЛМНОПРСТЋУФХЦЧШ",
    )
    turned = []
    for word in words:
        letters = word
        for latin, letter in digraphs.items():
            letters = letters.replace(latin, letter)
        turned.append(letters.translate(table))
    return turned


SMALL_WORDS = set(
    "a an the and or but of in on at to for from by with over as is "
    "i u na o za od do po s sa k e të së në me për nga".split()
)


def as_headline(words: list[str]) -> list[str]:
    """The Way Headlines Capitalise Words: without such sentences the model takes every capital for a name."""
    return [
        word if position and word.lower() in SMALL_WORDS else word[:1].upper() + word[1:]
        for position, word in enumerate(words)
    ]


def augmented(sentences: Iterator[Sentence], english: bool) -> Iterator[Sentence]:
    """Every sentence, some of them once more as a headline (English only) or in capitals. Same choice at every run."""
    chance = random.Random(20261123)
    for words, labels in sentences:
        yield words, labels
        draw = chance.random()
        if english and draw < 0.3 and 4 <= len(words) <= 25:
            yield as_headline(words), labels
        elif draw > 0.95:
            yield [word.upper() for word in words], labels


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
    model: LinearChain, sentences: Iterable[Sentence], language: str, *, bare: bool = False
) -> dict[str, float]:
    """Strict span and type precision, recall and F1 of the model alone."""
    gazetteer = load_gazetteer()
    found = right = wanted = 0
    for words, labels in sentences:
        rows = sentence_features(words, language, gazetteer)
        rows = [delexicalised(row) for row in rows] if bare else rows
        guessed = [model.labels[index] for index in model.decode(model.emissions(rows))]
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
    """Sentences of one origin in a model's training data. ``bare``: without the words themselves; ``times``: repeated."""

    name: str
    bare: bool = False
    times: int = 1

    @property
    def language(self) -> str:
        return _SETS.get(self.name, self.name)


# Albanian learns what carries over (shapes, known names, neighbours) from the large sets, and its words from its own
# sentences. Macedonian, in Latin letters, shares most of its words with Serbian: one model reads both, and the Macedonian
# sentences made it better at Croatian and Serbian too (+.006 and +.010 F1).
RECIPES = {
    "en": (Part("en"), Part("wikigold"), Part("gum"), Part("crossner")),
    "hbs": (Part("hr"), Part("sr"), Part("hr500k"), Part("mk", times=4)),
    "sq": (Part("en", bare=True), Part("hr", bare=True), Part("sq", times=4)),
    "any": tuple(Part(name, bare=True) for name in ("en", "hr", "sr", "sq", "mk")),
}
DEV = {
    "en": ("en", "gum"),
    "hbs": ("hr", "hr500k", "sr", "mk"),
    "sq": ("sq",),
    "any": ("en", "hr", "sr", "sq", "mk"),
}
OWN = ("sq", "mk")


def is_dev(scenario: str) -> bool:
    """A fifth of the scenarios, whole: sentences of one story never stand on both sides."""
    return int(hashlib.sha256(scenario.encode()).hexdigest(), 16) % 5 == 1


def own_sentences(language: str, *, dev: bool) -> Iterator[Sentence]:
    for scenario, words, labels in read_sentences(FOLDER / f"{language}.txt"):
        if is_dev(scenario) == dev:
            yield words, labels


def training_sequences(data: Path, parts: Iterable[Part]) -> Iterator[tuple[list[list[str]], list[str]]]:
    gazetteer = load_gazetteer()
    for part in parts:
        for _ in range(part.times):
            source = (
                own_sentences(part.name, dev=False)
                if part.name in OWN
                else augmented(read_iob2(data / f"{part.name}_train.iob2"), part.language == "en")
            )
            for words, labels in source:
                rows = sentence_features(words, part.language, gazetteer)
                yield ([delexicalised(row) for row in rows] if part.bare else rows), labels


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", nargs="*", choices=list(RECIPES), default=list(RECIPES))
    parser.add_argument("--c2", type=float, default=0.5)
    parser.add_argument("--iterations", type=int, default=30)
    arguments = parser.parse_args()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for name in arguments.only:
        model = train_linear_chain(
            training_sequences(arguments.data, RECIPES[name]),
            c1=0.0,
            c2=arguments.c2,
            max_iterations=arguments.iterations,
            min_frequency=2,
            min_weight=0.05,
            stochastic=True,
        )
        path = OUTPUT / f"{name}.npz"
        model.save(path)
        print(f"{name}: {len(model.features)} features, {path.stat().st_size / 1e6:.2f} MB")
        bare = name == "any"
        for part in map(Part, DEV[name]):
            sentences = list(
                own_sentences(part.name, dev=True)
                if part.name in OWN
                else read_iob2(arguments.data / f"{part.name}_dev.iob2")
            )
            print(f"  {part.name} dev:", score(model, sentences, part.language, bare=bare))
            if part.name == "sr" and not bare:
                turned = [(cyrillic(words), labels) for words, labels in sentences]
                print("  sr dev in Cyrillic:", score(model, turned, part.language))


if __name__ == "__main__":
    main()
