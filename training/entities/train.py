"""Trains the entity models on Universal NER: one for English, one for Croatian and Serbian in both scripts.

    python -m training.entities.train DATA_FOLDER [--only en|hbs|any]

DATA_FOLDER holds ``{en,hr,sr}_train.iob2`` and ``uner_{en,hr,sr}_dev.iob2`` of Universal NER v1 (CC BY-SA 4.0), so the
models written to services/enrich/entities/models/ are under CC BY-SA 4.0 (MODEL_CARD.md there). Prints strict span F1 on
the dev sets.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from services.enrich.entities.features import sentence_features
from services.enrich.entities.gazetteer import load_gazetteer
from services.enrich.entities.recognizer import spans
from shared.linear_chain import LinearChain
from training.crf import train_linear_chain

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


def delexicalised(row: list[str]) -> list[str]:
    """Without the words themselves: what is left carries over to a language that the data does not have."""
    return [
        name
        for name in row
        if "w=" not in name
        and not name.startswith(("nextw=", "prevw="))
        and not name.lstrip("+-0123456789").startswith(("s2=", "s3=", "s4=", "p3=", "p4=", "p5="))
    ]


def f1(
    model: LinearChain, path: Path, language: str, *, to_cyrillic: bool = False, bare: bool = False
) -> dict[str, float]:
    gazetteer = load_gazetteer()
    found = right = wanted = 0
    for words, labels in read_iob2(path):
        seen = cyrillic(words) if to_cyrillic else words
        rows = sentence_features(seen, language, gazetteer)
        rows = [delexicalised(row) for row in rows] if bare else rows
        guessed = [model.labels[index] for index in model.decode(model.emissions(rows))]
        truth, guess = set(spans(labels)), set(spans(guessed))
        wanted += len(truth)
        found += len(guess)
        right += len(truth & guess)
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
    }


def training_sequences(
    data: Path, parts: list[str], *, bare: bool
) -> Iterator[tuple[list[list[str]], list[str]]]:
    gazetteer = load_gazetteer()
    for part in parts:
        language = "en" if part == "en" else "hbs"
        for words, labels in augmented(read_iob2(data / f"{part}_train.iob2"), part == "en"):
            rows = sentence_features(words, language, gazetteer)
            yield ([delexicalised(row) for row in rows] if bare else rows), labels


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", choices=["en", "hbs", "any"])
    parser.add_argument("--c1", type=float, default=0.03)
    parser.add_argument("--c2", type=float, default=0.05)
    parser.add_argument("--iterations", type=int, default=150)
    parser.add_argument("--min-frequency", type=int, default=1)
    arguments = parser.parse_args()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    sets = {"en": ["en"], "hbs": ["hr", "sr"], "any": ["en", "hr", "sr"]}
    for name, parts in sets.items():
        if arguments.only not in (None, name):
            continue
        bare = name == "any"
        model = train_linear_chain(
            training_sequences(arguments.data, parts, bare=bare),
            c1=arguments.c1,
            c2=arguments.c2,
            max_iterations=arguments.iterations,
            min_frequency=arguments.min_frequency,
            min_weight=0.01,
        )
        path = OUTPUT / f"{name}.npz"
        model.save(path)
        print(f"{name}: {len(model.features)} features, {path.stat().st_size / 1e6:.2f} MB")
        for part in parts:
            language = "en" if part == "en" else "hbs"
            dev = arguments.data / f"uner_{part}_dev.iob2"
            print(
                f"  {part} dev:",
                {key: round(value, 4) for key, value in f1(model, dev, language, bare=bare).items()},
            )
        if name == "hbs":
            print(
                "  sr dev in Cyrillic:",
                f1(model, arguments.data / "uner_sr_dev.iob2", "hbs", to_cyrillic=True),
            )


if __name__ == "__main__":
    main()
